"""What `[firm]` says against the market and the organization it stands in, and what is worth a note."""

import math
from collections.abc import Iterator, Sequence

from orgsim.events.columns import FIRM
from orgsim.language.phrases import Phrase, Wording
from orgsim.plan.checks.complaints import Complaint, misnamed, misnamed_key
from orgsim.plan.derived.contracts import contracts
from orgsim.plan.derived.in_force import acting
from orgsim.plan.derived.routes import ENDS, POOL, arrives
from orgsim.plan.model.content import Content
from orgsim.plan.model.firm import DECIDED, CustomersThere, DealsThere, Firm
from orgsim.plan.text.document import meant, nearest, shown

_SLACK = 1.5
"""Days by which a term by the calendar may be longer than the market's: a leap year, a month of 31 days."""


def firm(content: Content) -> Iterator[Complaint]:
    """What cannot be there on day 0."""
    stated = content.firm
    if stated is None:
        return
    if FIRM in content.sources:
        yield (
            ("sources", FIRM),
            Wording(
                "sources.{firm}: {firm} is who is there on day 0; choose another name for the source",
                firm=FIRM,
            ),
        )
    yield from _customers(content, stated)
    yield from _money(content, stated)
    yield from _segments(content, stated)
    yield from _leads(content, stated)


def _customers(content: Content, stated: Firm) -> Iterator[Complaint]:
    path = (FIRM, "customers")
    if content.offering is None:
        if stated.customer_count:
            yield path, Wording("firm.customers are stated, but nothing is sold: add [offering]")
        return
    listed = stated.customers
    if not isinstance(listed, CustomersThere):
        return
    if listed.since is not None and stated.tenure is not None:
        yield (
            (FIRM, "tenure"),
            Wording("firm.tenure is stated, and since of each customer too: leave one of them out"),
        )
    terms = _terms(content, listed)
    if listed.term_ends is not None and all(map(math.isinf, terms)):
        yield (
            (*path, "term_ends"),
            Wording("firm.customers.term_ends are stated, but the offering has no terms: leave them out"),
        )
    elif listed.term_ends is not None:
        late = [(day, term) for day, term in zip(listed.term_ends, terms, strict=True) if day > term + _SLACK]
        if late:
            day, term = late[0]
            yield (
                (*path, "term_ends"),
                Wording(
                    "firm.customers.term_ends: {count} of {count_2} terms end more than a term, {term} days, "
                    "after day 0 (the first of them {day} days): state when the present term ends",
                    count=len(late),
                    count_2=format(len(listed), ","),
                    term=format(term, ".6g"),
                    day=format(day, ".6g"),
                ),
            )


def _terms(content: Content, listed: CustomersThere) -> list[float]:
    """The days of a term of each customer; where its segment is drawn, of the longest."""
    terms = {
        name: one.offering.term_days
        for name, one in zip(content.segments or ("",), contracts(content), strict=True)
    }
    longest = max(terms.values())
    if listed.segment is None:
        return [longest] * len(listed)
    return [terms.get(name, longest) for name in listed.segment]


def _money(content: Content, stated: Firm) -> Iterator[Complaint]:
    sold = [one.offering.paid_per_month for one in contracts(content)]
    recurs = any(sold)
    listed = stated.customers.mrr if isinstance(stated.customers, CustomersThere) else None
    if stated.mrr is not None:
        path = (FIRM, "mrr")
        if not stated.customer_count:
            yield path, Wording("firm.mrr is stated, but there are no customers: state firm.customers")
        elif content.offering is not None and not recurs:
            yield path, Wording("firm.mrr is stated, but nothing recurs in this offering: leave it out")
        elif stated.mrr == 0:
            yield path, Wording("firm.mrr is 0; it must be more than 0")
        elif listed is not None:
            yield path, Wording("firm.mrr is stated, and mrr of each customer too: leave one of them out")
    each = (FIRM, "customers", "mrr")
    if listed is not None and content.offering is not None:
        if not recurs and any(listed):
            yield each, Wording("firm.customers.mrr is more than 0, but nothing recurs in this offering")
        elif all(sold) and content.offering.kind != "perpetual" and not all(listed):
            yield (
                each,
                Wording(
                    "firm.customers.mrr is 0 for a customer; only after a licence somebody has no contract of "
                    "terms"
                ),
            )
    yield from _second_line(content, stated)
    deals = stated.pipeline
    if isinstance(deals, DealsThere) and deals.value is not None and content.offering is None:
        yield (
            (FIRM, "pipeline", "value"),
            Wording("firm.pipeline.value is stated, but nothing is sold: add [offering]"),
        )


