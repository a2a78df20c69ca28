"""Failures: a job for a lead or customer goes wrong now and then, trust falls, and what is said then makes it better or worse.

The chance grows with the jobs that wait for each person (slack prevents, overload causes) and with a novice's slowness.
Paperwork at each booking prevents part of it for staff hours; an apology takes staff hours and restores part of the
trust, an excuse takes more. Nothing lifts trust above what it is without the failure.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from orgsim.elementary import exp, power
from orgsim.engine.accounts import account_of
from orgsim.engine.draws import EXTRA, Draw
from orgsim.engine.entities import Activity, Case, Job
from orgsim.engine.log import FAILED, RECOVERED
from orgsim.engine.world import World
from orgsim.fields import Plan, Share, StaffHours
from orgsim.language.phrases import Phrase
from orgsim.mechanisms.customers.health import CustomerHealth
from orgsim.mechanisms.shared.declaration import (
    Effect,
    Link,
    Mechanism,
    Parameters,
    SmallCoefficient,
    declared,
)
from orgsim.randomness import purpose, purpose_of

Recovery = Literal["none", "excuse", "apology"]

_FAILURE = "failure {}"
purpose(_FAILURE, "whether a visit to an activity fails")
_USUAL_SLOWNESS = 1.5


class Failures(Parameters):
    """How often jobs fail, what a failure takes and what the words after it do."""

    base: Share = declared(0.01, unit="probability per job", source="none found; 0 to 0.05", status="guess")
    """Of a trained person's job while one job waits for each person of the team; 0 for no failures at all."""
    overload: SmallCoefficient = declared(
        0.3, unit="log per waiting job per person", source="none found; 0 to 1", status="guess"
    )
    """How steeply the chance rises with the jobs that wait for each person; with none it is exp(-overload) of the base."""
    overwhelmed: Annotated[float, Field(ge=1, le=1000, allow_inf_nan=False)] = declared(
        5.0, unit="waiting jobs per person", source="none found", status="guess"
    )
    """Where more wait than this, nothing gets worse: nobody sees the end of the queue."""
    novice: SmallCoefficient = declared(
        1.0, unit="power of the slowness", source="none found; 0 to 2", status="guess"
    )
    """The chance grows with the work time over a trained person's to this power."""
    most: Share = declared(0.5, unit="probability", source="none found", status="guess")
    """The chance never exceeds this."""
    trust: SmallCoefficient = declared(
        0.5, unit="log-odds per failure", source="none found; 0 to 1.5", status="guess"
    )
    """What a lead's failure takes from the odds of that step and all later ones."""
    deepest: Annotated[float, Field(ge=0, le=5, allow_inf_nan=False)] = declared(
        2.0, unit="log-odds", source="none found; 1 to 3", status="guess"
    )
    """However often a lead's jobs fail, no more than this is taken from the odds."""
    harm: SmallCoefficient = declared(
        0.4, unit="health per failure", source="none found; as an answer that comes very late", status="guess"
    )
    """What a customer's failure takes from health."""
    restored: Share = declared(
        0.5,
        unit="share of the loss",
        source="de Matos, Henrique & Rossi, J. Service Research 2007: satisfaction yes, repurchase no; 0 to 1",
        status="guess",
    )
    """Share of the loss that an apology makes good."""
    excused: SmallCoefficient = declared(
        0.5, unit="share of the loss", source="claim A6; none found", status="guess"
    )
    """What an excuse takes on top."""
    confirmed: Share = declared(0.5, unit="factor", source="none found; 0.2 to 1", status="guess")
    """Factor on the chance for a case whose booking was confirmed with paperwork."""

    def chance(self, load: float, slowness: float, confirmed: bool) -> float:
        """Chance that a job fails: `load` jobs waiting per person as it begins, `slowness` over a trained person's time."""
        factor = strain(load, self.overload, self.overwhelmed) * clumsiness(slowness, self.novice)
        return probability(self.base, factor, self.confirmed if confirmed else 1.0, self.most)

    def left(self, kind: Recovery) -> float:
        """Share of a failure's loss that is left after what was said; 1 if nothing was."""
        if kind == "apology":
            return 1.0 - self.restored
        return 1.0 + self.excused if kind == "excuse" else 1.0


class RecoveryPolicy(Plan):
    """What is said when a job has failed."""

    kind: Recovery = "none"
    """`none` says nothing, an `excuse` explains it away, an `apology` names the harm and how it will be prevented."""
    hours: StaffHours = declared(0.5, unit="staff hours", source="none found", status="guess")
    """Staff time an apology adds to the job that failed."""


class ConfirmationPolicy(Plan):
    """Paperwork at each booking that prevents failures."""

    hours: StaffHours = declared(0.5, unit="staff hours", source="none found", status="guess")
    """Staff time it adds to each job of the activity."""
    activity: str | None = None
    """Activity of the journey it is added to; when not stated, every one that can end in a purchase."""


def strain(load: float, overload: float, overwhelmed: float) -> float:
    """Factor on the chance of a failure with `load` jobs waiting per person, `overwhelmed` at most; 1 with one waiting."""
    return exp(min(700.0, overload * (min(load, overwhelmed) - 1.0)))


def clumsiness(slowness: float, novice: float) -> float:
    """Factor (1 or more) on the chance of a failure of who takes `slowness` times a trained person's time."""
    return power(max(1.0, slowness), novice)


def probability(base: float, factor: float, prevented: float, most: float) -> float:
    """Chance that a job fails: `base`, times strain and clumsiness, times the share that paperwork leaves; `most` at most."""
    return min(most, base * factor * prevented)


def fallen(trust: float, lost: float, deepest: float) -> float:
    """A lead's trust (0 or less) after one more failure that takes `lost`; never below -`deepest`."""
    return max(0.0 - deepest, trust - lost)


