"""Mechanisms: one file each; this list is the only place that knows them all."""

from orgsim.mechanisms.cooling import MECHANISM as COOLING
from orgsim.mechanisms.declaration import Mechanism
from orgsim.mechanisms.handoff import MECHANISM as HANDOFF
from orgsim.mechanisms.health import MECHANISM as HEALTH
from orgsim.mechanisms.knowledge import MECHANISM as KNOWLEDGE

_ROOMS = (
    COOLING,
    HANDOFF,
    KNOWLEDGE,
    HEALTH,
)

MECHANISMS: dict[str, Mechanism] = {room.name: room for room in _ROOMS}
