"""Second offers: at which meetings what a customer does not have is proposed, and customers who begin with the second line."""

import math
from typing import Any

import numpy as np
import pytest
from estimates import SEED, jobs, outcome, scenario
from second_line_worlds import BOTH_WAYS, firm, sales, text

from orgsim.errors import ScenarioError
from orgsim.events.columns import Row
from orgsim.measures.summary import summarize
from orgsim.plan.checks.size import expected_events
from orgsim.plan.load import parse
from orgsim.plan.model.second_line import SecondLine
from orgsim.setup.simulate import run
from orgsim.units import MONTH

YEAR = 365.25
ALWAYS = "[effects.cross_selling]\nunasked = 1\nown = 1\n"
TALKS = ["purchase", "onboarding", "answer", "check_in", "renewal_talk"]


def test_when_nothing_is_said_it_is_proposed_at_purchases_and_check_ins() -> None:
    assert SecondLine.model_fields["talks"].default == ("purchase", "check_in")


@pytest.mark.parametrize(
    ("talk", "ready"),
    [
        ("purchase", 1 / 24),
        ("onboarding", 2 / 24),
        ("check_in", 1 / 24 + 3 * MONTH + 1 / 24),
        ("renewal_talk", 1 / 24 + YEAR - 30 + 1 / 24),
    ],
)
def test_the_first_proposal_at_each_meeting_by_hand(talk: str, ready: float) -> None:
    """Every step takes an hour; bought an hour after day 0, onboarded within the next, called after 3 months, 30 days before the
    year is over."""
    proposed = jobs(firm(50, talks=[talk], more=ALWAYS), "propose")
    first = proposed[np.unique(proposed["number"], return_index=True)[1]]
    assert first["ready"] == pytest.approx(np.full(50, ready))


def test_answers_bring_it_up_as_often_as_customers_ask() -> None:
    """Half a question a month, each a proposal, of which .4 sell: 1 - exp(-.4 x .5 x 12) = .909 have it after a year, less what
    the hours of work hold up."""
    log = firm(2000, talks=["answer"], more=ALWAYS, horizon="365.25 days")
    had = 1 - math.exp(-0.4 * 0.5 * 12)
    assert abs(len(sales(log)) / 2000 - had) <= 4 * math.sqrt(had * (1 - had) / 2000) + 0.005
    answers = jobs(log, "support")
    ends = set(zip(answers["number"].tolist(), answers["end"].tolist(), strict=True))
    assert all((row["number"], row["ready"]) in ends for row in jobs(log, "propose"))


def test_each_further_meeting_sells_no_less() -> None:
    """Draws of the one meeting do not move those of another: who bought at purchases buys there still."""
    sold = [firm(250, talks=TALKS[:k], more="[effects.cross_selling]\nunasked = 0.2\n") for k in range(1, 6)]
    counts = [len(sales(log)) for log in sold]
    assert counts == sorted(counts)
    assert counts[0] < counts[-1]
    first = jobs(sold[0], "propose")
    assert set(first["number"]) <= {row["number"] for row in jobs(sold[-1], "propose") if row["ready"] < 1}


def test_who_is_met_while_something_is_proposed_already_hears_of_nothing_new() -> None:
    """Onboarding is over an hour after the purchase, the proposal of then takes five."""
    log = firm(100, talks=["purchase", "onboarding"], more=ALWAYS, horizon="5 days")
    assert len(jobs(log, "propose")) == 100


def services_alone(journey: str) -> str:
    """The journey where all leads begin with services."""
    return journey.replace("share = 0.5", "share = 0.0", 1).replace("share = 0.5", "share = 1.0")


def begun(**words: Any) -> dict[str, Any]:
    """Both lines are sold, half of the leads begin with services, and everything is proposed to who has not got it."""
    return {**BOTH_WAYS, "more": ALWAYS, **words}


