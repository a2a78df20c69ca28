"""Draws in advance: what a block holds for a case is what the case would draw alone."""

import pytest

from orgsim.engine.draws import OFTEN, RARE, SELDOM, Draw, SegmentDraws, SourceDraws, VisitDraws
from orgsim.engine.entities import Case
from orgsim.randomness import case_key, case_keys, keys_under, mix, name_key, uniform

FEW = [3, 2**63 + 5, 2**64 - 1, 12345678901234567]
KEYS = [*FEW, *range(1000, 1000 + SELDOM)]


def draw(purpose: str, slot: int) -> Draw:
    """A draw that is its own luck."""
    return Draw(name_key(purpose), slot, lambda _, u: u, lambda _, __, u: u)


def drawn(luck: VisitDraws, case: Case, visit: int) -> list[float]:
    """The three numbers that a visit draws."""
    numbers, at = luck.of(case, visit)
    return list(numbers[at : at + 3])


@pytest.mark.parametrize("keys", [FEW, KEYS], ids=["few", "many"])
@pytest.mark.parametrize("visit", [0, 1, 7])
def test_draws_in_a_block_are_those_of_the_case_alone(visit: int, keys: list[int]) -> None:
    block = SourceDraws((1, 0), "web", 0.0, SegmentDraws([1.0], [0.0])).among(keys)
    work, score, more = draw("work", 0), draw("gate", 1), draw("failure", 2)
    luck = VisitDraws(0, work, score)
    at = luck.add(more)
    for place, key in enumerate(keys):
        case = Case(key, block, place, 0, place, [])
        own = [draw.alone(case, visit) for draw in (work, score, more)]
        assert at == 2
        assert drawn(luck, case, visit) == own
        assert drawn(luck, Case(key, None, 0, 0, place, []), visit) == own
        assert more.of(case, visit) == own[at]
    # So few leads are never drawn in a table, many of them at once where they are expected to come.
    assert bool(block.visits) == bool(block.tables) == (len(keys) > SELDOM)


def test_leads_drawn_together_are_the_leads_drawn_one_by_one() -> None:
    source = SourceDraws((1, 0), "referral", 0.5, SegmentDraws([0.5, 0.5], [0.0, -1.0]))
    together = source.among(KEYS)
    for place, key in enumerate(KEYS):
        alone = source.among([key])
        assert (alone.keys[0], alone.segments[0]) == (together.keys[place], together.segments[place])
        assert alone.readiness[0] == together.readiness[place]


@pytest.mark.parametrize("visit", [1, RARE - 1, RARE, RARE + 4])
def test_who_comes_back_draws_the_same_however_many_came_back_before(visit: int) -> None:
    """The first to come so often draw alone, and after some have the whole block draws: each lead its own, of that visit."""
    keys = list(range(1000, 1000 + SELDOM + 3))
    block = SourceDraws((1, 0), "web", 0.0, SegmentDraws([1.0], [0.0])).among(keys)
    work, score, more = draw("work", 0), draw("gate", 1), draw("failure", 2)
    luck, patience = VisitDraws(0, work, score), draw("patience", 3)
    luck.add(more)
    one_by_one = []
    for place, key in enumerate(keys):
        case = Case(key, block, place, 0, place, [])
        own = [uniform(key, name_key(purpose), visit) for purpose in ("work", "gate", "failure", "patience")]
        assert [*drawn(luck, case, visit), patience.of(case, visit)] == own
        one_by_one.append((not block.visits, not block.tables))
    alone = SELDOM if visit >= RARE else 0
    assert one_by_one == [(True, True)] * alone + [(False, False)] * (len(keys) - alone)


@pytest.mark.parametrize("ordinal", [0, 3])
def test_a_single_number_is_the_same_from_a_block_and_alone(ordinal: int) -> None:
    """Up to `OFTEN` leads of a block draw alone, the others from a table of all: each its own `uniform`."""
    keys, size = list(range(1000, 1000 + OFTEN + 3)), name_key("size")
    block = SourceDraws((1, 0), "web", 0.0, SegmentDraws([1.0], [0.0])).among(keys)
    tables = []
    for place, key in enumerate(keys):
        own = uniform(key, size, ordinal)
        assert Case(key, block, place, 0, place, []).luck(size, ordinal) == own
        assert Case(key, None, 0, 0, place, []).luck(size, ordinal) == own
        tables.append(len(block.lucks))
    assert tables == [0] * OFTEN + [1] * 3


@pytest.mark.parametrize("number", [0, 1, 12])
def test_keys_of_a_block_under_a_name_are_those_of_each_case(number: int) -> None:
    cases, name = case_keys(12345, 0, 20), name_key("referral")
    own = [case_key(mix(case ^ name), number) for case in cases.tolist()]
    assert keys_under(cases, name, number).tolist() == own
