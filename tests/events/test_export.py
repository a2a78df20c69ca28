"""The event log in files: what other tools read back."""

import csv
import sys
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from logbook import FACTS, NAMES, NAN, Logbook

from orgsim.errors import OrgsimError
from orgsim.events import export
from orgsim.events.log import EventLog

XES = "{http://www.xes-standard.org/}"


def story() -> Logbook:
    """One lead qualified, closed and won; one that left the queue; one in work at the horizon; a campaign; and money."""
    book = Logbook().arrive(0, cost=12.5).arrive(1, 2, day=0.5)
    book.job("qualify", 0, (0, 1, 1.25), "close", hours=1 / 3, person=3, cost=2)
    book.job("qualify", 1, (0.5, NAN, 2), "cold", person=-1)
    book.job("close", 0, (1.25, 1.25, 2), "customer").change("customer", 0, 2, booked=120, mrr=10).pay(
        0, 2, 10, cost=1
    )
    book.change("resting", 1, 2).job("onboard", 0, (2, 2, 3), entity=1)
    return book.payroll(0, (0, 10), 80, cost=7).job("qualify", 2, (0.5, 9, NAN), "open")


def named(text: str) -> Logbook:
    """The story with another name for the source and the first activity."""
    names = replace(NAMES, entities=(text, "web events"), activities=(text, *NAMES.activities[1:]))
    return Logbook(FACTS, names, [dict(row) for row in story().rows])


def written(log: EventLog, path: Path) -> Path:
    """The file, once the log is in it."""
    export.write(log, path)
    assert [item.name for item in path.parent.iterdir()] == [path.name]
    return path


def test_csv_gives_back_every_number_and_name(tmp_path: Path) -> None:
    log = story().read()
    with written(log, tmp_path / "log.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for name in (
        "person",
        "number",
        "visit",
        "ready",
        "start",
        "end",
        "hours",
        "money",
        "cost",
        "booked",
        "mrr",
    ):
        read = [float(row[name] or "nan") for row in rows]
        np.testing.assert_array_equal(read, log.rows[name], err_msg=name)
    job, pay, payroll = rows[3], rows[7], rows[10]
    told = [job[name] for name in ("kind", "case", "activity", "team", "outcome")]
    assert told == ["job", "web-0", "qualify", "inside", "close"]
    assert [pay[name] for name in ("kind", "case", "activity", "team", "outcome")] == [
        "payment",
        "web-0",
        "",
        "",
        "",
    ]
    assert [payroll[name] for name in ("kind", "case", "team", "entity")] == ["payroll", "", "inside", ""]


def test_csv_is_the_same_whether_or_not_it_is_made_in_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = written(story().read(), tmp_path / "log.csv").read_bytes()
    monkeypatch.setattr(export, "_ROWS", 3)
    assert written(story().read(), tmp_path / "log.csv").read_bytes() == whole


@pytest.mark.parametrize("text", ["=1+1", "+A1", "-A1", "@SUM(A1)", "\tx", "\r=1"])
def test_csv_cells_are_no_formulas(tmp_path: Path, text: str) -> None:
    path = written(named(text).read(), tmp_path / "log.csv")
    table = pd.read_csv(path, lineterminator="\n")
    assert table["entity"][0] == f"'{text}"
    assert table["activity"][3] == f"'{text}"
    assert table["case"][0] == f"'{text}-0"
    assert table["ready"].dtype == float


