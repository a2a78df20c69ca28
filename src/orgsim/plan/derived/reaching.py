"""Reaching: how many touches of leads at rest reach them, and what those take that do not."""

from orgsim.plan.model.content import Content

_TOUCH = "nurture"


def reach(content: Content) -> float:
    """Chance that a touch reaches its lead."""
    stated = content.journey[_TOUCH].reach if _TOUCH in content.journey else None
    return 1.0 if stated is None or "touches" not in content.scenario.mechanisms else stated


def part_of_work(content: Content, name: str) -> float:
    """Share of the mean work of an activity that a job takes on average: touches that do not reach take less."""
    if name != _TOUCH or reach(content) == 1:
        return 1.0
    return float(reach(content) + (1 - reach(content)) * content.effects.touches.hours)
