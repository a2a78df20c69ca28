"""What single changes are worth, in sentences."""

from collections.abc import Iterator
from functools import partial
from math import isfinite

from orgsim.fields import Title
from orgsim.language.numbers import percent
from orgsim.language.phrases import Phrase, Sayable, listed
from orgsim.report.next_hire.words import RULES, title
from orgsim.report.study.reading import StudyReading
from orgsim.report.study.short import InShort, guessed, in_four, noted
from orgsim.study.findings import findings
from orgsim.study.labels import team_title
from orgsim.study.next_hire import AS_IT_IS, NextHireStudy, OptionWorth
from orgsim.study.notes import of_effort, of_scenarios
from orgsim.study.words import noun

PAID_WITHIN = ("profit", "firm_value", "discounted_value", "cash_end", "cash_valley")
"""KPIs in which the pay of a person is counted."""
_OF_THE_FIRM = ("overloaded", "queue_growing", "unsteady", "few_decisions", "first_terms", "nobody_decided")
"""Conditions of the firm as it is on which what changes are worth hangs."""
_WORTH = Phrase(
    "The next person is worth most in {team}: {kpi} {worth}; no other team is as good a place (95% sure)."
)
_SEEMS = Phrase(
    "The next person seems to be worth most in {team}: {kpi} {worth}; the probability that no other team is a better place is"
    " {chance}."
)
_OPEN = Phrase(
    "Whether one more person anywhere makes {kpi} better cannot be told: the best guess is {team}, {worth}; the probability that"
    " no other team is a better place is {chance}."
)
_NOWHERE = Phrase("One more person makes {kpi} worse in every team; least in {team}: {worth}.")
_QUOTED = Phrase("“{rule}”")
_ALONE = Phrase("The next person would go to {team}, the only team: {kpi} {worth}.")


def first(reading: StudyReading, found: NextHireStudy) -> str:
    """Where the next person goes and how surely; of a study without people, which change is worth most."""
    people = found.of_kind("person")
    if not people or not isfinite(people[0].gain):
        return _best(reading, found)
    top = people[0]
    phrase = _phrase(people)
    return reading.say(
        phrase,
        team=partial(team_title, found.base, top.change.target),
        kpi=kpi_called(reading, found),
        worth=worth(reading, top),
        chance=chance(reading, top.chance_of_kind),
    )


def _phrase(people: tuple[OptionWorth, ...]) -> Phrase:
    if all(one.verdict == "worse" for one in people):
        return _NOWHERE
    if len(people) == 1:
        return _ALONE
    if people[0].verdict != "better":
        return _OPEN
    return _WORTH if sum(one.may_be_best for one in people) == 1 else _SEEMS


def _best(reading: StudyReading, found: NextHireStudy) -> str:
    top = found.ranking[0]
    return reading.say(
        "Of the {count} changes tried, the one worth most is “{change}”: {kpi} {worth}; the probability that none is better is"
        " {chance}.",
        count=len(found.changes),
        change=title(found.base, top.change, reading.language),
        kpi=kpi_called(reading, found),
        worth=worth(reading, top),
        chance=chance(reading, top.chance),
    )


def _of_all(reading: StudyReading, found: NextHireStudy) -> str:
    """Which of all changes is worth most, where that is not what the answer says already."""
    people, top = found.of_kind("person"), found.ranking[0]
    if not people or len(found.changes) == len(people):
        return ""
    if top.change != people[0].change:
        return _best(reading, found)
    return reading.say(
        "of all {count} changes tried none is worth more; the probability that none is better is {chance}.",
        count=len(found.changes),
        chance=chance(reading, top.chance),
    )


def kpi_called(reading: StudyReading, found: NextHireStudy) -> str:
    """What options are ranked by, as it is called within a sentence."""
    return noun(found.kpi, "", reading.language)


def worth(reading: StudyReading, one: OptionWorth) -> str:
    """A difference with its interval."""
    gap, unit = one.paired.difference, one.kpi.unit
    if not isfinite(gap.low + gap.high):
        return reading.change(gap.mean, unit)
    return reading.say(
        "{size} ({interval}, 95% sure)",
        size=reading.change(gap.mean, unit),
        interval=reading.changes(gap.low, gap.high, unit),
    )


