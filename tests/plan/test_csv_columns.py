"""Recorded values: CSV columns become distributions and arrivals."""

from datetime import date
from pathlib import Path

import pytest

from orgsim.errors import OrgsimError
from orgsim.plan.load import load, parse
from orgsim.plan.model.sources import RecordedSource
from orgsim.plan.scenario import Scenario
from orgsim.plan.text import csv_files

REST = """
[journey.serve]
work = { WORK }
outcomes = [{ to = "lost", rate = 1.0 }]

[teams.desk]
headcount = 4
does = ["serve"]
"""


def scenario(folder: Path, csv: str, source: str, work: str = 'mean = "2 h"') -> Scenario:
    """A scenario beside a file data.csv."""
    (folder / "data.csv").write_text(csv, encoding="utf-8")
    (folder / "it.toml").write_text(f"{source}\n{REST.replace('WORK', work)}", encoding="utf-8")
    return load(folder / "it.toml")


def recorded(folder: Path, csv: str, more: str = "", before: str = "") -> Scenario:
    """A scenario whose leads are recorded in a file data.csv."""
    return scenario(
        folder, csv, f'{before}\n[sources.web]\nkind = "recorded"\nfile = "data.csv"\ntime = "seen"\n{more}'
    )


def arrivals(found: Scenario) -> tuple[float, ...]:
    """When the leads of the recorded source come."""
    source = found.sources["web"]
    assert isinstance(source, RecordedSource)
    return source.arrivals


def test_a_column_becomes_an_empirical_distribution(tmp_path: Path) -> None:
    work = 'file = "data.csv", column = "minutes", unit = "min"'
    found = scenario(tmp_path, "id,minutes\na,30\nb, 90 \nc,0\n", '[sources.web]\nleads = "1 / day"', work)
    assert found.journey["serve"].work.values == (0.5, 1.5, 0.0)
    assert found.journey["serve"].work.distribution == "empirical"
    (tmp_path / "data.csv").unlink()
    assert parse(found.to_toml()) == found


def test_a_column_without_unit_is_of_plain_numbers(tmp_path: Path) -> None:
    source = (
        '[sources.web]\nkind = "event"\nevery = "7 days"\nleads_per_attendee = 0.5\n'
        'attendees = { distribution = "empirical", file = "data.csv", column = "came" }'
    )
    found = scenario(tmp_path, "came\n10\n30\n", source)
    assert found.sources["web"].attendees.build().mean == 20  # type: ignore[union-attr]
    assert found.mix == {"web": pytest.approx(10 / 7)}


def test_a_column_can_stand_in_an_outcome(tmp_path: Path) -> None:
    (tmp_path / "data.csv").write_text("days\n1\n2\n", encoding="utf-8")
    text = '[sources.web]\nleads = "1 / day"\n' + REST.replace("WORK", 'mean = "1 h"').replace(
        "rate = 1.0", 'rate = 1.0, after = { file = "data.csv", column = "days", unit = "days" }'
    )
    (tmp_path / "it.toml").write_text(text, encoding="utf-8")
    after = load(tmp_path / "it.toml").journey["serve"].outcomes[0].after
    assert after is not None
    assert after.values == (1.0, 2.0)


def test_stamps_become_days_since_the_start_and_days_are_spread(tmp_path: Path) -> None:
    csv = "id,seen\n1,2018-03-02\n2,2018-03-01 12:00\n3,2018-03-02\n4,2018-03-02T18:00:00\n"
    found = recorded(tmp_path, csv)
    assert found.scenario.start == date(2018, 3, 1)
    assert arrivals(found) == pytest.approx((0.5, 1.25, 1.75, 1.75))


def test_a_stated_start_counts(tmp_path: Path) -> None:
    found = recorded(tmp_path, "seen\n2018-03-02\n", before="[scenario]\nstart = 2018-02-28\n")
    assert arrivals(found) == pytest.approx((2.5,))
    assert load(tmp_path / "it.toml", changes={"scenario.start": date(2018, 3, 1)}).sources[
        "web"
    ].arrivals == (1.5,)  # type: ignore[union-attr]


def test_the_start_of_a_recorded_source_stays_in_the_text(tmp_path: Path) -> None:
    found = recorded(tmp_path, "seen\n2018-03-02\n2018-03-04\n")
    again = parse(found.to_toml())
    assert again == found
    assert again.scenario.start == date(2018, 3, 2)


def test_segments_go_with_their_leads(tmp_path: Path) -> None:
    segments = 'segment = "size"\n[segments.small]\nshare = 0.5\n[segments.large]\nshare = 0.5\n'
    found = recorded(tmp_path, "seen,size\n2018-03-02,large\n2018-03-01,small\n", segments)
    assert found.sources["web"].arrival_segments == ("small", "large")  # type: ignore[union-attr]


def test_the_mix_of_a_recorded_source_is_its_leads_per_day(tmp_path: Path) -> None:
    found = recorded(tmp_path, "seen\n2018-03-01 00:00\n2018-03-03 00:00\n2018-03-05 00:00\n")
    assert found.mix == {"web": 0.75}


def test_a_byte_order_mark_is_no_part_of_a_column_name(tmp_path: Path) -> None:
    assert arrivals(recorded(tmp_path, "\ufeffseen\n2018-03-02\n")) == (0.5,)


