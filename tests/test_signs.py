"""Texts that come from anybody: signs that a terminal or a browser would act on never reach a reader."""

import unicodedata

import pytest

from orgsim.errors import OrgsimError, Problem, ScenarioError
from orgsim.fields import Title
from orgsim.signs import UNFIT, clean, one_line


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b]0;owned\x07\x1b[31mred", f"{UNFIT}]0;owned{UNFIT}{UNFIT}[31mred"),
        ("a\x00b\x7fc\x9bd", f"a{UNFIT}b{UNFIT}c{UNFIT}d"),
        ("safe\u202egpj.exe", f"safe{UNFIT}gpj.exe"),
        ("a\u2066b\u2069c\u200ed\u200b", f"a{UNFIT}b{UNFIT}c{UNFIT}d{UNFIT}"),
        ("a\rb\x0bc\u2028d", f"a{UNFIT}b{UNFIT}c{UNFIT}d"),
        ("half \ud83d", f"half {UNFIT}"),
        ("営業　部（関東）: 50 % − “x” naïve 👩‍💻", "営業　部（関東）: 50 % − “x” naïve 👩‍💻"),
        ("two\n\tlines", "two\n\tlines"),
    ],
)
def test_what_is_shown_of_a_text(text: str, shown: str) -> None:
    assert clean(text) == shown


def test_no_control_of_unicode_is_left() -> None:
    every = "".join(
        map(chr, (*range(0x40000), *range(0xE0000, 0xF0000)))
    )  # the other planes are empty or of private use
    kept = {sign for sign, shown in zip(every, clean(every), strict=True) if shown == sign}
    assert {sign for sign in kept if unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp")} == {"\t", "\n"}
    turning = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    assert {sign for sign in kept if unicodedata.bidirectional(sign) in turning} == set()


def test_a_title_is_one_line() -> None:
    assert one_line("Sales\n\tteam\x1b[2J") == f"Sales team{UNFIT}[2J"
    assert Title(en="a\nb", ja="\x1b部").say("ja") == f"{UNFIT}部"
    assert Title(en="a\nb").say("ja") == "a b"


def test_errors_are_fit_to_be_printed_whatever_stands_in_them() -> None:
    assert str(OrgsimError("no \x1b[31m")) == f"no {UNFIT}[31m"
    problems = [Problem("a\x1b.toml", 3, "x\x07\nz"), Problem("a\x1b.toml", 4, "y")]
    assert str(ScenarioError(problems)) == f"a{UNFIT}.toml has 2 problems\n  line 3  x{UNFIT} z\n  line 4  y"