def test_parquet_gives_back_the_frame(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    log = story().read()
    table = pd.read_parquet(written(log, tmp_path / "log.parquet"))
    pd.testing.assert_frame_equal(table, log.frame(), check_categorical=False)


def test_parquet_without_pyarrow_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(
        OrgsimError, match=r"^Parquet needs pyarrow: pip install 'orgsim\[parquet\]', or write a \.csv file$"
    ):
        export.write(story().read(), tmp_path / "log.parquet")
    assert list(tmp_path.iterdir()) == []


def events(trace: ET.Element) -> list[dict[str, str]]:
    """The attributes of each event of a trace."""
    return [
        {item.attrib["key"]: item.attrib["value"] for item in event} for event in trace.iter(f"{XES}event")
    ]


def traces(path: Path) -> dict[str, ET.Element]:
    """The traces of a file by name."""
    root = ET.parse(path).getroot()
    assert root.tag == f"{XES}log"
    assert root.attrib["xes.version"] == "1849.2016"
    return {
        trace.find(f"{XES}string[@key='concept:name']").attrib["value"]: trace
        for trace in root.iter(f"{XES}trace")
    }


def test_xes_names_its_classifiers_as_the_schema_of_the_standard_has_it(tmp_path: Path) -> None:
    """Their names are NCNames: without spaces."""
    root = ET.parse(written(story().read(), tmp_path / "log.xes")).getroot()
    found = {one.attrib["name"]: one.attrib["keys"] for one in root.iter(f"{XES}classifier")}
    assert found == {
        "Activity": "concept:name",
        "ActivityAndTransition": "concept:name lifecycle:transition",
    }


def test_xes_has_a_trace_for_each_case_in_order_of_time(tmp_path: Path) -> None:
    found = traces(written(story().read(), tmp_path / "log.xes"))
    assert list(found) == ["web-0", "web-1", "web-2", "web events-0"]
    told = [
        (e["concept:name"], e["lifecycle:transition"], e["time:timestamp"]) for e in events(found["web-0"])
    ]
    assert told == [
        ("arrival", "complete", "2024-01-01T00:00:00.000+00:00"),
        ("qualify", "start", "2024-01-02T00:00:00.000+00:00"),
        ("qualify", "complete", "2024-01-02T06:00:00.000+00:00"),
        ("close", "start", "2024-01-02T06:00:00.000+00:00"),
        ("close", "complete", "2024-01-03T00:00:00.000+00:00"),
        ("customer", "complete", "2024-01-03T00:00:00.000+00:00"),
    ]
    assert [(e["concept:name"], e["lifecycle:transition"]) for e in events(found["web-1"])] == [
        ("arrival", "complete"),
        ("qualify", "withdraw"),
        ("resting", "complete"),
    ]
    assert [(e["concept:name"], e["lifecycle:transition"]) for e in events(found["web-2"])] == [
        ("arrival", "complete"),
        ("qualify", "start"),
    ]


def test_xes_tells_who_did_it_how_it_ended_and_what_it_cost(tmp_path: Path) -> None:
    found = traces(written(story().read(), tmp_path / "log.xes"))
    arrival, start, complete, *_ = events(found["web-0"])
    assert (arrival["segment"], arrival["cost:total"], arrival["cost:currency"]) == ("all", "12.5", "JPY")
    assert (start["org:resource"], start["org:group"]) == ("inside-3", "inside")
    assert (complete["outcome"], float(complete["hours"])) == ("close", 1 / 3)
    assert complete["cost:total"] == "2.0"
    assert "cost:total" not in start
    left = events(found["web-1"])[1]
    assert left["org:group"] == "inside"
    assert "org:resource" not in left


@pytest.mark.parametrize("text", ["<a> & \"b\" 'c'", "行\n動\t", "a]]>b", "x\x00y\x1f\ud800\uffff"])
def test_xes_escapes_names(tmp_path: Path, text: str) -> None:
    found = traces(written(named(text).read(), tmp_path / "log.xes"))
    shown = text if "\x00" not in text else "x\ufffdy\ufffd\ufffd\ufffd"
    assert next(iter(found)) == f"{shown}-0"
    assert events(found[f"{shown}-0"])[1]["concept:name"] == shown


def test_xes_is_the_same_whether_or_not_it_is_made_in_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = written(story().read(), tmp_path / "log.xes").read_bytes()
    for size in (1, 2, 5):
        monkeypatch.setattr("orgsim.events.xes._EVENTS_AT_ONCE", size)
        assert written(story().read(), tmp_path / "log.xes").read_bytes() == whole


def test_an_empty_log_is_a_valid_file(tmp_path: Path) -> None:
    assert traces(written(Logbook().read(), tmp_path / "log.xes")) == {}
    (tmp_path / "log.xes").unlink()
    assert len(pd.read_csv(written(Logbook().read(), tmp_path / "log.csv"))) == 0


@pytest.mark.parametrize("name", ["log.txt", "log"])
def test_other_endings_are_refused(tmp_path: Path, name: str) -> None:
    ending = "'.txt'" if "." in name else "'nothing'"
    with pytest.raises(
        OrgsimError, match=f"ends in {ending}; an event log can be written as .csv, .parquet, .xes$"
    ):
        export.write(story().read(), tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(OrgsimError, match=r"log\.csv cannot be written: No such file or directory$"):
        export.write(story().read(), tmp_path / "nowhere" / "log.csv")


def test_who_reads_the_old_file_goes_on_reading_it_whole(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text("old", encoding="utf-8")
    with path.open(encoding="utf-8") as reader:
        export.write(story().read(), path)
        assert reader.read() == "old"


def test_a_fault_while_writing_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(story().read(), tmp_path / "log.csv")
    before = path.read_bytes()

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(export, "_harmless", fail)
    with pytest.raises(OrgsimError, match="cannot be written: No space left on device"):
        export.write(story().read(), path)
    assert path.read_bytes() == before
    assert [item.name for item in tmp_path.iterdir()] == ["log.csv"]
