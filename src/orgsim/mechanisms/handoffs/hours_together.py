"""Hours together: what is left of being strangers after the hours of work that each case has had with each person.

Exact, and in so many steps per job however many people a case has met: exp(-hours / scale) is multiplied by that of each
job's hours. Most cases have met one person, whose key is remembered beside the hours; of the others each person's table is
kept, since few people fill a processor's memory less than many cases. A person's key stays theirs when they change teams.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from orgsim.elementary import exp
from orgsim.engine.entities import Account, Case, Job, Person
from orgsim.engine.joint import Joint
from orgsim.engine.owned_team import OwnedTeam
from orgsim.engine.past import Past
from orgsim.engine.world import World
from orgsim.mechanisms.handoffs.knowledge import CaseKnowledge


class HoursTogether:
    """The hours that each case has had with each person, and in all."""

    def __init__(self, world: World, scale: float, most: Sequence[float], recorded: float) -> None:
        """`scale` is the staff hours after which 1/e of being strangers is left, `most` by segment the log-odds that a stranger
        takes from a gate who knows nothing, `recorded` the share of that spared by who knows all that was learned."""
        self.world = world
        self.scale = scale
        self.shared = False
        """Whether people of several teams have ever done jobs together."""
        self.hours = world.remember("hours")
        self.sole = world.remember("sole")
        self.strange = world.remember("strange")
        self.felt = world.remember("felt")
        self.known = self.reference = self.hours  # without knowledge nothing of it is ever missing
        if (knowledge := world.part(CaseKnowledge)) is not None:
            self.known, self.reference = knowledge.known, knowledge.reference
        self._most, self._recorded = most, recorded
        self.with_each = defaultdict[float, dict[int, float]](dict)
        """Of cases that have met several people, what is left with each: by the person's key, then by the case's."""
        self._paused: dict[Job, tuple[float, float]] = {}
        """Of jobs that were put aside: when they began, and staff hours that are counted already."""

    def left(self, case: Case, person: Person) -> float:
        """What is left of being strangers with a person, in (0, 1]."""
        if sole := case.remembered[self.sole]:
            return self.left_in_all(case) if sole == person.key else 1.0
        return self.with_each[person.key].get(case.key, 1.0)

    def left_on_average(self, case: Case, people: Sequence[Person]) -> float:
        """What is left of being strangers with one of some people (one at the least), on average."""
        total, with_each, case_key = 0.0, self.with_each, case.key
        if sole := case.remembered[self.sole]:
            left = self.left_in_all(case)
            for person in people:
                total += left if person.key == sole else 1.0
        else:
            for person in people:
                total += with_each[person.key].get(case_key, 1.0)
        return total / len(people)

    def left_in_all(self, case: Case) -> float:
        """What would be left with one person who had spent all the hours."""
        remembered = case.remembered
        if remembered[self.sole]:
            return exp(-remembered[self.hours] / self.scale)
        return remembered[self.strange] if remembered[self.hours] else 1.0

    def spend(self, job: Job, hours: float | None = None) -> None:
        """Somebody has worked on a case for so many hours: those of a job that is done when not stated."""
        if hours is None:
            hours = self._rest(job) if self._paused else job.hours
        case, key = job.case, job.person.key  # type: ignore[union-attr]
        remembered = case.remembered
        spent = remembered[self.hours]
        remembered[self.hours] = spent + hours
        if not spent:
            remembered[self.sole] = key
        elif (sole := remembered[self.sole]) != key:
            less, of, case_key = exp(-hours / self.scale), self.with_each[key], case.key
            if sole:
                self._tell_apart(case, spent)
            left = of[case_key] = of.get(case_key, 1.0) * less
            strange = remembered[self.strange] = remembered[self.strange] * less
            lacking = left - strange
            if lacking > 0.0:  # what `acquaintance.effect` says, without a call for every job
                known, reference = remembered[self.known], remembered[self.reference]
                kept = known / reference if known < reference else 1.0
                remembered[self.felt] = (
                    0.0 - self._most[case.segment] * (1.0 - self._recorded * kept) * lacking
                )
            else:
                remembered[self.felt] = 0.0

    def spend_together(self, job: Job, hours: float | None = None) -> None:
        """The same where people of several teams may have done a job together."""
        if hours is None:
            hours = self._rest(job)
        self.spend(job, hours)
        if job.activity.shape.lent:
            case = job.case
            for person in self.beside(job):
                self.at_most(case, person, self.left(case, person) * exp(-hours / self.scale))

    def pause(self, job: Job, hours: float) -> None:
        """A job is put aside after so many staff hours; perhaps somebody else goes on with it."""
        begun, counted = self._paused.get(job, (job.start, 0.0))
        self._paused[job] = job.start, (counted if begun == job.start else 0.0) + hours
        if self.shared:
            self.spend_together(job, hours)
        else:
            self.spend(job, hours)

    def _rest(self, job: Job) -> float:
        """Hours of a job that are not counted yet."""
        begun, counted = self._paused.pop(job, (job.start, 0.0))
        # Another team may have begun anew with what was left of it.
        return max(0.0, job.hours - counted) if begun == job.start else job.hours

    def _tell_apart(self, case: Case, hours: float) -> None:
        """People are told apart from now on: until now one person has spent all the hours."""
        remembered = case.remembered
        left = remembered[self.strange] = exp(-hours / self.scale)
        self.with_each[remembered[self.sole]][case.key] = left
        remembered[self.sole] = 0.0

    def beside(self, job: Job) -> Iterator[Person]:
        """Who else is in a job that several do together."""
        team = self.world.teams[job.activity.team]
        if isinstance(team, Joint):
            for _, person in team.together.get(job, ()):
                yield person

    def at_most(self, case: Case, person: Person, left: float) -> None:
        """No more than so much is left of being strangers with a person, who has been there beside whoever spent the hours."""
        if left < self.left(case, person):
            if case.remembered[self.sole]:
                self._tell_apart(case, case.remembered[self.hours])
            self.with_each[person.key][case.key] = left

    def there(self, past: Past) -> None:
        """A case is there on day 0: who keeps it has done what their team has done for it, else the team's people in turn."""
        case, journey, hours = past.case, self.world.journey, past.case.remembered
        spent_with: dict[float, float] = {}
        for turn, activity in enumerate(past.work):
            form = journey.form(case, activity)
            team = journey.teams[form.team]
            person, places = None, len(team.people)
            if isinstance(team, OwnedTeam):
                person, turn = owner(team, case), 0
            if person is None and places:
                person = team.people[(case.number + turn) % places]
            if person is not None:
                spent_with[person.key] = spent_with.get(person.key, 0.0) + form.mean_work
        hours[self.hours] = spent = sum(spent_with.values())
        if len(spent_with) == 1:
            hours[self.sole] = next(iter(spent_with))
        elif spent_with:
            hours[self.strange] = exp(-spent / self.scale)
            for key, one in spent_with.items():
                self.with_each[key][case.key] = exp(-one / self.scale)

    def forget(self, account: Account) -> None:
        """An heir takes over, who knows nobody yet."""
        case = account.case
        case.remembered[self.hours] = case.remembered[self.sole] = case.remembered[self.felt] = 0.0
        for of in self.with_each.values():
            of.pop(case.key, None)


def owner(team: OwnedTeam, case: Case) -> Person | None:
    """Who keeps a case in a team, or is on the way to it with that; None for nobody."""
    person = team.owners.get(case.key)
    if person is None and case.key in team.expected:
        person = team.expected[case.key][1]
    return person
