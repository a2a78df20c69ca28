"""When a change of the organization pays for itself, in sentences."""

from collections.abc import Iterator
from functools import partial
from math import isfinite, isinf

from orgsim.fields import Title
from orgsim.language import Language
from orgsim.language.numbers import percent
from orgsim.language.phrases import Phrase, Sayable, counting, say
from orgsim.report.study.reading import StudyReading
from orgsim.report.study.short import InShort, guessed, in_four, noted
from orgsim.study.crossing import BreakEven
from orgsim.study.labels import team_title
from orgsim.study.notes import of_effort
from orgsim.study.transition import CHANGE, STAY, MonthlyFigure, TransitionStudy
from orgsim.units import MONTH

_SAME = Phrase("Going over from {before} to {after} changes nothing: every figure is the same in every run.")
_PAYS = {
    "sure": Phrase(
        "Going over from {before} to {after} pays for itself in month {month} after the change ({range}, 95% sure)."
    ),
    "seems": Phrase(
        "Going over from {before} to {after} seems to pay for itself in month {month} after the change, but that is not sure:"
        " month {low} at the earliest, and perhaps not within the {months} months looked at (95% sure)."
    ),
    "hardly": Phrase(
        "Going over from {before} to {after} seems not to pay for itself within the {months} months looked at; month {low} after"
        " the change cannot be ruled out (95% sure)."
    ),
    "never": Phrase(
        "Going over from {before} to {after} does not pay for itself within the {months} months looked at (95% sure)."
    ),
}
_AHEAD = {
    "sure": Phrase(
        "After going over from {before} to {after}, {kpi} is ahead for good from month {month} after the change on ({range}, 95%"
        " sure)."
    ),
    "seems": Phrase(
        "After going over from {before} to {after}, {kpi} seems to be ahead for good from month {month} after the change on, but"
        " that is not sure: month {low} at the earliest, and perhaps not within the {months} months looked at (95% sure)."
    ),
    "hardly": Phrase(
        "After going over from {before} to {after}, {kpi} seems not to be ahead for good within the {months} months looked at;"
        " month {low} after the change cannot be ruled out (95% sure)."
    ),
    "never": Phrase(
        "After going over from {before} to {after}, {kpi} is not ahead for good within the {months} months looked at (95% sure)."
    ),
}
"""Of profit, what the sum since the change says; of other figures, what they say themselves."""


def first(reading: StudyReading, found: TransitionStudy) -> str:
    """When it pays for itself, and how surely."""
    names = {"before": before(found), "after": after(found)}
    if found.same:
        return reading.say(_SAME, **names)
    even = found.break_even()
    phrases = _PAYS if found.figure.name == "profit" else _AHEAD
    return reading.say(
        phrases[_case(even)],
        **names,
        kpi=found.figure.title,
        month=_number(even.month),
        low=_number(even.low),
        months=found.months,
        range=partial(_between, reading, even),
    )


def _case(even: BreakEven) -> str:
    if isinf(even.month):
        return "never" if isinf(even.low) else "hardly"
    return "sure" if isfinite(even.high) else "seems"


def _between(reading: StudyReading, even: BreakEven, _: object) -> str:
    low, high = _number(even.low), _number(even.high)
    if low == high:
        return reading.say("in that very month")
    return reading.say("between month {low} and month {high}", low=low, high=high)


def _number(month: float) -> str:
    return f"{month:.0f}" if isfinite(month) else "–"


def before(found: TransitionStudy) -> Title:
    """What the organization of today is called."""
    return found.study.scenarios[STAY].organization.title


def after(found: TransitionStudy) -> Title:
    """What the organization that takes over is called."""
    return found.study.scenarios[CHANGE].reorganizations[0].organization.organization.title


def summary(reading: StudyReading, found: TransitionStudy) -> InShort:
    """The first sentence, how it stands at the end, what it costs by its plan, and the dip."""
    study = found.study
    certainty, plan, dip = (
        ("", "", "") if found.same else (_end(reading, found), _cost(reading, found), _dip(reading, found))
    )
    alike = reading.say("{count} replications of each, with the same luck.", count=found.replications)
    return in_four(
        reading.language,
        first(reading, found),
        certainty=[certainty, alike],
        hangs_on=[guessed(study.scenarios, reading.language), plan],
        look_at=[dip or noted(len(notes(reading, found)), reading.language), *_besides(reading, found)],
    )


def _besides(reading: StudyReading, found: TransitionStudy) -> Iterator[str]:
    """How the other figures stand at the horizon, where that can be told."""
    for figure in found.figures:
        band = found.band(figure.name, "cumulated" if figure.flows else "monthly")
        low, high = float(band.low[-1]), float(band.high[-1])
        if figure.name != found.figure.name and (low > 0 or high < 0):
            yield reading.say(
                "{kpi} at the horizon: {size} against staying ({interval}, 95% sure).",
                kpi=figure.title,
                size=reading.change(float(band.mean[-1]), figure.unit),
                interval=reading.changes(low, high, figure.unit),
            )


