"""What has become of each lead, and leads worth following: the same one, with another end in another organization."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from orgsim.events.columns import ORGANIZATION, Row
from orgsim.events.log import EventLog
from orgsim.language import Language
from orgsim.language.phrases import say
from orgsim.measures import conservation
from orgsim.report.replay.record import EVENTS
from orgsim.report.replay.words import FATES
from orgsim.study.run import Run

_MOST = 12
"""Leads in a list to choose from."""
_FATE = {
    conservation.IN_PROCESS: "open",
    conservation.AT_REST: "resting",
    conservation.LOST: "lost",
    conservation.CUSTOMER: "won",
    conservation.CHURNED: "churned",
}


class FollowedLead(NamedTuple):
    """A lead worth following."""

    name: str
    text: str

    def to_json(self) -> dict[str, Any]:
        """As plain objects."""
        return self._asdict()


def fates(log: EventLog) -> dict[str, str]:
    """What has become of each lead that came from day 0 on, by its name: a key of `FATES`."""
    arrivals = log.of(Row.ARRIVAL)
    own = [k for k, name in enumerate(log.names.entities) if name == ORGANIZATION or name.endswith(EVENTS)]
    state = {
        (entity, number): conservation.IN_PROCESS
        for entity, number, end in arrivals[["entity", "number", "end"]].tolist()
        if end >= 0 and entity not in own
    }
    for entity, number, outcome in log.of(Row.CHANGE)[["entity", "number", "outcome"]].tolist():
        after = conservation.MOVES[log.names.outcomes[outcome]][1]
        if after is not None and (entity, number) in state:
            state[entity, number] = after
    named = log.case_names().of
    return {named(*case): _FATE[code] for case, code in state.items()}


def followed(runs: Sequence[Run], language: Language) -> list[FollowedLead]:
    """Leads of all organizations with the most different ends, won somewhere first; none where one organization stands alone."""
    if len(runs) < 2:
        return []
    ends = [fates(run.events) for run in runs]
    everywhere = [name for name in ends[0] if all(name in one for one in ends)]
    of = {name: tuple(one[name] for one in ends) for name in everywhere}
    ranked = sorted(everywhere, key=lambda name: (-len(set(of[name])), "won" not in of[name]))
    found, seen = list[FollowedLead](), set[tuple[str, ...]]()
    for name in ranked:
        if len(found) < _MOST and len(set(of[name])) > 1 and of[name] not in seen:
            seen.add(of[name])
            found.append(FollowedLead(name, _told(name, of[name], language)))
    return found


def _told(name: str, ends: Sequence[str], language: Language) -> str:
    """Its name and its ends, in the order of the organizations."""
    return say(
        "{name}: {fates}", language, name=name, fates=" / ".join(FATES[end].say(language) for end in ends)
    )
