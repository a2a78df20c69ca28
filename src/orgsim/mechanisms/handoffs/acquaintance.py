"""Acquaintance: whom a lead or customer knows, and what it costs when somebody else is there.

Whoever works for a case gets acquainted with it, by the hours they have spent together. Contacts and decisions feel what the
person there lacks against one person who had spent all these hours: nothing as long as the same one stays. A purchase that
another team goes on from, a leaver, somebody who stands in or helps, and a pooled desk where each time another answers are
all the same thing to a customer.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any, Literal

from orgsim.elementary import expm1, power
from orgsim.engine.deals import Terms
from orgsim.engine.entities import CUSTOMER, NOBODY, Account, Activity, Case, Job, Person
from orgsim.engine.gates import Remembered
from orgsim.engine.owned_team import OwnedTeam
from orgsim.engine.teams import Team
from orgsim.engine.world import World
from orgsim.fields import Plan, Share, StaffHours
from orgsim.language.phrases import Phrase
from orgsim.mechanisms.handoffs.hours_together import HoursTogether, owner
from orgsim.mechanisms.shared.declaration import (
    Coefficient,
    Effect,
    Link,
    Mechanism,
    Parameters,
    SmallCoefficient,
    declared,
)
from orgsim.units import DAYS_PER_YEAR


class Acquaintance(Parameters):
    """How people and customers get acquainted, and what a stranger costs."""

    odds: Coefficient = declared(
        1.0,
        unit="log-odds per unit of acquaintance",
        source="none found for leads; 1.3 to 1.6 would give the 13.2-17.6 % of an account's sales that Shi, Sridhar, Grewal & "
        "Lilien (J. Marketing 2017) report for a change of its person; 0 to 2 tried",
        status="guess",
    )
    """What a stranger takes from a contact or a decision, where somebody well known could be there."""
    hours: StaffHours = declared(
        20.0,
        unit="staff hours",
        source="none found for business; Hall, J. Social and Personal Relationships 2019: 40 to 60 hours together turn "
        "acquaintances into casual friends; 5 to 60 tried",
        status="guess",
        gt=0,
    )
    """Work for a case after which somebody is known as 63 % of one who has been there for ever."""
    longevity: SmallCoefficient = declared(
        0.3,
        unit="power of the years that customers bind themselves for",
        source="none found; 0 for no difference to 1 for one in proportion",
        status="guess",
    )
    """By how much more a stranger costs where customers bind themselves for longer than a year, for a term or until a product is
    replaced: twice the time, 2^longevity times the effect."""
    recorded: Share = declared(
        0.3, unit="share of the effect", source="none found; 0 to 0.6 tried", status="guess"
    )
    """What of it is spared by one who is a stranger and knows all that was learned of the case; in proportion to what is kept
    (see knowledge)."""
    introduction: StaffHours = declared(
        2.0, unit="staff hours", source="none found; 0.5 to 8 tried", status="guess", gt=0
    )
    """Hours at a handover in person by which 63 % of the acquaintance passes to who goes on."""


class HandoverPolicy(Plan):
    """Cases are handed over in person: who had one and who takes it on see the customer together. Whoever has left introduces
    nobody. In the packaged firms, who take 24 hours to onboard a customer, it moves no headline figure for the better
    (docs/findings/owner-change.md)."""

    hours: StaffHours = 1.0
    """Staff hours that takes of each of the two."""
    at: Literal["purchase", "teams"] = "purchase"
    """`purchase`: when somebody else goes on with a new customer; `teams`: also whenever a case comes to another team."""


def acquaintance(hours: float, scale: float) -> float:
    """Acquaintance in [0, 1) after `hours` of work for a case; `scale` > 0 is the staff hours that make 63 %."""
    return 0.0 - expm1(-hours / scale)


def lasting(days: float, longevity: float) -> float:
    """Factor (1 or more) on the effect where customers bind themselves for `days`: more for longer than a year."""
    return power(max(1.0, days / DAYS_PER_YEAR), longevity)


def effect(lacking: float, kept: float, weight: float, recorded: float, odds: float) -> float:
    """Log-odds of a contact or decision, 0 or less: `odds` times the acquaintance `lacking` (0 or more) against one person.

    `kept` in [0, 1] is the share of what was learned that is known to who is there; `weight` that of how long is bought for.
    """
    return 0.0 - odds * weight * (1.0 - recorded * kept) * lacking


class Faces:
    """Who is known to each case, and what it makes of those who are not."""

    def __init__(self, world: World, parameters: Acquaintance) -> None:
        self.world = world
        self.parameters = parameters
        self._as_lead = world.remember("as_lead")
        self._lasting = [1.0] * len(world.names.segments)
        self._work = list[Activity]()
        if (contracts := world.contracts) is not None:
            self._lasting = [self._felt_for(one) for one in contracts.price.by_segment]
            self._work = [one for one in world.activities.values() if one.code in contracts.plan.work]
        most = [parameters.odds * weight for weight in self._lasting]
        self.hours = HoursTogether(world, parameters.hours, most, parameters.recorded)

    def _felt_for(self, terms: Terms) -> float:
        """Factor for how long what is sold on such terms lasts; 1 where they do not say."""
        days = terms.term if terms.lasts is None else terms.lasts.mean
        return 1.0 if days is None else lasting(days, self.parameters.longevity)

    def felt(self, job: Job) -> float:
        """Log-odds that a gate lacks because of who did a job together: the one who is known best counts."""
        case, hours = job.case, self.hours
        if case.remembered[hours.sole] or not case.remembered[hours.hours]:  # nobody else has ever been there
            return 0.0
        people = [job.person, *hours.beside(job)]
        left = min(hours.left(case, person) for person in people if person is not None)
        return self._effect(case, left - case.remembered[hours.strange])

    def felt_at_decision(self, account: Account) -> float:
        """Log-odds that a customer's decision to stay lacks because of who is there for it."""
        case = account.case
        return self._effect(case, self._left(case) - self.hours.left_in_all(case))

    def felt_at_offer(self, account: Account) -> float:
        """Log-odds that an upsell lacks because of who has held the check-in."""
        case, hours, person = account.case, self.hours, account.case.person
        return (
            0.0 if person is None else self._effect(case, hours.left(case, person) - hours.left_in_all(case))
        )

    def _effect(self, case: Case, lacking: float) -> float:
        if lacking <= 0.0:
            return 0.0
        remembered, hours, rules = case.remembered, self.hours, self.parameters
        known, reference = remembered[hours.known], remembered[hours.reference]
        kept = known / reference if known < reference else 1.0
        return effect(lacking, kept, self._lasting[case.segment], rules.recorded, rules.odds)

    def _left(self, case: Case) -> float:
        """What is left of being strangers with who is there for a customer: who keeps it or, where nobody does, whoever would
        answer, on average."""
        people: list[Person] = []
        for team in self._serving(case):
            if isinstance(team, OwnedTeam) and (person := owner(team, case)) is not None:
                return self.hours.left(case, person)
            people += [person for person in team.people if not person.leaving]
        return self.hours.left_on_average(case, people) if people else 1.0

    def _serving(self, case: Case) -> list[Team]:
        """The teams that a customer is with: the one that has it, if it does anything for customers; else all that do. Where none
        does, though the market plans that it is done, nobody; where it plans nothing, the one that had it last."""
        journey, person, had = self.world.journey, case.person, case.team
        while person is not None and person.now is not None:
            person = person.now
            had = person.team
        codes = set[int]()
        for activity in self._work:
            code = journey.form(case, activity).team
            if code == had != NOBODY:
                return [journey.teams[had]]
            codes.add(code)
        found = (codes or {had}) - {NOBODY}
        return [journey.teams[code] for code in sorted(found)]

    def note_lead(self, job: Job) -> None:
        """A job is done and counted: so much had been done for a lead before it bought."""
        case = job.case
        if case.state is not CUSTOMER:
            case.remembered[self._as_lead] = case.remembered[self.hours.hours]

    def new_customer(self, case: Case) -> bool:
        """Whether nothing has been done yet for a customer since it bought."""
        remembered = case.remembered
        return case.state is CUSTOMER and remembered[self.hours.hours] == remembered[self._as_lead]

    def introduce(self, case: Case, by: Person, to: Person, share: float) -> None:
        """A case has been handed over in person, and a share of the acquaintance passes."""
        self.hours.at_most(case, to, 1.0 - share * (1.0 - self.hours.left(case, by)))


