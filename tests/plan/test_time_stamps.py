"""Time stamps of a CRM export: offsets are read, and what can be read in two ways is asked about."""

from datetime import date, datetime
from pathlib import Path

import pytest
from estimates import jobs

from orgsim.errors import OrgsimError
from orgsim.events.log import EventLog
from orgsim.plan.load import load
from orgsim.plan.model.sources import RecordedSource
from orgsim.plan.scenario import Scenario
from orgsim.setup.simulate import run

TEXT = """
[scenario]
horizon = "100 days"
mechanisms = []

[sources.web]
kind = "recorded"
file = "leads.csv"
time = "at"
{more}

[journey.answer]
work = {{ mean = "1 h", distribution = "constant" }}
outcomes = [ {{ to = "lost", rate = 1.0 }} ]

[teams.desk]
headcount = 1
does = ["answer"]
"""
TOKYO = 'zone = "Asia/Tokyo"'
NEW_YORK = 'zone = "America/New_York"'


def recorded(folder: Path, *stamps: str, more: str = "") -> Scenario:
    """A desk of one person from 9 to 17, whose leads came at the stamps, each on a line of the CSV from the second on."""
    (folder / "leads.csv").write_text(
        "id,at\n" + "".join(f'{k},"{stamp}"\n' for k, stamp in enumerate(stamps)), encoding="utf-8"
    )
    (folder / "desk.toml").write_text(TEXT.format(more=more), encoding="utf-8")
    return load(folder / "desk.toml")


def moments(found: Scenario) -> list[datetime]:
    """When the leads come, by the clock on the wall, to the second."""
    source = found.sources["web"]
    assert isinstance(source, RecordedSource)
    midnight = datetime.combine(found.scenario.start, datetime.min.time()).timestamp()
    return [datetime.fromtimestamp(round(midnight + days * 86400)) for days in source.arrivals]


def refused(folder: Path, *stamps: str, more: str = "") -> str:
    """What is said of stamps that cannot be read."""
    with pytest.raises(OrgsimError) as caught:
        recorded(folder, *stamps, more=more)
    return str(caught.value)


def waits(log: EventLog) -> list[float]:
    rows = jobs(log, "answer")
    return ((rows["start"] - rows["ready"]) * 24).tolist()


def test_time_stamps_with_offsets(tmp_path: Path) -> None:
    """09:00 in Tokyo is 00:00 in universal time: two leads at the opening, the second waits for the first one's hour."""
    found = recorded(tmp_path, "2024-03-01T09:00:00+09:00", "2024-03-01T00:00:00Z", more=TOKYO)
    assert found.scenario.start == date(2024, 3, 1)
    assert found.sources["web"].arrivals == (0.375, 0.375)  # type: ignore[union-attr]
    assert waits(run(found)) == pytest.approx([0.0, 1.0])
    assert found.notes == ()


@pytest.mark.parametrize(
    "stamp",
    [
        "2024-02-29T23:30:00Z",
        "2024-02-29T23:30:00.000+0000",
        "2024-02-29 23:30:00 UTC",
        "2024-02-29 23:30 GMT",
        "2024-02-29T18:30:00-05:00",
        "2024-03-01 08:30:00 +0900",
        "2024-03-01 08:30:00+09",
        "2024/3/1 8:30",
        "2024/03/01 08:30:00",
        "2024.03.01 8:30 AM",
        "1.3.2024 8:30",
        "2024-03-01 08:30:00.0000",
    ],
)
def test_ways_to_write_a_moment(tmp_path: Path, stamp: str) -> None:
    """All of these are the 1st of March, half past eight in Tokyo."""
    assert moments(recorded(tmp_path, stamp, more=TOKYO)) == [datetime(2024, 3, 1, 8, 30)]


def test_a_day_that_begins_earlier_elsewhere(tmp_path: Path) -> None:
    """An export in universal time without offsets: 20:00 on the last of February is 05:00 on the 1st of March in Tokyo."""
    found = recorded(
        tmp_path, "2024-02-29 20:00", "2024-03-01T05:00:00+09:00", more=f'{TOKYO}\nfile_zone = "UTC"'
    )
    assert found.scenario.start == date(2024, 3, 1)
    assert moments(found) == [datetime(2024, 3, 1, 5)] * 2


def test_a_zone_leaves_times_without_an_offset_as_they_are(tmp_path: Path) -> None:
    found = recorded(tmp_path, "2024-03-01 09:00", "2024-03-01 00:00:00 UTC", "2024-03-02", more=TOKYO)
    assert moments(found) == [datetime(2024, 3, 1, 9), datetime(2024, 3, 1, 9), datetime(2024, 3, 2, 12)]


def test_different_offsets_need_a_zone(tmp_path: Path) -> None:
    assert refused(tmp_path, "2024-03-01T09:00:00+09:00", "2024-03-02", "2024-03-01T00:00:00Z") == (
        "leads.csv has 1 problem\n"
        '  line 4  at is "2024-03-01T00:00:00Z", which has another offset than "2024-03-01T09:00:00+09:00" in line 2; state the '
        'zone of the office, such as zone = "Asia/Tokyo", and time stamps are converted to it'
    )