def test_what_is_proposed_is_chosen_from_what_the_customer_has() -> None:
    """Half begin with each line: to them the other is proposed at the purchase, of which .4 and .5 sell, and then no more."""
    log = firm(2000, **begun(horizon="5 days"))
    first, later = jobs(log, "propose"), jobs(log, "sell")
    assert not set(first["number"]) & set(later["number"])
    assert len(first) + len(later) == 2000
    assert abs(len(later) - 1000) <= 4 * math.sqrt(500)
    sold, rows = sales(log), {int(row["number"]) for row in later}
    of_offering = sum(int(number) in rows for number in sold["number"])
    assert abs(of_offering - 0.5 * len(later)) <= 4 * math.sqrt(len(later) / 4)
    assert abs(len(sold) - of_offering - 0.4 * len(first)) <= 4 * math.sqrt(len(first) * 0.24)
    assert len(set(sold["number"])) == len(sold) == summarize(log).kpis["cross_sold"]


def test_what_who_begins_with_the_second_line_pays_by_hand() -> None:
    """300 at once and 20 a month for a year; the offering is sold at the check-in of month 3: 100 more with the next payment, and
    1,080 for the year after."""
    words = begun(horizon="380 days", talks=["check_in"])
    certain = (
        services_alone(words["journey"])
        .replace("rate = 0.5", "rate = 1.0", 1)
        .replace("rate = 0.5", "rate = 0.0")
    )
    log = firm(1, **words | {"journey": certain})
    changes = log.of(Row.CHANGE)
    bought, sold, renewed = changes
    assert (bought["booked"], bought["mrr"]) == pytest.approx((300 + 240, 20))
    assert (sold["outcome"], sold["mrr"]) == (outcome(log, "cross_sold"), 100)
    day = 1 / 24 + 3 * MONTH + 6 / 24
    assert sold["end"] == pytest.approx(day)
    assert sold["booked"] == pytest.approx(100 * (1 / 24 + YEAR - day) / MONTH)
    assert (renewed["booked"], renewed["mrr"]) == pytest.approx((120 * 12, 0))
    paid = log.of(Row.PAYMENT)["money"]
    assert paid.tolist() == pytest.approx([300, 20, 20, 20, 20, *[120] * 9])


def test_who_leaves_with_one_line_takes_that_along() -> None:
    """Half leave at the end of the year: 20 of services alone, 100 of software alone, 120 of both."""
    log = firm(400, **begun(churn="50 % / year"))
    rows = log.of(Row.CHANGE)
    left = rows[rows["outcome"] == outcome(log, "churned")]
    both = np.isin(left["number"], sales(log)["number"])
    assert left["mrr"][both] == pytest.approx(np.full(both.sum(), -120))
    assert set(np.round(left["mrr"][~both], 6)) == {-20, -100}


def test_the_offering_is_sold_at_the_price_of_the_day_and_moves_with_its_list() -> None:
    """From day 30 it is 150, for who has the second line alone as for all others; the second line stays at 20."""
    lists = '\n[[price_lists]]\nat = "30 days"\nprice = "150 / month"\n'
    log = firm(300, **begun(more=ALWAYS + lists, talks=["check_in"]))
    assert set(np.round(sales(log)["mrr"], 6)) == {20, 150}
    renewed = log.of(Row.CHANGE)[log.of(Row.CHANGE)["outcome"] == outcome(log, "renewed")]
    assert set(np.round(renewed["mrr"], 6)) == {0, 50}
    assert summarize(log).kpis["mrr"] > 0


def test_what_upsells_add_to_the_second_line_alone_belongs_to_it() -> None:
    """A tenth more at each of four check-ins; the price of the offering doubles and moves nothing of who has services alone."""
    more = "[effects.cross_selling]\nunasked = 0\nown = 0\n"
    more += (
        '[[price_lists]]\nat = "30 days"\nprice = "200 / month"\n[customer.upsell]\nrate = 1.0\nvalue = 0.1\n'
    )
    words = begun(more=more, talks=["onboarding"])
    log = firm(20, **words | {"journey": services_alone(words["journey"])})
    assert summarize(log).kpis["mrr"] == pytest.approx(20 * 20 * 1.1**4, rel=1e-9)


