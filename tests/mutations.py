"""Mutations of files: accidents of a text, and values that are not what they were, all from a seed.

    python tests/mutations.py load 100000      # so many mutated files through check and load; says what fell
    python tests/mutations.py run 5000         # so many runs with extreme values, of 200,000 rows at most

A number after these is the first seed. One seed is one mutant; both commands say the seeds of those that fell.
"""

import copy
import importlib
import random
import re
import resource
import signal
import sys
import tempfile
import time
import tomllib
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any

import tomli_w
from places import BENCHMARKS, GALLERY

from orgsim.errors import OrgsimError
from orgsim.mechanisms import MECHANISMS
from orgsim.plan import load as door
from orgsim.plan.checks import size
from orgsim.plan.scenario import Scenario
from orgsim.setup.simulate import run

LOAD_SECONDS, RUN_SECONDS = 2.0, 60.0
"""Processor time for one file through the door, and for one run."""
MEMORY = 500_000_000
"""Bytes that a process may need at most, libraries and all it has read included."""
ROWS, ATTENDEES = 200_000, 500_000
"""What a run may be at most, in place of what users have."""
HORIZON = "60 days"
"""Of the scenarios that are run."""

ODD = (
    "nan", "inf", "-1", "0", "1e999", "99999999999999999999", "0x" + "f" * 300, "true", '""', '"=cmd()"', "[]", "{}", "[[]]",
    '"1e300 / s"', '"-5 days"', '"0 h"', '"1e-300 h"', "2024-02-30", "2024-01-01T00:00:00Z", "12:00:00", "'''x\ny'''",
    '"\\u0000"', '"../../../etc/passwd"', '"/dev/zero"', '"lost"', '"nurture"', '"customer"', '"serve"', '"b2b-saas"',
    "{ file = 'x.csv', column = 'y' }", "{ kind = 'recorded' }", "[1, [2, [3, { a = 4 }]]]", "-0.0", "1.5", '"九 h"', '"９ h"',
)  # fmt: skip
BYTES = "\"'[]{}=.,#\n\\ \t0a_\u00e9\u3042\x00"
WORDS = ("x", "serve", "desk", "cold")
QUANTITY = re.compile(r"\s*([+-]?[\d_.]+(?:e[+-]?\d+)?)(\s*%?\s*(?:/\s*)?[a-z]*)\s*", re.I)
DATES = (date(1, 1, 1), date(2024, 2, 29), date(9998, 12, 31), date(9999, 12, 31))
WRONG: tuple[Any, ...] = (
    {},
    [],
    [{}],
    [[]],
    {"a": 1},
    -1,
    0,
    2.5,
    "",
    "x",
    True,
    date(2024, 1, 1),
    float("nan"),
    [1, "a"],
)
"""Values of every type that a file can hold."""
Place = tuple[str | int, ...]


# -- texts ----------------------------------------------------------------------------------------------------------


def damaged(text: str, dice: random.Random) -> str:
    """A text with one to four accidents: characters, lines, values and names that are not what they were."""
    for _ in range(dice.choice((1, 1, 2, 3, 4))):
        lines = text.split("\n")
        k = dice.randrange(len(lines))
        accident = dice.randrange(6)
        if accident == 0:
            at = dice.randrange(len(text) + 1)
            text = text[:at] + dice.choice(BYTES) + text[at + dice.randint(0, 2) :]
            continue
        if accident == 1 and "=" in lines[k]:
            lines[k] = lines[k].split("=", 1)[0] + "= " + dice.choice(ODD)
        elif accident == 2:
            del lines[k]
        elif accident == 3:
            lines.insert(k, dice.choice(lines))
        elif accident == 4:
            words = [word for word in lines[k].replace('"', " ").split() if word.isalpha()]
            lines[k] = lines[k].replace(dice.choice(words), dice.choice(WORDS)) if words else "x = 1"
        else:
            lines[k:] = lines[k + dice.randint(1, 9) :]
        text = "\n".join(lines)
    return text


# -- values ---------------------------------------------------------------------------------------------------------


def places(data: Any, at: Place = ()) -> Iterator[Place]:
    """Where each value of nested tables and lists stands, tables and lists included."""
    if at:
        yield at
    entries = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, inner in entries:
        yield from places(inner, (*at, key))


def value(data: Any, at: Place) -> Any:
    """What stands at a place."""
    for key in at:
        data = data[key]
    return data


