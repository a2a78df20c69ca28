"""The firm of the gallery that grows from one person: its organizations come in their order, with a place for everybody."""

from galleries import GALLERY

import orgsim
from orgsim.events.columns import Row
from orgsim.plan.derived.headcounts import peak
from orgsim.plan.derived.stages import stages
from orgsim.setup.simulate import run
from orgsim.units import MONTH

FIRM = orgsim.load(GALLERY / "growing-firm.toml")
SIZES = [1, 2, 4, 8, 14]


def test_hiring_takes_every_organization_to_the_size_at_which_the_next_takes_over() -> None:
    found = stages(FIRM)
    assert [1, *(int(one.by.when.value) for one in found if one.by and one.by.when)] == SIZES
    most = [sum(peak(stage.plan, team) for team in stage.plan.teams) for stage in found]
    assert most[:4] == SIZES[1:]
    places = [sum(stage.planned(team) for team in stage.plan.teams) for stage in found]
    assert places[:4] == SIZES[:4]
    assert places[4] - places[3] == 0  # teams go on with whom they have hired; one of them is the strategist


def test_a_firm_grows_through_its_organizations_and_keeps_its_people() -> None:
    """At each takeover as many are there as are named, and but for turnover nobody leaves the firm on that day."""
    log = run(FIRM.replace({"effects.turnover.per_year": "0 % / year"}), 1, 0)
    names, rows = log.names, log.of(Row.STAFFING)
    first = {"founder": 1, "partner": 2, "sales": 4, "awareness": 8, "strategy": 14}
    left = names.outcomes.index("left")
    before = 0.0
    for name, size in first.items():
        joined = rows[(rows["team"] == names.teams.index(name)) & (rows["outcome"] != left)]
        day = float(joined["end"].min())
        until = rows[rows["end"] <= day + 5]
        assert len(until) - 2 * int((until["outcome"] == left).sum()) == size, name
        assert day >= before + (3 * MONTH if size > 1 else 0)
        before = day
