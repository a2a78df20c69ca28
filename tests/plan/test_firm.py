"""What is wrong with a firm that is stated, in words and with its place, and how it is read from CSV files."""

from pathlib import Path
from typing import Any

import pytest

import orgsim
from orgsim.errors import ScenarioError
from orgsim.plan.checks.size import expected_events
from orgsim.plan.derived.capacity import wanted
from orgsim.plan.load import parse
from orgsim.plan.model.firm import CustomersThere, DealsThere, Firm
from orgsim.plan.scenario import Scenario

PACKAGED = orgsim.load("b2b-saas", "the-model")
BASE = PACKAGED.replace({"firm": None})
"""The packaged market for a firm that begins with nothing."""
STEPS = "respond, qualify, develop, close"


def problem(firm: dict[str, Any], base: Scenario = BASE, **changes: Any) -> str:
    """What is said of a firm, without the head line."""
    with pytest.raises(ScenarioError) as caught:
        base.replace({**changes, "firm": firm})
    return "; ".join(one.message for one in caught.value.problems)


@pytest.mark.parametrize(
    ("firm", "said"),
    [
        ({"customers": -3}, "firm.customers is -3; it must be 0 or more"),
        ({"customers": 2_000_000}, "firm.customers is 2000000; it must be 1,000,000 or less"),
        ({"custmers": 3}, "firm.custmers is not known; did you mean customers?"),
        ({"mrr": "3 / month"}, "firm.mrr is stated, but there are no customers: state firm.customers"),
        ({"customers": 3, "mrr": "0 / month"}, "firm.mrr is 0; it must be more than 0"),
        (
            {"pipeline": {"devlop": 3}},
            'firm.pipeline: "devlop" is no step of the journey that decides; did you mean develop?',
        ),
        (
            {"pipeline": {"support": 3}},
            f'firm.pipeline: "support" is no step of the journey that decides; steps are {STEPS}',
        ),
        ({"pipeline": {"nurture": 3}}, "firm.pipeline.nurture: leads at rest are stated by firm.resting"),
        (
            {"pipeline": {"develop": {"lead": 3}}},
            "firm.pipeline.develop.lead is not known; did you mean leads?",
        ),
        (
            {"customers": 3, "segments": {"a": 1}},
            'firm.segments.a: "a" is not a segment of the market; known are none',
        ),
        (
            {"customers": {"since": [-3.0, -400.0], "mrr": [3, 0]}},
            "firm.customers.mrr is 0 for a customer; only after a licence somebody has no contract of terms",
        ),
        (
            {"customers": {"mrr": [3, 5]}, "mrr": "8 / month"},
            "firm.mrr is stated, and mrr of each customer too: leave one of them out",
        ),
        (
            {"customers": {"since": [-3.0]}, "tenure": {"mean": "1 year"}},
            "firm.tenure is stated, and since of each customer too: leave one of them out",
        ),
        (
            {"customers": {"term_ends": [3.0, 900.0]}},
            "firm.customers.term_ends: 1 of 2 terms end more than a term, 365.25 days, after day 0 (the first of them 900 days): "
            "state when the present term ends",
        ),
        (
            {"customers": {"since": [-3.0], "mrr": [1, 2]}},
            "firm.customers: its columns have different lengths: since 1, mrr 2",
        ),
        (
            {"customers": {}},
            "firm.customers: it has no column; state one of since, term_ends, segment, mrr, second_line, owner and health",
        ),
        (
            {"pipeline": {"activity": ["close"], "left": ["qualify"]}},
            'firm.pipeline.left is "qualify" for a lead at close; only leads at rest have left a queue',
        ),
        (
            {"pipeline": {"activity": ["nurture"], "left": ["qualfy"]}},
            'firm.pipeline.left.0 is "qualfy"; it must be a step of the journey; did you mean "qualify"?',
        ),
        (
            {"pipeline": {"activity": ["close", "nurture", "clse"]}},
            'firm.pipeline.activity.2 is "clse"; it must be a step of the journey, customer or nurture; did you mean "close"?',
        ),
    ],
)
def test_what_cannot_be(firm: dict[str, Any], said: str) -> None:
    assert problem(firm) == said


