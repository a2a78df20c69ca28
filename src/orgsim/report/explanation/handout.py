"""The facts of a scenario as a text to print: for the terminal, for notebooks, for a handout."""

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

from orgsim.language.numbers import counted, number, percent, quantity
from orgsim.language.phrases import Phrase, known, listed, say
from orgsim.language.spans import span
from orgsim.mechanisms import MECHANISMS
from orgsim.mechanisms.shared.declaration import GROUPS, Mechanism
from orgsim.plan.derived.routes import Way, ways
from orgsim.plan.derived.serving import teams_of
from orgsim.plan.text.document import shortened
from orgsim.report.diagrams.content.pen import Pen
from orgsim.report.explanation.facts import ScenarioFacts
from orgsim.report.explanation.grid import grid, points
from orgsim.report.explanation.needed import needed
from orgsim.report.explanation.parameters import STATUSES, Parameter, shown
from orgsim.report.explanation.plans import plans
from orgsim.report.explanation.there import on_day_0, working_time
from orgsim.report.explanation.weightiest import told, weightiest_shown
from orgsim.study.labels import MEASURED_ON, activity_title, segment_title, team_title

if TYPE_CHECKING:
    from rich.console import Console, RenderableType


_ENDS = {"customer": Phrase("customer"), "nurture": Phrase("nurture"), "lost": Phrase("lost")}
_HOW = {
    "cold": Phrase("when gone cold"),
    "back": Phrase("when gone cold there"),
    "turned": Phrase("when turned away there"),
}


def text(found: ScenarioFacts, width: int, every: bool) -> str:
    """The explanation as plain text of so many columns: the first pages, or all."""
    from rich.console import Console

    paper = Console(file=io.StringIO(), width=width, color_system=None, legacy_windows=False)
    write(found, paper, every)
    said = paper.file.getvalue()  # type: ignore[attr-defined]
    return "\n".join(line.rstrip() for line in said.splitlines()) + "\n"


def write(found: ScenarioFacts, paper: "Console", every: bool) -> None:
    """Print the explanation: the first pages, or all."""
    script = _Script(found)
    for part in script.everything() if every else script.first_pages():
        paper.print(part, markup=False, highlight=False)


