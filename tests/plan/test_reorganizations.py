"""Organizations that take over in a run: what files say of them, and what is wrong with that, word for word."""

from pathlib import Path
from typing import Any

import pytest

from orgsim.errors import OrgsimError, ScenarioError
from orgsim.plan.derived.stages import roster, stages
from orgsim.plan.experiment import load_experiment
from orgsim.plan.load import check, load, parse
from orgsim.plan.scenario import Scenario

FIRM = """
[sources.web]
leads = "1 / day"
[journey.first]
work = { mean = "2 h" }
outcomes = [ { to = "second", rate = 1.0 } ]
[journey.second]
work = { mean = "2 h" }
outcomes = [ { to = "lost", rate = 1.0 } ]
[teams.one]
headcount = 2
does = ["first"]
[teams.two]
headcount = 1
does = ["second"]
"""
NEXT = '[teams.all]\nheadcount = 1\ndoes = ["first", "second"]\n'
ROW = '[[reorganizations]]\nat = "10 days"\n'
NAMED = ROW + 'organization = "next.toml"\n'
INLINE = "[reorganizations.organization.teams."
DAY = "which is no team of the organization of day"


def firm(folder: Path, text: str, **files: str) -> Path:
    """A scenario file that ends with a text, beside others."""
    for name, content in files.items():
        (folder / f"{name}.toml").write_text(content, encoding="utf-8")
    (folder / "it.toml").write_text(FIRM + text, encoding="utf-8")
    return folder / "it.toml"


def problems(error: OrgsimError) -> list[str]:
    """What an error says, line by line, each with its file."""
    assert isinstance(error, ScenarioError)
    return [f"{one.file} {one.line} {one.message}" for one in error.problems]


