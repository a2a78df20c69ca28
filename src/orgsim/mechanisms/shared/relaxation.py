"""Relaxation: levels that go toward what holds by itself, by half in a half-life, and what follows them. Plain arithmetic."""

from orgsim.elementary import log, power

SETTLED = 100
"""Times after which what is put in again and again repeats itself."""


def faded(level: float, rest: float, days: float, half_life: float) -> float:
    """A level after so many elapsed days without events, on its way to `rest`."""
    return rest + (level - rest) * power(2.0, -days / half_life)


def lifted(level: float, share: float, top: float) -> float:
    """A level after a `share` in [0, 1] of what is missing to `top` has been put in; nothing is taken from one above it."""
    return level + share * max(0.0, top - level)


def following(
    follower: float, level: float, rest: float, days: float, half_life: float, follows: float
) -> float:
    """What follows a level, so many elapsed days later: it makes up half of its distance from it in `follows`, while the level
    itself goes from `level` to `rest` by half in `half_life`."""
    slow, fast = power(2.0, -days / half_life), power(2.0, -days / follows)
    ratio = half_life / follows
    alike = abs(ratio - 1.0) < 1e-9
    carried = log(2.0) * days / follows * fast if alike else (slow - fast) * ratio / (ratio - 1.0)
    return rest + (follower - rest) * fast + (level - rest) * carried


def between(alone: float, full: float, led: float) -> float:
    """A level that lies by the share `led` in [0, 1] of the way from `alone` to `full`."""
    return alone + led * (full - alone)


def held_up(days: float, level: float, every: float, rest: float, share: float, half_life: float) -> float:
    """A level so many days later that goes to `rest`, and into which a `share` of what is missing to 1 is put after every so many
    days (infinite for never)."""
    times = int(days / every)
    for _ in range(min(times, SETTLED)):
        level = lifted(faded(level, rest, every, half_life), share, 1.0)
    return faded(level, rest, days - times * every if times else days, half_life)
