"""The firm that exists on day 0: its customers, leads in process and at rest, and how long its people have been there."""

from collections import Counter
from typing import Annotated, Any

from pydantic import BeforeValidator, Discriminator, Field, Tag, WithJsonSchema, model_validator

from orgsim.distributions import Distribution
from orgsim.fields import Amount, Days, ElapsedTime, MoneyPerMonth, Plan, Share, refusal
from orgsim.language.phrases import Wording
from orgsim.plan.model.reorganization import PeopleMoved, Successor
from orgsim.units import MONTH

MOST_THERE = 1_000_000
"""Customers, and leads of each kind, at most."""
_USUAL_TENURE = Distribution("lognormal", 24 * MONTH)
_Count = Annotated[int, Field(ge=0, le=MOST_THERE)]
_Day = Annotated[float, Field(ge=-1e6, le=1e6, allow_inf_nan=False)]
_MOST_PAID = 1e15
_SECOND = Wording("a number, 0 or more, or an empty text for who does not have it")


def _paid_or_none(value: Any) -> float | str:
    if value == "":
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= _MOST_PAID:
        return float(value)
    raise refusal("unit", Wording("it must be {wanted}", wanted=_SECOND))


_PaidOrNone = Annotated[
    float | str,
    BeforeValidator(_paid_or_none),
    WithJsonSchema({"anyOf": [{"type": "number", "minimum": 0}, {"const": ""}]}),
]
_Health = Annotated[float, Field(ge=-20, le=20, allow_inf_nan=False)]


def _rows(kind: Any) -> Any:
    return Annotated[tuple[kind, ...], Field(min_length=1, max_length=MOST_THERE, fail_fast=True)]


def _agree(columns: dict[str, Any], what: str) -> None:
    """Raise an error unless there are columns, all of the same length."""
    lengths = {name: len(column) for name, column in columns.items() if column is not None}
    if not lengths:
        raise refusal("records", Wording("it has no column; {what}", what=what))
    if len(set(lengths.values())) > 1:
        said = ", ".join(f"{name} {count:,}" for name, count in lengths.items())
        raise refusal("records", Wording("its columns have different lengths: {said}", said=said))


class CustomersThere(Plan):
    """Customers one by one; in a file `file` names a CSV, and each key the column that holds it."""

    since: _rows(Annotated[float, Field(ge=-1e6, lt=0, allow_inf_nan=False)]) | None = None  # type: ignore[valid-type]
    """Days from day 0 back to the purchase, below 0; a date in a CSV. Drawn from `tenure` when not stated."""
    term_ends: _rows(Annotated[float, Field(ge=0, le=1e6, allow_inf_nan=False)]) | None = None  # type: ignore[valid-type]
    """Days from day 0 to the end of the present term; a date in a CSV. From `since` when not stated, else drawn."""
    segment: _rows(str) | None = None  # type: ignore[valid-type]
    """Segments; drawn when not stated."""
    mrr: _rows(Amount) | None = None  # type: ignore[valid-type]
    """Recurring revenue per model month on day 0, that of the second line included; when not stated by price and deal size, with
    the rises since. 0: no contract of terms."""
    second_line: _rows(_PaidOrNone) | None = None  # type: ignore[valid-type]
    """Of who has bought the second line, what is paid for it per model month on day 0: part of `mrr`, on top of it where that
    is 0 or not stated; 0 where it is paid once. Empty for who does not have it, as all are when not stated; who began with it
    (`begins` of its segment) has it in any case, and pays all of `mrr` for it where this is empty."""
    owner: _rows(str) | None = None  # type: ignore[valid-type]
    """Who keeps the customer: those of one name have one person, where a team keeps accounts. In turn when not stated."""
    health: _rows(_Health) | None = None  # type: ignore[valid-type]
    """Health of the relation; as in the reference, 0, when not stated."""

    @model_validator(mode="after")
    def _alike(self) -> "CustomersThere":
        _agree(
            dict(self), Wording("state one of since, term_ends, segment, mrr, second_line, owner and health")
        )
        return self

    def beside(self, k: int) -> float:
        """What the k-th customer pays per model month for the second line on day 0; 0 for one who does not have it."""
        return 0.0 if self.second_line is None else float(self.second_line[k] or 0.0)

    def __len__(self) -> int:
        """How many customers."""
        return next(len(column) for _, column in self if column is not None)


class DealsThere(Plan):
    """Leads one by one; in a file `file` names a CSV, and each key the column that holds it."""

    activity: _rows(str)  # type: ignore[valid-type]
    """The activity at which each waits; `nurture` for one at rest, `customer` for one who has decided and signs on its day."""
    entered: _rows(_Day) | None = None  # type: ignore[valid-type]
    """Days from day 0 back to when it came there, below 0, or on to when it will come; a date in a CSV. Day 0 when not stated."""
    left: _rows(str) | None = None  # type: ignore[valid-type]
    """Of one at rest: the step in whose queue it went cold, to which it comes back; empty for none."""
    segment: _rows(str) | None = None  # type: ignore[valid-type]
    """Segments; drawn among those who come that far when not stated."""
    value: _rows(Amount) | None = None  # type: ignore[valid-type]
    """What it would sign: what is paid once, and recurring revenue over a first term. By price and deal size when not stated."""

    @model_validator(mode="after")
    def _alike(self) -> "DealsThere":
        _agree(dict(self), "")
        return self

    def __len__(self) -> int:
        """How many leads."""
        return len(self.activity)


