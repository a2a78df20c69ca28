"""Failures: a job for a lead or customer goes wrong now and then, trust falls, and what is said then makes it better or worse.

The chance grows with the jobs that wait for each person, with a novice's slowness and with inattention. Several failures
in one visit add up to more than each alone. Paperwork at each booking prevents part of them for staff hours, attention and
patience of the customer; an apology takes staff hours and restores part of the trust, one too many does harm, an excuse
takes more than the failure. A failure whose harm is named and whose cause is mended makes the next ones rarer. Nothing
lifts trust above what it is without the failure.
"""

import math
from collections.abc import Mapping
from functools import partial
from typing import Annotated, Any

from pydantic import Field

from orgsim.engine.accounts import account_of
from orgsim.engine.draws import EXTRA, Draw
from orgsim.engine.entities import NOBODY, Activity, Case, Job
from orgsim.engine.gates import Remembered
from orgsim.engine.log import FAILED, RECOVERED
from orgsim.engine.world import World
from orgsim.language.phrases import Phrase
from orgsim.mechanisms.customers.attentiveness import TeamAttention
from orgsim.mechanisms.customers.chances import FailureChances, piled, times
from orgsim.mechanisms.customers.health import CustomerHealth
from orgsim.mechanisms.customers.paperwork import ConfirmationPolicy, Paperwork, Receipts
from orgsim.mechanisms.customers.recovery import Amends, RecoveryPolicy, RecoveryWords
from orgsim.mechanisms.shared.declaration import Effect, Link, Mechanism, SmallCoefficient, Stock, declared
from orgsim.randomness import purpose, purpose_of

_FAILURE = "failure {}"
purpose(_FAILURE, "whether a visit to an activity fails, and how often")
_USUAL_SLOWNESS = 1.5


class Failures(Receipts, RecoveryWords, FailureChances):
    """How often jobs fail, what a failure takes, what the words after it do, and what paperwork does about it."""

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
    piling: Annotated[float, Field(ge=1, le=3, allow_inf_nan=False)] = declared(
        1.3,
        unit="power of the failures in a visit",
        source="Maxham & Netemeyer, J. Marketing 2002: after a second failure no recovery makes up for it; no size found; 1 to 2",
        status="guess",
    )
    """Several failures in one visit take what one takes times their number to this power: the first is bad luck, the second shows
    how they work here."""

    def chance(self, load: float, slowness: float, confirmed: bool, factor: float = 1.0) -> float:
        """Chance that a job fails: `load` jobs waiting per person as it begins, `slowness` over a trained person's time, and a
        `factor` by attention and lessons."""
        return self.failing(load, slowness, factor * self.confirmed if confirmed else factor)


def fallen(trust: float, lost: float, deepest: float) -> float:
    """A lead's trust (0 or less) after one more failure that takes `lost`; never below -`deepest`."""
    return max(0.0 - deepest, trust - lost)


def effect(standing: float, booking: float) -> float:
    """Log-odds of a step: the lead's trust as it stands, 0 without failures and below 0 after them, and what a `booking` lacks by
    paperwork or for want of it."""
    return standing + booking


class Trust:
    """Lets jobs for leads and customers fail in one run."""

    bookings: frozenset[int]
    """Codes of the activities that have paperwork, or might."""

    def __init__(self, world: World, parameters: Failures) -> None:
        self.world = world
        self.parameters = parameters
        self.health = world.part(CustomerHealth)
        self.attention = world.part(TeamAttention)
        self.paperwork = Paperwork(world, parameters)
        self.amends = Amends(world, parameters)
        self.confirmed = self.paperwork.confirmed
        self.trust = world.remember("trust")
        self.most = parameters.most
        careless = 1.0 if self.attention is None else self.attention.parameters.careless
        self.usual = parameters.chance(parameters.overwhelmed, _USUAL_SLOWNESS, False, careless)
        """What no chance exceeds but with a beginner: most draws need no closer look."""
        self._by_load = [
            parameters.chance(load + 1.0, _USUAL_SLOWNESS, False)
            for load in range(int(parameters.overwhelmed) + 1)
        ]
        """The same without lessons and attention, by the whole jobs that wait for each person."""
        self.luck = {
            activity.code: activity.draws.add(_luck(activity)) for activity in world.activities.values()
        }
        """By activity, where the draw of a visit stands that decides whether the job fails."""

    def follow(self, policies: Mapping[str, Any]) -> None:
        """From now on this is said when a job has failed, and these bookings are confirmed."""
        self.amends.policy = policies["recovery"] or RecoveryPolicy()
        self.paperwork.follow(policies["confirmation"])
        self.bookings = self.paperwork.at

    def begin(self, job: Job) -> None:
        """Work begins: how loaded and attentive its person is and what luck says decide whether it fails."""
        if job.case.block is None:  # not a lead: an event, or work of the organization for itself
            return
        luck = job.luck[job.at + self.luck[job.activity.code]]
        if luck < self.usual or (job.slowness > _USUAL_SLOWNESS and luck < self.most):
            self.tempt(job, luck)

    def begin_booking(self, job: Job) -> None:
        """The same in a team that does bookings: what paperwork there is comes first."""
        if job.activity.code in self.bookings and job.case.block is not None:
            self.paperwork.book(job)
        self.begin(job)

    def tempt(self, job: Job, luck: float) -> None:
        """A job begins whose luck is so bad that it may fail."""
        chance = self.chance(job, luck)
        if luck < chance:
            job.first(partial(self.fail, failures=times(luck, chance, self.parameters.again)))
            job.hours += self.amends.policy.takes

    def chance(self, job: Job, luck: float = 0.0) -> float:
        """Probability that a job that begins will fail; 0 where that is clearly not above its `luck`."""
        assert job.person is not None
        load = self.world.teams[job.activity.team].waiting_per_person(job.person)
        factor = self.amends.rarer(job.activity.code)
        if self.attention is not None:
            factor *= self.attention.carelessness(job.person.team)
        most = self._by_load[min(int(load), len(self._by_load) - 1)] * factor
        if luck >= most and job.slowness <= _USUAL_SLOWNESS:
            return 0.0
        confirmed = job.case.remembered[self.confirmed] > 0
        return self.parameters.chance(load, job.slowness, confirmed, factor)

    def fail(self, job: Job, failures: int = 1) -> None:
        """Work ends and has failed so often: trust falls, of a customer who is still one or of a lead."""
        case, rules = job.case, self.parameters
        account = None if case.account is None else account_of(job)
        lead = account is None or job not in account.open
        if not lead and not account.active:  # type: ignore[union-attr]
            return
        lost = piled(failures, rules.piling) * self.amends.left(case)
        if lead:
            case.remembered[self.trust] = fallen(
                case.remembered[self.trust], rules.trust * lost, rules.deepest
            )
        elif self.health is not None:
            self.health.move(account, -rules.harm * lost)  # type: ignore[arg-type]
        self.amends.learn(job.activity.code)
        self.tell(case)

    def tell(self, case: Case) -> None:
        """Note a failure, and let those know who care."""
        world = self.world
        world.log.move(world.clock.now, case, FAILED)
        if self.amends.policy.sorry:
            world.log.move(world.clock.now, case, RECOVERED)
        for fails in world.hooks.job_fails:
            fails(case)

    def lost_at_booking(self, job: Job) -> float:
        """Log-odds that a booking lacks because of earlier failures, and because of paperwork or for want of it; any other step
        lacks the lead's trust as it stands."""
        return effect(job.case.remembered[self.trust], self.paperwork.felt(job))