class Introductions:
    """Has cases handed over in person, as an organization does it."""

    def __init__(self, faces: Faces, policy: HandoverPolicy) -> None:
        self.faces = faces
        self.world = faces.world
        self.policy = policy
        self.share = acquaintance(policy.hours, faces.parameters.introduction)

    def begin(self, job: Job) -> None:
        """A job begins: if the case is new to its person by then, who had it introduces them, and both take the time."""
        last, person = job.case.person, job.person
        if last is None or person is None or last.key == person.key or not self._due(job):
            return
        giver = self._present(last.key)
        if giver is not None:
            hours, team = self.policy.hours, self.world.teams[giver.team]
            job.hours += hours
            met = partial(self.met, job.case, giver, person)
            self.world.own_work.duty(team, giver, "handover", hours, met)

    def met(self, case: Case, by: Person, to: Person, _: Job) -> None:
        """Who had a case has done their part."""
        self.faces.introduce(case, by, to, self.share)

    def _due(self, job: Job) -> bool:
        case = job.case
        if self.policy.at == "teams" and case.team not in (NOBODY, job.activity.team):
            return True
        return self.faces.new_customer(case)

    def _present(self, key: int) -> Person | None:
        """Who has a key, if they stay."""
        people = (person for team in self.world.teams for person in team.people)
        return next((one for one in people if one.key == key and not one.leaving), None)