def test_customers_need_something_that_is_sold() -> None:
    market = {
        "sources": {"web": {"leads": "1 / day"}},
        "journey": {"ask": {"work": {"mean": "1 h"}, "outcomes": [{"to": "lost", "rate": 1}]}},
        "teams": {"all": {"headcount": 1, "does": ["ask"]}},
    }
    import tomli_w

    base = parse(tomli_w.dumps(market))
    assert problem({"customers": 3}, base) == "firm.customers are stated, but nothing is sold: add [offering]"
    source = {"sources.firm": {"leads": "1 / day"}}
    said = "sources.firm: firm is who is there on day 0; choose another name for the source"
    assert problem({"resting": 3}, base, **source) == said


def test_money_where_nothing_recurs() -> None:
    licence = {"offering": {"kind": "perpetual", "price": 900}}
    said = "firm.mrr is stated, but nothing recurs in this offering: leave it out"
    assert problem({"customers": 3, "mrr": "8 / month"}, **licence) == said
    said = "firm.customers.mrr is more than 0, but nothing recurs in this offering"
    assert problem({"customers": {"mrr": [5.0]}}, **licence) == said
    said = "firm.customers.term_ends are stated, but the offering has no terms: leave them out"
    assert problem({"customers": {"term_ends": [5.0]}}, **licence) == said


def test_leads_at_a_step_that_is_left_out_go_on_to_the_next() -> None:
    optional = {"journey.develop.optional": True, "journey.develop.skipped": "close"}
    does = [name for name in BASE.teams["inside_sales"].does if name != "develop"]
    scenario = BASE.replace(
        {**optional, "teams.inside_sales.does": does, "firm": {"pipeline": {"develop": 5}}}
    )
    run = orgsim.simulate(scenario.replace({"scenario.horizon": "30 days"}))
    firm = run.events.names.entities.index("firm")
    jobs = run.events.rows[(run.events.rows["kind"] == 1) & (run.events.rows["entity"] == firm)]
    assert set(jobs["activity"]) >= {run.events.names.activities.index("close")}
    assert run.events.names.activities.index("develop") not in jobs["activity"]
    to_lost = {**optional, "journey.develop.skipped": "lost", "teams.inside_sales.does": does}
    said = 'nobody does "develop", so the leads that wait there would be lost at once: state them elsewhere'
    assert problem({"pipeline": {"develop": 5}}, **to_lost) == said


def test_notes_of_what_changes_nothing() -> None:
    silent = BASE.replace({"scenario.mechanisms": [], "firm": {"staff_tenure": {"mean": "1 year"}}})
    said = (
        "firm.staff_tenure is stated, but learning does not act in this scenario, so that it changes nothing"
    )
    assert said in silent.notes


def test_work_is_reckoned_with() -> None:
    firm = BASE.replace({"firm": {"customers": 4000, "resting": 1000}})
    assert wanted(firm)["customer_success"] > 5 * wanted(BASE)["customer_success"]
    assert expected_events(firm) > 2 * expected_events(BASE)
    assert any("teams.customer_success is asked for" in note for note in firm.notes)
    with pytest.raises(orgsim.OrgsimError, match="million events"):
        orgsim.load("b2b-saas", "the-model", {"firm": {"customers": 900_000}})


SCENARIO = """
[scenario]
market = "b2b-saas"
organization = "the-model"
firm = "firm.toml"
horizon = "30 days"
start = 2024-01-01
"""
FIRM = """
[firm]
customers = { file = "customers.csv" }
pipeline = { file = "deals.csv", activity = "stage" }
"""
CUSTOMERS = 'since,mrr,term_ends,owner,health\n2023-03-01,120000,2024-03-01,Anna,-0.5\n2022-06-15,"99,000.5",2024-06-15,,0\n'
DEALS = "stage,entered,value\nclose,2023-12-20,1500000\nnurture,2023-10-01 12:00,10\nclose,2024-01-10,7\n"