def chance(reading: StudyReading, share: float) -> str:
    """A probability, without more digits than it has."""
    if not isfinite(share):
        return reading.quantity(None, "share")
    if share > 0.99:
        return reading.say("more than 99%")
    return percent(round(share, 2), reading.language) if share >= 0.01 else reading.say("less than 1%")


def summary(reading: StudyReading, found: NextHireStudy) -> InShort:
    """The first sentence, how much can be told, what it rests on, and what is worth more or misleads."""
    told = [one for one in found.ranking if one.verdict in ("better", "worse")]
    sure = reading.say(
        "with {replications} replications {told} of {count} changes can be told from leaving all as it is (95%, their number"
        " allowed for).",
        replications=found.replications,
        told=len(told),
        count=len(found.changes),
    )
    notes_below = noted(len(notes(reading, found)), reading.language)
    looked = [_of_all(reading, found), *_misleading(reading, found)]
    return in_four(
        reading.language,
        first(reading, found),
        certainty=[sure, _as_it_is(reading, found)],
        hangs_on=[guessed({AS_IT_IS: found.base}, reading.language)],
        look_at=looked if any(looked) else [notes_below],
    )


def _as_it_is(reading: StudyReading, found: NextHireStudy) -> str:
    if not (isfinite(found.chance_of_none) and found.chance_of_none >= 0.01):
        return ""
    told = chance(reading, found.chance_of_none)
    return reading.say("The probability that leaving all as it is is best: {chance}.", chance=told)


def _misleading(reading: StudyReading, found: NextHireStudy) -> Iterator[str]:
    """The rules that name a team which is surely not the best place, by team."""
    teams: dict[str, list[Phrase]] = {}
    behind: dict[str, float] = {}
    for one in found.rules:
        if one.judgement == "misleads":
            teams.setdefault(one.named.team, []).append(RULES[one.named.rule])
            behind[one.named.team] = one.low
    for team, rules in teams.items():
        yield reading.say(
            "Not to be followed here: {rules}. It says {team}, where one more person is worth less than elsewhere, by up to"
            " {most} (95% sure).",
            rules=listed([_QUOTED.filled(rule=rule) for rule in rules], reading.language),
            team=partial(team_title, found.base, team),
            most=reading.change(abs(behind[team]), found.kpi.unit).lstrip("+"),
        )


def notes(reading: StudyReading, found: NextHireStudy) -> list[str]:
    """What the reader has to know: of the market, of the firm as it is, of what was tried."""
    study, base = found.study, found.base
    called = {AS_IT_IS: base.title}
    found_of_base = findings(base, study.samples[AS_IT_IS], study.kpis)
    of_base = {AS_IT_IS: [one for one in found_of_base if one.condition in _OF_THE_FIRM]}
    said: list[Sayable] = [one for one in study.remarks if isinstance(one, Title)]
    said += [*of_effort(study.replications, study.precision, called), *of_scenarios(called, of_base)]
    return [one.say(reading.language) for one in said] + list(_of_options(reading, found))


def _of_options(reading: StudyReading, found: NextHireStudy) -> Iterator[str]:
    kinds = {one.kind for one in found.changes}
    if "person" in kinds:
        within = Phrase("The pay of one more person is counted in {kpi}.")
        beside = Phrase(
            "The pay of one more person is not counted in {kpi}; it stands in the column of the payroll."
        )
        kpi = kpi_called(reading, found)
        yield reading.say(within if found.kpi.name in PAID_WITHIN else beside, kpi=kpi)
        if any(team in found.base.teams for team in found.base.policies.hiring):
            yield reading.say(
                "Teams also hire by rule, up to as many as before: there one more person may only come sooner."
            )
    if "training" in kinds and found.base.policies.training is None:
        yield reading.say("The terms of the training are a guess of orgsim's unless you state them.")
    if "point" in kinds:
        yield reading.say(
            "A point more at a step is what it would bring, not what it takes to get it; the rates of later steps stay as stated."
        )
    for name, reason in found.left_out.items():
        yield reading.say("Not tried: {name} ({reason}).", name=name, reason=reason)