def effect(trust: float) -> float:
    """Log-odds of a step: the lead's `trust`, 0 without failures and below 0 after them."""
    return trust


class Trust:
    """Lets jobs for leads and customers fail in one run."""

    recovery: RecoveryPolicy
    left: float
    """Share of a failure's loss that is left after what was said."""
    paperwork: ConfirmationPolicy | None
    booking: frozenset[int]
    """Codes of the activities that have paperwork."""

    def __init__(self, world: World, parameters: Failures) -> None:
        self.world = world
        self.parameters = parameters
        self.health = world.part(CustomerHealth)
        self.confirmed = world.remember("confirmed")
        self.trust = world.remember("trust")
        self.most = parameters.most
        self.usual = parameters.chance(parameters.overwhelmed, _USUAL_SLOWNESS, False)
        """What no chance exceeds but with a beginner: most draws need no closer look."""
        self.luck = {
            activity.code: activity.draws.add(_luck(activity)) for activity in world.activities.values()
        }
        """By activity, where the draw of a visit stands that decides whether the job fails."""

    def follow(self, policies: Mapping[str, Any]) -> None:
        """From now on this is said when a job has failed, and these bookings are confirmed."""
        self.recovery = policies["recovery"] or RecoveryPolicy()
        self.left = self.parameters.left(self.recovery.kind)
        self.paperwork = policies["confirmation"]
        self.booking = self._booking()

    def _booking(self) -> frozenset[int]:
        """Codes of the activities that have paperwork."""
        policy = self.paperwork
        if policy is None:
            return frozenset()
        return frozenset(
            activity.code
            for name, activity in self.world.activities.items()
            if name == policy.activity or (policy.activity is None and activity.sells)
        )

    def begin(self, job: Job) -> None:
        """Work begins: how loaded its person is and what luck says decide whether it fails."""
        case, activity = job.case, job.activity
        if case.block is None:  # not a lead: an event, or work of the organization for itself
            return
        if activity.code in self.booking:
            job.hours += self.paperwork.hours  # type: ignore[union-attr]
            case.remembered[self.confirmed] = 1.0
        luck = job.luck[job.at + self.luck[activity.code]]
        bound = self.usual if job.slowness <= _USUAL_SLOWNESS else self.most
        if luck < bound and luck < self.chance(job):
            job.first(self.fail)
            if self.recovery.kind == "apology":
                job.hours += self.recovery.hours

    def chance(self, job: Job) -> float:
        """Probability that a job that begins will fail."""
        assert job.person is not None
        load = self.world.teams[job.activity.team].waiting_per_person(job.person)
        confirmed = job.case.remembered[self.confirmed] > 0
        return self.parameters.chance(load, job.slowness, confirmed)

    def fail(self, job: Job) -> None:
        """Work ends and has failed: trust falls, of a customer who is still one or of a lead."""
        case = job.case
        account = None if case.account is None else account_of(job)
        if account is None or job not in account.open:
            case.remembered[self.trust] = fallen(
                case.remembered[self.trust], self.parameters.trust * self.left, self.parameters.deepest
            )
        elif not account.active:
            return
        elif self.health is not None:
            self.health.move(account, -self.parameters.harm * self.left)
        self.tell(case)

    def tell(self, case: Case) -> None:
        """Note a failure, and let those know who care."""
        world = self.world
        world.log.move(world.clock.now, case, FAILED)
        if self.recovery.kind == "apology":
            world.log.move(world.clock.now, case, RECOVERED)
        for fails in world.hooks.job_fails:
            fails(case)

    def lost(self, job: Job) -> float:
        """Log-odds that a gate lacks because of earlier failures; most cases have had none."""
        trust = job.case.remembered[self.trust]
        return effect(trust) if trust < 0.0 else 0.0


def _luck(activity: Activity) -> Draw:
    """A number in (0, 1) for each job at an activity: the job fails where it lies below the chance."""
    return Draw(
        purpose_of(_FAILURE, activity.name), EXTRA + activity.code, lambda _, u: u, lambda _, __, u: u
    )


def install(world: World, parameters: Failures, policies: Mapping[str, Any]) -> None:
    """Let jobs fail in every team."""
    trust = world.lasting(Trust, lambda: Trust(world, parameters))
    trust.follow(policies)
    world.hooks.job_starts.add(trust.begin)
    world.hooks.gate.add(trust.lost)


MECHANISM = Mechanism(
    name="failures",
    title=Phrase("Service failures"),
    meaning=Phrase("Jobs fail now and then, more under overload and with novices, and cost trust."),
    group="customers",
    parameters=Failures,
    effects=(
        Effect(
            "chance that a job fails",
            "base exp(overload (waiting per person, at most overwhelmed, - 1)) slowness^novice (confirmed), at most `most`",
        ),
        Effect(
            "every gate of a lead, after a failure",
            "- trust, at most `deepest` in all; times 1 - restored, or 1 + excused",
        ),
        Effect("health of a customer, after a failure", "- harm; times 1 - restored, or 1 + excused"),
        Effect("work of the activity that books", "+ hours of the paperwork"),
    ),
    claims=("A5", "A6"),
    policies={"recovery": RecoveryPolicy, "confirmation": ConfirmationPolicy},
    gate=effect,
    install=install,
    remembers={
        "confirmed": "1 for whose booking was confirmed with paperwork",
        "trust": "a lead's trust: 0 without failures, below 0 after them",
    },
    links=(
        Link("load", "failures", 1),
        Link("novices", "failures", 1),
        Link("failures", "trust", -1),
        Link("trust", "win_rate", 1),
        Link("trust", "health", 1),
    ),
)
