"""The organizations O1 to O14: what is characteristic of each is there, in the market it is made for, in the log."""

from typing import Any

import numpy as np
import pytest
from galleries import changes, come, ended, histories, hours, jobs, joined, logs, teams

from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.units import MONTH

YEAR = 12 * MONTH


def named(log: EventLog, rows: np.ndarray) -> list[str]:
    """The activities of some jobs, in order."""
    return [log.names.activities[code] for code in rows["activity"]]


def test_a_solo_founder_ships_less_as_sales_grow() -> None:
    for log in logs(joined("young-firm", "solo-founder"), 2):
        first, third = hours(log, "development", 0, YEAR), hours(log, "development", 2 * YEAR)
        assert first > third > 0
    busy = {"sources__acquaintances__leads": "24 / month", "scenario__horizon": "12 months"}
    quiet = {"scenario__horizon": "12 months"}
    for calm, rush in zip(
        logs(joined("young-firm", "solo-founder", **quiet), 2),
        logs(joined("young-firm", "solo-founder", **busy), 2),
        strict=True,
    ):
        assert hours(rush, "development") < hours(calm, "development")


def test_a_pair_ships_more_than_one_who_sells_as_much() -> None:
    alike = {"scenario__horizon": "18 months", "effects__ability__cv": 0.0}
    pairs = logs(joined("young-firm", "pair", **alike), 2)
    for one, two in zip(logs(joined("young-firm", "solo-founder", **alike), 2), pairs, strict=True):
        sold = [len(ended(log, jobs(log, "close"), "customer")) for log in (one, two)]
        assert sold[1] > 0.75 * sold[0] > 0
        assert hours(two, "development") > hours(one, "development")
        assert set(teams(two, jobs(two, "onboard", "support", "development"))) == {"maker"}
        assert set(teams(two, jobs(two, "respond", "qualify", "develop", "close", "check_in"))) == {"partner"}


def test_a_generalist_keeps_an_account_before_and_after_the_purchase() -> None:
    stays = {"teams__sales__turnover": "0 % / year", "scenario__horizon": "9 months"}
    (log,) = logs(joined("b2b-saas", "generalist", **stays))
    found = histories(log, changes(log, "customer"))
    assert len(found) > 10
    assert sum({"close", "onboard"} <= set(named(log, own)) for own in found) > 10
    assert all(len(np.unique(own["person"])) == 1 for own in found)


def test_pre_and_post_sales_hand_over_at_the_purchase_and_call_nobody() -> None:
    (log,) = logs(joined("b2b-saas", "pre-post-sales", scenario__horizon="12 months"))
    talks = jobs(log, "check_in")
    assert len(talks) > 20
    assert len(ended(log, talks, "missed")) == len(talks)
    bought = {case: row["end"] for row in changes(log, "customer") for case in log.case(np.atleast_1d(row))}
    setting_up = jobs(log, "onboard")
    assert set(teams(log, setting_up)) == {"support_desk"}
    assert set(teams(log, jobs(log, "close"))) == {"sales"}
    waits = [row["ready"] - bought[case] for row, case in zip(setting_up, log.case(setting_up), strict=True)]
    assert min(waits) >= joined("b2b-saas", "pre-post-sales").policies.handoff.delay


def test_the_model_hands_over_three_times_and_measures_each_step() -> None:
    (log,) = logs(joined("b2b-saas", "the-model", scenario__horizon="12 months"))
    chain = ["marketing", "inside_sales", "field_sales", "customer_success"]
    measured = dict(zip(log.names.teams, log.facts.team_kpi, strict=True))
    assert [measured[team] for team in chain] == ["leads", "appointments", "bookings", "retention"]
    complete = [own for own in histories(log, come(log, "customer")) if "onboard" in named(log, own)]
    assert len(complete) > 10
    for own in complete:
        until_set_up = teams(log, own)[: named(log, own).index("onboard") + 1]
        cut = [a for a, b in zip(until_set_up, [*until_set_up[1:], None], strict=True) if a != b]
        assert cut == chain or "nurture" in named(log, own)
    assert sum("nurture" not in named(log, own) for own in complete) > 5


def passed(log: EventLog, step: str, on: str) -> float:
    """Share of the leads decided on at a step that go on."""
    done = jobs(log, step)
    done = done[~np.isnan(done["end"]) & (done["hours"] > 0)]
    return len(ended(log, done, on)) / len(done)


