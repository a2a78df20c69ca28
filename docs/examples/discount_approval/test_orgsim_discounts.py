"""The contract that all mechanisms share: silent when neutral, stronger with its strength, and nothing lost."""

from pathlib import Path

from orgsim.measures.summary import summarize
from orgsim.study.contract import MechanismCase, broken

CASE = MechanismCase(
    scenario=Path(__file__).with_name("scenario.toml").read_text(encoding="utf-8"),
    neutral={"effects.approval.discounted": 0.0},
    path="effects.approval.refused",
    grid=(0.0, 0.3, 1.0),
    observed=lambda log: summarize(log).kpis["won"],
    sign=-1,
)


def test_it_keeps_the_contract() -> None:
    """With no deal discounted the log is as without the mechanism; the more are refused, the fewer are won."""
    assert broken("approval", CASE) == []
