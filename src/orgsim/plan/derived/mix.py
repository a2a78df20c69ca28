"""The mix of leads a market's base rates describe."""

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import TypeAdapter, ValidationError

from orgsim.plan.model.sources import EventSource, RecordedSource, Source, SteadySource
from orgsim.plan.text.document import Document, tuples


def weight(source: Source) -> float:
    """Leads a source brings per elapsed day as its file states it, before growth, seasons and shocks.

    0 for leads that others bring (referrals, word of mouth): how many there are is a result, not an assumption.
    """
    if isinstance(source, SteadySource):
        return source.leads
    if isinstance(source, EventSource):
        return source.attendees.build().mean * source.leads_per_attendee / source.every
    if isinstance(source, RecordedSource):
        return len(source.arrivals) / max(source.arrivals[-1], 1.0)
    return 0.0


def weights(sources: Mapping[str, Any]) -> dict[str, float]:
    """The weight of each source that a document's table `sources` states without a mistake."""
    adapter: TypeAdapter[Source] = TypeAdapter(Source)
    found = {}
    for name, table in sources.items():
        try:
            found[name] = weight(adapter.validate_python(tuples(table), strict=True))
        except ValidationError:
            continue
    return found


def positive(usual: dict[str, float]) -> dict[str, float]:
    """Weights that can be a mix: all alike where no source brings any leads."""
    return usual if any(usual.values()) else dict.fromkeys(usual, 1.0)


def settled(document: Document, usual: Mapping[str, float], gone: Iterable[str] = ()) -> Document:
    """The document with a weight for each source: what it states, else the usual one, else none; `gone` sources dropped."""
    stated, sources = document.get("mix"), document.get("sources")
    if not isinstance(stated, dict | None) or not isinstance(sources, dict):
        return document
    kept = {name: amount for name, amount in (stated or {}).items() if name not in set(gone)}
    for name in sources:
        if name not in kept:
            document = document.with_value(
                ("mix", name), usual.get(name, 0.0), document.origin(("sources", name))
            )
    return document.without(*(("mix", name) for name in gone))
