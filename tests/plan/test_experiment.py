"""Experiment files: what-ifs become the scenarios one would have written by hand, and every fault is told with its line."""

import time
from pathlib import Path

import pytest

import orgsim
from orgsim.errors import OrgsimError, ScenarioError
from orgsim.plan.experiment import is_experiment, load_experiment
from orgsim.plan.load import load

QUEUE = """\
[scenario]
horizon = "40 days"
mechanisms = []
[sources.web]
leads = "4 / day"
[journey.serve]
work = { mean = "2 h", cv = 0.5 }
outcomes = [ { to = "close", rate = 0.5 }, { to = "lost", rate = 0.5 } ]
[journey.close]
work = { mean = "3 h" }
outcomes = [ { to = "lost", rate = 1.0 } ]
[teams.desk]
headcount = 4
does = ["serve", "close"]
[teams.help]
headcount = 1
does = ["nurture"]
[journey.nurture]
work = { mean = "1 h" }
outcomes = [ { to = "serve", rate = 1.0 } ]
"""
HEAD = '[experiment]\nbase = "base.toml"\n'


def write(folder: Path, text: str, base: str = QUEUE, **others: str) -> Path:
    """An experiment beside its base and other files."""
    (folder / "base.toml").write_text(base, encoding="utf-8")
    for name, content in others.items():
        (folder / f"{name}.toml").write_text(content, encoding="utf-8")
    path = folder / "question.toml"
    path.write_text(text, encoding="utf-8")
    return path


def said(path: Path, **options: object) -> str:
    """All that is said of a wrong experiment."""
    with pytest.raises(OrgsimError) as caught:
        load_experiment(path, **options)  # type: ignore[arg-type]
    return str(caught.value)


def test_a_what_if_is_the_scenario_that_one_would_have_changed_by_hand(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        HEAD
        + """
[what_if."one more"]
teams.desk.headcount = 5
[what_if.dotted]
"teams.desk.headcount" = 5
[what_if.rival]
shocks.rival = { at = "9 days", leads = 0.5 }
[what_if."a rival of another table".shocks.rival]
at = "9 days"
leads = 0.5
[what_if."nobody follows up"]
remove = ["teams.help", "journey.nurture"]
[what_if."fewer hands"]
remove = ["teams.help", "journey.nurture"]
teams.desk = { headcount = 3 }
""",
    )
    found, base = load_experiment(path), load(tmp_path / "base.toml")
    rival = base.replace({"shocks.rival": {"at": "9 days", "leads": 0.5}})
    alone = base.replace({"teams.help": None, "journey.nurture": None})
    assert found.base.fingerprint() == base.fingerprint()
    assert {name: one.fingerprint() for name, one in found.what_ifs.items()} == {
        "one more": base.replace({"teams.desk.headcount": 5}).fingerprint(),
        "dotted": base.replace({"teams.desk.headcount": 5}).fingerprint(),
        "rival": rival.fingerprint(),
        "a rival of another table": rival.fingerprint(),
        "nobody follows up": alone.fingerprint(),
        "fewer hands": alone.replace({"teams.desk.headcount": 3}).fingerprint(),
    }
    written = QUEUE.replace("headcount = 4", "headcount = 5")
    (tmp_path / "by_hand.toml").write_text(written, encoding="utf-8")
    assert found.what_ifs["one more"] == load(tmp_path / "by_hand.toml")
    assert list(found.scenarios) == ["as it is", *found.what_ifs]


def test_a_what_if_extends_another(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        HEAD
        + """
[what_if.both]
extends = "no help"
teams.desk.headcount = 5
[what_if."no help"]
teams.desk.headcount = 9
remove = ["teams.help", "journey.nurture"]
""",
    )
    found, base = load_experiment(path), load(tmp_path / "base.toml")
    by_hand = base.replace({"teams.help": None, "journey.nurture": None, "teams.desk.headcount": 5})
    assert found.what_ifs["both"].fingerprint() == by_hand.fingerprint()