def test_services_people_propose_software_to_their_customers_and_software_people_services() -> None:
    """Each division cares for who began with it, and neither sells itself: all that is sold was proposed by the other's people,
    who are paid a tenth of it."""
    care = '"close", "onboard", "support", "check_in", "renew"'
    served = text(
        600, **begun(more="[effects.cross_selling]\nasked = 1\n[policies.incentive]\nbonus = 0.1\n")
    )
    people = 'headcount = 3000\ncalendar = "continuous"'
    serving = f'{people}\nserves = ["{{}}"]\ndoes = [{care}]'
    served = served.replace(f"{people}\ndoes = [{care}]", serving.format("software"))
    served = served.replace(
        "[teams.services]", f"[teams.services_care]\n{serving.format('services')}\n[teams.services]"
    )
    served = served.replace('"propose", "sell"]', f'"propose"]\n[teams.licences]\n{people}\ndoes = ["sell"]')
    log = run(scenario(served, horizon="5 days"), SEED, 0)
    services, software = jobs(log, "propose"), jobs(log, "sell")
    teams = log.names.teams
    assert {teams[team] for team in services["team"]} == {"services"}
    assert {teams[team] for team in software["team"]} == {"licences"}
    closed = jobs(log, "close")
    by = {teams[team]: set(closed["number"][closed["team"] == team]) for team in np.unique(closed["team"])}
    assert set(services["number"]) == by["software"]
    assert set(software["number"]) == by["services_care"]
    assert sorted(log.of(Row.SPENDING)["cost"]) == pytest.approx(sorted(0.1 * sales(log)["booked"]))


def test_estimates_count_meetings_and_both_lines() -> None:
    """Rows expected, against those of a run, and more with each meeting."""
    plans = [scenario(text(500, **begun(talks=TALKS[:k], horizon="2 years"))) for k in (1, 3, 5)]
    found = [expected_events(plan) for plan in plans]
    assert found == sorted(found)
    rows = len(run(plans[-1], SEED, 0).rows)
    assert rows * 0.7 < found[-1] < rows * 2


def problems(made: str) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        parse(made, "firm.toml")
    return [str(problem.message) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            {"talks": ["renewal"]},
            'second_line.talks.0 is "renewal"; it must be one of "purchase", "onboarding", "answer", "check_in" or "renewal_talk"'
            '; did you mean "renewal_talk"?',
        ),
        (
            {"line": 'offering_activity = "sel"'},
            'second_line.offering_activity is "sel"; it must be an activity of the journey; did you mean "sell"?',
        ),
        (
            {"line": 'offering_activity = "propose"'},
            "second_line.offering_activity sells the second line already; name another activity for the offering",
        ),
        (
            {"line": 'offering_activity = "support"'},
            "journey.support sells the offering to who began with the second line, so one of its outcomes must lead to customer",
        ),
        (
            {"journey": BOTH_WAYS["journey"].replace('begins = "second_line"', "")},
            "second_line.offering_activity sells the offering to who began with the second line, and nobody does: state begins ="
            ' "second_line" for a segment, or leave it out',
        ),
    ],
)  # fmt: skip
def test_what_a_file_may_get_wrong(words: dict[str, Any], message: str) -> None:
    assert any(message in said for said in problems(text(2, **BOTH_WAYS | words)))