def _second_line(content: Content, stated: Firm) -> Iterator[Complaint]:
    """What customers pay for the second line is part of what they pay."""
    path, listed = (FIRM, "customers", "second_line"), stated.customers
    if not isinstance(listed, CustomersThere) or listed.second_line is None:
        return
    if content.second_line is None:
        yield (
            path,
            Wording("firm.customers.second_line is stated, but the market has none: add [second_line]"),
        )
        return
    paid = [listed.beside(k) for k in range(len(listed))]
    more = [k for k, mrr in enumerate(listed.mrr or ()) if 0 < mrr < paid[k]]
    if more:
        k, mrr = more[0], (listed.mrr or ())[more[0]]
        yield (
            (*path, str(k)),
            Wording(
                "firm.customers.second_line is {paid} for a customer whose mrr, of which it is a part, is "
                "{mrr}",
                paid=format(paid[k], ",.10g"),
                mrr=format(mrr, ",.10g"),
            ),
        )
    if stated.mrr is not None and not sum(paid) < stated.mrr:
        yield (
            path,
            Wording(
                "firm.customers.second_line comes to {sum} a month, and firm.mrr, of which it is a part, to "
                "{mrr}",
                sum=format(sum(paid), ",.10g"),
                mrr=format(stated.mrr, ",.10g"),
            ),
        )


def _segments(content: Content, stated: Firm) -> Iterator[Complaint]:
    known, path = list(content.segments), (FIRM, "segments")
    for name in stated.segments or ():
        if name not in known:
            yield misnamed_key((*path, name), Wording("a segment of the market"), known)
    total = sum((stated.segments or {}).values())
    if stated.segments is not None and abs(total - 1) > 1e-9:
        yield (
            path,
            Wording(
                "the shares of firm.segments add to {total}; they must add to 1", total=format(total, ".6g")
            ),
        )
    if (
        stated.segments
        and isinstance(stated.customers, CustomersThere)
        and stated.customers.segment is not None
    ):
        yield (
            path,
            Wording("firm.segments are stated, and the segment of each customer too: leave one of them out"),
        )
    if stated.segments and not stated.customer_count:
        yield path, Wording("firm.segments are stated, but there are no customers: state firm.customers")
    for table, rows in (("customers", stated.customers), ("pipeline", stated.pipeline)):
        if isinstance(rows, CustomersThere | DealsThere) and rows.segment is not None:
            yield from _unknown(
                (FIRM, table, "segment"), rows.segment, known, Wording("a segment of the market")
            )


def _unknown(path: tuple[str, ...], names: Sequence[str], known: list[str], what: str) -> Iterator[Complaint]:
    for name in sorted(set(names) - set(known))[:5]:
        yield misnamed((*path, str(names.index(name))), name, what, known)


def _leads(content: Content, stated: Firm) -> Iterator[Complaint]:
    deciding = [name for name, activity in content.journey.items() if activity.outcomes and name != POOL]
    if isinstance(stated.pipeline, DealsThere):
        path = (FIRM, "pipeline", "activity")
        yield from _unknown(
            path,
            stated.pipeline.activity,
            [*deciding, DECIDED, POOL],
            Wording("a step of the journey, customer or nurture"),
        )
        places = dict.fromkeys(stated.waiting, path)
        yield from _left(stated.pipeline, deciding)
    else:
        places = {name: (FIRM, "pipeline", name) for name in stated.pipeline}
        for name, at in places.items():
            if name == POOL:
                yield at, Wording("firm.pipeline.nurture: leads at rest are stated by firm.resting")
            elif name not in deciding:
                near = nearest(name, deciding)
                hint = meant(near, Wording("steps are {deciding}", deciding=", ".join(deciding)))
                yield (
                    at,
                    Wording(
                        "firm.pipeline: {name} is no step of the journey that decides; {hint}",
                        name=shown(name),
                        hint=hint,
                    ),
                )
    for name, at in places.items():
        # Of a step that is not optional it is told anyway that nobody does it.
        left_out = name in deciding and content.journey[name].optional
        if left_out and (aim := arrives(content, name)) in ENDS:
            yield (
                at,
                Wording(
                    "nobody does {name}, so the leads that wait there would be {aim} at once: state them "
                    "elsewhere",
                    name=shown(name),
                    aim=aim,
                ),
            )


def _left(deals: DealsThere, deciding: list[str]) -> Iterator[Complaint]:
    """Who went cold somewhere is at rest, and that is a step."""
    path = (FIRM, "pipeline", "left")
    yield from _unknown(path, deals.left or (), [*deciding, ""], Wording("a step of the journey"))
    for row, (name, left) in enumerate(zip(deals.activity, deals.left or (), strict=False)):
        if left and name != POOL:
            yield (
                (*path, str(row)),
                Wording(
                    "firm.pipeline.left is {left} for a lead at {name}; only leads at rest have left a queue",
                    left=shown(left),
                    name=name,
                ),
            )
            break


def firm_notes(content: Content) -> Iterator[Phrase]:
    """What is stated of day 0 and changes nothing."""
    stated = content.firm
    if stated is None:
        return
    if stated.staff_tenure is not None and "learning" not in acting(content):
        yield Phrase(
            "firm.staff_tenure is stated, but learning does not act in this scenario, so that it changes nothing"
        )
    health = isinstance(stated.customers, CustomersThere) and stated.customers.health is not None
    if health and "health" not in acting(content):
        yield Phrase(
            "firm.customers.health is stated, but health does not act in this scenario, so that it changes nothing"
        )
    if isinstance(stated.pipeline, DealsThere) and stated.pipeline.entered is None:
        yield Phrase(
            "firm.pipeline does not say since when its leads wait where they are: state entered (of a CSV, the column), or all of"
            " them come on day 0"
        )
