"""Gates: how a job ends, as an ordered logit of the case's luck and the effects that act on it.

The outcome of a gate is the first k with  s + effects > c_k,  where  s = λ z - logit(u)  is the case's luck at this step
(z its readiness, u a uniform), so that  P(outcome k or better) = logistic(λ z + effects - c_k).  The cut-points c_k come
from calibration (`orgsim.setup.calibration`).
"""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from orgsim.engine.clock import Clock
from orgsim.engine.entities import Activity, Job, Outcome, Person
from orgsim.engine.log import LogWriter


@dataclass(frozen=True, slots=True)
class Remembered:
    """An effect of a gate that stands in what is remembered of a case, at a place: gates look there, and call nobody."""

    place: int

    def __call__(self, job: Job) -> float:
        """Log-odds that it adds to the gate of a job."""
        return job.case.remembered[self.place]


@dataclass(frozen=True, slots=True)
class OfPerson:
    """An effect of a gate that hangs on who did the job alone: gates ask once for each person and form of an activity."""

    ask: Callable[[Person, Activity], float]

    def __call__(self, job: Job) -> float:
        """Log-odds that it adds to the gate of a job."""
        return self.ask(job.person, job.activity)  # type: ignore[arg-type]

    def table(self, activity: Activity) -> "ByPerson":
        """What it adds to the gate of a form of an activity, by person."""
        return ByPerson(self.ask, activity)


class ByPerson(dict[Person, float]):
    """Log-odds at one gate by person, each asked for when it is first looked up."""

    def __init__(self, ask: Callable[[Person, Activity], float], activity: Activity) -> None:
        super().__init__()
        self._ask = ask
        self._activity = activity

    def __missing__(self, person: Person) -> float:
        found = self[person] = self._ask(person, self._activity)
        return found


@dataclass(frozen=True, slots=True)
class OfTheSlow:
    """An effect of a gate on jobs of people slower than a trained one alone: gates call nobody for those of others."""

    ask: Callable[[float], float]
    """Log-odds by how much slower (above 1)."""

    def __call__(self, job: Job) -> float:
        """Log-odds that it adds to the gate of a job."""
        return self.ask(job.slowness) if job.slowness > 1.0 else 0.0


@dataclass(frozen=True, slots=True)
class OfForm:
    """An effect of a gate that hangs on the form of the activity alone: it is asked once, when an organization begins."""

    ask: Callable[[Activity], float]

    def __call__(self, job: Job) -> float:
        """Log-odds that it adds to the gate of a job."""
        return self.ask(job.activity)


@dataclass(frozen=True, slots=True)
class ByForm:
    """An effect of a gate whose rules differ by form of an activity: each is told its own once, when an organization begins."""

    tell: Callable[[Activity], Callable[[Job], float]]

    def __call__(self, job: Job) -> float:
        """Log-odds that it adds to the gate of a job."""
        return self.tell(job.activity)(job)


class Gates:
    """Decides on the jobs of one run."""

    def __init__(self, clock: Clock, log: LogWriter) -> None:
        self.clock = clock
        self.log = log
        self.daily: list[Activity] = []
        """Activities whose gates feel stocks of the organization."""
        self._tomorrow = 0.0
        """When the next day begins: stocks move slowly, and gates feel them as the first decision of the day finds them."""

    def decide(self, job: Job) -> Outcome:
        """What a gate says of a job done; the log notes it with the effects that moved it."""
        activity, score = job.activity, job.luck[job.at + 1]
        effects: Sequence[float]
        if activity.today:
            if job.end >= self._tomorrow:
                self.look_around()
            effects = found = activity.today.copy()
            remembered = job.case.remembered
            for at, place in activity.standing:
                found[at] = remembered[place]
            for at, known in activity.personal:
                found[at] = known[job.person]  # type: ignore[index]
            if job.slowness > 1.0:
                for at, ask in activity.slow:
                    found[at] = ask(job.slowness)
            for at, effect in activity.effects:
                found[at] = effect(job)
            score += sum(found)
        else:
            effects = ()
        outcome = activity.outcomes[bisect_right(activity.cuts, -score)]
        self.log.job(job, outcome.code, effects, activity.row)
        for decided in activity.decided:
            decided(job, outcome, effects)
        return outcome

    def look_around(self) -> None:
        """See how the stocks of the organization stand today."""
        self._tomorrow = self.clock.tomorrow()
        for activity in self.daily:
            for at, effect in activity.daily:
                activity.today[at] = effect(activity.code)


def shifted(job: Job) -> float:
    """Log-odds that market changes add to the gate of a job: the engine's own effect."""
    return job.activity.shifts.at(job.end)
