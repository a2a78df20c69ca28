"""Knowledge: what the person now responsible knows about the case, and what a change of person loses."""

from collections.abc import Mapping
from typing import Any, Literal

from orgsim.elementary import exp
from orgsim.engine.entities import CUSTOMER, IN_PROCESS, NOBODY, Account, Activity, Case, Job
from orgsim.engine.gates import Remembered
from orgsim.engine.owned_team import OwnedTeam
from orgsim.engine.past import Past
from orgsim.engine.world import World
from orgsim.fields import Plan, Share, StaffHours
from orgsim.language.phrases import Phrase
from orgsim.mechanisms.shared.declaration import Coefficient, Effect, Link, Mechanism, Parameters, declared

Records = Literal["personal", "sfa", "crm"]


class Knowledge(Parameters):
    """How knowledge grows with work, is lost at handoffs and acts on later steps."""

    odds: Coefficient = declared(
        1.0, unit="log-odds per unit of knowledge", source="none found", status="guess"
    )
    """Effect of missing knowledge on gates and upsell."""
    kept_personal: Share = declared(
        0.2, unit="share", source="none found; .2 to .8 in the opinion of vendors", status="guess"
    )
    """Kept at a change of person when each keeps notes of their own."""
    kept_sfa: Share = declared(
        0.8,
        unit="share",
        source="as kept_crm: of a deal, a record of deals says what a record of the whole relation says; .2 to .8",
        status="guess",
    )
    """Kept before the purchase with records of deals only."""
    kept_sfa_customer: Share = declared(0.2, unit="share", source="none found", status="guess")
    """Kept across and after the purchase with records of deals only."""
    kept_crm: Share = declared(
        0.8, unit="share", source="none found; .2 to .8 in the opinion of vendors", status="guess"
    )
    """Kept with records of the whole relation."""

    def kept(self, records: Records, customer: bool) -> float:
        """Share of knowledge kept at a change of person; `customer`: across or after the purchase."""
        if records == "sfa":
            return self.kept_sfa_customer if customer else self.kept_sfa
        return self.kept_crm if records == "crm" else self.kept_personal


class RecordsPolicy(Plan):
    """What is written down about a case."""

    kind: Records
    """`personal` notes, `sfa` (deals only) or `crm` (the whole relation)."""
    entry: StaffHours | None = None
    """Staff time that entering takes at each job on record (with `personal` notes at every job), at most; when not stated that of
    `[effects.record_keeping]`, and none with `personal` notes."""


def unlearned(hours: float, scale: float) -> float:
    """Share of what was unknown that still is after `hours` of work; `scale` > 0 is the staff hours that make 63 % known."""
    return exp(-hours / scale)


def effect(known: float, reference: float, odds: float) -> float:
    """Log-odds of a later step: `odds` times the knowledge missing against the reference without handoffs; 0 or less."""
    return 0.0 + odds * min(0.0, known - reference)


_ONE_JOB = unlearned(1.0, 1.0)
"""Share of what was unknown that still is after a job of mean length."""


