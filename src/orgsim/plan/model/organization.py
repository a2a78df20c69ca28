"""The organization's part of a scenario: which team does what, with how many people, under which policies."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from orgsim.fields import DaysPerYear, LogOdds, LostPerYear, MoneyPerMonth, Plan, Prose, Span, Titled, refusal
from orgsim.language.phrases import Wording
from orgsim.plan.model.people import MOST_IN_TEAM, Commission, HeadcountChange, Ramp, TeamQuota
from orgsim.plan.model.working_time import Absence, Hours


class OrganizationHead(Plan):
    """`[organization]`: what it is called."""

    title: Titled
    """Name shown in reports."""
    about: Prose = ""
    """What it stands for and where its numbers come from."""


class Whom(Plan):
    """`serves` as a table: by what the organization can see of a lead, its score (the readiness of its source and of its segment
    together), or by counting off."""

    score_above: LogOdds | None = None
    """Leads of this score or more; no bound when not stated."""
    score_below: LogOdds | None = None
    """Leads of a lower score than this; no bound when not stated."""
    numbers: Annotated[tuple[Annotated[int, Field(ge=1, le=100)], ...], Field(min_length=1)] | None = None
    """The leads of each source, and the customers and leads of day 0, are counted off from 1 to `of`, over and over: those with
    these numbers. All when not stated."""
    of: Annotated[int, Field(ge=2, le=100)] | None = None
    """To how many is counted; the same for all teams."""

    @model_validator(mode="after")
    def _bounds(self) -> "Whom":
        above, below = self.score_above, self.score_below
        if not self.scored and self.numbers is None and self.of is None:
            raise refusal("scores", Wording("it needs score_above, score_below or both, or numbers with of"))
        if above is not None and below is not None and not above < below:
            raise refusal("scores", Wording("score_above must be less than score_below"))
        if self.numbers is None or self.of is None:
            if self.numbers is not None or self.of is not None:
                raise refusal(
                    "numbers", Wording("numbers and of belong together, such as numbers = [1], of = 4")
                )
        elif max(self.numbers) > self.of:
            raise refusal(
                "numbers",
                Wording(
                    "it has number {number}, and leads are counted off to {of}",
                    number=max(self.numbers),
                    of=self.of,
                ),
            )
        elif len(set(self.numbers)) < len(self.numbers):
            raise refusal("numbers", Wording("each number is stated once"))
        return self

    @property
    def scored(self) -> bool:
        """Whether the score of a lead matters."""
        return self.score_above is not None or self.score_below is not None


class Team(Plan):
    """`[teams.NAME]`: people who do the same activities."""

    title: Titled | None = None
    """Name shown in reports; the key when not stated."""
    headcount: Annotated[int, Field(ge=0, le=MOST_IN_TEAM)]
    """People on day 0; 0 for a team that is founded later."""
    cost: MoneyPerMonth = 0.0
    """Per person, fully loaded."""
    does: Annotated[tuple[str, ...], Field(max_length=500)]
    """Activities of the journey; each is done by one team, for each lead. Empty for a team that policies alone give work."""
    serves: Annotated[tuple[str, ...], Field(min_length=1, max_length=500)] | Whom | None = None
    """The segments whose leads and customers it works for, or the scores, or its share of all in turn; all when not stated. Every
    activity is done for every lead by exactly one team; work for sources is of no segment."""
    helps: Annotated[tuple[str, ...], Field(max_length=500)] = ()
    """Activities of other teams that its people help with, in this order, when no work of their own waits, for the leads that the
    team serves. Those who are there on day 0 have practised them."""
    kpi: Literal["none", "leads", "appointments", "bookings", "retention", "lifetime_value"] = "none"
    """What the team is measured on: work that counts for it comes first (see `[effects.attention]`)."""
    quota: TeamQuota | None = None
    """What it shall reach, in leads sent on to another team (leads, appointments) or purchases (bookings), counted when the
    job is done; behind it, the team bends its gates (see `[effects.pressure]`). As a table, of each trained person. None when not
    stated; other KPIs have none."""
    calendar: Literal["office", "continuous"] | Hours = "office"
    """`office` is Monday to Friday, 8 hours; `continuous` is always on duty."""
    absence: DaysPerYear = 0.0
    """Working days of each year on which a person is away, paid: whole weeks, then single days, when is luck of their own."""
    absences: Annotated[tuple[Absence, ...], Field(max_length=10_000)] = ()
    """Planned absences, paid."""
    ownership: Literal["pooled", "person"] = "pooled"
    """One queue for the team, or one for each person who keeps the case for everything this team does."""
    turns: Literal["least_busy", "strict"] | None = None
    """With `ownership = "person"`, who gets a new case: who has least to do and then keeps fewest, or whose turn it is. The
    least busy when not stated."""
    newcomers: Literal["share", "new_cases"] | None = None
    """With `ownership = "person"`, what whoever joins later begins with: a share of the customers, taken from those who keep
    most, or new cases alone. A share when not stated."""
    priority: tuple[str, ...] = ()
    """Activities done first, in this order; the others after them."""
    passed_over: Span | None = None
    """How long work is passed over at most because of the priority, and of what counts for the KPI: work at the end of that order
    stands in line as if it had come so much later, work in between in proportion. For ever when not stated."""
    ties: Literal["events", "priority"] = "events"
    """What decides at one instant: `events`, the order in which the run comes to them, or `priority`, then the time a job was
    ready, then the case. Always `priority` for teams that do urgent or joint work, or work in sittings."""
    changes: Annotated[tuple[HeadcountChange, ...], Field(max_length=10_000)] = ()
    """Planned changes of headcount, in order of time."""
    ramp: Ramp | None = None
    """Share of a trained person's speed in each month since joining, for who joins after day 0; 1 after the last of them. In
    months of 0 they do no work of the team. Where not stated, newcomers learn by practice alone (`[effects.learning]`)."""
    commission: Commission | None = None
    """What it is paid for the contracts that it closes and for what it sells later, beside its cost; none when not stated."""
    turnover: LostPerYear | None = None
    """Chance that a person leaves within a year; when not stated that of what they do (`turnover` of `[journey.NAME]`), and
    `per_year` of `[effects.turnover]` where that says nothing."""

    @model_validator(mode="after")
    def _in_order(self) -> "Team":
        if self.turns is not None and self.ownership != "person":
            raise refusal("turns", Wording('turns are taken where cases are kept: add ownership = "person"'))
        if self.newcomers is not None and self.ownership != "person":
            raise refusal(
                "newcomers",
                Wording('newcomers are given customers where cases are kept: add ownership = "person"'),
            )
        times = [change.at for change in self.changes]
        if times != sorted(set(times)):
            raise refusal("order", Wording("the changes must be in order of time, each at its own"))
        return self


class NurturePolicy(Plan):
    """How leads at rest are followed up by the team that does `nurture`."""

    every: Span = 30.0
    """Elapsed time between two touches of a lead."""
    touches: Annotated[int, Field(ge=1, le=1000)] = 9
    """After so many touches in vain a lead is left in peace (one vendor survey: about 9)."""
    recycles: tuple[Literal["nurture", "cold", "unworked", "lost", "deals", "churned"], ...] = (
        "nurture",
        "cold",
        "unworked",
    )
    """Which are followed up: leads not yet ready, gone cold in a queue, gone cold before any work; leads lost, wherever that was,
    or of them the deals alone, lost at a step at which one buys; customers lost. Leads gone cold or lost come back to the step
    they left, unless they have been where `nurture` leads: there like all others."""
    cycles: Annotated[int, Field(ge=0, le=1000)] | None = None
    """Who has come back so often is not followed up again; no limit when not stated."""
