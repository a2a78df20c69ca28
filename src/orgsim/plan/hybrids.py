"""Hybrids: the division of labour of one organization with the work, or the policies and records, of another.

Two organizations in the same market differ in three families of things:

- the *cut*: which team does what for whom, and how many people it has (headcounts, their plan, hiring, transfers);
- the *work* that is done at all: activities of the journey;
- *policies and records*: all other policies, and what teams state beside the cut (ownership, KPI, quota, calendar, pay).

A hybrid takes each family from one of two organizations. It is a scenario like any other, made of their documents alone.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, Literal, get_args

from orgsim.errors import OrgsimError, ScenarioError
from orgsim.language import Language
from orgsim.language.phrases import Phrase, listed, said
from orgsim.plan.budget import at_payroll, dealt, payroll
from orgsim.plan.checks.draft import tables
from orgsim.plan.checks.own_work import BACKGROUND
from orgsim.plan.derived.charts import Chart, Donors, chart, chart_of
from orgsim.plan.derived.posts import hours_by_team
from orgsim.plan.scenario import Scenario
from orgsim.plan.text.document import Document, Origin

Family = Literal["work", "policies", "cut"]
FAMILIES: tuple[Family, ...] = ("work", "policies", "cut")
"""In the order in which one organization is turned into the other."""
OF_CUT = ("title", "does", "serves", "helps", "headcount", "changes", "absences")
"""What a team states of the cut; all else is policy."""
_ORGANIZATIONS = ("organization", "teams", "policies", "transfers")
"""Tables in which organizations differ."""
_BETWEEN_TEAMS = ("rotation", "strengths")
"""Policies that need two teams."""
_ROUNDING = 1e-9

Tables = dict[str, dict[str, Any]]


class HybridError(OrgsimError):
    """Why two scenarios cannot be crossed, in words for the reader of a comparison."""

    def __init__(self, reason: Phrase) -> None:
        super().__init__(said(reason, "en"))
        self.reason = reason


def check_crossable(a: Scenario, b: Scenario) -> None:
    """Raise HybridError where two scenarios differ in more than their organizations, or change these during the run."""
    if a.reorganizations or b.reorganizations:
        raise HybridError(Phrase("an organization takes over during the run"))
    parts = dict.fromkeys(one.key.split(".")[0] for one in a.diff(b) if one.counts)
    others = [part for part in parts if part not in _ORGANIZATIONS]
    if others:
        different = ", ".join(others)
        raise HybridError(Phrase("they differ in more than their organizations ({parts})", parts=different))


def hybrid(cut: Scenario, work: Scenario, policies: Scenario) -> Scenario:
    """The scenario that has its cut, its work, and its policies and records each from one of two organizations.

    Work that the cut lacks goes where `derived.charts.chart` puts it. What teams state of policies comes from the team that does
    the activity on which, of the team's own, the market asks most hours; pay is the mean over the people who do its work. People
    of teams that have nothing left to do are dealt to the others by the hours that the market asks. Where both organizations cost
    the same, to within half a person, the hybrid does too. Raises HybridError where it could not be run.
    """
    if cut is work and cut is policies:
        return cut
    document = cut.document()
    does = chart_of(cut) if work is cut else chart(cut, work)
    teams = teams_doing(document, does)
    rules = tables(document.get("policies"))
    if policies is not cut:
        donors = Donors.of(policies, tables(policies.document().get("teams")))
        heads = {name: team.headcount for name, team in cut.teams.items()}
        teams = {name: _in_words_of(donors, cut, name, table) for name, table in teams.items()}
        hiring = rules.get("hiring")
        rules = policies_for(policies, donors, does, heads) | ({"hiring": hiring} if hiring else {})
    gone = idle(cut, teams, rules)
    kept = {name: table for name, table in teams.items() if name not in gone}
    found = assembled(cut, kept, rules)
    return _checked(lambda: _within_payroll(_with_people_of(gone, cut, found), cut, policies))


def with_work_of(cut: Scenario, other: Scenario) -> Scenario:
    """An organization that does the work of another, called after what it does besides; itself where it does that already.

    Raises HybridError.
    """
    does = {activity for team in cut.teams.values() for activity in team.does}
    wanted = [activity for team in other.teams.values() for activity in team.does]
    added = [activity for activity in cut.journey if activity in wanted and activity not in does]
    if not added:
        return cut
    titles = [cut.journey[one].title or one for one in added]
    head = {
        "title": {
            language: f"{cut.organization.title.say(language)} + {listed(titles, language)}"
            for language in get_args(Language)
        }
    }
    document = hybrid(cut, other, cut).document()
    document = document.with_value(("organization",), head, document.origin(("organization",)))
    return cut.varied(replace(document, name=f"{cut.name} + {', '.join(added)}"))


def teams_doing(document: Document, does: Chart) -> Tables:
    """The teams of a document doing what a chart says, with what depends on that."""
    found = tables(document.get("teams"))
    every = {name for own in does.values() for name in own}
    for team, table in found.items():
        own = list(does[team])
        if set(own) == set(table["does"]) and every >= set(table.get("helps", ())):
            continue
        listed = {"priority": set(own), "helps": every - set(own)}
        kept = {
            key: [name for name in table[key] if name in wanted]
            for key, wanted in listed.items()
            if key in table
        }
        found[team] = {**table, **kept, "does": own}
    return found


def policies_for(policies: Scenario, donors: Donors, does: Chart, heads: Mapping[str, int]) -> Tables:
    """The policies of an organization but for hiring, with the teams of a chart and their headcounts in place of its own.

    A reserved share of a team's hours becomes the share that is as many hours there.
    """
    found: Tables = {}
    for name, table in tables(policies.document().get("policies")).items():
        if name == "hiring":
            continue
        table = dict(table)
        if isinstance(team := table.get("team"), str):
            table["team"] = to = donors.counterpart(team, does, heads)
            people = policies.teams[team].headcount
            if name in BACKGROUND and table.get("share") and people != heads[to]:
                share = getattr(policies.policies, name).share
                table["share"] = min(1.0, share * people / max(heads[to], 1))
        if isinstance(named := table.get("teams"), list):
            table["teams"] = list(dict.fromkeys(donors.counterpart(one, does, heads) for one in named))
            if name in _BETWEEN_TEAMS and len(table["teams"]) < 2:
                continue
        found[name] = table
    return found


def idle(cut: Scenario, teams: Tables, rules: Tables) -> list[str]:
    """Teams that have nothing left to do: neither of the journey, nor by a policy, nor with others."""
    busy = {table.get("team") for table in rules.values()}
    busy |= {team for activity in cut.journey.values() for team in activity.with_}
    return [
        name
        for name, table in teams.items()
        if not table["does"] and name not in busy and not table.get("helps")
    ]


def assembled(cut: Scenario, teams: Tables, rules: Tables) -> Scenario:
    """The scenario with other teams and policies; what was planned for teams that are gone is gone. Raises HybridError."""
    document = replace(cut.document(), notes=())
    said = Origin(document.file, 0)
    if "hiring" in rules:
        rules = {**rules, "hiring": {name: one for name, one in rules["hiring"].items() if name in teams}}
    rows = document.get("transfers")
    document = document.with_value(("teams",), teams, said).with_value(("policies",), rules, said)
    if isinstance(rows, list):
        moving = [row for row in rows if row["from"] in teams and row["to"] in teams]
        document = document.with_value(("transfers",), moving, said)
    return _checked(lambda: cut.varied(document))


def _checked(make: Callable[[], Scenario]) -> Scenario:
    try:
        return make()
    except ScenarioError as error:
        problems = "; ".join(problem.message for problem in error.problems[:2])
        reason = Phrase("what lies between them could not be run: {problem}", problem=problems)
        raise HybridError(reason) from None


def _in_words_of(donors: Donors, cut: Scenario, name: str, table: dict[str, Any]) -> dict[str, Any]:
    """A team's table with what it states beside the cut in the words of the team of another organization."""
    does = table["does"]
    own = donors.team(name, does, cut.teams[name].serves)
    if own is None:
        return table
    said = donors.words[own]
    found = {key: value for key, value in table.items() if key in OF_CUT}
    found |= {key: value for key, value in said.items() if key not in OF_CUT}
    if "priority" in found:
        found["priority"] = [one for one in found["priority"] if one in does]
    like = donors.content.teams[own]
    if set(like.does) == set(does) and like.serves == cut.teams[name].serves:
        return found  # the very same post, though another team may do the same for others
    amount = donors.pay(does)
    if amount is None or amount == like.cost:
        return found
    before = cut.teams[name].cost
    is_same = abs(amount - before) <= _ROUNDING * before
    return {**found, "cost": table["cost"] if is_same else f"{amount:.9f} / month"}


def _with_people_of(gone: Iterable[str], cut: Scenario, found: Scenario) -> Scenario:
    """The scenario with the people of teams that are gone dealt to the others."""
    left = [cut.teams[name] for name in gone]
    people = sum(team.headcount for team in left)
    if not people:
        return found
    weights = {name: sum(hours.values()) for name, hours in hours_by_team(found).items()}
    costs = {name: team.cost for name, team in found.teams.items()}
    more = dealt(weights, costs, people, sum(team.headcount * team.cost for team in left))
    heads = {name: found.teams[name].headcount + number for name, number in more.items()}
    return found.replace({f"teams.{name}.headcount": number for name, number in heads.items()})


def _within_payroll(found: Scenario, cut: Scenario, policies: Scenario) -> Scenario:
    """The scenario at the payroll of both organizations, where that is the same to within half a person."""
    pays = [team.cost for one in (cut, policies, found) for team in one.teams.values()]
    half, budget = max(pays) / 2, payroll(cut)
    if (
        abs(budget - payroll(policies)) > half
        or abs(budget - payroll(found)) <= half
        or not payroll(found) > 0
    ):
        return found
    return at_payroll(found, budget)