def written(folder: Path, **files: str) -> Path:
    """The scenario with its files in a folder, some of them other than usual."""
    usual = {"scenario.toml": SCENARIO, "firm.toml": FIRM, "customers.csv": CUSTOMERS, "deals.csv": DEALS}
    for name, text in (usual | {name.replace("_", "."): text for name, text in files.items()}).items():
        (folder / name).write_text(text)
    return folder / "scenario.toml"


def said_of(path: Path) -> list[tuple[str, int, str]]:
    """All problems of a scenario's files."""
    with pytest.raises(ScenarioError) as caught:
        orgsim.load(path)
    return [(one.file, one.line, one.message) for one in caught.value.problems]


def test_csv_files_are_read(tmp_path: Path) -> None:
    scenario = orgsim.load(written(tmp_path))
    assert scenario.firm is not None
    assert scenario.firm.customers == CustomersThere(
        since=(-306.0, -565.0),
        term_ends=(60.0, 166.0),
        mrr=(120000.0, 99000.5),
        owner=("Anna", ""),
        health=(-0.5, 0.0),
    )
    assert scenario.firm.pipeline == DealsThere(
        activity=("close", "nurture", "close"), entered=(-12.0, -91.5, 9.0), value=(1500000.0, 10.0, 7.0)
    )
    assert parse(scenario.to_toml()) == scenario
    assert (scenario.firm.customer_count, scenario.firm.waiting, scenario.firm.resting_count) == (
        2,
        {"close": 2},
        1,
    )


def test_faults_of_csv_files_have_their_line(tmp_path: Path) -> None:
    customers = "segment,since,mrr,term_ends,health\nsmb,2024-03-01,-5,2023-03-01,x\nsmb,2023-01-01,5,,0\n"
    deals = "stage,entered\nclse,x\n"
    assert said_of(written(tmp_path, customers_csv=customers, deals_csv=deals)) == [
        ("customers.csv", 2, 'health is "x"; it must be a number'),
        ("customers.csv", 2, 'mrr is "-5"; it must be a number, 0 or more'),
        ("customers.csv", 2, 'segment is "smb", which [segments] does not have; known are none'),
        ("customers.csv", 2, "since is 2024-03-01, not before the scenario's start, 2024-01-01"),
        ("customers.csv", 3, 'segment is "smb", which [segments] does not have; known are none'),
        ("customers.csv", 3, "term_ends is empty"),
        (
            "deals.csv",
            2,
            'entered is "x"; it must be a time stamp such as "2024-01-31" or "2024-01-31 14:05"',
        ),
        ("deals.csv", 2, 'stage is "clse", which the journey does not have; did you mean close?'),
    ]
    ended = "since,term_ends\n2023-01-01,2023-12-31\n"
    assert said_of(written(tmp_path, customers_csv=ended)) == [
        ("customers.csv", 2, "term_ends is 2023-12-31, before the scenario's start, 2024-01-01")
    ]


def test_faults_of_the_table_that_names_them(tmp_path: Path) -> None:
    other = FIRM.replace('"customers.csv"', '"customers.csv", since = "bought"')
    columns = '"since", "mrr", "term_ends", "owner" and "health"'
    assert said_of(written(tmp_path, firm_toml=other)) == [
        (
            "firm.toml",
            3,
            f'firm.customers.since is "bought", which customers.csv does not have; its columns are {columns}',
        )
    ]
    stages = DEALS.replace("stage", "step")
    said = "firm.pipeline.activity is missing; it must name the column of the steps of deals.csv"
    assert said_of(
        written(tmp_path, firm_toml=FIRM.replace(', activity = "stage"', ""), deals_csv=stages)
    ) == [("firm.toml", 4, said)]
    undated = SCENARIO.replace("start = 2024-01-01", "")
    assert said_of(written(tmp_path, scenario_toml=undated)) == [
        (
            "firm.toml",
            3,
            "the dates of customers.csv need the day on which they hold: state scenario.start, the date of day 0",
        ),
        (
            "firm.toml",
            4,
            "the dates of deals.csv need the day on which they hold: state scenario.start, the date of day 0",
        ),
    ]
    assert said_of(written(tmp_path, firm_toml=FIRM + "[teams.x]\n")) == [
        ("firm.toml", 5, "teams does not belong in a firm file but in a market or an organization file")
    ]


