"""The mix of leads a market's base rates describe."""

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from orgsim.plan.model.content import Content
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


def mean_shares(content: Content) -> dict[str, float]:
    """The share of each segment among all leads, by the market's mix of sources; none where there are no segments.

    Where no source states its own they are the market's, though recorded leads may come in others.
    """
    usual = {name: segment.share for name, segment in content.segments.items()}
    if not any(source.segments is not None for source in content.sources.values()):
        return usual
    found = dict.fromkeys(usual, 0.0)
    for source, amount in usual_mix(content).items():
        for name, share in segment_shares(content, source).items():
            if name in found:  # of others it is said elsewhere that there are none
                found[name] += amount * share
    total = sum(found.values())
    return {name: amount / total for name, amount in found.items()} if total > 0 else usual


EVERYONE = "all"
"""The segment of all leads where a market has none."""


def segment_shares(content: Content, source: str) -> dict[str, float]:
    """The share of each segment among a source's leads: recorded, of its own, or the market's; "all" where there are none."""
    stated = content.sources[source]
    if isinstance(stated, RecordedSource) and stated.arrival_segments:
        names = stated.arrival_segments
        return {name: n / len(names) for name, n in sorted(Counter(names).items())}
    if stated.segments is not None:
        return {name: stated.segments.get(name, 0.0) for name in content.segments}
    return {name: segment.share for name, segment in content.segments.items()} or {EVERYONE: 1.0}


def usual_mix(content: Content) -> dict[str, float]:
    """The weight of each source in the mix of leads that the base rates describe; all alike where none brings any leads."""
    return positive(stated_mix(content))


def stated_mix(content: Content) -> dict[str, float]:
    """The same as it is stated, or as the sources bring leads; all 0 where none brings any."""
    return {name: content.mix.get(name, weight(source)) for name, source in content.sources.items()}


def weights(sources: Mapping[str, Any]) -> dict[str, float]:
    """The weight of each source that a document's table `sources` states without a mistake."""
    found = {}
    for name, table in sources.items():
        try:
            found[name] = weight(_reader().validate_python(tuples(table), strict=True))
        except ValidationError:
            continue
    return found


@cache
def _reader() -> TypeAdapter[Source]:
    """Made once: that takes longer than the rest of reading a file."""
    return TypeAdapter(Source)


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
