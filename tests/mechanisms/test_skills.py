"""Skills: what has to be learned before another team's product is proposed, and the programme that teaches it."""

import math
from typing import Any

import pytest
from baseline.digests import digest
from contract import Case
from estimates import SEED, jobs, outcome, scenario
from second_line_worlds import BOTH_WAYS, firm, sales, text

from orgsim.mechanisms.incentives.skills import skill
from orgsim.plan.checks.size import expected_events
from orgsim.plan.files import ORGANIZATION_KEYS
from orgsim.plan.scenario import Scenario
from orgsim.setup.simulate import run

BOTH = '"cross_selling", "skills"'
EASY = "[effects.cross_selling]\nunasked = 1\n"
PROGRAMME = EASY + '[policies.skills]\nhours = "5 h"\n'
LEARNING = 'learning = "10 h"'

CASE = Case(
    scenario=text(100, mechanisms=BOTH, more=PROGRAMME, line=LEARNING, software=200, services=50),
    neutral={"effects.skills.untaught": 1.0, "policies.skills.hours": "0 h"},
    path="policies.skills.hours",
    grid=("0 h", "2 h", "6 h", "10 h"),
    observed=lambda log: float(len(sales(log))),
    sign=1,
    replications=1,
)


def test_what_is_learned_counts_in_proportion_up_to_all_that_is_needed() -> None:
    assert [skill(hours, 10.0, 0.2) for hours in (0.0, 5.0, 10.0, 40.0)] == pytest.approx(
        [0.2, 0.6, 1.0, 1.0]
    )


@pytest.mark.parametrize(
    ("more", "chance"),
    [
        (EASY, 0.2),
        (PROGRAMME, 0.6),
        (PROGRAMME.replace("5 h", "10 h"), 1.0),
        (PROGRAMME + 'teams = ["services"]\n', 0.2),
    ],
    ids=["no programme", "half of what is needed", "all of it", "only those who sell it"],
)
def test_customers_who_are_proposed_the_second_line(more: str, chance: float) -> None:
    """At the purchase alone, where everybody would propose it who knows how."""
    proposed = len(jobs(firm(mechanisms=BOTH, more=more, line=LEARNING, horizon="5 days"), "propose"))
    assert abs(proposed - 1000 * chance) <= 4 * math.sqrt(1000 * chance * (1 - chance))


def test_it_holds_in_both_directions_and_not_for_what_the_own_team_sells() -> None:
    """Without a programme a fifth of those who meet software's people hear of the other line, whichever it is."""
    words: dict[str, Any] = BOTH_WAYS | {"line": f"{BOTH_WAYS['line']}\n{LEARNING}", "horizon": "5 days"}
    log = firm(2000, mechanisms=BOTH, more=EASY, **words)
    for activity in ("propose", "sell"):
        assert abs(len(jobs(log, activity)) - 200) <= 4 * math.sqrt(1000 * 0.2 * 0.8 + 2000 * 0.1**2)
    own = words | {"does": ', "sell"', "more": "[effects.cross_selling]\nown = 1\nunasked = 0\n"}
    together = text(100, mechanisms=BOTH, **own).replace(
        '"renew"]\n[teams.services]\nheadcount = 3000\ncalendar = "continuous"\ndoes = [', '"renew", '
    )
    assert (
        len(jobs(run(scenario(together), 1, 0), "sell")) + len(jobs(run(scenario(together), 1, 0), "propose"))
        == 100
    )


def test_a_programme_for_all_takes_everybodys_first_hours_and_then_holds() -> None:
    """Two people of services and 10 of software take part for 5 h; leads wait until then."""
    words: dict[str, Any] = {"mechanisms": BOTH, "line": LEARNING, "software": 10, "services": 2}
    log = firm(100, more=PROGRAMME + 'who = "all"\ncost = 70\n', **words)
    taught = jobs(log, "skills")
    assert taught["hours"].tolist() == [5.0] * 12
    assert (taught["end"] == 5 / 24).all()
    assert jobs(log, "close")["start"].min() == 5 / 24
    assert log.rows["cost"][log.rows["cost"] == 70].sum() == 12 * 70
    plain = firm(100, more=EASY, **words)
    assert "skills" not in plain.names.activities
    assert jobs(plain, "close")["start"].min() == 0


def test_newcomers_take_part_when_they_join() -> None:
    """Half of software leaves and is replaced within the year, more or less."""
    words: dict[str, Any] = {"mechanisms": BOTH + ', "turnover"', "line": LEARNING, "software": 100}
    log = firm(
        10, more=PROGRAMME + '[effects.turnover]\nper_year = "50 % / year"\ndelay = "10 days"\n', **words
    )
    taught = jobs(log, "skills")
    taught = taught[taught["outcome"] == outcome(log, "done")]
    assert len(taught) > 10
    assert (taught["start"] > 1).all()
    assert set(taught["hours"]) == {5.0}
    plan = scenario(text(10, more=PROGRAMME + 'who = "all"\n', **words))
    assert expected_events(plan) > expected_events(plan.replace({"policies.skills": None})) + 3000


def test_who_changes_teams_takes_along_what_they_have_learned() -> None:
    """All ten people of marketing, who have taken part, become software, which nobody teaches, on day 5; then they sell."""
    more = PROGRAMME.replace("5 h", "10 h") + 'teams = ["marketing"]\n'
    more += '[teams.marketing]\nheadcount = 11\ncalendar = "continuous"\ndoes = ["onboard"]\n'
    more += '[[transfers]]\nat = "5 days"\nfrom = "marketing"\nto = "software"\npeople = 10\n'
    made = text(100, mechanisms=BOTH, more=more, line=LEARNING, software=0).replace(
        '"close", "onboard"', '"close"'
    )
    log = run(scenario(made), 1, 0)
    assert len(jobs(log, "propose")) == 100
    assert jobs(log, "close")["start"].min() == 5


def taken_over(plan: Scenario, day: str, **changes: Any) -> Scenario:
    """The same organization, or one with changes, takes over on a day."""
    document = plan.replace(changes).document()
    own = {key: table for key in ORGANIZATION_KEYS if (table := document.get(key)) is not None}
    return plan.replace({"reorganizations": [{"at": day, "organization": own}]})


@pytest.mark.parametrize("day", ["0.1 days", "2 days"])
def test_the_same_organization_teaches_nobody_again(day: str) -> None:
    """Within the programme, and after it."""
    words: dict[str, Any] = {"mechanisms": BOTH, "line": LEARNING, "software": 10, "services": 2}
    plan = scenario(text(100, more=PROGRAMME + 'who = "all"\n', **words))
    assert digest(run(taken_over(plan, day), SEED, 0)) == digest(run(plan, SEED, 0))


def test_a_longer_programme_teaches_what_was_missing() -> None:
    """On day 30 the ten hours that are needed: those of day 0 have had five of them, and take part for five."""
    words: dict[str, Any] = {"mechanisms": BOTH, "line": LEARNING, "software": 10, "services": 2}
    plan = scenario(text(5, more=PROGRAMME, **words))
    after = taken_over(plan, "30 days", **{"policies.skills.hours": "10 h", "policies.skills.who": "all"})
    taught = jobs(run(after, SEED, 0), "skills")
    assert taught["hours"].tolist() == [5.0] * 12
    assert set(taught["start"]) == {30.0}