class CaseKnowledge:
    """What is known about each case, as it grows with work and suffers from changes of person."""

    def __init__(self, world: World, parameters: Knowledge) -> None:
        self.parameters = parameters
        self.odds = parameters.odds
        self._teams = world.teams
        self.known = world.remember("known")
        self.reference = world.remember("reference")
        self.felt = world.remember("felt")
        self._on_old = world.remember("on_old_records")
        self._records_of = world.remember("records_of")
        self._kept_lead = self._kept_customer = 1.0
        self._before = 1.0, 1.0
        """What the records before these kept, of leads and of customers."""
        self._changes = 0
        """How often the records have changed."""
        self._kept = world.hooks.knowledge_kept
        self._record_kept = world.hooks.record_kept
        self._learned: dict[Job, float] = {}
        """Of jobs in the middle of which the person changed: staff hours whose learning is counted."""

    def keep_records(self, world: World, records: Records) -> None:
        """From now on such records are kept; what was learned before stays on those of then."""
        kept = self.parameters.kept(records, False), self.parameters.kept(records, True)
        if world.begun and kept != (self._kept_lead, self._kept_customer):
            self._before = self._kept_lead, self._kept_customer
            self._changes += 1
        self._kept_lead, self._kept_customer = kept
        self._kept, self._record_kept = world.hooks.knowledge_kept, world.hooks.record_kept

    def meet(self, job: Job) -> None:
        """Work begins: another person than the last starts with what the records keep."""
        case = job.case
        last = case.person
        if self._changes:
            self._note_records(case)
        if last is None:
            return
        before, team = case.team, job.activity.team
        if last is not job.person or before != team:
            state = case.state
            share = self._kept_lead if state is IN_PROCESS or state < CUSTOMER else self._kept_customer
            if before != team and before >= 0 and (kept := self._kept.chosen) is not None:
                share = kept(share, before, team)
            if (worth := self._record_kept.chosen) is not None:
                share *= worth(case)
            if self._changes:
                self._lose_old(case, before, team, share)
            case.remembered[self.known] *= share

    def _note_records(self, case: Case) -> None:
        """All that is known of a case at the first work on it after the records have changed is on those of before."""
        remembered = case.remembered
        if remembered[self._records_of] < self._changes:
            remembered[self._records_of] = self._changes
            remembered[self._on_old] = remembered[self.known]

    def _lose_old(self, case: Case, before: int, team: int, share: float) -> None:
        """A case changes hands, which leaves of what is on the old records what those kept, where that is another share."""
        remembered = case.remembered
        old, kept = self._before[case.state >= CUSTOMER], self._kept.chosen
        if before != team and before >= 0 and kept is not None:
            old = kept(old, before, team)
        amount = remembered[self._on_old]
        remembered[self._on_old] = amount * old
        if share > 0:  # the rest loses the same share as ever, right after this
            remembered[self.known] += amount * (old / share - 1)
        else:
            remembered[self.known] = 0.0

    def resume(self, job: Job, hours: float) -> None:
        """A job is taken up again after so many staff hours of it: what was learned in them is lost like all else if another
        person goes on with it."""
        if job.case.person is job.person:
            return
        before, remembered = self._learned.get(job, 0.0), job.case.remembered
        if hours > before:
            part = job.trained_hours * (hours - before) / (job.hours - before)
            unknown = unlearned(part, job.activity.mean_work)
            for at in (self.known, self.reference):
                remembered[at] = 1 - (1 - remembered[at]) * unknown
            job.trained_hours -= part
            self._learned[job] = hours
        self.meet(job)

    def learn(self, job: Job) -> None:
        """Work is done: the person knows more, and so would the one who never changed."""
        # Who is slow does not get to know a customer better by it: what counts is the hours of a trained person.
        remembered, at, of = job.case.remembered, self.known, self.reference
        # `unlearned`, without a call for every job.
        unknown = exp(-job.trained_hours / job.activity.mean_work)
        known = remembered[at] = 1.0 - (1.0 - remembered[at]) * unknown
        reference = remembered[of] = 1.0 - (1.0 - remembered[of]) * unknown
        # What the gate of this job will feel: `effect`, without a call for every job.
        remembered[self.felt] = 0.0 + self.odds * (known - reference) if known < reference else 0.0

    def there(self, past: Past) -> None:
        """A case is there on day 0: what its work has taught, less what changes of person have lost by what is on record, on
        average over who would have done it."""
        known = reference = 0.0
        before = NOBODY
        for activity in past.work:
            if before != NOBODY:
                known *= self._passed_on(before, activity, past.case.state >= CUSTOMER)
            known, reference = 1 - (1 - known) * _ONE_JOB, 1 - (1 - reference) * _ONE_JOB
            before = activity.team
        past.case.remembered[self.known], past.case.remembered[self.reference] = known, reference

    def _passed_on(self, before: int, activity: Activity, bought: bool) -> float:
        """Share of knowledge that comes to who does an activity next, on average, from the team that was there before."""
        share = self._kept_customer if bought and not activity.outcomes else self._kept_lead
        team = self._teams[activity.team]
        if before != team.code:
            chosen = self._kept.chosen
            return share if chosen is None else chosen(share, before, team.code)
        others = 0 if isinstance(team, OwnedTeam) else max(0, len(team.people) - 1)
        return (1 + others * share) / (1 + others)

    def felt_by_customer(self, account: Account) -> float:
        """Log-odds that missing knowledge takes from an upsell."""
        remembered = account.case.remembered
        return effect(remembered[self.known], remembered[self.reference], self.odds)

    def forget(self, account: Account) -> None:
        """An heir takes over whom nobody knows yet."""
        remembered = account.case.remembered
        remembered[self.known] = remembered[self.reference] = 0.0

    def missing(self, case: Case) -> float:
        """Knowledge missing against the reference, in [0, 1]."""
        return max(0.0, case.remembered[self.reference] - case.remembered[self.known])


def install(world: World, parameters: Knowledge, policies: Mapping[str, Any]) -> None:
    """Let knowledge grow, get lost and be felt."""
    knowledge = world.lasting(CaseKnowledge, lambda: CaseKnowledge(world, parameters))
    knowledge.keep_records(world, policies["records"].kind)
    world.hooks.case_there.add(knowledge.there)
    world.hooks.job_starts.add(knowledge.meet)
    world.hooks.job_resumed.add(knowledge.resume)
    world.hooks.job_ends.add(knowledge.learn)
    world.hooks.gate.add(Remembered(knowledge.felt))
    world.hooks.buy_more.add(knowledge.felt_by_customer)
    world.hooks.inherited.add(knowledge.forget)


MECHANISM = Mechanism(
    name="knowledge",
    title=Phrase("Knowledge"),
    meaning=Phrase("A change of person loses part of what was learned, the more the less is on record."),
    group="handoffs",
    parameters=Knowledge,
    effects=(
        Effect("every gate, and upsell", "odds (k - k°), k° = the same work without a change of person"),
        Effect("health of the customer", "through care given without knowing the customer (see health)"),
    ),
    claims=("A2", "B2", "B9", "E2"),
    gate=effect,
    policies={"records": RecordsPolicy},
    usual={"records": RecordsPolicy(kind="personal")},
    install=install,
    remembers={
        "known": "what the person now responsible knows about it, in [0, 1]",
        "reference": "what would be known had nobody changed",
        "felt": "log-odds that what is missing takes from the step of the job that was done last",
        "on_old_records": "what of it was learned while an organization before this one kept other records",
        "records_of": "after how many changes of records that was last counted",
    },
    links=(
        Link("handoffs", "knowledge", -1),
        Link("knowledge", "win_rate", 1),
        Link("knowledge", "health", 1),
    ),
)