def test_who_is_there_is_stated_anew_by_a_what_if() -> None:
    """Numbers make way for customers and leads one by one, these for others; whatever else is there stays."""
    tenure = {"mean": "1 year", "cv": 0.4}
    base = BASE.replace({"firm": {"customers": 12, "pipeline": {"close": 3}, "staff_tenure": tenure}})
    aged = {"leads": 4, "age": {"mean": "9 days"}}
    more = base.replace({"firm": {"pipeline": {"close": aged, "qualify": 2}}})
    assert there(more).waiting == {"close": 4, "qualify": 2}
    assert there(more).customers == 12
    listed = {"customers": {"since": [-9.0, -5.0]}, "pipeline": {"activity": ["close"]}}
    one = more.replace({"firm": listed})
    assert (there(one).customer_count, there(one).waiting) == (2, {"close": 1})
    assert there(one).staff_tenure == there(base).staff_tenure
    other = one.replace({"firm": {"customers": {"mrr": [70.0, 80.0, 90.0]}}})
    assert there(other).customer_count == 3


def there(scenario: Scenario) -> Firm:
    """The firm of day 0."""
    assert scenario.firm is not None
    return scenario.firm


AFTER = {"organization": "pre-post-sales", "months": 12}


def test_an_organization_before_takes_the_place_of_who_is_there() -> None:
    """However it is changed: nobody has to leave out customers of the market that they never wrote."""
    found = PACKAGED.replace({"firm": {"after": AFTER}})
    assert there(found).model_fields_set == {"after"}
    dotted = {"firm.after.months": 12, "firm.after.organization": "pre-post-sales"}
    assert PACKAGED.replace(dotted) == found
    assert orgsim.load("b2b-saas", "the-model", {"firm.after": AFTER}) == found
    assert BASE.replace({"firm.after": AFTER}) == found
    later = found.replace({"firm.after.months": 24})
    assert there(later).after == there(found).after.model_copy(update={"months": 24})  # type: ignore[union-attr]
    assert PACKAGED.replace({"firm": {"after": AFTER, "customers": None, "resting": None}}) == found


EXPERIMENT = """
[experiment]
market = "b2b-saas"
organization = "the-model"

[what_if.after.firm]
after = { organization = "pre-post-sales", months = 12 }

[what_if.nothing]
firm = {}
"""
EXTENDED = """
extends = "base.toml"
[firm]
after = { organization = "pre-post-sales", months = 12 }
"""
JOINED = """
[scenario]
market = "b2b-saas"
organization = "the-model"
"""


def test_files_take_the_place_of_who_is_there(tmp_path: Path) -> None:
    """A what-if, an override, a file that extends another."""
    found = PACKAGED.replace({"firm.after": AFTER})
    (tmp_path / "question.toml").write_text(EXPERIMENT)
    what_ifs = orgsim.load_experiment(tmp_path / "question.toml").what_ifs
    assert what_ifs["after"].firm == found.firm
    assert what_ifs["nothing"].firm is None
    (tmp_path / "base.toml").write_text(JOINED + "[firm]\ncustomers = 9\nresting = 3\n")
    (tmp_path / "next.toml").write_text(EXTENDED)
    assert orgsim.load(tmp_path / "next.toml").firm == found.firm
    override = EXTENDED.replace("[firm]", "[override.firm]").replace('extends = "base.toml"', JOINED)
    (tmp_path / "other.toml").write_text(override)
    assert orgsim.load(tmp_path / "other.toml").firm == found.firm