def extreme(old: Any, dice: random.Random, texts: list[str]) -> Any:
    """A value of the same type that is far from what it was."""
    if isinstance(old, bool):
        return not old
    if isinstance(old, int):
        return dice.choice([0, 1, 2, old * 10, old * 1000, 10_000, 10**6, -old, dice.randrange(1, 500)])
    if isinstance(old, float):
        return dice.choice(
            [0.0, 1e-12, 1e-6, old * 1e-3, old / 10, old * 10, old * 1e3, 1.0, 20.0, 100.0, 1e6, 1e15]
        )
    if isinstance(old, str) and is_quantity(old) and (found := QUANTITY.fullmatch(old)):
        number = float(found[1].replace("_", ""))
        new = dice.choice(
            [0.0, 1e-12, 1e-6, number * 1e-3, number / 10, number * 10, number * 1e3, 1.0, 99.99, 1e6, 1e9]
        )
        return f"{new!r}{found[2]}"
    if isinstance(old, str):
        return dice.choice(texts)
    if isinstance(old, date):
        return dice.choice(DATES)
    if isinstance(old, list):
        return dice.choice([[], old * 2, old[::-1], old[1:], old[:1] * 50])
    return {}


def twisted(data: dict[str, Any], dice: random.Random, most: int, types: bool) -> dict[str, Any]:
    """Tables with one to `most` values that are not what they were; with `types`, also of other types, gone or misplaced."""
    data = copy.deepcopy(data)
    for _ in range(dice.choice((1, 1, *range(1, most + 1)))):
        every = list(places(data))
        aims = every if types else [at for at in every if is_quantity(value(data, at))]
        if not aims:
            break
        at = dice.choice(aims)
        around, key, old = value(data, at[:-1]), at[-1], value(data, at)
        how = dice.randrange(6) if types else 0
        if how <= 1:
            texts = [one for one in (value(data, other) for other in every) if isinstance(one, str)]
            around[key] = extreme(old, dice, texts or ["x"])
        elif how == 2:
            around[key] = copy.deepcopy(dice.choice(WRONG))
        elif how == 3:
            del around[key]
        elif how == 4:
            around[key] = copy.deepcopy(value(data, dice.choice(every)))
        elif isinstance(around, dict):
            around[
                dice.choice([f"{key}x", "x", str(key)[:-1] or "y", str(value_key(dice.choice(every)))])
            ] = old
    return data


def is_quantity(one: Any) -> bool:
    """Whether a value says how much, how long or how often."""
    if isinstance(one, str):
        return QUANTITY.fullmatch(one) is not None and any(sign.isdigit() for sign in one)
    return isinstance(one, int | float | date)


def value_key(at: Place) -> str | int:
    """The last key of a place."""
    return at[-1]


def with_numbers(data: dict[str, Any], dice: random.Random) -> dict[str, Any]:
    """Tables with a number of some mechanism stated that they leave at its default."""
    numbers = [
        (one.name, name, found.default)
        for one in MECHANISMS.values()
        for name, found in one.parameters.model_fields.items()
        if one.parameters not in one.policies.values() and isinstance(found.default, int | float)
    ]
    mechanism, name, default = dice.choice(numbers)
    data = copy.deepcopy(data)
    data.setdefault("effects", {}).setdefault(mechanism, {})[name] = extreme(float(default), dice, ["x"])
    return data


# -- files ----------------------------------------------------------------------------------------------------------


@cache
def corpus() -> dict[str, str]:
    """Texts by name: the gallery, the case of every mechanism, all mechanisms at once, and a scenario read from many files."""
    texts = {
        path.relative_to(GALLERY).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(GALLERY.rglob("*.toml"))
    }
    for name in MECHANISMS:
        texts[f"case {name}"] = importlib.import_module(f"mechanisms.test_{name}").CASE.scenario
    texts["everything"] = (BENCHMARKS / "all.toml").read_text(encoding="utf-8")
    texts["whole"] = door.load("two-divisions", "continuous-strategy").to_toml()
    return texts


def mutant(seed: int) -> tuple[str, str]:
    """The name of a text of the corpus, and what became of it."""
    dice = random.Random(seed)
    name = dice.choice(list(corpus()))
    text = corpus()[name]
    if dice.random() < 0.5:
        return name, damaged(text, dice)
    data = twisted(tomllib.loads(text), dice, most=4, types=True)
    return name, tomli_w.dumps(data)


def through_the_door(seed: int, folder: Path) -> str:
    """What check and load say of a mutant; empty where it is right. It is left in the folder."""
    name, text = mutant(seed)
    path = folder / "it.toml"
    path.write_text(text, encoding="utf-8", errors="surrogatepass")
    said = []
    ways: list[Callable[[], object]] = [lambda: door.check(path)]
    if name.startswith("markets/"):
        ways.append(lambda: door.load(path, "the-model"))
    elif name.startswith("organizations/"):
        ways.append(lambda: door.load("b2b-saas", path))
    else:
        ways.append(lambda: door.load(path))
    for way in ways:
        try:
            way()
        except OrgsimError as error:
            said.append(str(error))
    return "\n".join(said)