class LeadsThere(Plan):
    """So many leads, and how long they have been there."""

    leads: _Count
    """How many."""
    age: ElapsedTime | None = None
    """Elapsed time since they came there, exponential; all have just come when not stated."""


def _number_or_table(value: Any) -> str:
    return "table" if isinstance(value, dict | Plan) else "number"


def _stated_by(value: Any) -> str:
    listed = isinstance(value, dict) and isinstance(value.get("activity"), tuple | list)
    return "records" if listed or isinstance(value, DealsThere) else "numbers"


_Leads = Annotated[
    Annotated[_Count, Tag("number")] | Annotated[LeadsThere, Tag("table")], Discriminator(_number_or_table)
]


class Predecessor(Plan):
    """What was before day 0: an organization that has worked in the same market for so many months.

    Its end is day 0: customers, leads in process and at rest, people with what they have practised and all stocks are those of
    that run, and the organization of the scenario takes over from it as by a reorganization.
    """

    organization: Successor
    """The organization before: in a file the name of its file or of one of the gallery, or its tables. Days in it are counted
    from its own first day."""
    months: Annotated[int, Field(ge=1, le=600)]
    """Model months of its run, less the part of a day."""
    people: PeopleMoved = {}
    """By team that they leave, how many go to which team on day 0, as in `[[reorganizations]]`."""
    notice: Days = 0.0
    """Time for which people for whom there is no place are paid from day 0 on; they do no more work."""
    delay: Days | None = None
    """Time until somebody new fills a place for which there is nobody, as in `[[reorganizations]]`."""


class Firm(Plan):
    """`[firm]`: what is there on day 0; the market's, the same whoever organizes it."""

    after: Predecessor | None = None
    """Another organization has worked until day 0, and all that is there is what it leaves; or state the rest of `[firm]`."""

    customers: Annotated[
        Annotated[_Count, Tag("number")] | Annotated[CustomersThere, Tag("table")],
        Discriminator(_number_or_table),
    ] = 0
    """How many customers; as a table with `file` and columns where they are stated one by one."""
    mrr: MoneyPerMonth | None = None
    """Recurring revenue of all customers together on day 0, to which their deals are scaled; when not stated by price and deal
    size, with the rises since."""
    segments: dict[str, Share] | None = None
    """Shares of the segments among customers; the market's when not stated."""
    tenure: ElapsedTime | None = None
    """Elapsed time since the purchase, lognormal; decides how many terms are completed, while the day in the present term is
    uniform. Mean 24 months when not stated (a guess)."""
    pipeline: Annotated[
        Annotated[dict[str, _Leads], Tag("numbers")] | Annotated[DealsThere, Tag("records")],
        Discriminator(_stated_by),
    ] = {}
    """Leads that wait at each activity, as a number or a table; a table with `file` and columns where they are stated one by
    one, those at rest among them."""
    resting: _Leads = 0
    """Leads at rest."""
    staff_tenure: ElapsedTime | None = None
    """Elapsed time for which the people of day 0 have been there, exponential: they have the practice of that time (see
    `[effects.learning]`). All are trained when not stated."""

    @model_validator(mode="after")
    def _one_start(self) -> "Firm":
        others = sorted(self.model_fields_set - {"after"})
        if self.after is not None and others:
            raise refusal(
                "start",
                Wording(
                    "after says all that is there on day 0: leave out {others}, or after",
                    others=", ".join(others),
                ),
            )
        return self

    def in_order(self) -> "Firm":
        """The same with its tables in the order of the names in them, which says nothing."""
        tables: dict[str, Any] = {
            name: dict(sorted(table.items()))
            for name, table in (("segments", self.segments), ("pipeline", self.pipeline))
            if isinstance(table, dict)
        }
        if self.after is not None:
            before = self.after.organization.in_order()
            tables["after"] = self.after.model_copy(update={"organization": before})
        return self.model_copy(update=tables)

    @property
    def customer_tenure(self) -> Distribution:
        """Elapsed time since the purchases."""
        return _USUAL_TENURE if self.tenure is None else self.tenure.build()

    @property
    def customer_count(self) -> int:
        """How many customers there are."""
        return self.customers if isinstance(self.customers, int) else len(self.customers)

    @property
    def waiting(self) -> dict[str, int]:
        """Leads in process, by the activity that is stated."""
        if isinstance(self.pipeline, DealsThere):
            names = [name for name in self.pipeline.activity if name not in (AT_REST, DECIDED)]
            return dict(Counter(names))
        return {name: count_of(one) for name, one in self.pipeline.items()}

    @property
    def resting_count(self) -> int:
        """Leads at rest."""
        listed = self.pipeline.activity.count(AT_REST) if isinstance(self.pipeline, DealsThere) else 0
        return listed + count_of(self.resting)


def none_if_nobody(stated: Firm | None) -> Firm | None:
    """Nothing where a firm says no more than that there is nobody: such a run begins with nothing, as one without a firm."""
    return None if stated == Firm() else stated


AT_REST, DECIDED = "nurture", "customer"
"""What stands for leads at rest, and for those who have decided to buy, where an activity is named."""


def count_of(stated: int | LeadsThere) -> int:
    """How many leads are stated."""
    return stated if isinstance(stated, int) else stated.leads


def age_of(stated: int | LeadsThere) -> ElapsedTime | None:
    """How long they have been there, where it is stated."""
    return None if isinstance(stated, int) else stated.age