STEPS = (("qualify", "develop"), ("develop", "close"), ("close", "customer"))
SILOS = {
    "packaged": {},
    "calm": {"effects__pressure__strength": 0.0},
    "hard": {
        "effects__pressure__strength": 4.0,
        "teams__marketing__quota__per_person": "32 / month",
        "teams__inside_sales__quota__per_person": "6.8 / month",
        "teams__field_sales__quota__per_person": "0.01 / month",
    },
}
"""The silos as they are, without pressure, and pressed by quotas twice as high; then field sales is not pressed itself."""
CLEAR = {"journey__develop__judgement": 4.0, "journey__close__judgement": 4.0}
"""Who is ready shows: it takes few runs to see that those who are passed on are less so."""


def silos(name: str, horizon: str, replications: int, **changes: Any) -> list[EventLog]:
    """Runs of the silos of some kind."""
    changed = {"scenario__horizon": horizon, **SILOS[name], **changes}
    return logs(joined("b2b-saas", "the-model-siloed", **changed), replications)


def gaps(some: list[EventLog], others: list[EventLog]) -> dict[str, np.ndarray]:
    """By step, how much more of its leads go on, run by run."""
    return {
        step: np.array([passed(a, step, to) - passed(b, step, to) for a, b in zip(some, others, strict=True)])
        for step, to in STEPS
    }


@pytest.mark.slow
def test_silos_pass_on_more_and_less_ready_leads_under_pressure() -> None:
    """At the end of a quarter more is passed on; of what is passed on field sales, not pressed itself, wins less."""
    packaged, calm = (silos(name, "12 months", 2) for name in ("packaged", "calm"))
    for pressed, still in zip(packaged, calm, strict=True):
        steps = jobs(pressed, "qualify", "develop")
        effect = steps["effect_pressure"]
        assert effect.min() == 0 < effect.max()
        quarter = steps["end"] % (3 * MONTH) / (3 * MONTH)
        assert quarter[effect > 0].min() > 0.66
        assert (effect[quarter > 0.7] > 0).mean() > 0.5  # behind most of the time
        assert "effect_pressure" not in still.rows.dtype.names or not jobs(still)["effect_pressure"].any()
    hard, still = (silos(name, "12 months", 20, **CLEAR) for name in ("hard", "calm"))
    more = gaps(hard, still)
    errors = {step: gap.std(ddof=1) / np.sqrt(len(gap)) for step, gap in more.items()}
    assert more["qualify"].mean() > max(0.05, 2 * errors["qualify"])
    assert more["develop"].mean() > 2 * errors["develop"]
    assert more["close"].mean() < -2 * errors["close"]


@pytest.mark.slow
def test_silos_pass_more_on_and_win_fewer_of_them() -> None:
    """With the packaged numbers, over forty replications of a year and a half: more than without pressure.

    Teams that work together win more of what they pass on; of their leads more go on, too, since stories make them ready.
    """
    packaged, calm = (silos(name, "18 months", 40) for name in ("packaged", "calm"))
    together = logs(joined("b2b-saas", "the-model-collaborating", scenario__horizon="18 months"), 40)
    more, against = gaps(packaged, calm), gaps(packaged, together)
    errors = {step: gap.std(ddof=1) / np.sqrt(len(gap)) for step, gap in more.items()}
    assert more["qualify"].mean() > 2 * errors["qualify"]
    assert more["develop"].mean() > 2 * errors["develop"]
    assert more["close"].mean() < 0
    assert against["close"].mean() < -2 * against["close"].std(ddof=1) / np.sqrt(len(together))


def test_collaborating_teams_meet_rotate_and_tell_stories_and_nobody_presses() -> None:
    scenario = joined("b2b-saas", "the-model-collaborating", scenario__horizon="15 months")
    (log,) = logs(scenario)
    assert set(teams(log, jobs(log, "meeting"))) == set(scenario.teams)
    share = hours(log, "meeting", until=YEAR) / (14 * YEAR / 7)  # before people are hired
    assert 0.75 < share <= 1  # vacancies, and guests elsewhere, miss some
    assert set(teams(log, jobs(log, "rotation"))) == set(scenario.teams)
    assert set(teams(log, jobs(log, "story"))) == {"customer_success"}
    steps = jobs(log, "respond", "qualify", "develop", "close")
    assert steps["effect_stories"].max() > 0
    assert "effect_pressure" not in log.rows.dtype.names


def test_siloed_and_collaborating_have_the_same_people() -> None:
    plain = joined("b2b-saas", "the-model").teams
    for name in ("the-model-siloed", "the-model-collaborating"):
        for team, other in zip(plain.values(), joined("b2b-saas", name).teams.values(), strict=True):
            assert other.model_copy(update={"quota": team.quota}) == team