@cache
def runnable() -> tuple[dict[str, Any], ...]:
    """Whole scenarios of the gallery and of the mechanisms' cases, with a short horizon, as tables."""
    pairs = [
        ("two-divisions", "continuous-strategy"),
        ("b2b-saas", "the-model"),
        ("olist", "olist"),
        ("jeweller", "jeweller"),
    ]
    pairs += [
        ("membership", "membership-first"),
        ("recurring-orders", "generalist"),
        ("perpetual", "pre-post-sales"),
    ]
    texts = [door.load(*pair).to_toml() for pair in pairs]
    texts += [text for name, text in corpus().items() if name.startswith(("case ", "everything"))]
    found = []
    for text in texts:
        data = tomllib.loads(text)
        found.append(
            {**data, "scenario": {**data.get("scenario", {}), "horizon": HORIZON, "warm_up": "0 days"}}
        )
    return tuple(found)


def forced(text: str) -> Scenario:
    """The scenario that a text says, whatever its size."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "it.toml"
        path.write_text(text, encoding="utf-8")
        return door.load(path, force=True)


def through_a_run(seed: int) -> str:
    """How a run with one to three extreme values ends: "run" with a log, "refused" before it or "ended" in it, with why.

    What is too large is run all the same, to end in words.
    """
    dice = random.Random(seed)
    data = dice.choice(runnable())
    if dice.random() < 0.5:
        data = with_numbers(data, dice)
    text = tomli_w.dumps(twisted(data, dice, most=3, types=False))
    try:
        scenario = forced(text)
    except OrgsimError as error:
        return f"refused: {error}"
    try:
        log = run(scenario, seed)
        assert len(log) <= 1.2 * ROWS
    except OrgsimError as error:
        return f"ended: {error}"
    return "run"


# -- watched --------------------------------------------------------------------------------------------------------


class TooLong(BaseException):
    """Processor time is up; no OrgsimError, and no Exception that somebody might catch."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Raise TooLong where what is done takes more processor time, even if it never ends."""

    def late(_: int, frame: FrameType | None) -> None:
        raise TooLong(f"more than {seconds:g} s of processor time, in {traceback.format_stack(frame, 3)}")

    before = signal.signal(signal.SIGPROF, late)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


@dataclass
class Tally:
    """What became of some mutants."""

    ends: dict[str, int] = field(default_factory=dict)
    """How many ended in which way."""
    fallen: dict[int, str] = field(default_factory=dict)
    """By seed, what happened to those that fell."""
    slowest: tuple[float, int] = (0.0, -1)
    """Seconds of processor time, and the seed."""

    def add(self, seed: int, act: Callable[[int], str], seconds: float) -> None:
        """Do something with a mutant, and note how it ended."""
        begun = time.process_time()
        try:
            with within(seconds):
                end = act(seed).partition(":")[0].partition("\n")[0][:20]
        except (TooLong, Exception) as error:
            end = f"fell: {type(error).__name__}"
            self.fallen[seed] = f"{type(error).__name__}: {error}"[:500] + "".join(
                traceback.format_tb(error.__traceback__)[-2:]
            )
        self.slowest = max(self.slowest, (time.process_time() - begun, seed))
        self.ends[end] = self.ends.get(end, 0) + 1


def peak_memory() -> int:
    """Bytes that this process has needed at most."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else 1024 * most


def load_all(count: int, first: int = 0) -> Tally:
    """Mutants through the door."""
    tally = Tally()
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(first, first + count):
            tally.add(
                seed, lambda one: "wrong" if through_the_door(one, Path(folder)) else "right", LOAD_SECONDS
            )
    return tally


def run_all(count: int, first: int = 0) -> Tally:
    """Mutants of which so many are run: those that are refused do not count."""
    runnable()  # before the limits are low
    tally, usual = Tally(), (size.MOST_EVENTS, size.MOST_ATTENDEES, size.meant_rows)
    size.MOST_EVENTS, size.MOST_ATTENDEES, size.meant_rows = ROWS, ATTENDEES, lambda _: 0.0
    try:
        seed = first
        while sum(number for end, number in tally.ends.items() if end != "refused") < count:
            tally.add(seed, through_a_run, RUN_SECONDS)
            seed += 1
    finally:
        size.MOST_EVENTS, size.MOST_ATTENDEES, size.meant_rows = usual
    return tally


def main(arguments: list[str]) -> int:
    """Say what became of so many mutants; 1 where one fell."""
    what, count, *rest = arguments
    every: Mapping[str, Callable[[int, int], Tally]] = {"load": load_all, "run": run_all}
    tally = every[what](int(count), int(rest[0]) if rest else 0)
    for seed, why in tally.fallen.items():
        print(f"seed {seed}: {why}")
    print(tally.ends, "slowest:", tally.slowest, f"memory: {peak_memory() / 1e6:,.0f} MB")
    return int(bool(tally.fallen) or peak_memory() > MEMORY)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
