"""Freezes: when nobody is hired, and when nothing is spent on leads."""

from orgsim.plan.model.content import Content


def freezes(content: Content, what: str) -> tuple[tuple[float, float], ...]:
    """From when to when (days) "hiring" or "spending" is frozen, in order; those that meet are one."""
    spans = sorted((one.at, one.at + one.lasts) for one in content.freezes if one.what == what)
    found: list[tuple[float, float]] = []
    for begins, ends in spans:
        if found and begins <= found[-1][1]:
            found[-1] = found[-1][0], max(ends, found[-1][1])
        else:
            found.append((begins, ends))
    return tuple(found)
