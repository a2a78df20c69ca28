"""Ledgers damaged in any way: the answer is the same, the numbers that were lost computed anew, or it is refused in words."""

import random
import re
import warnings
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from shells import ALONE, MARKET, SPLIT

from orgsim.errors import OrgsimError, OrgsimWarning
from orgsim.plan.load import parse
from orgsim.study.compare import compare

PAGE = 4096
Damage = Callable[[bytearray, random.Random], None]


def one_bit(file: bytearray, luck: random.Random) -> None:
    file[luck.randrange(len(file))] ^= 1 << luck.randrange(8)


def _another(file: bytearray, luck: random.Random, signs: bytes) -> None:
    """Put another of the same signs in the place of one, behind the first page."""
    places = [
        found.start() for found in re.finditer(b"[" + signs + b"]", bytes(file)) if found.start() > PAGE
    ]
    place = luck.choice(places)
    file[place] = luck.choice([sign for sign in signs if sign != file[place]])


def a_digit(file: bytearray, luck: random.Random) -> None:
    _another(file, luck, b"0123456789")


def a_letter(file: bytearray, luck: random.Random) -> None:
    _another(file, luck, b"abcdefghijklmnopqrstuvwxyz")


def the_end(file: bytearray, luck: random.Random) -> None:
    del file[luck.randrange(1, len(file)) :]


def a_page(file: bytearray, luck: random.Random) -> None:
    first = luck.randrange(len(file) // PAGE) * PAGE
    file[first : first + PAGE] = bytes(PAGE)


def two_pieces(file: bytearray, luck: random.Random) -> None:
    a, b = (luck.randrange(PAGE, len(file) - 64) for _ in range(2))
    file[a : a + 32], file[b : b + 32] = file[b : b + 32], file[a : a + 32]


KINDS: tuple[Damage, ...] = (one_bit, a_digit, a_letter, the_end, a_page, two_pieces)


def answer(folder: Path) -> str:
    """Every number of a study of two scenarios, eight replications each."""
    short = {"scenario.horizon": "20 days"}
    scenarios = {
        name: parse(MARKET + teams).replace(short) for name, teams in (("alone", ALONE), ("split", SPLIT))
    }
    study = compare(scenarios, replications=8, workers=1, ledger=folder)
    return study.values("alone").to_csv() + study.values("split").to_csv() + study.differences().to_csv()


@pytest.mark.parametrize("each", [2, pytest.param(50, marks=pytest.mark.slow)])
def test_a_damaged_ledger_never_changes_the_answer(tmp_path: Path, each: int) -> None:
    usual, luck = answer(tmp_path / "usual"), random.Random(each)
    whole = (tmp_path / "usual" / "ledger.sqlite").read_bytes()
    came: Counter[str] = Counter()
    for number in range(each * len(KINDS)):
        file, folder = bytearray(whole), tmp_path / str(number)
        KINDS[number % len(KINDS)](file, luck)
        folder.mkdir()
        (folder / "ledger.sqlite").write_bytes(file)
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always", OrgsimWarning)
            try:
                assert answer(folder) == usual
            except OrgsimError:
                came["refused"] += 1
            else:
                came["computed anew" if told else "as it was"] += 1
    assert came["computed anew"] > each
    assert came["refused"] > 0