SERVICES_FIRST = 'segments.services.begins is "second_line"'
SUBSCRIPTION = 'kind = "subscription"\nprice = "100 / month"\nterm = "12 months"'
TERM = 'term = "12 months"'


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            'price = "20 / month"\ntalks',
            "talks",
            f"{SERVICES_FIRST}, which has no price per month to sign for: add second_line.price",
        ),
        (
            SUBSCRIPTION,
            'kind = "flat_fee"\nprice = "100 / month"',
            f'{SERVICES_FIRST}, which is signed for the term of a subscription, and offering.kind is "flat_fee"',
        ),
        (
            TERM,
            'price_rise = "3 % / year"',
            f"{SERVICES_FIRST}, beside offering.price_rise, which such customers do not have: leave one of them out",
        ),
        (
            TERM,
            "first_term_discount = 0.1",
            f"{SERVICES_FIRST}, beside offering.first_term_discount, which such customers do not have: leave one of them out",
        ),
        (
            'renewal = { notice = "30 days", activity = "renew" }',
            "",
            'second_line.talks.1 is "renewal_talk", which no customer has: add [customer.renewal]',
        ),
        (
            'incidents = { rate = "0.5 / month" }',
            "",
            'second_line.talks.2 is "answer", which no customer has: add [customer.incidents]',
        ),
        (
            'onboarding = { target = "10 days" }',
            "",
            'second_line.talks.3 is "onboarding", which no customer has: add [customer.onboarding]',
        ),
    ],
)  # fmt: skip
def test_what_does_not_go_with_the_second_line(old: str, new: str, message: str) -> None:
    made = text(2, **begun(talks=["purchase", "renewal_talk", "answer", "onboarding"]))
    assert made.count(old) == 1
    assert message in problems(made.replace(old, new))


def test_who_begins_with_a_line_that_there_is_not() -> None:
    made = text(2, **BOTH_WAYS | {"line": ""})
    cut = made[: made.index("[second_line]")] + made[made.index("[teams.software]") :]
    said = problems(cut)
    assert 'segments.services.begins is "second_line", but the market has none: add [second_line]' in said


def test_left_undone_the_offering_is_not_sold_to_who_began_with_the_second_line() -> None:
    words = begun(does="")
    plan = scenario(
        text(
            50,
            **words
            | {"journey": words["journey"].replace("[journey.sell]", "[journey.sell]\noptional = true")},
        )
    )
    assert 'nobody does "sell", so the offering is not sold to who began with the second line' in plan.notes
    log = run(plan, SEED, 0)
    assert len(jobs(log, "sell")) == 0
    assert len(jobs(log, "propose")) > 0


@pytest.mark.parametrize(
    ("policy", "message"),
    [
        (
            '[policies.purchase_data]\nteam = "services"',
            "policies.purchase_data say whom to propose to for an incentive: add [policies.incentive]",
        ),
        (
            '[policies.approvals]\nteams = ["services"]',
            "policies.approvals are given to an incentive: add [policies.incentive]",
        ),
        (
            '[policies.incentive]\n[policies.approvals]\nteams = ["service"]',
            'policies.approvals.teams.0 is "service"; it must be a team; did you mean "services"?',
        ),
        (
            '[policies.incentive]\n[policies.purchase_data]\nteam = "sales"',
            'policies.purchase_data.team is "sales"; it must be a team; known are "software" and "services"',
        ),
        (
            '[policies.skills]\nhours = "5 h"\nteams = ["softwares"]',
            'policies.skills.teams.0 is "softwares"; it must be a team; did you mean "software"?',
        ),
    ],
)
def test_what_policies_may_get_wrong(policy: str, message: str) -> None:
    said = problems(text(2, more=policy))
    assert any(message in one for one in said), said


def test_a_programme_that_teaches_nothing_is_worth_a_note() -> None:
    plan = scenario(text(2, more='[policies.skills]\nhours = "5 h"\n'))
    note = "policies.skills teaches what needs no learning in this market, so it only takes hours: state second_line.learning"
    assert any(str(one).startswith(note) for one in plan.notes)
    assert not [
        one for one in plan.replace({"second_line.learning": "9 h"}).notes if str(one).startswith(note)
    ]
