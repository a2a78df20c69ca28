"""How busy the headers of the gallery's files say that people are in the first year, against what runs show."""

import re
import sys
from functools import cache

import pytest
from galleries import FIRST_YEAR, header, joined
from places import ROOT

from orgsim import Study
from orgsim.plan.model.organization import Whom
from orgsim.units import MONTH

sys.path.insert(0, str(ROOT / "experiments"))

import first_year

WITHIN = 0.03
"""Of a stated load, with as many runs as were looked at: what a change of the model may move before the header is out of date."""
RUNS = 24
FEW = 4
SAID = [(market, name) for market, names in first_year.USUAL.items() for name in names]
"""Organizations whose headers state loads, with the market in which these hold."""
AMOUNTS = {"b2b-saas-quiet": 0.65, "b2b-saas-busy": 0.95}
"""Markets whose headers state loads of THE MODEL, and the mean over its people."""


def stated(market: str, organization: str) -> dict[str, float]:
    """The load of each team by the header of the organization, or of the market where that has one of its own."""
    own = FIRST_YEAR.search(header("markets", market))
    told = own or FIRST_YEAR.search(header("organizations", organization))
    assert told is not None, organization
    assert own or told["market"] == market
    loads = {
        name.replace("& ", "").replace(" ", "_"): float(load)
        for name, load in re.findall(r"([a-z][a-z& ]*) (\.\d\d)", told["loads"])
    }
    teams = [name for name, team in joined(market, organization).teams.items() if team.does]
    found = {team: loads[re.sub(r"_\d+$", "", team)] for team in teams}
    assert {re.sub(r"_\d+$", "", team) for team in found} == set(loads)
    return found


@cache
def years(market: str, organization: str, replications: int) -> Study:
    """First years, of the luck of experiments/first_year.py."""
    return first_year.first_years(market, (organization,), replications, workers=1)


def loads(study: Study, organization: str, team: str) -> list[float]:
    """The load of a team in each run."""
    return study.values(organization)[f"teams.{team}.utilisation"].tolist()


def mean_over_roles(
    said: dict[str, float], found: dict[str, list[float]]
) -> dict[str, tuple[float, list[float]]]:
    """What is said of each role, and its load in each run; pods have three teams of a role."""
    roles: dict[str, list[str]] = {}
    for team in said:
        roles.setdefault(re.sub(r"_\d+$", "", team), []).append(team)
    return {
        role: (
            said[alike[0]],
            [sum(run) / len(run) for run in zip(*(found[team] for team in alike), strict=True)],
        )
        for role, alike in roles.items()
    }


def compared(market: str, organization: str, replications: int) -> dict[str, tuple[float, list[float]]]:
    """By role what the header says, and what runs show."""
    said, study = stated(market, organization), years(market, organization, replications)
    return mean_over_roles(said, {team: loads(study, organization, team) for team in said})


def test_headers_with_loads_are_those_that_are_measured() -> None:
    every = {path.stem for path in (ROOT / "scenarios" / "organizations").glob("*.toml")}
    assert {name for _, name in SAID} == {
        name for name in every if FIRST_YEAR.search(header("organizations", name))
    }
    for market, organization in SAID:
        assert stated(market, organization)


@pytest.mark.parametrize(
    ("market", "organization"),
    [("b2b-saas", "the-model")],
    ids="-".join,
)
def test_a_few_first_years_are_as_busy_as_the_headers_say(market: str, organization: str) -> None:
    """Within four standard errors of a few runs, and of the many that the header is of."""
    for role, (said, found) in compared(market, organization, FEW).items():
        middle = sum(found) / FEW
        spread = (sum((one - middle) ** 2 for one in found) / (FEW - 1)) ** 0.5
        error = spread * (1 / FEW + 1 / RUNS) ** 0.5
        assert abs(middle - said) <= 4 * error + 0.005, role
        assert error < 0.1, role


@pytest.mark.slow
@pytest.mark.parametrize(("market", "organization"), SAID, ids="-".join)
def test_first_years_are_as_busy_as_the_headers_say(market: str, organization: str) -> None:
    for role, (said, found) in compared(market, organization, RUNS).items():
        assert sum(found) / RUNS == pytest.approx(said, abs=WITHIN), role


@pytest.mark.slow
@pytest.mark.parametrize("market", AMOUNTS)
def test_quiet_and_busy_firms_are_as_busy_as_the_headers_say(market: str) -> None:
    found = compared(market, "the-model", RUNS)
    teams = joined(market, "the-model").teams
    for role, (said, seen) in found.items():
        assert sum(seen) / RUNS == pytest.approx(said, abs=WITHIN), role
    people = sum(teams[name].headcount for name in found)
    mean = sum(teams[name].headcount * sum(seen) / RUNS for name, (_, seen) in found.items()) / people
    assert mean == pytest.approx(AMOUNTS[market], abs=WITHIN)


def test_each_pod_has_a_third_of_the_leads() -> None:
    teams = joined("b2b-saas", "pods").teams
    for role in ("opener", "closers", "success"):
        for pod in (1, 2, 3):
            assert teams[f"{role}_{pod}"].serves == Whom(numbers=(pod,), of=3)


QUOTAS = re.compile(
    r"([\d.]+) of ([\d.]+) leads a month become MQLs, "
    r"([\d.]+) of ([\d.]+) become appointments, ([\d.]+) of ([\d.]+) become customers"
)
SELLERS = {"marketing": "qualify", "inside_sales": "develop", "field_sales": "close"}
"""Teams with quotas, and the step whose leads that go on count."""


def quotas() -> dict[str, tuple[float, float]]:
    """By team, what each of THE MODEL's people does a month by the header of the silos, and the quota."""
    said = QUOTAS.search(header("organizations", "the-model-siloed"))
    assert said is not None
    numbers = [float(one) for one in said.groups()]
    return dict(zip(SELLERS, zip(numbers[::2], numbers[1::2], strict=True), strict=True))


def test_quotas_of_the_silos_are_a_tenth_or_so_above_what_the_model_does() -> None:
    teams = joined("b2b-saas", "the-model-siloed").teams
    for team, (does, asked) in quotas().items():
        quota = teams[team].quota
        assert quota is not None
        assert quota.per_person is not None
        assert quota.per_person * MONTH == pytest.approx(asked)
        assert 1.1 < asked / does < 1.2


@pytest.mark.slow
def test_the_model_does_what_the_silos_quotas_are_set_by() -> None:
    values = years("b2b-saas", "the-model", RUNS).values("the-model").mean()
    teams = joined("b2b-saas", "the-model").teams
    for team, (does, _) in quotas().items():
        passed = values[f"parts.activities.{SELLERS[team]}.passed"] / 12 / teams[team].headcount
        assert passed == pytest.approx(does, rel=0.04), team
