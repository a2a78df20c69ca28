"""A scenario as a diagram writes it: titles of teams, activities and sources in the reader's language."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from orgsim.distributions import Chances
from orgsim.fields import Titled
from orgsim.language import Language
from orgsim.language.numbers import number, percent
from orgsim.language.phrases import Phrase, say
from orgsim.plan.derived.routes import Way
from orgsim.plan.model.organization import Whom
from orgsim.plan.scenario import Scenario
from orgsim.plan.text.document import shortened
from orgsim.report.diagrams.content.working_time import away, on_duty, usual
from orgsim.study.labels import plain

_LONGEST = 60
"""Signs of the longest title; what comes after is cut."""


def as_written(text: str, instead: str) -> str:  # noqa: ARG001
    """Any text can be written where no font is in the way."""
    return text


@dataclass(frozen=True, slots=True)
class Pen:
    """Writes what a scenario calls its parts."""

    scenario: Scenario
    language: Language = "en"
    able: Callable[[str, str], str] = as_written
    """Of a title and the plain name to take instead, the one that can be drawn."""

    def say(self, text: str | Phrase, /, **values: object) -> str:
        """A phrase of this house."""
        return say(text, self.language, **values)

    def titled(self, name: str, title: "Titled | None") -> str:
        """A title from a file, else the name; on one line and not too long."""
        shown = title.say(self.language) if title else plain(name)
        return self.able(shortened(shown, _LONGEST), shortened(plain(name), _LONGEST))

    def team(self, name: str) -> str:
        """What a team is called."""
        return self.titled(name, self.scenario.teams[name].title)

    def teams(self, names: Iterable[str]) -> str:
        """What some teams are called, in one line."""
        return self.say(", ").join(map(self.team, names))

    def activity(self, name: str) -> str:
        """What an activity is called."""
        return self.titled(name, self.scenario.journey[name].title)

    def source(self, name: str) -> str:
        """What a source is called."""
        return self.titled(name, self.scenario.sources[name].title)

    def rate(self, way: Way) -> str:
        """The share of leads that take a way, with those of segments that have rates of their own."""
        own = [f"{self.segment(name)} {percent(rate, self.language)}" for name, rate in way.own]
        return self.say(", ").join((percent(way.rate, self.language), *own))

    def segment(self, name: str) -> str:
        """What a segment is called."""
        return self.titled(name, self.scenario.segments[name].title)

    def served(self, team: str) -> Iterator[str]:
        """Whom a team serves, if not everybody."""
        whom = self.scenario.teams[team].serves
        if isinstance(whom, Whom):
            yield from self._by_rule(whom)
        elif whom is not None:
            yield self.say("serves {whom}", whom=self.say(", ").join(map(self.segment, whom)))

    def _by_rule(self, whom: Whom) -> Iterator[str]:
        """Whose scores and whose numbers."""
        if whom.scored:
            above, below = (
                None if one is None else number(one, self.language)
                for one in (whom.score_above, whom.score_below)
            )
            if above is None:
                yield self.say("serves scores below {below}", below=below)
            elif below is None:
                yield self.say("serves scores of {above} or more", above=above)
            else:
                yield self.say("serves scores from {above} to below {below}", above=above, below=below)
        if whom.numbers is not None and whom.of is not None:
            numbers = self.say(", ").join(number(one, self.language) for one in whom.numbers)
            yield self.say(
                "serves numbers {numbers} of {of} in turn", numbers=numbers, of=number(whom.of, self.language)
            )

    def helped(self, team: str) -> Iterator[str]:
        """What a team helps with, if anything."""
        names = self.scenario.teams[team].helps
        if names:
            yield self.say("helps with {what}", what=self.say(", ").join(map(self.activity, names)))

    def there(self, count: float) -> Iterator[str]:
        """How many are there on day 0, if anybody is."""
        if round(count):
            yield self.say("{count} on day 0", count=number(round(count), self.language))

    def hours(self) -> Iterator[str]:
        """When the people of each team are there, of teams that are not in office hours all the time; a line for each."""
        for name, team in self.scenario.teams.items():
            if not usual(team):
                said = self.say("; ").join((*on_duty(team, self.language), *away(team, self.language)))
                yield self.say("{title}: {text}", title=self.team(name), text=said)

    def of_segment(self, name: str) -> str:
        """Whose what follows is: "small: "."""
        return self.say("{segment}: ", segment=self.segment(name))

    def leaving(self, found: Chances) -> str:
        """How many customers leave in a year."""
        said = Phrase("{rate} a year on average") if found.cv else Phrase("{rate} a year")
        return self.say(said, rate=percent(found.mean, self.language))

    def scenario_title(self) -> str:
        """What the scenario is called, with its market where the title is the organization's."""
        plan = self.scenario
        own = self.titled(plan.name, plan.scenario.title or plan.organization.title)
        if plan.scenario.title is not None:
            return own
        return self.say(
            "{organization}, {market}", organization=own, market=self.titled("market", plan.market.title)
        )
