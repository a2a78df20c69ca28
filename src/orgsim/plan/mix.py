"""The mix of leads a market's base rates describe."""

from orgsim.plan.market import EventSource, Source, SteadySource


def weight(source: Source) -> float:
    """Leads a source brings per elapsed day as its file states it, before growth, seasons and shocks."""
    if isinstance(source, SteadySource):
        return source.leads
    if isinstance(source, EventSource):
        return source.attendees.build().mean * source.leads_per_attendee / source.every
    return len(source.arrivals) / max(source.arrivals[-1], 1.0)
