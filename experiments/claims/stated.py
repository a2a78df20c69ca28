"""What is written down of a claim before any run: claims.toml, read and checked.

A claim is of one of three kinds. "contrast": something is claimed of b against a, and its first contrast decides. "estimate":
something is asked ("how accurately?"), figures with intervals answer, and the first of them is held against bounds that were
stated beforehand. "construction": what it says has been put into the model, and a contrast shows it.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Literal, get_args

from orgsim.measures.kpis import KPIS
from orgsim.measures.steps import ACTIVITY_KPIS
from orgsim.study.quantities import Quantity

Kind = Literal["contrast", "estimate", "construction"]
Family = Literal["anchors", "loads"]
STATED = Path(__file__).parent / "claims.toml"


@dataclass(frozen=True)
class Contrast:
    """Something claimed of two sides, and what would refute it."""

    says: str
    """The claim, as a sentence about b."""
    a: str
    b: str
    kpi: str
    """A KPI of the whole, or one of a step: activities.NAME.KPI."""
    delta: float
    """The smallest effect that would matter: a share of a's figure, or for shares (churn) a difference of them."""
    sign: int = 1
    """1 where b is claimed to have more, -1 where it is claimed to have less."""
    less: tuple[str, str] | None = None
    """Another pair whose effect is taken off: then the claim is about what the first effect is more than that one."""
    named: str = ""
    """What the KPI is called in sentences, in place of its title."""
    plainly: str = ""
    """What happened, as one tells it: with {more} ("5.1 % less"), {higher} or {better} for the effect. The usual sentence when
    not stated."""

    @property
    def in_points(self) -> bool:
        """Whether the effect is a difference of shares."""
        return quantity(self.kpi).kpi.unit.startswith("share")

    @property
    def sides(self) -> tuple[str, ...]:
        """The names of the sides it needs."""
        return (self.a, self.b, *(self.less or ()))


@dataclass(frozen=True)
class Turn:
    """A number that a claim may hang on, and the values at which it is tried."""

    path: str | tuple[str, ...]
    """As `Scenario.replace` takes it, such as "effects.health.missed_check_in"; of several, all are given the value."""
    values: tuple[float, ...]
    """In ascending order, chosen beforehand from what is plausible."""
    says: str
    """What it is, in words that end a sentence."""
    unit: str = ""
    """What is written behind a value in a scenario file, such as "/ month"."""
    sides: tuple[str, ...] = ()
    """The sides in which it is changed; all when none is named."""
    contrast: int = 1
    """Which contrast is looked at, from 1."""
    now: float | None = None
    """Its value in the packaged firm, where that cannot be read at its path in the unit of `values`."""

    @property
    def paths(self) -> tuple[str, ...]:
        """All that is changed."""
        return (self.path,) if isinstance(self.path, str) else self.path


@dataclass(frozen=True)
class Claim:
    """A claim of practitioners, and how it is tried (claims.toml)."""

    key: str
    """Its place in the list of claims (docs/explanation/claims.md)."""
    title: str
    ja: str
    """The title in Japanese."""
    meaning: str
    """What its source means by it."""
    design: str
    """What is compared, and what would refute the claim."""
    hangs_on: tuple[str, ...]
    """What it hangs on most; names of the model's numbers between backquotes."""
    mind: str
    """What would change our mind."""
    kind: Kind = "contrast"
    contrasts: tuple[Contrast, ...] = ()
    """The first one decides; none where figures are estimated."""
    holds_when: str = ""
    """Of an estimate: the rule, stated beforehand, by which its first figure bears the claim out."""
    plainly: str = ""
    """Of an estimate: what its first figure says, as one tells it, with {value}. The usual sentence when not stated."""
    at_least: float | None = None
    """Of an estimate: the first figure must be this or more."""
    at_most: float | None = None
    """Of an estimate: the first figure must be this or less."""
    without_runs: Literal["", "borrowed", "counted"] = ""
    """Of an estimate for which nothing is run: its figures are those of another finding, or counted in files; empty for runs."""
    worlds: tuple[Family, ...] = ("anchors",)
    """Which other worlds it is asked in: markets solved for other anchors, quiet and busy firms."""
    cut: bool = False
    """Whether it is about the cut: then it is asked with each side at its best staffing, too."""
    place: str = ""
    """Where it is decided, in words that follow "holds", where that is not the packaged firm."""
    horizons: tuple[int, ...] = ()
    """Months, for claims about keeping: asked at each of them."""
    small: bool = True
    """Whether these are asked in a firm of a third of the size; False where its teams cannot be divided."""
    turns: tuple[Turn, ...] = ()
    """The numbers at which it may turn."""
    answers: tuple[tuple[str, str], ...] = ()
    """Sentences by verdict ("always" for any) in place of the usual one, with gaps: see `experiments.claims.words.gaps`."""
    built_in: str = ""
    """What of it is true by construction, where something is."""


def claims(path: Path = STATED) -> dict[str, Claim]:
    """All claims of a file, by key, in its order. Raises ValueError for what cannot be tried."""
    return {key: _claim(key, words) for key, words in tomllib.loads(path.read_text(encoding="utf-8")).items()}


def quantity(kpi: str) -> Quantity:
    """What a KPI is read from."""
    if "." not in kpi:
        return Quantity(KPIS[kpi])
    _, activity, name = kpi.split(".")
    return Quantity(ACTIVITY_KPIS[name], "activities", activity)


def _claim(key: str, words: Mapping[str, Any]) -> Claim:
    known = {one.name for one in fields(Claim)}
    if unknown := sorted(set(words) - known):
        raise ValueError(f"{key} states {unknown[0]}, which no claim has")
    whole: dict[str, Any] = {name: _frozen(value) for name, value in words.items()}
    whole["contrasts"] = tuple(Contrast(**_plain(one)) for one in words.get("contrasts", ()))
    whole["turns"] = tuple(Turn(**_plain(one)) for one in words.get("turns", ()))
    whole["answers"] = tuple(words.get("answers", {}).items())
    claim = Claim(key=key, **whole)
    if claim.kind not in get_args(Kind):
        raise ValueError(f"{key} is of kind {claim.kind!r}; there are {', '.join(get_args(Kind))}")
    if claim.kind == "estimate" and (claim.at_least is None) == (claim.at_most is None):
        raise ValueError(f"{key} estimates: state at_least or at_most, one of them")
    if claim.kind == "estimate" and not claim.holds_when:
        raise ValueError(f"{key} estimates: state holds_when, the rule in words")
    if claim.kind != "estimate" and not claim.contrasts:
        raise ValueError(f"{key} states no contrast")
    return claim


def _plain(words: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _frozen(value) for name, value in words.items()}


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
