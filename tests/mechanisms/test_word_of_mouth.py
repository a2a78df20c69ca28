"""Word of mouth: who was explained the value and did not buy comes back at a share, and tells others at a rate."""

import math

import numpy as np
import pytest
from contract import Case
from estimates import SEED, estimate, jobs, outcome, replicate, scenario

from orgsim.errors import ScenarioError
from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.measures import conservation
from orgsim.measures.summary import summarize
from orgsim.mechanisms.leads.word_of_mouth import told
from orgsim.plan.checks.size import expected_events
from orgsim.plan.derived.demand import expected_leads
from orgsim.setup.simulate import run

TEXT = """
[scenario]
horizon = "{horizon}"
mechanisms = ["word_of_mouth"]

[sources.list]
kind = "recorded"
arrivals = {arrivals}

[sources.talk]
kind = "word_of_mouth"
explained = "explain"
returns = {returns}
after = "30 days"
rate = "{rate}"

[journey.greet]
work = {{ mean = "1 h", cv = 0.5 }}
outcomes = [ {{ to = "explain", rate = 0.5 }}, {{ to = "lost", rate = 0.5 }} ]

[journey.explain]
work = {{ mean = "2 h", cv = 0.5 }}
optional = true
skipped = "{skipped}"
outcomes = [ {{ to = "customer", rate = {buys} }}, {{ to = "nurture", rate = {rests} }}, {{ to = "lost", rate = {lost} }} ]

[teams.shop]
headcount = {people}
calendar = "continuous"
does = [{does}]
"""


def text(leads: int = 2000, buys: float = 0.0, rests: float = 0.0, **words: object) -> str:
    """Leads who all come on day 0; half of them are explained the value."""
    filled = {"returns": 0.0, "rate": "0 / month", "horizon": "3 years", "people": 500, "skipped": "lost"}
    filled |= {"arrivals": [0.0] * leads, "buys": buys, "rests": rests, "lost": 1 - buys - rests}
    return TEXT.format(**{**filled, "does": '"greet", "explain"', **words})


def brought(log: EventLog) -> np.ndarray:
    """The arrivals of leads that were told."""
    rows = log.of(Row.ARRIVAL)
    return rows[rows["entity"] == log.names.entities.index("talk")]


def returned(log: EventLog) -> np.ndarray:
    """The changes of those who came back."""
    rows = log.of(Row.CHANGE)
    return rows[rows["outcome"] == outcome(log, "returned")]


CASE = Case(
    scenario=text(leads=200, buys=0.2, rests=0.3, returns=0.2, rate="0.02 / month", horizon="1 year"),
    neutral={"sources.talk.rate": "0 / month", "sources.talk.returns": 0.0},
    path="sources.talk.returns",
    grid=(0.0, 0.3, 0.8),
    observed=lambda log: len(returned(log)),
    sign=1,
    replications=1,
)


def test_the_share_that_comes_back() -> None:
    """Of those explained to at their first visit, 0.3 come back, after 30 days on average; of the others nobody does."""
    log = run(scenario(text(returns=0.3)), SEED, 0)
    conservation.check(log)
    explained = jobs(log, "explain")
    first = set(explained["number"][explained["ready"] < 2].tolist())
    again, at = np.unique(returned(log)["number"], return_index=True)
    assert set(again.tolist()) <= first
    assert abs(len(again) / len(first) - 0.3) <= 4 * math.sqrt(0.21 / len(first))
    waited = returned(log)["end"][at]
    assert abs(waited.mean() - 30) <= 4 * 30 / math.sqrt(len(waited)) + 1
    assert (returned(log)["activity"] == log.names.activities.index("explain")).all()


def test_an_explanation_is_good_for_one_return() -> None:
    """Who comes back and is not explained to again, since the greeting ends it, does not come back a third time."""
    log = run(scenario(text(returns=1.0, leads=400)), SEED, 0)
    visits = jobs(log, "explain")
    times = np.bincount(visits["number"], minlength=400)
    back = np.bincount(returned(log)["number"], minlength=400)
    assert (back == times).all()
    assert times.max() > 3
    assert abs(times.sum() / 400 - 1) <= 4 * math.sqrt(
        2 / 400
    )  # half of the visits go on: 1/2 + 1/4 + ..., variance 2


