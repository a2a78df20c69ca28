"""Never: what is planned and does not happen, since it comes after the horizon, or waits for what there is none of."""

from collections.abc import Iterator
from functools import partial

from orgsim.language.phrases import Phrase
from orgsim.language.spans import span
from orgsim.plan.derived.stages import stages
from orgsim.plan.model.content import Content
from orgsim.plan.model.sources import RecordedSource


def nobody_buys(content: Content) -> Iterator[Phrase]:
    """Conditions that compare customers where there are none."""
    if content.offering is not None:
        return
    asked = [("policies.hiring", team, rule.when) for team, rule in content.policies.hiring.items()]
    asked += [
        ("reorganizations", str(k), one.when)
        for k, one in enumerate(content.reorganizations)
        if one.when is not None
    ]
    for table, name, when in asked:
        if when.quantity == "customers":
            yield Phrase(
                "{rule} compares customers, and there are none without [offering]",
                rule=".".join((table, name)),
            )


def too_late(content: Content) -> Iterator[Phrase]:
    """What is planned for a time after the horizon, and freezes that stop nothing."""
    for k, freeze in enumerate(content.freezes):
        if freeze.at >= content.scenario.horizon:
            yield Phrase("freezes.{number} comes after the horizon and never happens", number=k)
        elif freeze.what == "spending" and not any(source.cost for source in content.sources.values()):
            yield Phrase("freezes.{number} stops nothing: no source costs anything", number=k)
    if missed := sum(one.at >= content.scenario.horizon for one in content.transfers):
        yield Phrase("{count} transfer(s) are planned after the horizon and never happen", count=missed)
    for k, stage in enumerate(stages(content)[1:]):
        if stage.dated and stage.begins >= content.scenario.horizon:
            yield Phrase("reorganizations.{number} comes after the horizon and never happens", number=k)
        elif stage.earliest >= content.scenario.horizon:
            yield Phrase(
                "reorganizations.{number} can come after {days} at the earliest, after the horizon, and never happens",
                number=k,
                days=partial(span, stage.earliest),
            )
    for team, rule in content.policies.hiring.items():
        if rule.begins >= content.scenario.horizon:
            yield Phrase("policies.hiring.{team} begins after the horizon and hires nobody", team=team)
    for name, shock in content.shocks.items():
        if shock.at >= content.scenario.horizon:
            yield Phrase("shocks.{shock} comes after the horizon and never happens", shock=name)
    for k, prices_then in enumerate(content.price_lists):
        if prices_then.at >= content.scenario.horizon:
            yield Phrase("price_lists.{number} begins after the horizon and never holds", number=k)
    for k, later in enumerate(content.offerings):
        if later.at >= content.scenario.horizon:
            yield Phrase("offerings.{number} begins after the horizon and is never sold", number=k)
    yield from _late_leads(content)


def _late_leads(content: Content) -> Iterator[Phrase]:
    """Recorded leads that the horizon leaves out."""
    for name, source in content.sources.items():
        if isinstance(source, RecordedSource) and source.arrivals[-1] >= content.scenario.horizon:
            yield Phrase(
                "sources.{source} has {count} recorded lead(s) after the horizon, which do not come",
                source=name,
                count=sum(moment >= content.scenario.horizon for moment in source.arrivals),
            )