def test_concierges_keep_the_relation_and_development_hears_what_customers_say() -> None:
    year = {"scenario__horizon": "8 months", "teams__awareness__turnover": "0 % / year"}  # nobody joins
    (log,) = logs(joined("b2b-saas", "continuous", **year))
    kept = ("respond", "qualify", "develop", "close", "check_in", "renew")
    found = [own[np.isin(named(log, own), kept)] for own in histories(log, changes(log, "customer"))]
    assert sum("check_in" in named(log, own) for own in found) > 5
    assert all(len(np.unique(own["person"])) == 1 for own in found)
    assert set(teams(log, found[0])) == {"awareness"}
    assert set(teams(log, jobs(log, "assurance"))) == {"quality_assurance"}
    (deaf,) = logs(joined("b2b-saas", "continuous", effects__product__guided=0.0, **year))
    late = [jobs(one, "close")["effect_product"][-50:].mean() for one in (log, deaf)]
    assert late[0] > late[1] > 0
    assert hours(log, "analytics") > 0


@pytest.mark.slow
def test_strategy_moves_people_between_teams() -> None:
    """Here to quality & assurance, with customers who ask ten times as often; where all are busy nobody can be spared."""
    rush = {"scenario__horizon": "12 months", "customer__incidents__rate": "8 / month"}
    (log,) = logs(joined("b2b-saas-quiet", "continuous-strategy", **rush))
    moved = list(teams(log, jobs(log, "settling_in")))
    assert moved.count("quality_assurance") > len(moved) / 2
    (full,) = logs(joined("b2b-saas-busy", "continuous-strategy", **rush))
    assert len(jobs(full, "settling_in")) == 0 < len(jobs(full, "review"))
    assert set(teams(log, jobs(log, "review"))) == {"strategy"}
    assert set(teams(log, jobs(log, "meeting"))) == set(log.names.teams)
    (still,) = logs(joined("b2b-saas-quiet", "continuous", **rush))
    assert len(jobs(still, "settling_in")) == 0


def test_membership_first_calls_members_while_acquisition_waits() -> None:
    """Under overload hosts hold the calls and let leads wait; with attention the other way round they let members wait."""
    rush = {"scenario__horizon": "7 months", "teams__hosts__headcount": 5}
    (first,) = logs(joined("membership", "membership-first", **rush))
    (last,) = logs(
        joined(
            "membership", "membership-first", teams__hosts__priority=[], teams__hosts__kpi="bookings", **rush
        )
    )
    wait = {
        one: [waits(log, "check_in"), waits(log, "close")] for one, log in (("first", first), ("last", last))
    }
    assert wait["first"][0] < wait["last"][0]
    assert wait["first"][1] > wait["last"][1]
    assert held(first) > 0.9
    decided = [np.concatenate([changes(log, "renewed"), changes(log, "churned")]) for log in (first, last)]
    assert decided[0]["effect_health"].mean() > decided[1]["effect_health"].mean()


def waits(log: EventLog, activity: str) -> float:
    """Mean days that jobs begun have waited."""
    rows = jobs(log, activity)
    return float(np.nanmean(rows["start"] - rows["ready"]))


def held(log: EventLog) -> float:
    """Share of check-ins held."""
    talks = jobs(log, "check_in")
    return len(ended(log, talks, "done")) / len(talks)


def test_an_incentive_makes_divisions_propose_and_sell_each_other() -> None:
    nobody_leaves = {f"teams__{team}__turnover": "0 % / year" for team in ("software", "services")}
    year = {"scenario__horizon": "6 months", **nobody_leaves}
    without = logs(joined("two-divisions", "two-divisions", **year), 2)
    rewarded = logs(joined("two-divisions", "two-divisions-incentive", **year), 2)
    proposals = [sum(len(jobs(log, "propose")) for log in some) for some in (without, rewarded)]
    assert proposals[1] > 2 * proposals[0] > 0
    sales = [
        sum(len(ended(log, jobs(log, "propose"), "customer")) for log in some) for some in (without, rewarded)
    ]
    assert sales[1] > sales[0]
    assert [sum(own_spending(log) for log in some) > 0 for some in (without, rewarded)] == [False, True]


def own_spending(log: EventLog) -> float:
    """What the organization itself spends: bonuses, and what filling vacancies costs."""
    rows = log.of(Row.SPENDING)
    return float(rows["cost"][rows["entity"] == log.names.entities.index("organization")].sum())


def pods(log: EventLog, rows: np.ndarray) -> np.ndarray:
    """The pods that did some jobs, by their numbers."""
    return np.array([int(name.rsplit("_", 1)[1]) for name in teams(log, rows)])


def of_pods(log: EventLog, rows: np.ndarray) -> np.ndarray:
    """Those of some jobs that pods did, without those with which the people of the seminars helped."""
    return rows[np.array(teams(log, rows)) != "marketing"]