def test_people_tell_at_their_rate_as_long_as_they_talk() -> None:
    """0.05 a month over 6 months are 0.3 leads for each who was explained to; a Poisson count."""
    once = text(rate="0.05 / month").replace("[sources.talk]", '[sources.talk]\nentry = "look"')
    once += '\n[journey.look]\nwork = { mean = "1 h" }\noutcomes = [ { to = "lost", rate = 1.0 } ]\n'
    log = run(scenario(once.replace('"explain"]', '"explain", "look"]')), SEED, 0)
    explained = len(jobs(log, "explain"))
    expected = told(0.05, 6) * explained
    count = len(brought(log))
    assert abs(count - expected) <= 4 * math.sqrt(expected)
    assert 4 * math.sqrt(expected) < 0.3 * expected
    assert brought(log)["end"].max() < 6 * 365.25 / 12 + 2


def test_those_who_are_told_tell_others() -> None:
    """Each lead tells half of 0.8: N leads make N / (1 - 0.4) in all."""
    plan = scenario(text(leads=150, rate="0.8 / month", horizon="4 years"))
    plan = plan.replace({"effects.word_of_mouth.lasts": "1 month"})
    totals = replicate(plan, 20, lambda log: {"leads": 150 + len(brought(log))})["leads"]
    assert estimate(totals).agrees(150 / (1 - 0.4), half_width=0.05)


def test_those_who_buy_say_no_more() -> None:
    log = run(scenario(text(buys=1.0, rate="1 / month", returns=1.0, leads=200)), SEED, 0)
    assert not len(brought(log))
    assert not len(returned(log))


def test_the_same_people_come_back_and_tell_whoever_explains() -> None:
    """A slow shop has the same people back later: what their visits take is some of what a quick shop sees."""

    def hours(people: int) -> set[float]:
        plan = text(leads=100, people=people, returns=0.4, rate="0.1 / month", horizon="1 year")
        visits = jobs(run(scenario(plan), SEED, 0), "greet")
        return set(visits["hours"][~np.isnan(visits["end"])].tolist())

    slow, quick = hours(1), hours(100)
    assert len(slow) > 105
    assert slow <= quick


def test_where_nobody_explains_nobody_comes_back() -> None:
    plan = scenario(text(returns=1.0, rate="1 / month", does='"greet"'))
    log = run(plan, SEED, 0)
    assert not len(returned(log))
    assert not len(brought(log))
    assert 'nobody does "explain", so sources.talk brings no leads' in plan.notes


def test_one_who_bought_after_coming_back_counts_once() -> None:
    """Half buy when explained to, all others return: of those greeted into the explanation every one is won in the end."""
    log = run(scenario(text(buys=0.5, returns=1.0, leads=1000)), SEED, 0)
    said = summarize(log).kpis
    assert said["leads"] == 1000
    assert said["win_rate"] * 1000 == said["won"]
    # A visit ends with a purchase by 1/4, with another one by 1/4, else for good: 1/4 + 1/16 + ... = 1/3.
    assert abs(said["win_rate"] - 1 / 3) <= 4 * math.sqrt(2 / 9 / 1000)


def test_the_size_of_a_run_counts_those_who_come_back_and_are_told() -> None:
    plan = scenario(text(leads=300, returns=0.5, rate="0.05 / month", people=10))
    log = run(plan, SEED, 0)
    assert 0.5 * len(log.rows) < expected_events(plan) < 5 * len(log.rows)
    assert expected_events(plan.replace({"sources.talk.rate": "100 / day"})) == math.inf


def test_who_is_explained_again_before_buying_is_not_expected_to_tell() -> None:
    """Half go round to the explanation again, the others buy: two explanations each, nobody who does not buy, nobody told."""
    again = [{"to": "customer", "rate": 0.5}, {"to": "explain", "rate": 0.5}]
    round_again = scenario(text(leads=100)).replace(
        {
            "journey.greet.outcomes": [{"to": "explain", "rate": 1.0}],
            "journey.explain.outcomes": again,
            "sources.talk": {"returns": 0.3, "rate": "0.5 / day"},
        }
    )
    assert expected_leads(round_again)["talk"] == pytest.approx(0.0, abs=1e-3)
    assert not len(brought(run(round_again, SEED, 0)))


def test_what_is_explained_has_to_be_an_activity() -> None:
    with pytest.raises(ScenarioError) as error:
        scenario(text(leads=1).replace('explained = "explain"', 'explained = "explian"'))
    assert str(error.value).splitlines()[1:] == [
        '  line 12  sources.talk.explained is "explian"; it must be an activity of the journey; did you mean "explain"?'
    ]
