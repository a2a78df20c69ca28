"""The state at the end of a run, written to files, and runs that go on from it: the same firm, as far as it can be told."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tomli_w

import orgsim
from orgsim.events.columns import Row
from orgsim.measures.summary import summarize
from orgsim.plan.load import parse
from orgsim.plan.scenario import Scenario
from orgsim.setup.simulate import run
from orgsim.setup.state import state

LONG = 1096
"""Days of the long run until the state is taken: three years, to the beginning of 2027."""
YEAR = 365
FIRM: dict[str, Any] = {
    "scenario": {
        "horizon": f"{LONG} days",
        "start": date(2024, 1, 1),
        "mechanisms": ["cooling", "handoff", "knowledge", "health", "care"],
    },
    "segments": {"small": {"share": 0.8}, "large": {"share": 0.2, "size": 4, "readiness": 0.4, "churn_odds": 0.6}},
    "sources": {"web": {"leads": "100 / month"}},
    "journey": {
        "qualify": {
            "work": {"mean": "1 h"},
            "patience": {"mean": "6 days"},
            "judgement": 0.8,
            "outcomes": [
                {"to": "close", "rate": 0.4, "after": {"mean": "5 days"}},
                {"to": "nurture", "rate": 0.4},
                {"to": "lost", "rate": 0.2},
            ],
        },
        "close": {
            "work": {"mean": "6 h"},
            "judgement": 0.8,
            "outcomes": [
                {"to": "customer", "rate": 0.4, "after": {"mean": "20 days"}},
                {"to": "nurture", "rate": 0.3, "after": {"mean": "20 days"}},
                {"to": "lost", "rate": 0.3},
            ],
        },
        "nurture": {
            "work": {"mean": "0.2 h"},
            "optional": True,
            "outcomes": [{"to": "qualify", "rate": 0.06}, {"to": "nurture", "rate": 0.9}, {"to": "lost", "rate": 0.04}],
        },
        "onboard": {"work": {"mean": "5 h"}, "optional": True},
        "support": {"work": {"mean": "1 h"}, "optional": True},
        "check_in": {"work": {"mean": "0.7 h"}, "optional": True},
        "renew": {"work": {"mean": "1.5 h"}, "optional": True},
    },
    "offering": {"price": "100 / month", "term": "6 months", "deal_size": {"mean": 1, "cv": 0.5}, "billing": "term"},
    "customer": {
        "churn": {"mean": "35 % / year", "cv": 0.4},
        "onboarding": {"target": "14 days"},
        "incidents": {"rate": "0.3 / month"},
        "check_ins": {"every": "2 months"},
        "renewal": {"notice": "30 days"},
        "upsell": {"rate": 0.03, "value": 0.2},
    },
    "teams": {
        "sales": {"headcount": 3, "does": ["qualify", "close", "nurture"], "priority": ["qualify", "close"]},
        "care": {"headcount": 5, "does": ["onboard", "support", "check_in", "renew"], "ownership": "person"},
    },
    "policies": {"records": {"kind": "crm"}, "nurture": {"every": "30 days", "touches": 5}},
}  # fmt: skip


def firm(**changes: Any) -> Scenario:
    """The firm, with some values changed; `__` stands for the dot of a path."""
    return parse(tomli_w.dumps(FIRM)).replace(
        {key.replace("__", "."): value for key, value in changes.items()}
    )


def figures(scenario: Scenario, replication: int, since: float) -> dict[str, float]:
    """Of the year after a day: growth of ARR, load of each team, decisions, customers lost and won."""
    days = f"{since} days" if since else "0 days"
    plan = scenario.replace({"scenario.horizon": f"{since + YEAR} days", "scenario.warm_up": days})
    log = run(plan, 7, replication)
    found = summarize(log)
    changes = log.rows[log.rows["kind"] == 2]
    before = float(changes["mrr"][changes["end"] < since].sum())
    due = sum(value for name, value in found.parts.items() if name.startswith("due.") and "_year" not in name)
    return {
        "growth": found.kpis["mrr"] / before,
        "sales": found.teams["sales"]["utilisation"],
        "care": found.teams["care"]["utilisation"],
        "due": due,
        "churned": found.kpis["churned"],
        "won": found.kpis["won"],
    }


def both(replication: int, folder: Path) -> tuple[dict[str, float], dict[str, float]]:
    """The year after the state was taken: of the long run itself, and of a run that began from its files."""
    state(firm(), 7, replication).write(folder)
    head = '[scenario]\nstart = 2027-01-01\nfirm = "firm.toml"\n'
    data = {key: value for key, value in FIRM.items() if key != "scenario"}
    mechanisms = tomli_w.dumps({"mechanisms": FIRM["scenario"]["mechanisms"]})
    (folder / "again.toml").write_text(f"{head}{mechanisms}{tomli_w.dumps(data)}")
    again = orgsim.load(folder / "again.toml")
    return figures(firm(), replication, LONG), figures(again, replication + 10_000, 0)


def apart(pairs: list[tuple[dict[str, float], dict[str, float]]]) -> dict[str, tuple[float, float]]:
    """By figure, by how much the mean of the runs that began from files differs, and the standard error of that, both as shares
    of the long runs' own; churn is lost / due over all runs (error: linearised)."""
    found = {}
    for name in ("growth", "sales", "care", "won"):
        values = np.array([[one[name] for one in pair] for pair in pairs])
        found[name] = _mean(values[:, 1] - values[:, 0], values[:, 0].mean())
    lost, due = (np.array([[one[name] for one in pair] for pair in pairs]) for name in ("churned", "due"))
    rate = lost.sum(axis=0) / due.sum(axis=0)
    residuals = (lost - rate * due) / due.mean(axis=0)
    found["churn"] = (rate[1] - rate[0]) / rate[0], _mean(residuals[:, 1] - residuals[:, 0], rate[0])[1]
    return found