def test_a_lead_never_leaves_its_pod_and_each_role_has_its_work() -> None:
    """Pod k has each third lead of every source, and of the firm of day 0, from the k-th on.

    Those who prepare seminars are of no pod, and help all to answer and qualify.
    """
    plan = joined("b2b-saas", "pods", scenario__horizon="13 months")
    (log,) = logs(plan)
    assert set(teams(log, jobs(log, "campaign"))) == {"marketing"}
    steps = jobs(log, *(name for name in plan.journey if name != "campaign"))
    rows = of_pods(log, steps)
    assert 0.5 < len(rows) / len(steps) < 1
    assert np.array_equal(pods(log, rows), rows["number"] % 3 + 1)
    complete = histories(log, changes(log, "customer"))
    assert sum("respond" in named(log, own) for own in complete) > 20
    assert all(len(np.unique(pods(log, of_pods(log, own)))) == 1 for own in complete)
    done = {
        role: {
            log.names.activities[row["activity"]]
            for row, team in zip(rows, teams(log, rows), strict=True)
            if team.startswith(role)
        }
        for role in ("opener", "closers", "success")
    }
    helped = steps[np.array(teams(log, steps)) == "marketing"]
    assert set(named(log, helped)) == {"respond", "qualify"}
    assert done == {
        "opener": {"respond", "qualify", "nurture", "develop"},
        "closers": {"develop", "close"},
        "success": {"onboard", "support", "check_in", "renew", "respond", "qualify"},
    }


@pytest.mark.slow
def test_people_of_a_pod_know_whom_they_talk_to() -> None:
    """What is lacking at gates since another face is there, and the faces that a buyer has seen, against THE MODEL."""
    stays = {"scenario__horizon": "18 months", "effects__turnover__per_year": "0 % / year"}
    lacks, faces = dict[str, float](), dict[str, float]()
    for name in ("pods", "the-model"):
        plan = joined("b2b-saas", name)
        still = {f"teams__{team}__turnover": "0 % / year" for team in plan.teams}
        found = logs(joined("b2b-saas", name, **stays, **still), 3)
        steps = [jobs(log, "respond", "qualify", "develop", "close")["effect_acquaintance"] for log in found]
        lacks[name] = float(np.nanmean(np.concatenate(steps)))
        buyers = [(log, own) for log in found for own in histories(log, changes(log, "customer"))]
        faces[name] = float(
            np.mean([len({(row["team"], row["person"]) for row in own}) for _, own in buyers])
        )
    assert lacks["the-model"] < lacks["pods"] < 0
    assert faces["pods"] < faces["the-model"]


def test_small_accounts_are_never_worked_by_those_who_serve_the_large() -> None:
    (log,) = logs(joined("b2b-segments", "by-segment", scenario__horizon="9 months"))
    arrivals = log.of(Row.ARRIVAL)
    segment = {
        case: log.names.outcomes[code]
        for case, code in zip(log.case(arrivals).tolist(), arrivals["outcome"].tolist(), strict=True)
    }
    rows = jobs(log)
    cases, by = log.case(rows).tolist(), teams(log, rows)
    seen = {(segment[case], team) for case, team in zip(cases, by, strict=True) if case in segment}
    assert seen == {(size, f"{size}_{role}") for size in ("small", "large") for role in ("sales", "success")}
    first = {size: np.mean([segment[case] == size for case in segment]) for size in ("small", "large")}
    assert first["large"] == pytest.approx(0.2, abs=0.03)
    (mixed,) = logs(joined("b2b-segments", "the-model", scenario__horizon="5 months"))
    arrivals = mixed.of(Row.ARRIVAL)
    large = mixed.case(arrivals[arrivals["outcome"] == mixed.names.outcomes.index("large")])
    worked = jobs(mixed, "close")
    both = np.isin(mixed.case(worked), large)
    assert 0 < both.mean() < 1  # the same closers for both
    assert set(teams(mixed, worked)) == {"field_sales"}


@pytest.mark.slow
def test_a_large_account_takes_longer_and_pays_and_stays_more() -> None:
    """Four times the hours to close, three times the deal, half of the leavers: in the log of the division by segment."""
    plan = joined("b2b-segments", "by-segment", scenario__mechanisms=[], scenario__horizon="48 months")
    found = logs(plan, 3)
    work = {
        size: np.concatenate([ended_work(log, "close", f"{size}_sales") for log in found]).mean()
        for size in ("small", "large")
    }
    assert work["large"] / work["small"] == pytest.approx(4, rel=0.15)


def ended_work(log: EventLog, activity: str, team: str) -> np.ndarray:
    """Staff hours of the jobs of an activity that a team has finished."""
    rows = jobs(log, activity)
    rows = rows[(rows["team"] == log.names.teams.index(team)) & ~np.isnan(rows["end"])]
    return np.asarray(rows["hours"][rows["hours"] > 0])
