"""What is said of prices and contracts apart from the offering has to go with what is sold."""

import math
from collections.abc import Iterator

from orgsim.plan.checks.complaints import Complaint
from orgsim.plan.derived.contracts import terms
from orgsim.plan.model.content import Content
from orgsim.plan.model.offering import Perpetual, Reorder, Subscription
from orgsim.plan.text.document import Document, shown, written
from orgsim.plan.text.toml_lines import Path
from orgsim.units import MONTH

_DEAREST = 1e6
"""Times by which prices may rise within the horizon."""
_OWN = ("price", "term", "billing", "churn")


def prices(content: Content, document: Document) -> Iterator[Complaint]:
    """Segments with contracts of their own that nobody can sign, and prices beyond all bounds."""
    yield from _rise(content)
    yield from _without_terms(content)
    for name, segment in content.segments.items():
        path = ("segments", name)
        stated = [what for what in _OWN if getattr(segment, what) is not None]
        if content.offering is None:
            for what in stated:
                yield (
                    (*path, what),
                    f"{written((*path, what))} is stated, but nothing is sold: add [offering]",
                )
            continue
        if segment.price is not None:
            yield from _unit(content, document, (*path, "price"))
        if not isinstance(content.offering, Subscription):
            for what in ("term", "billing"):
                if what in stated:
                    yield (
                        (*path, what),
                        f"{written((*path, what))} is stated, but only a subscription has it by segment, and kind is "
                        f'"{content.offering.kind}"',
                    )


def _rise(content: Content) -> Iterator[Complaint]:
    """Prices that rise beyond any amount within the horizon."""
    offering, months = content.offering, content.scenario.horizon / MONTH
    if offering is not None and months * math.log1p(offering.price_rise) > math.log(_DEAREST):
        most = math.expm1(12 * math.log(_DEAREST) / months)
        yield (
            ("offering", "price_rise"),
            f"offering.price_rise makes prices more than {_DEAREST:,.0f} times as high within the horizon; it must be "
            f"{most:.4g} a year or less",
        )


def _without_terms(content: Content) -> Iterator[Complaint]:
    """What happens at the end of terms or within them, where there are none."""
    if content.customer is None or terms(content):
        return
    for what, when in (("contraction", "at renewals"), ("early_leaving", "within terms")):
        if getattr(content.customer, what) is not None:
            message = f"customer.{what} happens {when}, and there are none: add [offering] with something that recurs"
            yield ("customer", what), message


def _unit(content: Content, document: Document, path: Path) -> Iterator[Complaint]:
    """A price is stated as that of the offering is."""
    said = document.get(*path)
    at_once = isinstance(content.offering, Perpetual | Reorder)
    if at_once == isinstance(said, str):
        wanted = "a plain number" if at_once else 'an amount per time, such as "90_000 / month"'
        yield path, f"{written(path)} is {shown(said)}; it must be {wanted}, as offering.price is"