WRONG: dict[str, tuple[str, str, list[str]]] = {
    "no file": (
        ROW + 'organization = "the-modle"',
        "",
        ['it.toml 18 {org} is "the-modle"; there is no such file; did you mean the-model from the gallery?'],
    ),
    "no name": (ROW + "organization = 3", "", ["it.toml 18 {org} is 3; it must be a table"]),
    "nothing": (ROW, "", ["it.toml 16 {org} is missing"]),
    "without teams": (ROW + "organization = {}", "", ["it.toml 18 {org}.teams is missing"]),
    "with no team": (
        ROW + "organization = { teams = {} }",
        "",
        ["it.toml 18 {org}: teams is empty; it must have at least one entry"],
    ),
    "with a journey": (
        ROW
        + INLINE
        + 'all]\nheadcount = 1\ndoes = ["first", "second"]\n[reorganizations.organization.journey]',
        "",
        ["it.toml 21 {org}.journey is not known; known here: organization, teams, policies"],
    ),
    "wrong in place": (
        ROW + INLINE + 'all]\nheadcuont = 1\ndoes = ["first", "secnod"]',
        "",
        [
            'it.toml 18 {org}: nobody does "second": add it to a team\'s does, state that it is optional, or '
            "remove it from the journey (it.toml line 7)",
            "it.toml 19 {org}: teams.all.headcuont is not known; did you mean headcount?",
            'it.toml 20 {org}: teams.all.does has "secnod", which the journey does not have; did you mean '
            '"second"?',
        ],
    ),
    "wrong in its file": (
        NAMED,
        '[teams.all]\nheadcount = -1\ndoes = ["first", "second"]\nchanges = [{ at = "3 days", headcount = 2 }]\n'
        "[policies.hiring.al]\nmost = 3\nwhen = 'load > 1'\n",
        [
            "next.toml 2 teams.all.headcount is -1; it must be 0 or more",
            'next.toml 5 policies.hiring.al: "al" is not a team; did you mean all?',
        ],
    ),
    "wrong in both": (
        NAMED + "[teams.three]\nheadcount = 1\ndoes = ['third']\n",
        '[teams.all]\nheadcount = 1\ndoes = ["first"]\n',
        [
            'it.toml 21 teams.three does nothing that the journey has ("first" and "second"), only "third"',
            'next.toml 1 nobody does "second": add it to a team\'s does, state that it is optional, or remove it '
            "from the journey (it.toml line 7)",
        ],
    ),
    "no file of tables": (
        NAMED,
        "[teams.all\n",
        ["next.toml 1 this is not TOML: expected ']' at the end of a table declaration"],
    ),
    "outside": (
        ROW + 'organization = "../next.toml"',
        "",
        [
            'it.toml 18 {org} is "../next.toml"; it must lie inside the folder {folder}, where the file naming it is at home'
        ],
    ),
    "extends itself": (
        NAMED,
        'extends = "next.toml"\n' + NEXT,
        ['next.toml 1 extends is "next.toml", which extends this file in turn'],
    ),
    "with reorganizations of its own": (
        NAMED,
        NEXT + NAMED,
        ["next.toml 4 reorganizations does not belong in an organization file but in a market file"],
    ),
    "a whole scenario": (
        ROW + 'organization = "it.toml"\n',
        "",
        [
            f"it.toml {line} {key} does not belong in an organization file but in a market file"
            for line, key in ((2, "sources"), (4, "journey"), (16, "reorganizations"))
        ],
    ),
    "out of order": (
        NAMED + NAMED.replace("10 days", "9 days"),
        NEXT,
        ["it.toml 20 reorganizations.1.at must come after the reorganization before it, on day 10"],
    ),
    "on one day": (
        NAMED + NAMED,
        NEXT,
        ["it.toml 20 reorganizations.1.at must come after the reorganization before it, on day 10"],
    ),
    "on day 0": (
        NAMED.replace("10 days", "0 days"),
        NEXT,
        ['it.toml 17 reorganizations.0.at is "0 days"; it must be more than 0'],
    ),
    "people who are not there": (
        NAMED + "people = { onne = { all = 1 }, one = { al = 1 }, two = { all = 2 } }",
        NEXT.replace("1", "4"),
        [
            'it.toml 19 {people}.one.al: "al" is not a team of the organization that takes over; did you mean all?',
            'it.toml 19 {people}.onne: "onne" is not a team of the organization before; did you mean one?',
            "it.toml 19 {people}.two tells 2 to go; teams.two has 1 by then",
        ],
    ),
    "places that are not there": (
        NAMED + "people = { one = { all = 2 } }",
        NEXT,
        ['it.toml 19 {people} sends 2 to "all", which has 1 places by then'],
    ),
    "nobody": (
        NAMED + "people = { one = { all = 0 } }",
        NEXT,
        ["it.toml 19 {people}.one.all is 0; it must be 1 or more"],
    ),
    "people who stay": (
        ROW
        + "people = { one = { one = 1 } }\n"
        + INLINE
        + 'one]\nheadcount = 3\ndoes = ["first"]\n'
        + INLINE
        + 'new]\nheadcount = 1\ndoes = ["second"]',
        "",
        ["it.toml 18 {people}.one.one: the team goes on as it is; those who are not named stay in it"],
    ),
    "transfers between teams of other days": (
        NAMED
        + "[[transfers]]\nat = '20 days'\nfrom = 'one'\nto = 'two'\n[[transfers]]\nat = '2 days'\nfrom = 'one'\nto = 'all'",
        NEXT,
        [
            f'it.toml 21 transfers.0.from is "one", {DAY} 20',
            f'it.toml 22 transfers.0.to is "two", {DAY} 20',
            f'it.toml 26 transfers.1.to is "all", {DAY} 2',
        ],
    ),
    "transfers of people who are not there": (
        NAMED + "[[transfers]]\nat = '2 days'\nfrom = 'one'\nto = 'two'\n"
        "[[transfers]]\nat = '20 days'\nfrom = 'all'\nto = 'more'\npeople = 2",
        '[teams.all]\nheadcount = 1\ndoes = ["first"]\n[teams.more]\nheadcount = 1\ndoes = ["second"]\n',
        ["it.toml 27 transfers.1.people is 2; teams.all has 1 by then, so that 1 can go at most"],
    ),
    "changes of people who are not there": (
        NAMED,
        NEXT + 'changes = [{ at = "3 days", headcount = "-4" }]\n',
        [
            'next.toml 4 {org}.teams.all.changes.0.headcount is "-4"; teams.all has 1 by then, so that 1 can go '
            "at most"
        ],
    ),
    "a source that one of both works for": (
        NAMED
        + "[sources.fair]\nkind = 'event'\nevery = '9 days'\nattendees = { mean = 3 }\nleads_per_attendee = 0.3\n"
        "activity = 'camp'\n[journey.camp]\nwork = { mean = '2 h' }\noptional = true\n",
        NEXT.replace('"second"', '"second", "camp"'),
        [
            'it.toml 18 sources.fair needs "camp", and it is done from then on alone; let both organizations do it, or neither'
        ],
    ),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_is_told_in_full_once_and_where_it_stands(tmp_path: Path, what: str) -> None:
    text, named, told = WRONG[what]
    with pytest.raises(ScenarioError) as caught:
        load(firm(tmp_path, text, next=named))
    names = {
        "{folder}": tmp_path.name,
        "{org}": "reorganizations.0.organization",
        "{people}": "reorganizations.0.people",
    }
    for name, meant in names.items():
        told = [one.replace(name, meant) for one in told]
    assert problems(caught.value) == told


def test_a_reorganization_holds_no_other_and_there_are_twenty_at_most() -> None:
    own = {"teams": {"all": {"headcount": 1, "does": ["first", "second"]}}}
    row = {"at": "10 days", "organization": own}
    with pytest.raises(ScenarioError) as caught:
        parse(FIRM).replace({"reorganizations": [row | {"organization": own | {"reorganizations": [row]}}]})
    assert "  reorganizations.0.organization.reorganizations is not known; did you mean organization?" in str(
        caught.value
    )
    rows = [row | {"at": f"{day} days"} for day in range(1, 22)]
    assert len(stages(parse(FIRM).replace({"reorganizations": rows[:20]}))) == 21
    with pytest.raises(ScenarioError) as caught:
        parse(FIRM).replace({"reorganizations": rows})
    assert "  reorganizations has 21 entries; it must have 20 or fewer" in str(caught.value)


def test_a_team_may_be_larger_after_the_day_than_those_who_are_transferred_then(tmp_path: Path) -> None:
    """Five go from a team that has two before the day, and nine from then on."""
    teams = '[teams.one]\nheadcount = 9\ndoes = ["first"]\n[teams.two]\nheadcount = 1\ndoes = ["second"]\n'
    rows = "[[transfers]]\nat = '20 days'\nfrom = 'one'\nto = 'two'\npeople = 5\n"
    assert load(firm(tmp_path, NAMED + rows, next=teams)).notes == ()
    with pytest.raises(ScenarioError, match=r"transfers\.0\.people is 5; teams\.one has 2 by then"):
        load(firm(tmp_path, NAMED + rows.replace("20", "5"), next=teams))


def test_a_name_a_file_and_tables_in_place_say_the_same(tmp_path: Path) -> None:
    inline = ROW + NEXT.replace("[teams", "[reorganizations.organization.teams")
    plans = [load(firm(tmp_path, text, next=NEXT)) for text in (NAMED, inline)]
    plans.append(
        load(
            firm(tmp_path, ""), changes={"reorganizations": [{"at": "10 days", "organization": "next.toml"}]}
        )
    )
    tables = {"teams": {"all": {"headcount": 1, "does": ["first", "second"]}}}
    plans.append(parse(FIRM).replace({"reorganizations": [{"at": "10 days", "organization": tables}]}))
    assert len({plan.fingerprint() for plan in plans}) == 1
    assert all(plan == plans[0] for plan in plans)
    assert parse(plans[0].to_toml()) == plans[0]
    assert plans[0] != parse(FIRM)


def test_an_organization_of_the_gallery_can_be_named_anywhere() -> None:
    named = [{"at": "400 days", "organization": "the-model-siloed"}]
    plan = load("b2b-saas", "the-model").replace({"reorganizations": named})
    siloed = load("b2b-saas", "the-model-siloed")
    assert plan.reorganizations[0].organization.teams == siloed.teams
    assert plan.reorganizations[0].organization.policies == siloed.policies
    assert load("b2b-saas", "the-model", {"reorganizations": named}) == plan
    with pytest.raises(ScenarioError) as caught:
        plan.replace({"reorganizations": [{"at": "400 days", "organization": "jeweler"}]})
    assert (
        'reorganizations.0.organization is "jeweler"; there is no such file; did you mean jeweller from the gallery?'
        in str(caught.value)
    )


def test_what_is_changed_in_python_is_told_without_a_line() -> None:
    tables: dict[str, Any] = {"teams": {"all": {"headcount": 1, "does": ["first"]}}}
    with pytest.raises(ScenarioError) as caught:
        parse(FIRM).replace({"reorganizations": [{"at": "10 days", "organization": tables}]})
    assert 'reorganizations.0.organization: nobody does "second"' in str(caught.value)


def test_what_ifs_reorganize_by_name_and_are_told_what_is_wrong_in_their_file(tmp_path: Path) -> None:
    firm(tmp_path, "", next=NEXT)
    sheet = tmp_path / "questions.toml"
    sheet.write_text(
        '[experiment]\nbase = "it.toml"\n[[what_if.anew.reorganizations]]\nat = "30 days"\norganization = "next.toml"\n',
        encoding="utf-8",
    )
    (anew,) = load_experiment(sheet).what_ifs.values()
    assert [one.name for one in roster(stages(anew))] == ["one", "two", "all"]
    sheet.write_text(sheet.read_text(encoding="utf-8").replace("next.toml", "nxt.toml"), encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        load_experiment(sheet)
    (told,) = problems(caught.value)
    assert told.startswith("questions.toml 5 ")
    assert 'organization is "nxt.toml"; there is no such file; did you mean next.toml?' in told


def test_a_market_by_itself_may_plan_reorganizations(tmp_path: Path) -> None:
    market = FIRM.split("[teams.one]")[0]
    (tmp_path / "market.toml").write_text(market + NAMED, encoding="utf-8")
    (tmp_path / "next.toml").write_text(NEXT, encoding="utf-8")
    check(tmp_path / "market.toml")


def test_what_never_happens_gets_a_note_and_nothing_is_said_of_its_teams(tmp_path: Path) -> None:
    teams = NEXT + 'changes = [{ at = "99 years", headcount = 2 }]\n'
    late = load(firm(tmp_path, NAMED.replace("10 days", "90 years"), next=teams))
    assert late.notes == ("reorganizations.0 comes after the horizon and never happens",)
    assert late.notes_in("ja") == ("reorganizations.0：期間より後のため、行われません",)
    (note,) = load(firm(tmp_path, NAMED, next=teams)).notes
    assert (
        note
        == "after 10 days: teams.all plans 1 change(s) of headcount after the horizon, which never happen"
    )


def test_which_teams_go_on() -> None:
    """Headcount, its changes, cost and title may differ; hours, work, rules and those whom it works with may not."""

    def going_on(**words: Any) -> bool:
        one = {"headcount": 2, "does": ["first"]} | words
        teams = {"one": one, "new": {"headcount": 1, "does": ["second"]}}
        plan = parse(FIRM).replace({"reorganizations": [{"at": "10 days", "organization": {"teams": teams}}]})
        return stages(plan)[1].names["one"] == "one"

    assert going_on()
    assert going_on(headcount=7, cost="3 / month", title="Ones", changes=[{"at": "20 days", "headcount": 1}])
    for words in (
        {"calendar": "continuous"},
        {"ownership": "person"},
        {"kpi": "appointments"},
        {"ramp": [0.5]},
        {"helps": ["second"]},
        {"absence": "10 days / year"},
        {"commission": {"share": 0.1}},
    ):
        assert not going_on(**words), words


def test_teams_of_a_run_are_called_by_their_names_with_a_number_where_they_have_been_others() -> None:
    def plan(*names: str) -> Scenario:
        rows = [
            {
                "at": f"{10 * k} days",
                "organization": {"teams": {name: {"headcount": k, "does": ["first", "second"]}}},
            }
            for k, name in enumerate(names, 1)
        ]
        return parse(FIRM).replace({"reorganizations": rows})

    assert [one.name for one in roster(stages(plan("one", "one", "all", "one")))] == [
        "one",
        "two",
        "one 2",
        "all",
        "one 3",
    ]
    assert list(plan("all", "one").all_teams) == ["one", "two", "all", "one 2"]
