"""Routing: a journey on which an activity is not the same for all leads, in rates, work, patience or the team that does it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from orgsim.engine.clock import Clock
from orgsim.engine.entities import NOBODY, Activity, Case, Job
from orgsim.engine.journey import Journey
from orgsim.engine.log import LogWriter
from orgsim.engine.side_by_side import Fork
from orgsim.engine.teams import Team

Forms = Mapping[Activity, Sequence[Sequence[Activity]]]
"""What an activity is for a case, by the case's entity and segment, for each activity that is not the same for all."""


@dataclass(slots=True, eq=False)
class CountedOff(Activity):
    """What an activity is where cases are counted off to the teams that do it: nobody does it but in one of these forms."""

    turns: tuple[Activity, ...] = ()
    """By the number of a case, over and over."""


class RoutedJourney(Journey):
    """Gives each job the form that its activity has for the case."""

    def __init__(self, clock: Clock, log: LogWriter, teams: list[Team], until: float, forms: Forms) -> None:
        super().__init__(clock, log, teams, until)
        self.forms = forms

    def form(self, case: Case, activity: Activity) -> Activity:
        """What an activity is for a case."""
        found = self.forms.get(activity)
        return activity if found is None else found[case.entity][case.segment]

    def enter(self, case: Case, activity: Activity) -> None:
        """A lead comes to an activity, in the form that it has for this lead."""
        form = self.form(case, activity)
        while form.team == NOBODY and not isinstance(activity, Fork):  # one left undone may lead to the next
            skipped = activity.skipped
            if skipped is None or skipped.activity is None:
                break
            activity = skipped.activity
            form = self.form(case, activity)
        super().enter(case, form)

    def job(
        self, case: Case, activity: Activity, done: Callable[[Job], None], cold: Callable[[Job], None]
    ) -> Job:
        """A job for a case's next visit, in the form that the activity has for it."""
        return super().job(case, self.form(case, activity), done, cold)


class CountingJourney(RoutedJourney):
    """A journey on which the cases of an entity are counted off."""

    def form(self, case: Case, activity: Activity) -> Activity:
        """What an activity is for a case, by its number where that matters."""
        found = super().form(case, activity)
        return found.turns[case.number % len(found.turns)] if isinstance(found, CountedOff) else found