def test_a_base_is_called_by_its_title_and_can_be_a_market_and_an_organization(tmp_path: Path) -> None:
    text = '[experiment]\nmarket = "b2b-saas"\norganization = "the-model"\nhorizon = "3 months"\n'
    path = write(
        tmp_path, text + '[what_if.bigger]\nteams.inside_sales.headcount = 9\nscenario.title = "Bigger"\n'
    )
    found = load_experiment(path)
    base = load("b2b-saas", "the-model", {"scenario.horizon": "3 months"})
    assert found.base == base
    assert found.base.name == base.title("en")
    assert found.what_ifs["bigger"].title() == found.what_ifs["bigger"].name.capitalize() == "Bigger"


def test_what_is_typed_comes_last_in_the_base_and_in_every_what_if(tmp_path: Path) -> None:
    text = (
        HEAD
        + 'horizon = "20 days"\n[what_if.more]\nteams.desk.headcount = 9\nsources.web.leads = "9 / day"\n'
    )
    path = write(tmp_path, text)
    assert [one.scenario.horizon for one in load_experiment(path).scenarios.values()] == [20, 20]
    found = load_experiment(path, {"scenario.horizon": "30 days", "teams.desk.headcount": 2})
    assert [one.scenario.horizon for one in found.scenarios.values()] == [30, 30]
    assert [one.teams["desk"].headcount for one in found.scenarios.values()] == [2, 2]
    assert found.what_ifs["more"].mix == found.base.mix


