"""Where every lead went, as a figure: the funnel's chain cut into those who went on, who stopped, and whom nobody worked on."""

from orgsim.language.numbers import number
from orgsim.language.phrases import Phrase
from orgsim.measures.chain import CUSTOMER
from orgsim.report.drawing.flows import FlowChart, FlowStep, LeadFlow
from orgsim.report.study.lettered import FigureLabels, Illustration
from orgsim.report.study.reading import finite

_FATES = ("lost", "at_rest", "open_leads")
_BELOW = Phrase("Did not buy: {lost} lost, {at_rest} at rest, {open_leads} in process")
_COLUMNS = (Phrase("went on"), Phrase("went no further"), Phrase("nobody worked on"))
_CAPTION = Phrase(
    "Leads of the days counted, mean over replications. Each bar holds those who came to the step; the three numbers below it add"
    " up to them, and those who went on are the next bar. The last ones who went on have bought. Leads from before these days and"
    " customers who come back are not among them."
)


def flow(labels: FigureLabels, abreast: int) -> Illustration | None:
    """The figure; None where no organization has a chain of steps."""
    flows = [one for name in labels.scenarios if (one := _of(labels, name)) is not None and any_came(one)]
    if not flows:
        return None
    columns = tuple(labels.say(title) for title in _COLUMNS)
    chart = FlowChart(flows, (columns[0], columns[1], columns[2]), labels.language, abreast)
    return Illustration(chart, Phrase("Where every lead went"), _CAPTION)


def any_came(one: LeadFlow) -> bool:
    """Whether there were any leads."""
    return any(step.came for step in one.steps)


def _of(labels: FigureLabels, name: str) -> LeadFlow | None:
    found = labels.reading.results[name]["funnel"]
    steps = [
        FlowStep(
            labels.activity(step),
            row["came"],
            row["passed"],
            row["contacted"] - row["passed"],
            row["came"] - row["contacted"],
        )
        for step, row in found.items()
        if step != CUSTOMER
    ]
    kpis = labels.reading.results[name]["kpis"]
    fates = {fate: kpis.get(fate, {}).get("mean") for fate in _FATES}
    known = {fate: number(value, labels.language) for fate, value in fates.items() if finite(value)}
    below = labels.say(_BELOW, **known) if len(known) == len(_FATES) else ""
    return LeadFlow(labels.scenarios[name], labels.places[name], steps, below) if steps else None
