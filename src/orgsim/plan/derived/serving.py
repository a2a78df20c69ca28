"""Serving: which of several teams that do an activity does it for a lead, by its segment, its score, or in turn.

The score of a lead is what the organization can see of its readiness: that of its source and of its segment together.
"""

from orgsim.events.columns import FIRM
from orgsim.plan.derived.mix import EVERYONE, segment_shares, stated_mix
from orgsim.plan.derived.routes import POOL, customer_work, reached, source_work
from orgsim.plan.model.content import Content
from orgsim.plan.model.organization import Team, Whom

Pair = tuple[str, str]
"""A source and a segment."""
Lot = tuple[str, str, int]
"""A source, a segment, and the number of those who are counted off, from 0; always 0 where nobody is."""
_DIGITS = 9
"""Digits after the point to which scores are compared: how sums round decides nothing."""


def tells_apart(content: Content) -> bool:
    """Whether some team serves some leads only."""
    return any(team.serves is not None for team in content.teams.values())


def pairs(content: Content) -> dict[Pair, float]:
    """The sources and segments of the leads that there are, with the segment's share of the leads of the source."""
    return {
        (source, segment): share
        for source in content.sources
        for segment, share in segment_shares(content, source).items()
        if share > 0
    }


def counted_to(content: Content) -> int:
    """To how many the leads of each source are counted off, over and over; 1 where no team serves some numbers only."""
    rules = (team.serves for team in content.teams.values())
    return next((rule.of for rule in rules if isinstance(rule, Whom) and rule.of is not None), 1)


def lots(content: Content) -> dict[Lot, float]:
    """The same told apart by number, too; every number has as many leads as every other."""
    of = counted_to(content)
    return {(*pair, number): share / of for pair, share in pairs(content).items() for number in range(of)}


def score(content: Content, source: str, segment: str) -> float:
    """The score of leads of a source and a segment, as log-odds; of day 0, that of the average of the segment."""
    own = content.segments[segment].readiness if segment in content.segments else 0.0
    came = content.sources[source].readiness if source in content.sources else usual_readiness(content)
    return round(came + own, _DIGITS)


def usual_readiness(content: Content) -> float:
    """Readiness of sources, averaged over the leads of the market's mix."""
    mix = stated_mix(content)
    total = sum(mix.values())
    return sum(content.sources[name].readiness * one for name, one in mix.items()) / total if total else 0.0


def everyone(content: Content) -> list[Lot]:
    """The lots of the leads that there are, and those of a firm that exists on day 0."""
    firm = [] if content.firm is None else [(FIRM, name) for name in content.segments or (EVERYONE,)]
    return [*lots(content), *((*pair, number) for pair in firm for number in range(counted_to(content)))]


def serves(content: Content, team: Team, lot: Lot) -> bool:
    """Whether a team works for the leads of a lot."""
    whom, (source, segment, number) = team.serves, lot
    if not isinstance(whom, Whom):
        return whom is None or segment in whom
    if whom.numbers is not None and number + 1 not in whom.numbers:
        return False
    if not whom.scored:
        return True
    found = score(content, source, segment)
    above = whom.score_above is None or found >= round(whom.score_above, _DIGITS)
    return above and (whom.score_below is None or found < round(whom.score_below, _DIGITS))


def teams_of(content: Content, activity: str) -> tuple[str, ...]:
    """The teams that do an activity, each for the leads that it serves."""
    return tuple(name for name, team in content.teams.items() if activity in team.does)


def team_for(content: Content, activity: str, lot: Lot) -> str | None:
    """The team that does an activity for the leads of a lot, if one does."""
    does = (name for name in teams_of(content, activity) if serves(content, content.teams[name], lot))
    return next(does, None)


def for_sources_alone(content: Content) -> set[str]:
    """Activities that are work for sources and never for a lead or a customer."""
    line = content.second_line
    met = {*reached(content), *customer_work(content).values(), *(() if line is None else line.activities)}
    return set(source_work(content).values()) - met - {POOL}