def test_recorded_values_are_read_beside_the_experiment(tmp_path: Path) -> None:
    (tmp_path / "times.csv").write_text("hours\n1\n3\n", encoding="utf-8")
    (tmp_path / "outside.toml").write_text("", encoding="utf-8")
    work = 'journey.serve.work = { distribution = "empirical", file = "%s", column = "hours", unit = "h" }\n'
    path = write(tmp_path, HEAD + "[what_if.recorded]\n" + work % "times.csv")
    assert load_experiment(path).what_ifs["recorded"].journey["serve"].work.values == (1, 3)
    path = write(tmp_path, HEAD + "[what_if.recorded]\n" + work % "../times.csv")
    assert (
        said(path)
        .splitlines()[1]
        .startswith('  line 4  journey.serve.work.file is "../times.csv": it must lie inside the folder ')
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            HEAD + "[what_if.more]\nteams.desk.headcount = -1\n\n[what_if.less]\nteams.dask.headcount = 2\n"
            'journey.serve.wrok = { mean = "1 h" }\n',
            "question.toml has 3 problems\n"
            "  line 4  teams.desk.headcount is -1; it must be 0 or more\n"
            "  line 7  teams.dask is not a team of this scenario; did you mean desk?\n"
            "  line 8  journey.serve.wrok is not known; did you mean work?",
        ),
        (
            HEAD + '[what_if."no desk"]\nremove = ["teams.desk", "teams.hlep"]\n',
            "question.toml has 3 problems\n"
            '  line 4  nobody does "close": add it to a team\'s does, state that it is optional, or remove it from the'
            ' journey (base.toml line 9)\n'
            '  line 4  nobody does "serve": add it to a team\'s does, state that it is optional, or remove it from the'
            ' journey (base.toml line 6)\n'
            "  line 4  teams.hlep is not a team of this scenario; did you mean help?",
        ),
        (
            HEAD + '[what_if.x]\nremove = [\n  "teams.desk.headcount",\n]\n',
            "question.toml has 1 problem\n  line 5  teams.desk.headcount is missing",
        ),
        (
            HEAD + '[what_if.x.teams.new]\nheadcount = 1\ndoes = ["servve"]\n',
            "question.toml has 1 problem\n"
            '  line 5  teams.new does nothing that the journey has ("serve", "close" and "nurture"), only "servve"',
        ),
        (
            HEAD + '[what_if.x]\njourney.close.outcomes = []\n',
            "question.toml has 1 problem\n"
            "  line 3  what_if.x: journey.close has no outcomes, but leads come to it: say where they go from there "
            "(base.toml line 9)",
        ),
        (
            HEAD + '[what_if.x]\nscenario.organization = "the-model"\nextends = "y"\n[what_if.z]\nextends = "x"\n',
            "question.toml has 1 problem\n"
            '  line 5  what_if.x.extends is "y", which is no what-if of this file; there are "x" and "z"',
        ),
        (
            HEAD + '[what_if.x]\nscenario.organization = "the-model"\n[what_if.z]\nextends = "x"\n',
            "question.toml has 1 problem\n"
            "  line 4  scenario.organization can be stated in a scenario file only",
        ),
        (
            HEAD + '[what_if.x]\nextends = "z"\n[what_if.z]\nextends = "x"\n[what_if.y]\nextends = "y"\n',
            "question.toml has 3 problems\n"
            '  line 4  what_if.x.extends is "z", which extends this one in turn\n'
            '  line 6  what_if.z.extends is "x", which extends this one in turn\n'
            '  line 8  what_if.y.extends is "y", which extends this one in turn',
        ),
        (
            '[experiment]\nbase = "bas.toml"\n[what_if.x]\nteams.desk.headcount = 2\n',
            "question.toml has 1 problem\n"
            '  line 2  experiment.base is "bas.toml"; there is no such file; did you mean base.toml?',
        ),
        (
            '[experiment]\nbase = "../base.toml"\n[what_if.x]\nteams.desk.headcount = 2\n',
            "question.toml has 1 problem\n"
            '  line 2  experiment.base is "../base.toml"; it must lie inside the folder FOLDER, '
            "where the file naming it is at home",
        ),
        (
            '[experiment]\nbase = "question.toml"\n[what_if.x]\nteams.desk.headcount = 2\n',
            "question.toml has 1 problem\n  it is an experiment, not a scenario file; orgsim compare compares all that it "
            "holds; to run, explain or draw its base, name that (in Python: orgsim.load_experiment)",
        ),
        (
            '[experiment]\nkpis = ["arr", "wonn"]\nreplications = 1\n[what_if.x]\nteams.desk.headcount = 2\n',
            "question.toml has 1 problem\n  line 3  experiment.replications is 1; it must be 2 or more",
        ),
        (
            '[experiment]\nkpis = ["arr", "wonn"]\n[what_if.x]\nteams.desk.headcount = 2\n',
            "question.toml has 2 problems\n"
            '  line 1  experiment needs a base = "scenario.toml", or a market and an organization\n'
            '  line 2  experiment.kpis has "wonn", which is no KPI; did you mean "won"?',
        ),
        (
            '[experiment]\nbase = "base.toml"\nmarket = "b2b-saas"\n[what_if.x]\nteams.desk.headcount = 2\n',
            "question.toml has 1 problem\n"
            "  line 3  experiment.market is stated beside base; state base, or market and organization",
        ),
        (
            '[experiment]\nmarket = "b2b-saas"\n[what_if.x]\nteams.desk.headcount = 2\n',
            "question.toml has 1 problem\n  line 2  experiment.market needs organization beside it",
        ),
        (
            HEAD + 'replicatons = 9\n[what_if.x]\nteams.desk.headcount = 2\n[teams.desk]\nheadcount = 3\n',
            "question.toml has 2 problems\n"
            "  line 3  experiment.replicatons is not known; did you mean replications?\n"
            "  line 6  teams is not known; known here: experiment, what_if",
        ),
        (HEAD, "question.toml has 1 problem\n  what_if is missing"),
        (HEAD + "[what_if]\n", "question.toml has 1 problem\n  line 3  what_if is empty; it must have at least one entry"),
        (HEAD + "[what_if]\nx = 3\n", "question.toml has 1 problem\n  line 4  what_if.x is 3; it must be a table"),
        (
            '[what_if.x]\nteams.desk.headcount = 2\n',
            "question.toml has 1 problem\n  experiment is missing",
        ),
        (
            HEAD + '[what_if."as it is"]\nteams.desk.headcount = 2\n[what_if." "]\n',
            'question.toml has 1 problem\n  line 5  what_if." " must have a name of 1 to 100 signs',
        ),
        (
            HEAD + '[what_if."as it is"]\nteams.desk.headcount = 2\n',
            'question.toml has 1 problem\n  line 3  what_if."as it is" is what the base is called; give it another name',
        ),
        (
            HEAD + '[what_if."a\\u0007"]\n[what_if."a\\u0008"]\n',
            'question.toml has 1 problem\n  line 4  what_if."a\\b" is shown as "a�", as is what_if."a\\u0007"',
        ),
        (
            HEAD + "".join(f"[what_if.x{k}]\n" for k in range(101)),
            "question.toml has 1 problem\n  line 3  what_if has more entries; it must have 100 or fewer",
        ),
        (
            HEAD + "[what_if.x]\n" + "".join(f"teams.desk.k{k} = 1\n" for k in range(2001)),
            "question.toml has 1 problem\n  line 3  what_if changes 2,001 values; at most 2,000 are read",
        ),
        (
            HEAD + "[what_if.x]\n" + "".join(f'[what_if.x{k}]\nextends = "{f"x{k - 1}" if k else "x"}"\n' for k in range(10)),
            'question.toml has 1 problem\n  line 23  what_if.x9.extends leads through more than 10 what-ifs',
        ),
    ],
)  # fmt: skip
def test_every_fault_is_told_with_its_line(tmp_path: Path, text: str, told: str) -> None:
    assert said(write(tmp_path, text)) == told.replace("FOLDER", tmp_path.name)


