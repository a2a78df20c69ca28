"""Matched organizations: the same work, people, pay, records and policies; they differ in the cut alone."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

from orgsim.errors import OrgsimError, unusable
from orgsim.language import Language
from orgsim.language.phrases import Phrase
from orgsim.plan.budget import dealt, payroll
from orgsim.plan.checks.draft import tables
from orgsim.plan.derived.charts import Chart, Donors, chart
from orgsim.plan.derived.posts import hours_by_team
from orgsim.plan.files import ORGANIZATION_KEYS
from orgsim.plan.hybrids import assembled, idle, policies_for, teams_doing
from orgsim.plan.load import load
from orgsim.plan.model.organization import Team
from orgsim.plan.scenario import Scenario
from orgsim.plan.text.locations import gallery_names
from orgsim.writing import MADE, called, explained, placing

REFERENCE = "the-model"
"""Whose work, people, pay, records and policies all have, where nothing is said of it and the market has no namesake."""
_HEAD = (
    "# Matched: the organizations of this folder do the same work with as many people, the same "
    "pay, records and policies.\n# They differ in which team does what alone; people are divided "
    "by the hours that the market asks of each team.\n\n"
)
_KEPT = ("title", "does", "serves", "helps")


def matched_gallery(market: str, like: str | None = None) -> dict[str, Scenario]:
    """The cuts of all organizations of the gallery that go with a market, matched; of two with the same cut the first.

    `like` names the organization whose work, people, pay and policies all have: the market's namesake when not stated, else
    `REFERENCE`. Raises OrgsimError where it does not go with the market, or where fewer than two cuts are left.
    """
    packaged, stem = gallery_names("organization"), Path(market).stem
    reference = load(market, like or (stem if stem in packaged else REFERENCE))
    found, seen = dict[str, Scenario](), set[object]()
    for name in dict.fromkeys((reference.name, *packaged)):
        try:
            one = matched(reference, reference if name == reference.name else load(market, name))
        except OrgsimError:
            if name == reference.name:
                raise
            continue
        cut = frozenset((frozenset(team.does), repr(team.serves), team.helps) for team in one.teams.values())
        if cut not in seen:
            seen.add(cut)
            found[name] = one
    if len(found) < 2:
        raise unusable(
            "no two organizations of the gallery with different cuts go with {market}", market=market
        )
    return found


def matched(reference: Scenario, cut: Scenario) -> Scenario:
    """The cut of one organization with the work, the people, the pay and the policies of another.

    Its teams state what they do, for whom, how many they are and one pay for all: whole people in proportion to the hours that
    the market asks of each team, within the payroll of the reference. Ownership, KPI, calendar and all else a team may state
    are as when not stated. Raises OrgsimError where it could not be run.
    """
    people = sum(team.headcount for team in reference.teams.values())
    budget = payroll(reference)
    pay = f"{12 * budget / max(people, 1):_.2f}".removesuffix(".00") + " / year"
    does = chart(cut, reference)
    teams = {
        name: {**{key: table[key] for key in _KEPT if key in table}, "headcount": 1, "cost": pay}
        for name, table in teams_doing(cut.document(), does).items()
    }
    donors = Donors.of(reference, tables(reference.document().get("teams")))
    gone = idle(cut, teams, policies_for(reference, donors, does, dict.fromkeys(does, 1)))
    teams = {name: table for name, table in teams.items() if name not in gone}
    does = {name: does[name] for name in teams}
    bare = {name: Team(headcount=1, does=own, serves=cut.teams[name].serves) for name, own in does.items()}
    hours = hours_by_team(cut.model_copy(update={"teams": bare}))
    weights = {name: sum(own.values()) for name, own in hours.items()}
    heads = dealt(weights, dict.fromkeys(teams, budget / max(people, 1)), people, budget, least=1)
    rules = policies_for(reference, donors, does, heads)
    if hiring := _hiring(reference, donors, does, heads):
        rules["hiring"] = hiring
    base = _renamed(cut)
    staffed = {name: {**table, "headcount": heads[name]} for name, table in teams.items()}
    return assembled(base, staffed, rules)


def _renamed(cut: Scenario) -> Scenario:
    """The cut with a title of its own and without what was planned for its teams."""
    called = Phrase("{title} (matched)", title=cut.organization.title)
    head = {"title": {language: called.say(language) for language in get_args(Language)}}
    document = cut.document().without(("transfers",))
    return cut.varied(document.with_value(("organization",), head, document.origin(("organization",))))


def _hiring(
    reference: Scenario, donors: Donors, does: Chart, heads: Mapping[str, int]
) -> dict[str, dict[str, Any]]:
    """Rules of hiring: each team's by that of the team whose work it does, for as many times the people."""
    found = {}
    for name, rule in tables(reference.document().get("policies", "hiring")).items():
        people = max(reference.teams[name].headcount, 1)
        for team, own in does.items():
            if donors.team(team, own, None) == name:
                most = max(heads[team], round(rule["most"] * heads[team] / people))
                found[team] = {**rule, "most": most}
    return found


def write(organizations: Mapping[str, Scenario], folder: Path) -> list[Path]:
    """Write each organization as a file NAME-matched.toml into a folder, which is made; their paths.

    Raises OrgsimError where a file is there already, before anything is written.
    """
    import tomli_w

    aims = {folder / f"{name}-matched.toml": one for name, one in organizations.items()}
    for aim in aims:
        if os.path.lexists(aim):
            raise unusable("{called} is there already; nothing was written", called=called(aim))
    with explained(folder, MADE):
        folder.mkdir(parents=True, exist_ok=True)
    for aim, one in aims.items():
        document = one.document()
        said = {key: table for key in ORGANIZATION_KEYS if (table := document.get(key)) is not None}
        with placing(aim) as draft:
            draft.write_text(_HEAD + tomli_w.dumps(said), encoding="utf-8")
    return list(aims)
