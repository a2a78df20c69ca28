"""What segments state of the journey for their own leads, and sources of the segments among theirs."""

from collections.abc import Iterator
from typing import Any

from orgsim.language.phrases import Wording
from orgsim.plan.checks.complaints import Complaint, misnamed_key
from orgsim.plan.checks.draft import Sketch, tables
from orgsim.plan.text.document import listed, shown, written
from orgsim.plan.text.toml_lines import Path

_WITH_CV = ("lognormal", "gamma")
"""Distributions that take a cv."""
_WITH_MEAN = (*_WITH_CV, "exponential", "constant")


def steps(sketch: Sketch) -> Iterator[Complaint]:
    """Segments state something of activities that there are, in terms that fit them."""
    for segment, table in tables(sketch.document.get("segments")).items():
        for name in _keys(table.get("journey")):
            path = ("segments", segment, "journey", name)
            if name not in sketch.activities:
                yield misnamed_key(path, Wording("an activity of the journey"), list(sketch.activities))
                continue
            own = table["journey"][name]
            if not isinstance(own, dict):
                continue
            if "rates" in own:
                yield from _rates(sketch, (*path, "rates"), name, _keys(own["rates"]))
            for key in ("work", "patience"):
                yield from _shape((*path, key), own.get(key), sketch.activities[name].get(key))


def _rates(sketch: Sketch, path: Path, name: str, stated: list[str]) -> Iterator[Complaint]:
    """Rates are stated by where the outcomes lead: of each, and each once."""
    first = dict(
        reversed(sketch.outcomes(name))
    )  # of steps side by side the first, by which the outcome is called
    aims = [first[k] for k in sorted(first)]
    if not aims:
        yield (
            path,
            Wording(
                "{path}: journey.{name} has no outcomes, so that there is nothing to rate",
                path=written(path),
                name=name,
            ),
        )
        return
    twice = [target for target in dict.fromkeys(aims) if aims.count(target) > 1]
    if twice:
        yield (
            path,
            Wording(
                "{path}: several outcomes of journey.{name} lead to {twice}, so that its rates cannot be "
                "told apart by where they lead: let each lead to an end or activity of its own",
                path=written(path),
                name=name,
                twice=shown(twice[0]),
            ),
        )
        return
    for target in stated:
        if target not in aims:
            yield misnamed_key(
                (*path, target), Wording("where an outcome of journey.{name} leads", name=name), aims
            )
    missing = [target for target in aims if target not in stated]
    if missing and set(stated) <= set(aims):
        yield (
            path,
            Wording(
                "{path} lacks {missing}: state the rate of every outcome, 0 where none takes it",
                path=written(path),
                missing=listed(missing),
            ),
        )


def _shape(path: Path, own: Any, stated: Any) -> Iterator[Complaint]:
    """What a segment states of a distribution goes with the shape that it takes over from the activity."""
    if not isinstance(own, dict) or not isinstance(stated, dict) or "distribution" in own:
        return
    shape = stated.get("distribution")
    if not isinstance(shape, str):
        return
    here, there = written(path), f"journey.{path[3]}.{path[4]}"
    if shape not in _WITH_MEAN:
        yield (
            path,
            Wording(
                "{here} does not say its distribution, and {there} is {shape}, which is not taken over: "
                "state the distribution here too",
                here=here,
                there=there,
                shape=shape,
            ),
        )
    elif shape not in _WITH_CV and "cv" in own:
        yield (
            (*path, "cv"),
            Wording(
                "{here} takes over the {shape} distribution of {there}, which takes no cv: state "
                'distribution = "lognormal"',
                here=here,
                shape=shape,
                there=there,
            ),
        )


def mixes(sketch: Sketch) -> Iterator[Complaint]:
    """Sources state shares of segments that there are, and not beside recorded ones."""
    known = list(tables(sketch.document.get("segments")))
    for source, table in tables(sketch.document.get("sources")).items():
        path = ("sources", source, "segments")
        for name in _keys(table.get("segments")):
            if name not in known:
                yield misnamed_key((*path, name), Wording("one of [segments]"), known)
        if table.get("segments") is not None and table.get("arrival_segments") is not None:
            yield (
                path,
                Wording(
                    "{path}: the segment of each lead is recorded; leave the shares out, or the column of "
                    "segments",
                    path=written(path),
                ),
            )


def _keys(table: Any) -> list[str]:
    return list(table) if isinstance(table, dict) else []
