"""Preparation: how thoroughly events are prepared, and how many of those who come become leads for it.

A depth of 1 is the work that the market states, with the leads per attendee that it states. How many come is the market's;
what they get there is the organization's. More work brings more leads, less and less of them.
"""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field

from orgsim.elementary import log
from orgsim.engine.entities import Job
from orgsim.engine.sources import Events
from orgsim.engine.world import World
from orgsim.fields import Plan
from orgsim.language.phrases import Phrase
from orgsim.mechanisms.shared.declaration import Effect, Link, Mechanism, Parameters, declared


class Preparation(Parameters):
    """What more or less preparation moves."""

    elasticity: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)] = declared(
        0.2,
        unit="% per % of work",
        source="none found for events: between advertising (.12: Sethuraman, Tellis & Briesch, JMR 2011, as quoted) and personal "
        "selling (.34: Sridhar, Mantrala & Albers 2010, as quoted); 0.1 to 0.34 tried",
        status="guess",
    )
    """Change of the leads per attendee with the work on an event, at the market's."""


class PreparationPolicy(Plan):
    """How much work goes into each event."""

    depth: Annotated[float, Field(ge=0.25, le=2, allow_inf_nan=False)] = 1.0
    """Staff hours of preparing an event over those of the market."""


def effect(depth: float, share: float, elasticity: float) -> float:
    """Log-odds that who came becomes a lead, of whom `share` in [0, 1] does at a depth of 1; no steeper than at three in four."""
    return elasticity / (1 - min(share, 0.75)) * log(depth)


class Preparations:
    """How thoroughly the organization in force prepares events."""

    def __init__(self, world: World, parameters: Preparation) -> None:
        self.parameters = parameters
        self.depth = 1.0
        self.prepares = {
            flow.work.activity.code for flow in world.flows if isinstance(flow, Events) and flow.staffed
        }
        """Codes of the activities that prepare events."""
        self.begun: set[Job] = set()
        """Jobs in work whose hours are as planned: one that is passed on begins a second time."""

    def begin(self, job: Job) -> None:
        """The preparation of an event begins; what is read up is not part of the work."""
        if job.activity.code in self.prepares and job not in self.begun:
            self.begun.add(job)
            job.hours += (self.depth - 1) * job.luck[job.at]

    def end(self, job: Job) -> None:
        """A job is done."""
        self.begun.discard(job)

    def moved(self, activity: int, share: float) -> float:
        """Log-odds that who came to an event becomes a lead."""
        prepared = activity in self.prepares
        return effect(self.depth, share, self.parameters.elasticity) if prepared else 0.0


def install(world: World, parameters: Preparation, policies: Mapping[str, Any]) -> None:
    """Let the preparation of events take other hours than the market's, and events bring other leads."""
    depths = world.lasting(Preparations, lambda: Preparations(world, parameters))
    depths.depth = policies["preparation"].depth
    if depths.depth == 1:
        return
    teams = {team.code for team in world.here if depths.prepares & set(team.does)}
    world.hooks.job_starts.add(depths.begin, at=teams)
    world.hooks.job_ends.add(depths.end, at=teams)
    world.hooks.event_held.add(depths.moved)


MECHANISM = Mechanism(
    name="preparation",
    title=Phrase("Preparation of events"),
    meaning=Phrase(
        "More work on an event than the market states makes more of those who come leads, less work fewer."
    ),
    group="leads",
    parameters=Preparation,
    effects=(
        Effect("staff hours of preparing an event", "x depth"),
        Effect("chance p that who came to an event becomes a lead", "elasticity/(1 - min(p, .75)) ln depth"),
    ),
    claims=("B4", "B6"),
    needs=("policies.preparation", "sources.*.kind=event"),
    policies={"preparation": PreparationPolicy},
    install=install,
    links=(Link("preparation", "leads", 1), Link("preparation", "load", 1)),
)
