"""Understanding: how well teams know each other's work, and what handovers between them lose for lack of it.

Three points of reference. `[policies.handoff]` states what a handover takes between teams that understand each other
fully; without any understanding it takes `1 + friction` times as much. `[effects.knowledge]` states the share of
knowledge kept by the records alone, between teams that share nothing else; full understanding brings it to `shared`.
Within a team nothing changes: colleagues do the same work, and what they keep is a matter of the records.
"""

from typing import Annotated

from pydantic import Field

from orgsim.fields import Plan, Share, Span, StaffHours, Title
from orgsim.mechanisms.shared.declaration import Effect, Link, Mechanism, Parameters, Stock, declared


class Understanding(Parameters):
    """How mutual understanding of teams is built, fades, and eases handovers."""

    friction: Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)] = declared(
        0.5, unit="share of what a handover takes", source="none found", status="guess"
    )
    """What a handover (its delay and its confirmation work) takes more between teams without any understanding."""
    per_hour: Annotated[float, Field(ge=0, le=10, allow_inf_nan=False)] = declared(
        0.02, unit="understanding per hour", source="none found", status="guess"
    )
    """What an hour in meetings adds when everybody of the teams that meet attends; in proportion for fewer."""
    half_life: Span = declared(
        140.0,
        unit="days",
        source="Sandvik, Saouma, Seegert & Stanton, QJE 2020: what peers exchanged lasted over 20 weeks",
        status="guess",
    )
    """Elapsed time in which half of the understanding is lost when nothing is done for it."""
    shared: Share = declared(0.95, unit="share", source="model.md 13", status="guess")
    """Knowledge kept at a change of team under full understanding, where the records alone keep less."""


class MeetingsPolicy(Plan):
    """Regular meetings of the people of several teams about their work."""

    every: Span = 7.0
    """Elapsed time between two meetings."""
    hours: StaffHours = 1.0
    """Staff hours that each meeting takes of each person."""
    teams: Annotated[tuple[str, ...], Field(min_length=1, max_length=500)] | None = None
    """Teams that meet; all when not stated."""


def gained(hours: float, people: int, per_hour: float) -> float:
    """Understanding that one of `people` (1 or more) adds by `hours` of meeting."""
    return per_hour * hours / people


def kept(share: float, understanding: float, shared: float) -> float:
    """Share of knowledge kept at a change of team where the records keep `share`; never less than that."""
    return share + max(0.0, shared - share) * understanding


def toll(understanding: float, friction: float) -> float:
    """Factor (1 or more) on what a handover takes; `understanding` in [0, 1]."""
    return 1.0 + friction * (1.0 - understanding)


MECHANISM = Mechanism(
    name="understanding",
    title=Title(en="Mutual understanding", ja="相互理解"),
    meaning=Title(
        en="Teams that talk to each other hand over faster and lose less of what was learned; meetings take time.",
        ja="チーム間の対話は引き継ぎを速め、情報の損失を減らすが、会議には時間がかかる。",
    ),
    group="handoffs",
    parameters=Understanding,
    effects=(
        Effect("delay and confirmation work of a handover between teams", "x (1 + friction (1 - U))"),
        Effect(
            "knowledge kept at a change of team; within a team as the records keep it",
            "kept + (shared - kept) U",
        ),
        Effect("hours of the teams that meet", "hours per person at each meeting"),
    ),
    claims=("B2", "B11", "C3"),
    policies={"meetings": MeetingsPolicy},
    work={"meeting": Title(en="Coordination meeting", ja="連携会議")},
    stocks={
        "understanding": Stock(
            title=Title(en="Mutual understanding of two teams, U", ja="チーム間の相互理解"),
            inflow="per_hour x hours in meetings / people who are to meet; what rotation brings",
            outflow="half in each half_life",
            low=0.0,
            high=1.0,
        )
    },
    links=(
        Link("meetings", "understanding", 1),
        Link("meetings", "load", 1),
        Link("understanding", "knowledge", 1),
        Link("understanding", "waiting", -1),
        Link("understanding", "load", -1),
    ),
)