def _dip(reading: StudyReading, found: TransitionStudy) -> str:
    figure = found.figure
    lowest = found.dip(figure.name, "cumulated" if figure.flows else "monthly")
    if not lowest.depth.mean < 0:
        return reading.say("on average it is never behind staying.")
    return reading.say(
        "at its lowest it is behind staying by {size} ({interval}, 95% sure), {what}, in month {month} after the change.",
        size=reading.quantity(-lowest.depth.mean, figure.unit),
        interval=reading.interval(max(0.0, -lowest.depth.high), -lowest.depth.low, figure.unit)
        if isfinite(lowest.depth.low)
        else reading.quantity(None, ""),
        what=what(figure),
        month=lowest.month,
    )


def what(figure: MonthlyFigure) -> Phrase:
    """A figure as its change is judged."""
    if not figure.flows:
        return Phrase("{kpi} at the end of the month", kpi=figure.title)
    if figure.unit == "money":
        return Phrase("{kpi} summed up and discounted to the day of the change", kpi=figure.title)
    return Phrase("{kpi} summed up since the change", kpi=figure.title)


def _cost(reading: StudyReading, found: TransitionStudy) -> str:
    cost = found.cost
    leaving, vacant = sum(cost.leaving.values()), sum(cost.vacant.values())
    if not leaving and not vacant:
        return reading.say("By its plan it costs nothing at once: everybody has a place.")
    if not cost.total:
        return reading.say("By its plan it costs no money at once.")
    return reading.say(
        "At once it costs {total} by its plan: {notice} for the notice of {leaving}, {finding} to find {vacant}.",
        total=reading.quantity(cost.total, "money"),
        notice=reading.quantity(cost.notice, "money"),
        leaving=_people(leaving),
        finding=reading.quantity(cost.finding, "money"),
        vacant=_people(vacant),
    )


def _people(number: int) -> Phrase:
    return counting("{count} person", "{count} people", number, count=number)


def _end(reading: StudyReading, found: TransitionStudy) -> str:
    figure = found.figure
    band = found.band(figure.name, "cumulated" if figure.flows else "monthly")
    return reading.say(
        "at the horizon it stands at {size} against staying ({interval}, 95% sure); it is ahead in {share} of the runs.",
        size=reading.change(float(band.mean[-1]), figure.unit),
        interval=reading.changes(float(band.low[-1]), float(band.high[-1]), figure.unit),
        share=percent(found.break_even().share_within, reading.language, 2),
    )


def notes(reading: StudyReading, found: TransitionStudy) -> list[str]:
    """What the answer hangs on."""
    study = found.study
    remarks = [one for one in study.remarks if isinstance(one, Title)]
    said: list[Sayable] = [*remarks, *of_effort(study.replications, None, {})]
    return [one.say(reading.language) for one in said] + list(_of_change(reading, found))


def _of_change(reading: StudyReading, found: TransitionStudy) -> Iterator[str]:
    cost = found.cost
    scenario = found.study.scenarios[CHANGE]
    for teams, phrase in (
        (cost.leaving, Phrase("No place for: {people}.")),
        (cost.vacant, Phrase("Places to fill: {people}.")),
    ):
        named = [
            f"{team_title(scenario, team, reading.language)} {number}"
            for team, number in teams.items()
            if team in scenario.all_teams
        ]
        if named:
            yield reading.say(phrase, people=reading.say(", ").join(named))
    if found.study.series(STAY, "days")[0][-1] < MONTH * (1 - 1e-9):
        yield reading.say("The last month is cut short by the horizon.")
    yield reading.say(
        "What customers bring after the horizon is not in profit: a change that wins more of them late looks worse than it is."
    )


def month_in(even: BreakEven, language: Language) -> str:
    """The month of break-even with its interval, in a few words for a figure."""
    words = {
        "very": Phrase("month {month} (95% sure)"),
        "sure": Phrase("month {month} (between {low} and {high}, 95% sure)"),
        "seems": Phrase("month {month} ({low} at the earliest, perhaps not within the horizon; 95% sure)"),
        "hardly": Phrase("not within the horizon (month {low} cannot be ruled out; 95% sure)"),
        "never": Phrase("not within the horizon (95% sure)"),
    }
    month, low, high = map(_number, (even.month, even.low, even.high))
    case = "very" if even.low == even.high == even.month and isfinite(even.month) else _case(even)
    return say(words[case], language, month=month, low=low, high=high)