def test_an_offset_in_some_rows_alone_needs_a_zone(tmp_path: Path) -> None:
    told = '  line 3  at is "2024-03-01T00:00:00Z" and "2024-03-01 09:00" in line 2: one has an offset, the other none; state'
    assert told in refused(tmp_path, "2024-03-01 09:00", "2024-03-01T00:00:00Z")


def test_universal_time_is_hardly_the_clock_of_an_office(tmp_path: Path) -> None:
    told = '  line 2  at is "2024-03-01 00:00 UTC", as all rows in universal time, which hardly is the office\'s; state the zone'
    assert told in refused(tmp_path, "2024-03-01 00:00 UTC", "2024-03-01 01:00 UTC")
    meant = recorded(tmp_path, "2024-03-01 09:00 UTC", more='zone = "UTC"')
    assert moments(meant) == [datetime(2024, 3, 1, 9)]


def test_one_offset_of_all_rows_is_the_office_s_and_said(tmp_path: Path) -> None:
    found = recorded(tmp_path, "2024-03-01T09:00:00+09:00", "2024-03-02T10:00:00+0900")
    assert moments(found) == [datetime(2024, 3, 1, 9), datetime(2024, 3, 2, 10)]
    assert found.notes == (
        'leads.csv: at has the same offset in every row (line 2: "2024-03-01T09:00:00+09:00"), taken for the office\'s',
    )


def test_a_day_has_no_offset(tmp_path: Path) -> None:
    """Days without a time of day are the office's, beside moments with an offset too."""
    found = recorded(tmp_path, "2024-03-01T18:00:00+09:00", "2024-03-01")
    assert moments(found) == [datetime(2024, 3, 1, 12), datetime(2024, 3, 1, 18)]


def test_clocks_put_forward(tmp_path: Path) -> None:
    """In New York 02:00 to 03:00 on 10 March 2024 was on no clock; in universal time nothing is missing."""
    found = recorded(tmp_path, "2024-03-10 02:30", "2024-03-10 03:30", more=NEW_YORK)
    assert moments(found) == [datetime(2024, 3, 10, 2, 30), datetime(2024, 3, 10, 3, 30)]
    assert found.notes == (
        "leads.csv: at in line 2 is a time of day at which clocks were put forward and that no clock showed; it is read as if "
        "they had not been put forward yet",
    )
    before_and_after = recorded(tmp_path, "2024-03-10T06:59:00Z", "2024-03-10T07:00:00Z", more=NEW_YORK)
    assert moments(before_and_after) == [datetime(2024, 3, 10, 1, 59), datetime(2024, 3, 10, 3)]
    assert before_and_after.notes == ()


def test_clocks_put_back(tmp_path: Path) -> None:
    """01:30 on 3 November 2024 came twice in New York, an hour apart: 05:30 and 06:30 in universal time."""
    found = recorded(tmp_path, "2024-11-03T05:30:00Z", "2024-11-03T06:30:00Z", more=NEW_YORK)
    assert moments(found) == [datetime(2024, 11, 3, 1, 30)] * 2
    assert found.notes == (
        "leads.csv: at in lines 2, 3 is in an hour that clocks showed twice, when they were put back; in a run that hour comes "
        "once, and what names no offset is read as its first time",
    )
    more = 'zone = "UTC"\nfile_zone = "America/New_York"'
    first = recorded(tmp_path, "2024-11-03 01:30", "2024-11-03 02:30", more=more)
    assert moments(first) == [datetime(2024, 11, 3, 5, 30), datetime(2024, 11, 3, 7, 30)]
    assert "line 2 is in an hour that clocks showed twice" in first.notes[0]


def test_many_lines_are_counted(tmp_path: Path) -> None:
    found = recorded(tmp_path, *["2024-11-03T05:30:00Z"] * 7, more=NEW_YORK)
    assert "at in lines 2, 3, 4, 5, 6 and 2 more is in an hour" in found.notes[0]


@pytest.mark.parametrize(
    ("stamps", "days"),
    [
        (("03/04/2024", "31/01/2024 9:05"), [date(2024, 1, 31), date(2024, 4, 3)]),
        (("03/04/2024", "1/31/2024, 9:05 pm"), [date(2024, 1, 31), date(2024, 3, 4)]),
        (("3-4-2024", "13-4-2024", "05.06.2024"), [date(2024, 4, 3), date(2024, 4, 13), date(2024, 6, 5)]),
        (("03/03/2024", "04/04/2024"), [date(2024, 3, 3), date(2024, 4, 4)]),
    ],
)
def test_one_row_shows_what_comes_first(tmp_path: Path, stamps: tuple[str, ...], days: list[date]) -> None:
    assert [moment.date() for moment in moments(recorded(tmp_path, *stamps))] == days