class _Script:
    """The parts of an explanation in the order of reading."""

    def __init__(self, found: ScenarioFacts) -> None:
        self.found = found
        self.scenario = found.scenario
        self.language = found.language

    def say(self, phrase: str | Phrase, /, **values: object) -> str:
        """A phrase in the reader's language."""
        return say(phrase, self.language, **values)

    def first_pages(self) -> Iterator["RenderableType"]:
        """What a class or a meeting needs: who does what, what acts, and the numbers that matter most."""
        yield from self._begun()
        yield self._journey(short=True)
        for group, title in GROUPS.items():
            acting = [one for one in self.found.in_force.values() if one.group == group]
            lines = [self.say("{title}: {text}", title=one.title, text=one.meaning) for one in acting]
            yield from self._listed(self.say("What acts: {group}", group=self.say(title)), lines)
        if not self.found.in_force:
            yield from self._nothing()
        yield from weightiest_shown(self.scenario, self.language)
        yield from self._last()
        yield self.say(
            "All numbers with their sources, plans, what does not act and what is taken for granted: --all, in Python "
            "text(every=True)."
        )

    def everything(self) -> Iterator["RenderableType"]:
        """Everything, from what the scenario is to what is taken for granted."""
        yield from self._begun()
        for title, said in (
            (Phrase("Working time"), working_time),
            (Phrase("Plans of people and pay"), plans),
            (Phrase("There on day 0"), on_day_0),
        ):
            yield from self._listed(self.say(title), list(said(self.scenario, self.language)))
        yield self._journey()
        yield self.say(
            "Rates of the market in the reference condition. Judgement: how strongly a lead's readiness decides, in log-odds "
            "for each standard deviation; 0 is a coin."
        )
        yield ""
        yield from self._mechanisms()
        yield from self._listed(self.say("Not in force"), self._absent())
        yield from self._listed(
            self.say("Taken for granted"), [one.says.say(self.language) for one in self.found.assumptions]
        )
        yield from self._last()

    def _begun(self) -> Iterator["RenderableType"]:
        yield shortened(self.scenario.title(self.language), 200)
        yield self._about()
        yield ""
        yield self._teams()

    def _nothing(self) -> Iterator["RenderableType"]:
        yield self.say("No mechanism is in force: only queues, gates and routing.")
        yield ""

    def _last(self) -> Iterator["RenderableType"]:
        yield from self._listed(
            self.say("How sure the numbers are"), [self._sure()] if self.found.in_force else []
        )
        yield from self._listed(self.say("Notes"), list(self.scenario.notes_in(self.language)))

    def _about(self) -> str:
        head = self.scenario.scenario
        market = self.scenario.market.title.say(self.language)
        horizon = span(head.horizon, self.language)
        if not head.warm_up:
            return self.say("{market}; {horizon}", market=market, horizon=horizon)
        return self.say(
            "{market}; {horizon}, of which the first {warm_up} are not counted",
            market=market,
            horizon=horizon,
            warm_up=span(head.warm_up, self.language),
        )

    def _listed(self, title: str, lines: list[str]) -> Iterator["RenderableType"]:
        from rich.text import Text

        if lines:
            yield Text(title, style="bold")
            yield points(lines)
            yield ""

    def _teams(self) -> "RenderableType":
        heads = (
            self.say("Team"),
            self.say("People"),
            self.say("Pay a month"),
            self.say("Measured on"),
            self.say("Does"),
        )
        rows: list[tuple[str, ...]] = []
        for name, team in self.scenario.teams.items():
            pay = quantity(team.headcount * team.cost, "money", self.scenario.market.currency, self.language)
            does = [self._activity(one) for one in team.does if one in self.scenario.journey]
            kpi = "–" if team.kpi == "none" else self.say(MEASURED_ON[team.kpi])
            rows.append(
                (
                    team_title(self.scenario, name, self.language),
                    str(team.headcount),
                    pay,
                    kpi,
                    self._whom(name, self.say(", ").join(does)),
                )
            )
        return grid(self.say("Teams"), list(heads), rows, right=(1, 2))

    def _whom(self, team: str, does: str) -> str:
        """What a team does, with whom it serves and what it helps with, where that is said."""
        pen = Pen(self.scenario, self.language)
        for one in (*pen.served(team), *pen.helped(team)):
            does = self.say("{title} ({text})", title=does, text=one) if does else one
        return does

    def _activity(self, name: str) -> str:
        return activity_title(self.scenario, name, self.language)

    def _journey(self, short: bool = False) -> "RenderableType":
        """Who does each step, with how much work and what follows; `short`: without how work is laid out and who goes cold."""
        heads = (
            self.say("Activity"),
            self.say("Done by"),
            self.say("Work"),
            self.say("Judgement"),
            self.say("Leads to"),
        )
        rows: list[tuple[str, ...]] = []
        for name, activity in self.scenario.journey.items():
            teams = [team_title(self.scenario, one, self.language) for one in teams_of(self.scenario, name)]
            who = self.say(", ").join(teams) or self.say("nobody does it")
            hours = self._hours(name) if short else "\n".join(self._work(name))
            judgement = number(activity.judgement, self.language) if len(activity.outcomes) > 1 else "–"
            found = [
                way for way in ways(self.scenario, name) if not short or way.kind in ("outcome", "skipped")
            ]
            leads = "\n".join(self._way(way) for way in found) or "–"
            rows.append((self._activity(name), who, hours, judgement, leads))
        return grid(self.say("The journey"), list(heads), rows, right=(2, 3))

    def _work(self, name: str) -> Iterator[str]:
        """How long the work of an activity takes, and how it is laid out."""
        activity = self.scenario.journey[name]
        yield self._hours(name)
        if activity.urgent:
            yield self.say("urgent")
        if activity.sittings is not None:
            hours = counted(activity.sittings.length, "hours", self.language)
            gap = span(activity.sittings.gap.build().mean, self.language)
            yield self.say("in sittings of {hours}, {gap} apart", hours=hours, gap=gap)
        if activity.with_:
            teams = listed(
                (team_title(self.scenario, team, self.language) for team in activity.with_), self.language
            )
            yield self.say("with {teams}", teams=teams)

    def _hours(self, name: str) -> str:
        """Mean hours of a job, with those of segments that state their own."""
        usual = counted(self.scenario.journey[name].work.build().mean, "hours", self.language)
        own = [
            (segment, work)
            for segment, one in self.scenario.segments.items()
            if name in one.journey and (work := one.journey[name].work) is not None
        ]
        return self._apart(usual, [(one, counted(w.build().mean, "hours", self.language)) for one, w in own])

    def _apart(self, usual: str, own: list[tuple[str, str]]) -> str:
        """What holds for most leads, and what for those of some segments."""
        said = [f"{segment_title(self.scenario, name, self.language)} {one}" for name, one in own]
        return self.say(", ").join((usual, *said))

    def _way(self, way: Way) -> str:
        aim = self._activity(way.to) if way.to in self.scenario.journey else self.say(_ENDS[way.to])
        if way.kind == "outcome":
            own = [(name, percent(rate, self.language)) for name, rate in way.own]
            said = f"{self._apart(percent(way.rate, self.language), own)} {aim}"
            if way.after is not None:
                after = span(way.after.build().mean, self.language)
                said = self.say("{title} ({text})", title=said, text=after)
            return f"{said} {self.say('(with others)')}" if way.beside else said
        how = _HOW.get(way.kind, Phrase("left out"))
        return self.say("{title}: {text}", title=how, text=aim)

    def _mechanisms(self) -> Iterator["RenderableType"]:
        from rich.text import Text

        if not self.found.in_force:
            yield from self._nothing()
        for group, title in GROUPS.items():
            acting = {
                name: mechanism for name, mechanism in self.found.in_force.items() if mechanism.group == group
            }
            if acting:
                yield Text(
                    self.say("Mechanisms in force: {group}", group=title.say(self.language)), style="bold"
                )
                yield ""
            for name, mechanism in acting.items():
                yield from self._mechanism(name, mechanism)

    def _mechanism(self, name: str, mechanism: Mechanism) -> Iterator["RenderableType"]:
        from rich.padding import Padding
        from rich.text import Text

        numbers = self.found.parameters(name)
        table = numbers[0].path.rpartition(".")[0] if numbers else f"effects.{name}"
        yield Text.assemble(
            (mechanism.title.say(self.language), "bold"),
            self.say("{title}: {text}", title=" [" + table + "]", text=mechanism.meaning),
        )
        for effect in mechanism.effects:
            yield Padding(
                Text(self.say("acts on {on}: {says}", on=self.found.acts_on(name, effect), says=effect.says)),
                (0, 0, 0, 2),
            )
        rows = [self._parameter(one, table) for one in numbers]
        for one in self.found.settings(name):
            decided = self.say("decided by the organization")
            said = f"{one.path}\n{known(one.meaning, self.language)}\n{decided}"
            rows.append((said, shown(one.value, "", self.language), "", ""))
        heads = [self.say("Parameter"), self.say("Value"), self.say("As odds"), self.say("Range")]
        if not any(row[2] for row in rows):
            heads.remove(self.say("As odds"))
            rows = [(*row[:2], *row[3:]) for row in rows]
        yield grid("", list(heads), rows, wide=36) if rows else ""

    def _parameter(self, one: Parameter, table: str) -> tuple[str, ...]:
        value = shown(one.value, one.unit, self.language)
        if one.changed:
            default = self.say("default {value}", value=shown(one.default, one.unit, self.language))
            value = f"{value} *\n({default})"
        ratio = one.odds_ratio
        odds = "" if ratio is None else self.say("odds × {ratio}", ratio=number(ratio, self.language))
        name = one.path.removeprefix(f"{table}.")
        meaning, source = told(one, self.language)
        sure = self.say("{title}: {text}", title=STATUSES[one.status], text=source)
        said = f"{name}\n{meaning}\n{sure}"
        return said, value, odds, one.bounds(self.language)

    def _absent(self) -> list[str]:
        lines = []
        for name, needs in self.found.missing.items():
            title = self.say("{title} ({text})", title=MECHANISMS[name].title, text=name)
            if needs:
                lines.append(
                    self.say("{title}: needs {needs}", title=title, needs=needed(needs, self.language))
                )
            else:
                lines.append(self.say("{title}: switched off in scenario.mechanisms", title=title))
        return lines

    def _sure(self) -> str:
        counts = self.found.statuses
        said = [
            self.say("{status} {count}", status=STATUSES[status], count=count)
            for status, count in counts.items()
            if count
        ]
        return self.say(
            "{total} numbers in the mechanisms in force: {counts}. {changed} of them differ from their defaults. "
            "The numbers of the market and the organization carry their sources as comments in their files.",
            total=sum(counts.values()),
            counts=self.say(", ").join(said),
            changed=self.found.changed,
        )
