"""Mechanisms: one file each; this list is the only place that knows them all."""

from orgsim.mechanisms import cooling, handoff, health, knowledge
from orgsim.mechanisms.declaration import Mechanism

MECHANISMS: dict[str, Mechanism] = {
    room.name: room for room in (cooling.MECHANISM, handoff.MECHANISM, knowledge.MECHANISM, health.MECHANISM)
}
