"""How the figures of a study became known as replications were added, and from when on precisely enough."""

from dataclasses import dataclass
from functools import lru_cache, partial

from orgsim.language import Language
from orgsim.language.numbers import percent
from orgsim.language.phrases import say
from orgsim.measures.kpis import KPIS
from orgsim.report.drawing import style
from orgsim.report.drawing.axis_marks import AxisMarks
from orgsim.report.drawing.runs import PrecisionChart, PrecisionPanel
from orgsim.study.answer import Study
from orgsim.study.labels import labels
from orgsim.study.precision import Width, reached_from
from orgsim.study.quantities import Quantity
from orgsim.study.statistics import Estimate

_PANELS = 4
_FIRST = 3
"""The fewest replications whose interval is drawn."""


@dataclass(frozen=True, slots=True)
class _Course:
    """One figure with 3 replications, with 4, and so on."""

    width: Width
    found: tuple[Estimate, ...]
    means: tuple[float, ...]
    """What the width is a share of."""


def chart(study: Study, language: Language) -> PrecisionChart | None:
    """The figures that are known least, the look-ahead rule's plot for each; None where no precision was asked for."""
    if study.precision is None or study.replications < _FIRST or not study.precision.widths:
        return None
    asked = study.precision.asked
    return PrecisionChart(
        [_panel(study, course, asked, language) for course in _courses(study)],
        say("Replications", language),
        say("as precise as was asked: ± {share}", language, share=partial(percent, asked)),
        say("mean so far, with its 95% interval", language),
        say("precise enough from here on, by the look-ahead rule", language),
    )


@lru_cache(maxsize=1)
def _courses(study: Study) -> tuple[_Course, ...]:
    widths = study.precision.widths if study.precision is not None else ()
    widest = sorted(widths, key=lambda one: -one.share)[:_PANELS]
    return tuple(_course(study, one) for one in widths if one in widest)


def _course(study: Study, width: Width) -> _Course:
    what, found, means = Quantity(KPIS[width.kpi]), [], []
    for count in range(_FIRST, study.replications + 1):
        own = study.samples[width.scenario].first(count)
        if width.against is None:
            found.append(what.unclipped(own))
            means.append(found[-1].mean)
        else:
            paired = what.compare(study.samples[width.against].first(count), own)
            found.append(paired.difference)
            means.append(paired.mean_a)
    return _Course(width, tuple(found), tuple(means))


def _panel(study: Study, course: _Course, asked: float, language: Language) -> PrecisionPanel:
    width, last = course.width, course.found[-1]
    reach = asked * abs(course.means[-1])
    shares = [
        one.half_width / abs(mean) if mean else float("inf" if one.half_width else 0)
        for one, mean in zip(course.found, course.means, strict=True)
    ]
    ends = [abs(bound) for one in course.found for bound in (one.low, one.high) if abs(bound) < float("inf")]
    unit, currency = KPIS[width.kpi].unit, study.scenarios[width.scenario].market.currency
    return PrecisionPanel(
        _title(study, width, language),
        _FIRST,
        [one.mean for one in course.found],
        [one.low for one in course.found],
        [one.high for one in course.found],
        (last.mean - reach, last.mean + reach),
        reached_from(shares, _FIRST, asked),
        AxisMarks(language, unit, max(ends, default=1.0), currency),
    )


def _title(study: Study, width: Width, language: Language) -> str:
    names = labels(study.scenarios, language)
    shown = {name: style.drawable(title, name, language) for name, title in names.items()}
    kpi = KPIS[width.kpi].title
    if width.against is None:
        return say("{scenario}: {what}", language, scenario=shown[width.scenario], what=kpi)
    b, a = shown[width.scenario], shown[width.against]
    return say("{kpi}: {b} against {a}", language, kpi=kpi, b=b, a=a)