def test_what_is_stated_beside_an_organization_before_is_told() -> None:
    """It makes no way for what is stated together with it, nor customers for it who are stated later."""
    said = "after says all that is there on day 0: leave out customers, or after"
    for changes in ({"firm.customers": 5, "firm.after": AFTER}, {"firm": {"after": AFTER, "customers": 5}}):
        with pytest.raises(ScenarioError, match=said):
            PACKAGED.replace(changes)
    taken_over = PACKAGED.replace({"firm.after": AFTER})
    with pytest.raises(ScenarioError, match=said):
        taken_over.replace({"firm.customers": 5})
    again = taken_over.replace({"firm.after": None, "firm.customers": 5})
    assert again == BASE.replace({"firm.customers": 5})


def test_customers_one_by_one_take_the_place_of_what_is_said_of_all() -> None:
    """Tenure, money and segments of all together go with their number; leads and people stay."""
    halves = {"smb": {"share": 0.5}, "big": {"share": 0.5}}
    counted = PACKAGED.replace(
        {"segments": halves, "firm": {"mrr": "9 / month", "segments": {"smb": 0.2, "big": 0.8}}}
    )
    listed = {"since": [-9.0, -5.0], "mrr": [3, 4], "segment": ["smb", "big"]}
    found = there(counted.replace({"firm.customers": listed}))
    assert found.model_fields_set == {"customers", "pipeline", "resting", "staff_tenure"}
    stated = there(counted.replace({"firm": {"customers": {"owner": ["Anna"]}, "mrr": "5 / month"}}))
    assert stated.mrr == 5
    assert stated.tenure is None
    more = there(counted.replace({"firm.customers": 300}))
    assert (more.mrr, more.tenure) == (9, there(counted).tenure)


def test_customers_of_a_file_on_top_of_a_number(tmp_path: Path) -> None:
    path = written(tmp_path)
    path.write_text(SCENARIO.replace('firm = "firm.toml"\n', ""))
    scenario = orgsim.load(path, changes={"firm.customers": {"file": "customers.csv"}})
    assert there(scenario).customer_count == 2
    assert there(scenario).waiting == there(PACKAGED).waiting
    numbers = "[firm]\ncustomers = 7\ntenure = { mean = '1 year' }\nstaff_tenure = { mean = '1 year' }\n"
    (tmp_path / "firm.toml").write_text(numbers)
    path.write_text(SCENARIO + "[firm]\ncustomers = { file = 'customers.csv' }\n")
    assert there(orgsim.load(path)).model_fields_set == {"customers", "staff_tenure"}


def test_a_firm_with_nobody_begins_with_nothing() -> None:
    """A scenario's own firm takes the market's place, so that one of 0 customers has nobody and nothing; a number that is set
    is that number alone."""
    empty = [
        parse(JOINED + "[firm]\ncustomers = 0\n"),
        parse(JOINED + "[firm]\n"),
        PACKAGED.replace({"firm": {}}),
        orgsim.load("b2b-saas", "the-model", {"firm": {}}),
        PACKAGED.replace({"firm": {"customers": 0, "pipeline": {}, "resting": 0, "tenure": None}}).replace(
            {"firm.staff_tenure": None}
        ),
    ]
    for one in empty:
        assert one.firm is None
        assert one.fingerprint() == BASE.fingerprint()
    sold_to_nobody = PACKAGED.replace({"firm.customers": 0})
    assert there(sold_to_nobody).customer_count == 0
    assert there(sold_to_nobody).waiting == there(PACKAGED).waiting


def test_of_a_step_that_nobody_does_and_somebody_has_to_it_is_told_once() -> None:
    """Leads of the market's firm wait at it, of whom the organization never spoke."""
    does = [name for name in PACKAGED.teams["inside_sales"].does if name != "develop"]
    with pytest.raises(ScenarioError) as caught:
        PACKAGED.replace({"teams.inside_sales.does": does})
    (told,) = caught.value.problems
    assert told.message.startswith(
        'nobody does "develop": add it to a team\'s does, state that it is optional'
    )