def _mean(values: "np.ndarray[Any, np.dtype[np.float64]]", whole: float) -> tuple[float, float]:
    return float(values.mean() / whole), float(values.std(ddof=1) / np.sqrt(len(values)) / whole)


@pytest.mark.slow
def test_runs_go_on_from_the_files_of_a_long_run(tmp_path: Path) -> None:
    """Few runs: growth, load, churn and purchases within 4 standard errors and 15 %; see the next test."""
    pairs = [both(replication, tmp_path / str(replication)) for replication in range(4)]
    for name, (difference, error) in apart(pairs).items():
        assert abs(difference) <= min(4 * error, 0.15) or abs(difference) < 0.03, name


@pytest.mark.slow
def test_two_hundred_runs_go_on_as_the_long_runs_themselves(tmp_path: Path) -> None:
    """200 runs: each within 4 standard errors, which are at most 1 %, and within 2 %."""
    pairs = [both(replication, tmp_path / str(replication)) for replication in range(200)]
    for name, (difference, error) in apart(pairs).items():
        assert error < 0.01, name
        assert abs(difference) <= 4 * error, name
        assert abs(difference) <= 0.02, name


def test_what_is_written_is_who_is_there(tmp_path: Path) -> None:
    plan = firm(scenario__horizon="200 days")
    found, events = state(plan, 3), run(plan, 3, 0)
    kpis = summarize(events).kpis
    assert found.day == date(2024, 7, 19)
    assert len(found.customers) == kpis["customers_end"] > 0
    assert found.customers["mrr"].sum() == pytest.approx(kpis["mrr"])
    assert (found.customers["term_ends"] >= "2024-07-19").all()
    assert (found.customers["since"] < "2024-07-19").all()
    places = found.deals["activity"].value_counts()
    assert places["nurture"] >= kpis["at_rest"]  # some are on their way there
    assert places.sum() == kpis["at_rest"] + kpis["open_leads"]
    ahead = found.deals[found.deals["entered"] > "2024-07-19"]
    assert set(ahead["activity"]) <= {"close", "customer", "qualify", "nurture"}
    found.write(tmp_path)
    found.write(tmp_path)  # the same files again
    assert sorted(path.name for path in tmp_path.iterdir()) == ["customers.csv", "deals.csv", "firm.toml"]
    with pytest.raises(orgsim.OrgsimError, match="is there already and is another one"):
        state(plan, 4).write(tmp_path)


def test_one_who_has_decided_signs_on_the_day() -> None:
    plan = firm().replace({"scenario.horizon": "30 days", "sources.web.leads": "0 / month"})
    listed = {"activity": ["customer", "customer"], "entered": [12.5, -3.0]}
    events = run(plan.replace({"firm": {"pipeline": listed}}), 1, 0)
    rows = events.of(Row.CHANGE)
    assert rows["end"][rows["outcome"] == events.names.outcomes.index("customer")].tolist() == [0, 12.5]
    assert summarize(events).kpis["won"] == 2