def test_what_the_rows_show_is_said(tmp_path: Path) -> None:
    found = recorded(tmp_path, "03/04/2024", "31/01/2024 9:05")
    assert found.notes == ('leads.csv: dates of at are read day first, since line 3 has "31/01/2024 9:05"',)
    assert recorded(tmp_path, "03/04/2024", "31/01/2024", more='dates = "day first"').notes == ()


def test_day_or_month_first_is_asked_for(tmp_path: Path) -> None:
    assert refused(tmp_path, "03/03/2024", "03/04/2024", "05/06/2024") == (
        "leads.csv has 1 problem\n"
        '  line 3  at is "03/04/2024", and no row says whether the day or the month comes first; state dates = "day first" or '
        'dates = "month first"'
    )
    for dates, day in (("day first", date(2024, 4, 3)), ("month first", date(2024, 3, 4))):
        found = recorded(tmp_path, "03/04/2024", more=f'dates = "{dates}"')
        assert moments(found)[0].date() == day
        assert found.notes == ()


def test_several_ways_to_write_dates_in_one_file(tmp_path: Path) -> None:
    told = '  line 2  at is "31/01/2024", with the day first, and "1/31/2024" in line 3 has the month first: write all in one way'
    assert told in refused(tmp_path, "31/01/2024", "1/31/2024")
    told = '  line 3  at is "13/04/2024", and "2024-04-03" in line 2 is another way to write dates; state dates = "day first"'
    assert told in refused(tmp_path, "2024-04-03", "13/04/2024")
    stated = recorded(tmp_path, "2024-04-03", "03/04/2024", more='dates = "month first"')
    assert [moment.date() for moment in moments(stated)] == [date(2024, 3, 4), date(2024, 4, 3)]


@pytest.mark.parametrize(
    ("stamp", "told"),
    [
        (
            "2024-03-01 09:00 JST",
            "JST can mean several zones: write the offset (such as +09:00), or leave it",
        ),
        ("03/04/24", "the year must have four digits"),
        ("2024-02-30", "there is no such day or time"),
        ("2024-03-01 13:05 PM", "there is no such day or time"),
        ("45352.375", 'it must be a time stamp such as "2024-01-31" or "2024-01-31 14:05"'),
        ("", "it must be a time stamp"),
    ],
)
def test_what_is_no_time_stamp(tmp_path: Path, stamp: str, told: str) -> None:
    assert f'  line 3  at is "{stamp}"; {told}' in refused(tmp_path, "2024-03-01", stamp)


def test_the_edge_of_the_calendar(tmp_path: Path) -> None:
    assert "line 2  at is" in refused(tmp_path, "0001-01-01T00:00:00Z", more=NEW_YORK)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ('zone = "Tokyo"', 'line 10  sources.web.zone is "Tokyo"; did you mean "Asia/Tokyo"?'),
        ('zone = "Asia/Tokio"', 'sources.web.zone is "Asia/Tokio"; did you mean "Asia/Tokyo"?'),
        ('zone = "../etc"', 'is "../etc"; it must be the name of a time zone, such as "Asia/Tokyo"'),
        ("zone = 9", "sources.web.zone is 9; it must be the name of a time zone"),
        ('file_zone = "UTC"', "sources.web.file_zone is stated, but not the zone of the office"),
        ('dates = "dmy"', 'sources.web.dates is "dmy"; it must be "day first" or "month first"'),
    ],
)
def test_what_is_wrong_with_what_is_stated(tmp_path: Path, more: str, told: str) -> None:
    assert told in refused(tmp_path, "2024-03-01", more=more)


def test_rows_that_occur_twice_are_said(tmp_path: Path) -> None:
    """Three rows, of which the first comes again twice; a CSV of nothing but time stamps says nothing of it."""
    rows = "id,at\n7,2024-03-01\n8,2024-03-01\n7,2024-03-01\n7,2024-03-01\n"
    recorded(tmp_path, "2024-03-01")
    (tmp_path / "leads.csv").write_text(rows, encoding="utf-8")
    found = load(tmp_path / "desk.toml")
    assert len(moments(found)) == 4
    assert found.notes == (
        "leads.csv: 2 rows are the same as earlier ones in every cell (line 4 as line 2); each counts as a lead of its own",
    )
    (tmp_path / "leads.csv").write_text("at\n2024-03-01\n2024-03-01\n", encoding="utf-8")
    assert load(tmp_path / "desk.toml").notes == ()


def test_a_column_name_that_occurs_twice(tmp_path: Path) -> None:
    recorded(tmp_path, "2024-03-01")
    (tmp_path / "leads.csv").write_text("at,at\n2024-03-01,2024-03-02\n", encoding="utf-8")
    with pytest.raises(
        OrgsimError, match=r'sources.web.time is "at", which is the name of 2 columns of leads.csv'
    ):
        load(tmp_path / "desk.toml")