def test_a_fault_of_the_base_is_told_once_where_it_stands(tmp_path: Path) -> None:
    text = HEAD + "[what_if.x]\nteams.desk.headcount = 2\n[what_if.y]\nteams.desk.headcount = -1\n"
    assert said(write(tmp_path, text, QUEUE.replace("headcount = 4", "headcount = -1"))) == (
        "base.toml has 1 problem\n  line 13  teams.desk.headcount is -1; it must be 0 or more"
    )


def test_what_is_typed_and_does_not_fit_a_what_if_is_told_of_it(tmp_path: Path) -> None:
    path = write(tmp_path, HEAD + '[what_if.x]\nremove = ["teams.help", "journey.nurture"]\n')
    assert said(path, changes={"teams.help.headcount": 2}) == (
        "question.toml has 1 problem\n"
        '  line 3  what_if.x: teams.help is not a team of this scenario; known here: "desk" (--set teams.help.headcount)'
    )


def test_where_a_what_if_breaks_the_base_is_named_once(tmp_path: Path) -> None:
    text = HEAD + '[what_if.x]\nteams.desk.does = ["serve"]\n[what_if.y]\nremove = ["journey.nurture"]\n'
    assert said(write(tmp_path, text)) == (
        "question.toml has 2 problems\n"
        '  line 3  what_if.x: nobody does "close": add it to a team\'s does, state that it is optional, or remove it from the '
        "journey "
        "(base.toml line 9)\n"
        '  line 5  what_if.y: teams.help does nothing that the journey has ("serve" and "close"), only "nurture" '
        "(base.toml line 17)"
    )


def test_a_what_if_of_too_much_work_is_named_and_run_when_forced(tmp_path: Path) -> None:
    path = write(tmp_path, HEAD + '[what_if.flood]\nsources.web.leads = "1e7 / day"\n')
    assert said(path).startswith("what_if.flood: ")
    assert load_experiment(path, force=True).what_ifs["flood"].sources["web"].leads == 1e7
    short = write(
        tmp_path,
        HEAD + 'horizon = "2 days"\n[what_if.x]\nteams.desk.headcount = 2\n',
        QUEUE.replace("4 / day", "1e6 / day"),
    )
    assert load_experiment(short).base.scenario.horizon == 2