def test_a_drained_run_has_no_state() -> None:
    with pytest.raises(orgsim.OrgsimError, match="a run that is drained has no state to go on from"):
        state(firm(scenario__drain=True))


def test_a_lead_at_steps_side_by_side_is_written_once() -> None:
    """On its way to both it comes to the first on day 10; it is at both, then at the second alone, then on its way back,
    until day 16. Days are moved by the part of a day that the horizon has."""
    step = {
        "work": {"mean": "24 h", "distribution": "constant"},
        "outcomes": [{"to": "sign", "rate": 1, "after": {"mean": "3 days", "distribution": "constant"}}],
    }
    wait = {"mean": "10 days", "distribution": "constant"}
    ways = [{"to": ["legal", "security"], "join": "sign", "rate": 1, "after": wait}]
    world: dict[str, Any] = {
        "scenario": {"mechanisms": []},
        "sources": {"web": {"kind": "recorded", "arrivals": [0.0]}},
        "journey": {
            "ask": {"work": {"mean": "0 h", "distribution": "constant"}, "outcomes": ways},
            "legal": step,
            "security": step | {"work": {"mean": "72 h", "distribution": "constant"}},
            "sign": {"work": {"mean": "24 h"}, "outcomes": [{"to": "customer", "rate": 1}]},
        },
        "teams": {
            name: {"headcount": 1, "does": does, "calendar": "continuous"}
            for name, does in (("sales", ["ask", "sign"]), ("law", ["legal"]), ("guard", ["security"]))
        },
    }
    stood = {5.0: ("legal", 10), 10.5: ("legal", 9.5), 12.0: ("security", 10), 14.5: ("sign", 15.5)}
    for horizon, (activity, day) in stood.items():
        world["scenario"]["horizon"] = f"{horizon} days"
        (row,) = state(parse(tomli_w.dumps(world))).deals.to_dict("records")
        entered = datetime.fromisoformat(row["entered"]) - datetime(2024, 1, 1)
        assert (row["activity"], entered / timedelta(days=1)) == (activity, pytest.approx(day))


def test_a_lead_that_comes_to_steps_side_by_side_comes_to_all() -> None:
    step = {"work": {"mean": "24 h", "distribution": "constant"}, "outcomes": [{"to": "customer", "rate": 1}]}
    world: dict[str, Any] = {
        "scenario": {"mechanisms": [], "horizon": "20 days"},
        "sources": {"web": {"leads": "0 / day"}},
        "journey": {
            "ask": step | {"outcomes": [{"to": ["legal", "security"], "join": "customer", "rate": 1}]},
            "legal": step,
            "security": step,
        },
        "teams": {"all": {"headcount": 5, "does": ["ask", "legal", "security"], "calendar": "continuous"}},
        "firm": {"pipeline": {"activity": ["legal", "legal"], "entered": [-3, 4]}},
    }
    log = run(parse(tomli_w.dumps(world)))
    jobs = log.of(Row.JOB)
    done = [(log.names.activities[row["activity"]], float(row["start"])) for row in jobs]
    assert done == [("legal", 0), ("legal", 4), ("security", 4)]


def test_the_order_of_tables_changes_nothing_of_a_state() -> None:
    turned = {
        key: dict(reversed(table.items())) for key, table in FIRM.items() if key in ("segments", "teams")
    }
    there = {
        "customers": 20,
        "segments": {"small": 0.5, "large": 0.5},
        "pipeline": {"qualify": 3, "close": 4},
    }
    other = {
        "customers": 20,
        "segments": {"large": 0.5, "small": 0.5},
        "pipeline": {"close": 4, "qualify": 3},
    }
    short = {"horizon": "200 days", "mechanisms": ["health"]}
    one, two = (
        parse(tomli_w.dumps(FIRM | {"scenario": short} | tables))
        for tables in ({"firm": there}, turned | {"firm": other})
    )
    assert one.fingerprint() == two.fingerprint()
    assert one.diff(two) == ()
    first, second = state(one), state(two)
    assert first.customers.equals(second.customers)
    assert first.deals.equals(second.deals)