def test_limits_hold_before_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_files, "MOST_ROWS", 3)
    assert len(arrivals(recorded(tmp_path, "seen\n" + "2018-03-02\n" * 3))) == 3
    with pytest.raises(OrgsimError, match="it has more than 3 rows, the most that is read"):
        recorded(tmp_path, "seen\n" + "2018-03-02\n" * 4)
    monkeypatch.setattr(csv_files, "MOST_BYTES", 1_000_000)
    with pytest.raises(OrgsimError, match="it is larger than 1 MB, the most that is read"):
        recorded(tmp_path, "seen\n" + "x" * 1_000_000)


@pytest.mark.parametrize(
    ("csv", "told"),
    [
        ('seen\n"2018-03-02\n', "this is not CSV"),
        ("seen\n2018-03-02,\n", "line 2  this row has 2 of 1 cells"),
        ("", "it has no rows below a header"),
        (
            "saw\n2018-03-02\n",
            'sources.web.time is "seen", which data.csv does not have; its columns are "saw"',
        ),
        ("seen\n0\n", 'line 2  seen is "0"; it must be a time stamp'),
    ],
)
def test_what_is_wrong_with_records(tmp_path: Path, csv: str, told: str) -> None:
    with pytest.raises(OrgsimError, match=told):
        recorded(tmp_path, csv)


@pytest.mark.parametrize("separator", [";", "\t"])
def test_semicolons_and_tabs_separate_too(tmp_path: Path, separator: str) -> None:
    csv = 'id;seen;name\n1;2018-03-02;"Sato; Ito, Inc."\n2;2018-03-01;Abe, Inc.\n'.replace(";", separator)
    assert arrivals(recorded(tmp_path, csv)) == (0.5, 1.5)


def test_what_separates_cells_must_be_one_of_them(tmp_path: Path) -> None:
    with pytest.raises(OrgsimError, match="its cells could be separated by commas or by semicolons"):
        recorded(tmp_path, "id;seen, local\n1;2018-03-02, 09:00\n")
    with pytest.raises(OrgsimError, match="line 3  this row has 3 of 2 cells"):
        recorded(tmp_path, "id;seen\n1;2018-03-02\n2;2018-03-02;3\n")


EVENT = (
    '[sources.web]\nkind = "event"\nevery = "70 days"\nleads_per_attendee = 0.001\n'
    'attendees = { distribution = "empirical", file = "data.csv", column = "n" DECIMAL }'
)


def numbers(folder: Path, cells: list[str], separator: str = ";", decimal: str = "") -> tuple[float, ...]:
    """What is read of a column of numbers beside another."""
    csv = "".join(f"{a}{separator}{b}\n" for a, b in [("id", "n"), *enumerate(cells)])
    found = scenario(folder, csv, EVENT.replace("DECIMAL", decimal and f', decimal = "{decimal}"'))
    values = found.sources["web"].attendees.values  # type: ignore[union-attr]
    assert values is not None
    return values


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        (["0,5", "12"], (0.5, 12)),
        (["1.234,5", "1.234", "7"], (1234.5, 1234, 7)),
        (["0.125", "1.234"], (0.125, 1.234)),
        (["1,234.5", "1,234"], (1234.5, 1234)),
        (["1.234.567", "0"], (1234567, 0)),
    ],
)
def test_decimal_commas_and_points(tmp_path: Path, cells: list[str], values: tuple[float, ...]) -> None:
    assert numbers(tmp_path, cells) == values


def test_a_number_of_two_meanings_is_asked_about(tmp_path: Path) -> None:
    told = (
        'line 3  n is "1.234", which may be more than a thousand or not; state decimal = "." or decimal = ","'
    )
    with pytest.raises(OrgsimError, match=told):
        numbers(tmp_path, ["3", "1.234"])
    assert numbers(tmp_path, ["3", "1.234"], decimal=",") == (3, 1234)
    assert numbers(tmp_path, ["3", "1.234"], decimal=".") == (3, 1.234)
    assert numbers(tmp_path, ["3", "1.234"], separator=",") == (3, 1.234)
    with pytest.raises(OrgsimError, match='line 2  n is "1,234", which may be more than a thousand'):
        numbers(tmp_path, ['"1,234"', "1.234"], separator=",")


def test_numbers_written_in_two_ways(tmp_path: Path) -> None:
    told = 'line 2  n is "0,5" with a decimal comma, and "0.5" in line 3 with a decimal point: write all in one way'
    with pytest.raises(OrgsimError, match=told):
        numbers(tmp_path, ["0,5", "0.5"])


@pytest.mark.parametrize("cell", ["1.23,4", "12.34.5", "1,2,3", "-1", "nan", "5 h", "1,5,"])
def test_what_is_no_number(tmp_path: Path, cell: str) -> None:
    with pytest.raises(OrgsimError, match=r'line 2  n is ".*"; it must be a number, 0 or more'):
        numbers(tmp_path, [cell, "0,5"] if "." in cell else [cell])


def test_a_stated_decimal_mark_is_one_of_two(tmp_path: Path) -> None:
    with pytest.raises(OrgsimError, match=r'attendees.decimal is ";"; it must be "." or ","'):
        numbers(tmp_path, ["1"], decimal=";")


def test_a_segment_that_there_is_not_is_told_by_the_line_of_the_csv(tmp_path: Path) -> None:
    rows = "seen,kind\n2024-01-03,small\n2024-01-02,smal\n2024-01-04,big\n"
    with pytest.raises(OrgsimError) as error:
        recorded(tmp_path, rows, 'segment = "kind"', "[segments.small]\nshare = 1\n")
    assert str(error.value) == (
        'data.csv has 2 problems\n  line 3  kind is "smal", which [segments] does not have; did you mean small?\n'
        '  line 4  kind is "big", which [segments] does not have; add it, or drop the column of segments'
    )
