"""The market itself: what it is called and counted in, the kinds of leads, and how it changes."""

from orgsim.fields import Amount, Days, Factor, Line, LogOdds, Plan, Prose, Share, Span, Titled


class MarketHead(Plan):
    """`[market]`: what the market is called and counted in."""

    title: Titled
    """Name shown in reports."""
    currency: Line = "JPY"
    """Code of the currency of all amounts, for display alone."""
    about: Prose = ""
    """Where the numbers come from."""


class Segment(Plan):
    """`[segments.NAME]`: a kind of lead."""

    title: Titled | None = None
    """Name shown in reports; the key when not stated."""
    share: Share
    """Share of the leads of every source (sources that record segments excepted); all shares add to 1."""
    readiness: LogOdds = 0.0
    """Shift of readiness."""
    size: Factor = 1.0
    """Factor on the size of its deals."""
    churn_odds: Factor = 1.0
    """Odds ratio on churn."""


class Shock(Plan):
    """`[shocks.NAME]`: the market changes."""

    title: Titled | None = None
    """Name shown in reports; the key when not stated."""
    at: Days
    """Time from day 0 until it happens."""
    lasts: Span | None = None
    """For good when not stated."""
    leads: Amount = 1.0
    """Factor on the arrivals of `sources` (steady sources and events)."""
    sources: tuple[str, ...] | None = None
    """All when not stated."""
    odds: dict[str, Factor] = {}
    """Odds ratios on the gates of activities."""
    delays: dict[str, Factor] = {}
    """Factors on the elapsed times after the outcomes of activities (a buyer who takes longer to decide)."""
    churn_odds: Factor = 1.0
    """Odds ratio on churn."""
