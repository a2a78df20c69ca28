"""Amounts of money that a scenario takes from a file that counts in another currency."""

from collections.abc import Iterator, Mapping
from functools import partial

from orgsim.language.phrases import Phrase, listed
from orgsim.plan.checks.draft import tables
from orgsim.plan.text.document import Document, written
from orgsim.plan.text.toml_lines import Path

_MOST = 5
"""Amounts of one file that a note names."""


def uncounted(document: Document, currencies: Mapping[str, str]) -> Iterator[Phrase]:
    """A note for each file whose amounts of the market are counted in another currency than the scenario's.

    `currencies` says what each file counts in. Nothing is converted: an amount is the same number in whatever currency.
    """
    now = document.get("market", "currency")
    found: dict[str, list[str]] = {}
    for path in _amounts(document):
        file = document.origin(path).file
        if now is not None and document.get(*path) and currencies.get(file, now) != now:
            found.setdefault(file, []).append(written(path))
    for file, paths in found.items():
        shown = paths[:_MOST] + ["…"] * (len(paths) > _MOST)
        yield Phrase(
            "market.currency is {now}, and these amounts stand in {file}, which counts in {other}: {paths}; state them in {now}",
            now=now,
            file=file,
            other=currencies[file],
            paths=partial(listed, shown),
        )


def _amounts(document: Document) -> Iterator[Path]:
    """Where the market states money; what one team costs is its organization's, which names no currency."""
    yield ("offering", "price")
    yield ("offering", "maintenance", "price")
    yield ("second_line", "price")
    yield ("second_line", "once")
    for name in tables(document.get("sources")):
        yield ("sources", name, "cost")
    for name in tables(document.get("segments")):
        yield ("segments", name, "price")
