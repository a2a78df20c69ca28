"""A reorganization into the very organization that is there changes no byte of a log, whatever the scenario and the day."""

import pytest
from baseline.digests import REPLICATION, SEED, digest, known, scenarios

from orgsim.plan.files import ORGANIZATION_KEYS
from orgsim.plan.scenario import Scenario
from orgsim.setup.simulate import run

KNOWN, MAKERS = known(), scenarios()
SAMPLE = [
    name
    for name in MAKERS
    if name.startswith(("all mechanisms", "mechanism ")) or (name.startswith("world ") and name[-1] in "058")
]


def again(plan: Scenario, *when: float) -> Scenario:
    """A scenario whose own organization takes over on some days, each said as a share of the horizon."""
    document = plan.document()
    own = {key: table for key in ORGANIZATION_KEYS if (table := document.get(key)) is not None}
    days = [f"{share * plan.scenario.horizon} days" for share in when]
    return plan.replace({"reorganizations": [{"at": day, "organization": own} for day in days]})


def moved(name: str, *when: float) -> bool:
    """Whether a log of the baseline becomes another by that; one may know a word more, for who moves in where there are ramps."""
    plan = MAKERS[name]()
    log = run(again(plan, *when), SEED, REPLICATION)
    return digest(log) != KNOWN[name] and log.rows.tobytes() != run(plan, SEED, REPLICATION).rows.tobytes()


@pytest.mark.slow
def test_the_same_organization_takes_over_unnoticed_in_a_sample() -> None:
    assert [name for name in SAMPLE if moved(name, 0.37)] == []


def test_the_same_organization_takes_over_twice_unnoticed() -> None:
    assert [name for name in SAMPLE if name.startswith("world") and moved(name, 0.11, 0.64)] == []


@pytest.mark.parametrize("day", ["0.001", "7", "7.5", "30.4375"])
def test_the_same_organization_takes_over_unnoticed_at_moments_at_which_much_happens(day: str) -> None:
    """At the very beginning, at midnight, in the middle of the day, and where a month is paid."""
    for name in SAMPLE[-8:]:
        plan = MAKERS[name]()
        share = float(day) / plan.scenario.horizon
        assert not moved(name, share), name


@pytest.mark.slow
@pytest.mark.parametrize("begins", sorted({name.split(" ")[0] for name in KNOWN}))
def test_the_same_organization_takes_over_unnoticed_in_every_scenario(begins: str) -> None:
    names = [name for name in MAKERS if name.startswith(begins) and KNOWN[name] != "apart"]
    names = [name for name in names if not MAKERS[name]().reorganizations]
    assert [name for name in names if moved(name, 0.23, 0.71)] == []