def test_notes_are_those_of_the_base_and_what_holds_for_a_what_if_alone(tmp_path: Path) -> None:
    text = (
        HEAD + '[what_if.same]\nteams.desk.headcount = 4\n[what_if.late]\nshocks.rival = { at = "90 days" }\n'
    )
    found = load_experiment(write(tmp_path, text))
    (late,) = set(found.what_ifs["late"].notes) - set(found.base.notes)
    assert found.notes == (
        *found.base.notes,
        "what_if.same changes nothing that numbers depend on",
        f"what_if.late: {late}",
    )


def test_a_scenario_is_no_experiment_and_the_reverse(tmp_path: Path) -> None:
    path = write(tmp_path, HEAD + "[what_if.x]\nteams.desk.headcount = 2\n", broken="[experiment\n")
    assert is_experiment(str(path))
    assert not any(is_experiment(str(tmp_path / name)) for name in ("base.toml", "broken.toml", "none.toml"))
    with pytest.raises(ScenarioError, match="it is an experiment, not a scenario file"):
        load(path)
    with pytest.raises(ScenarioError, match="it is an experiment, not an organization file"):
        load("b2b-saas", path)


def test_the_limits_hold_before_work(tmp_path: Path) -> None:
    """The most what-ifs and the most values that are read, over a base of 40 teams, take seconds."""
    step = '[journey.s{}]\nwork = {{ mean = "1 h" }}\noutcomes = [ {{ to = "{}", rate = 1 }} ]\n'
    steps = "".join(step.format(k, f"s{k + 1}" if k < 39 else "lost") for k in range(40))
    changes = "".join(f"teams.t{n}.headcount = 2\n" for n in range(20))
    what_ifs = "".join(f"[what_if.x{k}]\n{changes}" for k in range(100))
    teams = "".join(f'[teams.t{k}]\nheadcount = 1\ndoes = ["s{k}"]\n' for k in range(40))
    path = write(
        tmp_path,
        HEAD + what_ifs,
        QUEUE.replace('to = "lost", rate = 1.0', 'to = "s0", rate = 1.0') + steps + teams,
    )
    begun = time.process_time()
    assert len(load_experiment(path).what_ifs) == 100
    assert time.process_time() - begun < 60


def test_an_experiment_is_compared_as_its_scenarios_are_by_hand(tmp_path: Path) -> None:
    text = (
        HEAD
        + 'kpis = ["won"]\nreplications = 3\nseed = 7\npairs = "all"\n[what_if.more]\nteams.desk.headcount = 5\n'
    )
    path = write(tmp_path, text + '[what_if."no help"]\nremove = ["teams.help", "journey.nurture"]\n')
    base = load(tmp_path / "base.toml")
    by_hand = {
        "as it is": base,
        "more": base.replace({"teams.desk.headcount": 5}),
        "no help": base.replace({"teams.help": None, "journey.nurture": None}),
    }
    study = orgsim.compare(orgsim.load_experiment(path), workers=1)
    other = orgsim.compare(by_hand, kpis=["won"], replications=3, seed=7, pairs="all", workers=1)
    assert (study.kpis, study.replications, study.seed, study.pairs) == (("won",), 3, 7, "all")
    assert study.table().equals(other.table())
    plain = ["a", "b", "kpi", "difference", "low", "high"]
    assert study.differences()[plain].equals(other.differences()[plain])
    stated = orgsim.compare(orgsim.load_experiment(path), replications=2, seed=3, pairs="baseline", workers=1)
    assert (stated.replications, stated.seed, stated.pairs) == (2, 3, "baseline")
    assert "the same under “more” as under “as it is”" in " ".join(stated.differences()["sentence"])
    assert "同じ需要のもとで、どの反復でも「more」の受注数は「現状」と同じです" in " ".join(
        stated.differences(language="ja")["sentence"]
    )