def install(world: World, parameters: Acquaintance, policies: Mapping[str, Any]) -> None:
    """Let people and customers get acquainted, and feel who is there."""
    faces, hooks = world.lasting(Faces, lambda: Faces(world, parameters)), world.hooks
    hooks.case_there.add(faces.hours.there)
    policy: HandoverPolicy | None = policies["handover"]
    if policy is not None and policy.hours > 0:
        hooks.job_starts.add(Introductions(faces, policy).begin)
    hooks.job_paused.add(faces.hours.pause)
    together = {one.code for one in world.forms if one.shape.lent}
    faces.hours.shared = faces.hours.shared or bool(together)
    hooks.job_ends.add(faces.hours.spend_together if faces.hours.shared else faces.hours.spend)
    if policy is not None:
        hooks.job_ends.add(faces.note_lead)
    if together:
        hooks.gate.add(faces.felt, at=together)
        hooks.gate.add(Remembered(faces.hours.felt), at={one.code for one in world.forms} - together)
    else:
        hooks.gate.add(Remembered(faces.hours.felt))
    hooks.stay_alone.add(faces.felt_at_decision)
    hooks.buy_more.add(faces.felt_at_offer)
    hooks.inherited.add(faces.hours.forget)


MECHANISM = Mechanism(
    name="acquaintance",
    title=Phrase("Acquaintance"),
    meaning=Phrase(
        "Leads and customers trust whom they know: a new face costs something until it is known, a desk where each time "
        "another answers for long."
    ),
    group="handoffs",
    parameters=Acquaintance,
    effects=(
        Effect(
            "every gate, staying, and upsell",
            "-odds L (1 - recorded k/k°) (a° - a), a = 1 - exp(-hours with who is there / hours), a° = the same hours with one "
            "person, L = max(1, years)^longevity",
        ),
        Effect("hours of both who hand a case over in person", "+ hours of the policy"),
        Effect(
            "acquaintance of who takes it on",
            "at least (1 - exp(-hours of the policy / introduction)) times that of who had it",
        ),
    ),
    claims=("A1", "A2", "B9"),
    gate=effect,
    renewal=True,
    policies={"handover": HandoverPolicy},
    work={"handover": Phrase("Handover in person")},
    install=install,
    remembers={
        "hours": "staff hours that have been worked for it",
        "sole": "key of the one person who has worked for it; 0 where several have",
        "strange": "where several have, what would be left of being strangers with one who had worked all these hours",
        "felt": "where several have, log-odds that who did its last job has cost",
        "as_lead": "those of them before it bought, where handovers are held",
    },
    links=(
        Link("handoffs", "acquaintance", -1),
        Link("turnover", "acquaintance", -1),
        Link("acquaintance", "win_rate", 1),
        Link("acquaintance", "churn", -1),
    ),
)
