"""What is said of prices and contracts apart from the offering has to go with what is sold."""

import math
from collections.abc import Iterator

from orgsim.language.phrases import Wording
from orgsim.plan.checks.complaints import Complaint, misnamed_key
from orgsim.plan.derived.contracts import terms
from orgsim.plan.model.content import Content
from orgsim.plan.model.offering import Perpetual, Reorder, Subscription
from orgsim.plan.text.document import Document, shown, written
from orgsim.plan.text.toml_lines import Path
from orgsim.units import MONTH

_DEAREST = 1e6
"""Times by which prices may rise within the horizon."""
_LIST = "price_lists"
_OWN = ("price", "term", "billing", "churn")


def prices(content: Content, document: Document) -> Iterator[Complaint]:
    """Segments, prices and price lists that do not go with what is sold, and prices beyond all bounds."""
    yield from _rise(content)
    yield from _without_terms(content)
    yield from _within_orders(content)
    yield from _lists(content, document)
    yield from _later(content)
    for name, segment in content.segments.items():
        path = ("segments", name)
        stated = [what for what in _OWN if getattr(segment, what) is not None]
        if content.offering is None:
            for what in stated:
                yield (
                    (*path, what),
                    Wording(
                        "{found} is stated, but nothing is sold: add [offering]", found=written((*path, what))
                    ),
                )
            continue
        if segment.price is not None:
            yield from _unit(content, document, (*path, "price"))
        if not isinstance(content.offering, Subscription):
            for what in ("term", "billing"):
                if what in stated:
                    yield (
                        (*path, what),
                        Wording(
                            '{found} is stated, but only a subscription has it by segment, and kind is "{kind}"',
                            found=written((*path, what)),
                            kind=content.offering.kind,
                        ),
                    )


def _rise(content: Content) -> Iterator[Complaint]:
    """Prices that rise beyond any amount within the horizon."""
    offering, months = content.offering, content.scenario.horizon / MONTH
    if offering is not None and months * math.log1p(offering.price_rise) > math.log(_DEAREST):
        most = math.expm1(12 * math.log(_DEAREST) / months)
        yield (
            ("offering", "price_rise"),
            Wording(
                "offering.price_rise makes prices more than {dearest} times as high within the horizon; it "
                "must be {most} a year or less",
                dearest=format(_DEAREST, ",.0f"),
                most=format(most, ".4g"),
            ),
        )


def _lists(content: Content, document: Document) -> Iterator[Complaint]:
    """Lists of prices that nobody can go by."""
    if content.price_lists and content.offering is None:
        yield (_LIST,), Wording("price_lists are stated, but nothing is sold: add [offering]")
        return
    own = [name for name, segment in content.segments.items() if segment.price is not None]
    for k, one in enumerate(content.price_lists):
        path = (_LIST, str(k))
        if k and one.at <= content.price_lists[k - 1].at:
            yield (
                (*path, "at"),
                Wording("{found} must come after the list before it", found=written((*path, "at"))),
            )
        if one.price is not None and own and len(own) == len(content.segments):
            yield (
                (*path, "price"),
                Wording(
                    "{found} is nobody's: all segments have prices of their own",
                    found=written((*path, "price")),
                ),
            )
        for name in one.segments:
            if name not in own:
                yield misnamed_key(
                    (*path, "segments", name), Wording("a segment with a price of its own"), own or ["none"]
                )
        for price in (*(["price"] if one.price is not None else ()), *one.segments):
            where = (*path, price) if price == "price" else (*path, "segments", price)
            yield from _unit(content, document, where)
    yield from _free(content)


def _later(content: Content) -> Iterator[Complaint]:
    """What is sold later takes the place of a licence with maintenance, at prices that can be compared."""
    if not content.offerings:
        return
    path, offering = ("offerings", "0"), content.offering
    if offering is None:
        yield ("offerings",), Wording("offerings are stated, but nothing is sold at first: add [offering]")
    elif not isinstance(offering, Perpetual):
        yield (
            path,
            Wording(
                'offerings.0 takes the place of a licence, and offering.kind is "{kind}"; it must be '
                '"perpetual"',
                kind=offering.kind,
            ),
        )
    elif offering.maintenance is None:
        yield (
            path,
            Wording(
                "offerings.0 is for customers whose maintenance falls due, and there is none: add "
                "[offering.maintenance]"
            ),
        )
    elif not offering.maintenance.price:
        where = ("offering", "maintenance", "price")
        yield (
            where,
            Wording(
                "{where} is 0; it must be more than 0 where customers go over to [[offerings]]",
                where=written(where),
            ),
        )
    if content.price_lists:
        yield (
            (_LIST,),
            Wording("price_lists and offerings cannot both be stated: nobody says which price moves which"),
        )
    for name, segment in content.segments.items():
        if segment.price is not None:
            where = ("segments", name, "price")
            yield (
                where,
                Wording(
                    "{where} is that of the licence alone: state size, which holds for what is sold later too",
                    where=written(where),
                ),
            )


def _free(content: Content) -> Iterator[Complaint]:
    """Prices of 0, from which customers cannot be brought to another list in proportion."""
    for path, price in _stated(content):
        if content.price_lists and price == 0:
            yield (
                path,
                Wording(
                    "{path} is 0; it must be more than 0 where there are price_lists", path=written(path)
                ),
            )


def _stated(content: Content) -> Iterator[tuple[Path, float]]:
    """All prices of what is sold."""
    if content.offering is not None:
        yield ("offering", "price"), content.offering.price
    for name, segment in content.segments.items():
        if segment.price is not None:
            yield ("segments", name, "price"), segment.price
    for k, one in enumerate(content.price_lists):
        if one.price is not None:
            yield (_LIST, str(k), "price"), one.price
        for name, price in one.segments.items():
            yield (_LIST, str(k), "segments", name), price


def _without_terms(content: Content) -> Iterator[Complaint]:
    """What happens at the end of terms or within them, where there are none."""
    if content.customer is None or terms(content):
        return
    for what, when in (("contraction", Wording("at renewals")), ("early_leaving", Wording("within terms"))):
        if getattr(content.customer, what) is not None:
            message = Wording(
                "customer.{found} happens {when}, and there are none: add [offering] with something that "
                "recurs",
                found=what,
                when=when,
            )
            yield ("customer", what), message


def _within_orders(content: Content) -> Iterator[Complaint]:
    """Leaving between two orders of which one may be skipped, so that nothing is under contract."""
    if content.customer is None or content.customer.early_leaving is None:
        return
    if isinstance(content.offering, Reorder) and content.offering.skips:
        yield (
            ("customer", "early_leaving"),
            Wording(
                "customer.early_leaving happens within terms, and where orders may be skipped "
                "(offering.skips) nothing is signed between two of them: state customer.churn alone"
            ),
        )


def _unit(content: Content, document: Document, path: Path) -> Iterator[Complaint]:
    """A price is stated as that of the offering is."""
    said = document.get(*path)
    at_once = isinstance(content.offering, Perpetual | Reorder)
    if at_once == isinstance(said, str):
        wanted = (
            Wording("a plain number") if at_once else Wording('an amount per time, such as "90_000 / month"')
        )
        yield (
            path,
            Wording(
                "{path} is {said}; it must be {wanted}, as offering.price is",
                path=written(path),
                said=shown(said),
                wanted=wanted,
            ),
        )