def _luck(activity: Activity) -> Draw:
    """A number in (0, 1) for each job at an activity: the job fails where it lies below the chance."""
    return Draw(
        purpose_of(_FAILURE, activity.name), EXTRA + activity.code, lambda _, u: u, lambda _, __, u: u
    )


def install(world: World, parameters: Failures, policies: Mapping[str, Any]) -> None:
    """Let jobs fail in every team."""
    trust = world.lasting(Trust, lambda: Trust(world, parameters))
    trust.follow(policies)
    booking = {one.team for one in world.forms if one.code in trust.bookings} - {NOBODY}
    if booking:
        world.hooks.job_starts.add(trust.begin, at={team.code for team in world.teams} - booking)
        world.hooks.job_starts.add(trust.begin_booking, at=booking)
    else:
        world.hooks.job_starts.add(trust.begin)
    if trust.bookings:
        world.hooks.gate.add(trust.lost_at_booking, at=trust.bookings)
        world.hooks.gate.add(Remembered(trust.trust), at={one.code for one in world.forms} - trust.bookings)
    else:
        world.hooks.gate.add(Remembered(trust.trust))


MECHANISM = Mechanism(
    name="failures",
    title=Phrase("Service failures"),
    meaning=Phrase(
        "Jobs fail now and then, more under overload and with novices, and cost trust; what is said then can cost more."
    ),
    group="customers",
    parameters=Failures,
    effects=(
        Effect(
            "chance that a job fails",
            "base exp(overload (waiting per person, at most overwhelmed, - 1)) slowness^novice (confirmed) (1 - lesson)^lessons, "
            "at most `most`; once more in the same visit: again",
        ),
        Effect(
            "every gate of a lead, after n failures in a visit",
            "- trust n^piling, at most `deepest` in all; times 1 - (restored or named - worn x earlier apologies), not above "
            "1 + excused, which an excuse leaves",
        ),
        Effect(
            "health of a customer, after n failures in a visit",
            "- harm n^piling; times 1 - (restored or named - worn x earlier apologies), or 1 + excused",
        ),
        Effect("work of the activity that books", "+ hours of the paperwork"),
        Effect(
            "gate of a booking, where confirmations are decided on",
            "- burdened with one, - uneasy familiar^(earlier bookings) without",
        ),
        Effect("health of a customer at a booking", "- bothered with a confirmation"),
        Effect(
            "lessons of an activity", "+ 1 at each failure whose harm is named; half in each lessons_last"
        ),
    ),
    claims=("A5", "A6"),
    policies={"recovery": RecoveryPolicy, "confirmation": ConfirmationPolicy},
    gate=effect,
    stocks={
        "lessons": Stock(
            title=Phrase("Lessons that have been learned from failures at an activity"),
            inflow="1 for each visit that failed, where the harm is named",
            outflow="half in each lessons_last",
            low=0.0,
            high=math.inf,
        )
    },
    install=install,
    remembers={
        "confirmed": "1 for whose booking was confirmed with paperwork",
        "bookings": "how many bookings it has made, where confirmations are decided on",
        "trust": "a lead's trust: 0 without failures, below 0 after them",
        "apologies": "apologies it remembers, as of the last one",
        "apologized": "when that was (days)",
    },
    links=(
        Link("load", "failures", 1),
        Link("novices", "failures", 1),
        Link("failures", "trust", -1),
        Link("trust", "win_rate", 1),
        Link("trust", "health", 1),
        Link("failures", "lessons", 1),
        Link("lessons", "failures", -1),
        Link("paperwork", "failures", -1),
        Link("paperwork", "load", 1),
        Link("paperwork", "win_rate", -1),
    ),
)
