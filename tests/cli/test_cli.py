"""The command line: what is printed where, exit codes, files written, and what is said of bad input."""

import csv
import json
import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import pytest
from shells import ALONE, MARKET, SPLIT, fill

from orgsim.cli import main
from orgsim.plan.text.locations import gallery

USUAL = ["pre-post-sales", "the-model", "the-model-siloed", "the-model-collaborating"]
STOPPABLE = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background inherits that it is ignored
from orgsim.cli import main
main()
"""
QUICK = ("--replications", "3", "--workers", "1")
PLAIN = (*QUICK, "--parts", "none")


@dataclass(frozen=True)
class Answer:
    """What a command left behind."""

    code: int
    out: str
    err: str


class Shell:
    """Runs orgsim in this process, in a folder of its own."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch, captured: pytest.CaptureFixture[str]) -> None:
        self.folder, self.patch, self.captured = folder, patch, captured
        patch.chdir(fill(folder))

    def __call__(self, *words: str) -> Answer:
        """Type `orgsim` and these words."""
        self.patch.setattr(sys, "argv", ["orgsim", *words])
        with pytest.raises(SystemExit) as left:
            main()
        said = self.captured.readouterr()
        return Answer(int(left.value.code or 0), said.out, said.err)

    def leave_out_reports(self) -> None:
        """From here on what is printed alone is looked at: to write a report takes longer than to run a small study."""
        self.patch.setattr("orgsim.report.study.folder.save", lambda _reading, folder: folder / "index.html")

    def names(self) -> set[str]:
        """The files in the folder besides those it began with."""
        found = {
            path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*") if path.is_file()
        }
        return found - {"market.toml", "alone.toml", "split.toml", "whole.toml"}


@pytest.fixture
def drawing_orgsim(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Shell:
    """A shell in an empty folder with a small market and two organizations."""
    return Shell(tmp_path, monkeypatch, capsys)


@pytest.fixture
def orgsim(drawing_orgsim: Shell, undrawn: None) -> Shell:  # noqa: ARG001
    """The same, whose reports are without pictures."""
    return drawing_orgsim


def test_help_imports_nothing_heavy() -> None:
    code = "import sys, orgsim.cli; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    heavy = {"numpy", "pandas", "scipy", "matplotlib", "pydantic", "simpy", "jinja2", "rich", "sqlite3"}
    assert heavy & set(loaded) == set()


def test_version_and_help(orgsim: Shell) -> None:
    from importlib.metadata import version

    assert orgsim("--version") == Answer(0, f"orgsim {version('orgsim')}\n", "")
    said = orgsim("--help")
    assert said.code == 0
    for command in ("compare", "run", "explain", "draw", "check", "schema", "gallery", "new"):
        assert f"\n  {command} " in said.out


def test_compare_prints_tables_and_writes_a_report(drawing_orgsim: Shell) -> None:
    orgsim = drawing_orgsim
    said = orgsim("compare", "market.toml", "alone.toml", "split.toml", *QUICK)
    assert said.code == 0
    assert "Two teams against Everyone does all" in said.out
    assert "Two teams costs 100% more payroll than Everyone does all" in said.out
    assert said.err.splitlines()[-1] == f"Report: {Path('report', 'index.html')}"
    assert {
        "report/index.html",
        "report/study.json",
        "report/differences.csv",
        "report/ledger.sqlite",
    } <= orgsim.names()
    page = (orgsim.folder / "report" / "index.html").read_text(encoding="utf-8")
    assert "orgsim compare market.toml alone.toml split.toml --replications 3 --workers 1" in page
    assert page.count("<svg ") > 4


@pytest.mark.usefixtures("unreported")
def test_progress_is_a_line_for_every_tenth_on_standard_error(orgsim: Shell) -> None:
    said = orgsim("compare", "market.toml", "alone.toml", "split.toml", *PLAIN)
    steps = [line.partition(",")[0] for line in said.err.splitlines()]
    assert steps[:-1] == [f"{done} of 6 runs" for done in range(1, 7)]
    assert "runs" not in orgsim("compare", "market.toml", "alone.toml", "split.toml", *PLAIN, "--quiet").err


@pytest.mark.usefixtures("unreported")
def test_equal_payroll_scales_the_others_to_the_first(orgsim: Shell) -> None:
    words = ("compare", "market.toml", "alone.toml", "split.toml", *PLAIN, "--format", "json", "--quiet")
    scaled = json.loads(orgsim(*words, "--equal", "payroll").out)
    assert scaled["notes"][:1] == [
        "The headcounts of Two teams were scaled to the payroll of Everyone does all: field 3 → 1."
    ]


def test_json_is_one_document_and_nothing_else_on_standard_output(orgsim: Shell) -> None:
    said = orgsim("compare", "market.toml", "alone.toml", "split.toml", *PLAIN, "--format", "json")
    found = json.loads(said.out)
    assert list(found["scenarios"]) == ["alone", "split"]
    assert found["replications"] == 3
    assert {one["b"] for one in found["comparisons"]} == {"split"}
    assert found == json.loads((orgsim.folder / "report" / "study.json").read_text(encoding="utf-8"))


def test_why_takes_the_differences_apart(orgsim: Shell) -> None:
    names, few = (
        ("market.toml", "alone.toml", "split.toml"),
        'scenario.mechanisms=["cooling", "handoff", "skills"]',
    )
    words = ("compare", *names, *PLAIN, "--why", "-q", "--set", few)
    done = orgsim(*words, "--kpi", "won")
    assert done.code == 0
    assert "Why: Customers won, Two teams against Everyone does all" in done.out
    assert "Structure: who does what, and queues" in done.out
    assert "Whole difference" in done.out
    page = (orgsim.folder / "report" / "index.html").read_text(encoding="utf-8")
    assert "Why they differ: Customers won" in page
    orgsim.leave_out_reports()
    told = json.loads(orgsim(*words, "-f", "json").out)
    shares = [row for row in told["why"]["parts"] if row["kpi"] == "won" and row["method"] == "shapley"]
    assert sum(row["mean"] for row in shares[:-1]) == pytest.approx(shares[-1]["mean"])
    (same,) = [row for row in told["comparisons"] if row["kpi"] == "won"]
    assert shares[-1]["mean"] == pytest.approx(same["difference"])


@pytest.mark.slow
def test_why_interrupted_still_gives_the_comparison(orgsim: Shell) -> None:
    words = ("compare", "market.toml", "alone.toml", "split.toml", "--workers", "1", "-n", "30", "--why")
    typed = [sys.executable, "-c", STOPPABLE, *words]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(typed, **pipes) as running:  # type: ignore[call-overload]
        while running.stderr.readline() != "Taking the differences apart.\n":
            pass
        running.stderr.readline()
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=60)
    assert running.returncode == 130
    assert "Two teams against Everyone does all" in out
    assert "Interrupted while taking the differences apart, " in err
    assert "report/index.html" in orgsim.names()


@pytest.mark.slow
def test_interrupted_while_differences_are_split_it_still_gives_the_comparison(orgsim: Shell) -> None:
    other = SPLIT + '\n[policies.records]\nkind = "crm"\n'
    (orgsim.folder / "other.toml").write_text(other, encoding="utf-8")
    words = ("compare", "market.toml", "alone.toml", "other.toml", "--workers", "1", "-n", "30")
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    typed = [sys.executable, "-c", STOPPABLE, *words]
    with subprocess.Popen(typed, **pipes) as running:  # type: ignore[call-overload]
        for line in iter(running.stderr.readline, ""):
            if line.startswith("Splitting the differences: "):
                break
        running.stderr.readline()
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=60)
    assert running.returncode == 130
    assert "Two teams against Everyone does all" in out
    assert "the division of labour" not in out
    assert "Interrupted while splitting the differences, " in err
    assert "report/index.html" in orgsim.names()


def test_why_needs_a_kpi_that_there_is(orgsim: Shell) -> None:
    done = orgsim("compare", "market.toml", "alone.toml", "split.toml", *PLAIN, "--why", "--kpi", "wonn")
    assert (done.code, done.err) == (2, 'there is no KPI "wonn"; did you mean won?\n')
    none = orgsim("compare", "market.toml", "alone.toml", "split.toml", *PLAIN, "--kpi", " , ")
    assert (none.code, none.err) == (2, "--kpi names no KPI; give names such as arr,won\n")
    assert orgsim.names() == set()


@pytest.mark.usefixtures("unreported")
def test_named_kpis_lead_the_answer_and_its_verdicts(orgsim: Shell) -> None:
    words = ("compare", "market.toml", "alone.toml", "split.toml", *QUICK, "-q")
    done = orgsim(*words, "--kpi", "won, payroll", "--precision", "0.01%")
    (summary,) = (line for line in done.out.splitlines() if line.startswith("- Two teams against"))
    assert "Payroll" in summary
    assert "Revenue" not in summary
    flat = " ".join(done.out.split())
    assert "What it hangs on: " in flat
    assert "the division of labour moves Customers won by" in flat.partition("What to look at: ")[0]
    said = "The precision asked for, 0.01% of Customers won, Payroll, was not reached with 3 replications"
    assert said in flat
    answer = json.loads(orgsim(*words, "--kpi", "won,payroll", "-f", "json").out)
    assert answer["kpis"] == ["won", "payroll"]
    leading = [row["kpi"] for row in answer["comparisons"] if row["headline"]]
    assert leading == ["won", "payroll"]


def test_all_pairs_and_the_best_are_told(orgsim: Shell) -> None:
    (orgsim.folder / "third.toml").write_text(SPLIT.replace("Two teams", "A third"), encoding="utf-8")
    names = ("market.toml", "alone.toml", "split.toml", "third.toml")
    usual = orgsim("compare", *names, *PLAIN, "-q", "--kpi", "won")
    assert "A third against Two teams" not in usual.out
    page = (orgsim.folder / "report" / "index.html").read_text(encoding="utf-8")
    assert "Steps and teams: A third against Everyone does all" in page
    orgsim.leave_out_reports()
    done = orgsim("compare", *names, *PLAIN, "-q", "--kpi", "won", "--pairs", "all")
    assert "A third against Two teams: " in done.out
    assert "Customers won: " in done.out


def test_one_scenario_says_what_speaks_against_its_figures(orgsim: Shell) -> None:
    done = orgsim("run", "whole.toml", *QUICK, "-q", "--kpi", "won")
    assert "3 replications are few: " in done.out
    assert (
        orgsim("run", "whole.toml", *QUICK, "--kpi", "wonn").err
        == 'there is no KPI "wonn"; did you mean won?\n'
    )


def test_what_a_difference_is_due_to_can_be_left_out(orgsim: Shell) -> None:
    """The second organization differs in its cut alone, so nothing more is run; without parts nothing is said of them."""
    words = ("compare", "market.toml", "alone.toml", "split.toml", *QUICK)
    split = orgsim(*words, "-f", "json")
    rows = json.loads(split.out)["parts"]["rows"]
    assert {row["mean"] for row in rows if row["part"] in ("work", "policies")} == {0}
    assert "Splitting" not in split.err
    assert (orgsim.folder / "report" / "parts.csv").is_file()
    assert '<section id="parts">' in (orgsim.folder / "report" / "index.html").read_text(encoding="utf-8")
    whole = orgsim(*words, "-f", "json", "--parts", "none", "--out", "whole")
    assert "parts" not in json.loads(whole.out)
    assert not (orgsim.folder / "whole" / "parts.csv").exists()
    assert '<section id="parts">' not in (orgsim.folder / "whole" / "index.html").read_text(encoding="utf-8")


@pytest.mark.usefixtures("unreported")
def test_what_lies_between_is_run_after_the_comparison(orgsim: Shell) -> None:
    """Records differ besides the cut: one organization more, thrice; the same command takes it from the ledger."""
    (orgsim.folder / "other.toml").write_text(
        SPLIT + '\n[policies.records]\nkind = "crm"\n', encoding="utf-8"
    )
    words = ("compare", "market.toml", "alone.toml", "other.toml", *QUICK)
    first = orgsim(*words)
    steps = [line.partition(",")[0] for line in first.err.splitlines()]
    begins = steps.index("Splitting the differences: division of labour")
    assert steps[begins + 1 : begins + 4] == [f"{done} of 3 runs" for done in (1, 2, 3)]
    again = orgsim(*words)
    assert again.out == first.out
    assert "1 of 3 runs" not in again.err


@pytest.mark.usefixtures("unreported")
def test_csv_is_one_tidy_table(orgsim: Shell) -> None:
    rows = list(
        csv.DictReader(
            StringIO(orgsim("compare", "market.toml", "alone.toml", "split.toml", *QUICK, "-f", "csv").out)
        )
    )
    assert {row["part"] for row in rows} == {"estimate", "difference", "step", "due to"}
    assert {row["against"] for row in rows if row["part"] == "difference"} == {"alone"}
    won = {
        row["scenario"]: float(row["value"])
        for row in rows
        if row["part"] == "estimate" and row["kpi"] == "won"
    }
    gap = next(float(row["value"]) for row in rows if row["part"] == "difference" and row["kpi"] == "won")
    assert gap == pytest.approx(won["split"] - won["alone"])


def test_the_seed_decides_and_the_number_of_workers_does_not(orgsim: Shell) -> None:
    words = ("run", "whole.toml", "-n", "2", "-f", "json", "-q")
    one, again = orgsim(*words, "--workers", "1"), orgsim(*words, "--workers", "2")
    assert one.out == again.out
    assert one.out != orgsim(*words, "--workers", "1", "--seed", "2").out


def test_run_shows_funnel_bottleneck_and_intervals_and_writes_nothing_unasked(orgsim: Shell) -> None:
    said = orgsim("run", "whole.toml", *QUICK, "--quiet")
    assert said.code == 0
    assert said.err == ""
    for words in (
        "Funnel",
        "By the rule of the busiest team, the bottleneck is Sales:",
        "95% interval",
        "Everyone does all",
    ):
        assert words in said.out
    assert orgsim.names() == set()


def test_run_in_japanese(orgsim: Shell) -> None:
    assert "ファネル" in orgsim("run", "whole.toml", *QUICK, "--quiet", "--lang", "ja").out


def test_settings_are_read_as_in_files_or_as_texts(orgsim: Shell) -> None:
    words = ("run", "whole.toml", *QUICK, "--quiet", "--format", "json")
    found = json.loads(orgsim(*words, "--set", "teams.sales.headcount=5", "--horizon", "30 days").out)
    sales = found["scenarios"]["whole"]["teams"]["sales"]
    assert sales["headcount"]["mean"] == 5
    monthly = 5 * 6_000_000 / 12
    assert sales["cost"]["mean"] == pytest.approx(monthly * 30 / (365.25 / 12))


def test_precision_runs_until_the_interval_is_that_narrow(orgsim: Shell) -> None:
    words = ("run", "whole.toml", "--workers", "1", "--quiet", "--format", "json", "--precision", "10 %")
    found = json.loads(orgsim(*words).out)
    revenue = found["scenarios"]["whole"]["kpis"]["revenue"]
    assert (revenue["high"] - revenue["low"]) / 2 <= 0.1 * revenue["mean"]


def test_the_event_log_is_written_and_the_same_command_goes_on(orgsim: Shell) -> None:
    words = ("run", "whole.toml", *QUICK, "--quiet", "--log", "log.csv")
    assert orgsim(*words).code == 0
    first = (orgsim.folder / "log.csv").read_bytes()
    rows = list(csv.DictReader(StringIO(first.decode())))
    assert {"arrival", "job", "payroll"} <= {row["kind"] for row in rows}
    assert orgsim(*words).code == 0
    told = "log.csv is there already and is another log; name another file with --log\n"
    assert orgsim(*words, "--seed", "2") == Answer(2, "", told)
    assert (orgsim.folder / "log.csv").read_bytes() == first
    assert orgsim.names() == {"log.csv"}


def test_the_state_at_the_end_is_written_and_a_run_goes_on_from_it(orgsim: Shell) -> None:
    first = orgsim("run", "whole.toml", *QUICK, "--state", "today", "--horizon", "100 days")
    assert first.code == 0
    assert {"today/customers.csv", "today/deals.csv", "today/firm.toml"} <= orgsim.names()
    day = (orgsim.folder / "today" / "firm.toml").read_text().split("start = ")[1].split()[0]
    whole = (orgsim.folder / "whole.toml").read_text()
    text = whole.replace("[scenario]", f'[scenario]\nstart = {day}\nfirm = "today/firm.toml"', 1)
    (orgsim.folder / "again.toml").write_text(text)
    assert orgsim("check", "again.toml").code == 0
    assert "The firm exists on day 0" in orgsim("explain", "again.toml", "--all").out
    assert (
        orgsim("run", "whole.toml", *QUICK, "--state", "today", "--horizon", "100 days").code == 0
    )  # the same files
    other = orgsim("run", "whole.toml", *QUICK, "--state", "today", "--horizon", "90 days")
    assert other.code == 2
    assert "is there already and is another one; name another folder" in other.err
    assert orgsim("run", "whole.toml", *QUICK, "--state", "whole.toml").code == 2


@pytest.mark.parametrize(
    ("log", "told"),
    [
        ("log.txt", "log.txt ends in '.txt'; an event log can be written as .csv, .parquet, .xes"),
        ("absent/log.csv", "absent/log.csv cannot be written: No such file or directory"),
        ("whole.toml/log.csv", "whole.toml/log.csv cannot be written: Not a directory"),
        ("folder.csv", "folder.csv cannot be written: it is a folder"),
        (f"{'x' * 300}.csv", "cannot be written: File name too long"),
    ],
)
def test_a_log_that_cannot_be_is_told_before_anything_is_simulated(
    orgsim: Shell, monkeypatch: pytest.MonkeyPatch, log: str, told: str
) -> None:
    def simulated(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr("orgsim.study.run.simulate", simulated)
    (orgsim.folder / "folder.csv").mkdir()
    answer = orgsim("run", "whole.toml", *QUICK, "--out", "report", "--log", log)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.endswith(f"{told}\n")
    assert orgsim.names() <= {"report/ledger.sqlite"}


@pytest.mark.parametrize(
    ("out", "told"),
    [
        ("whole.toml", "whole.toml is a file; --out takes a folder"),
        ("whole.toml/sub", "whole.toml/sub cannot be made: Not a directory"),
        ("nowhere", "nowhere is a link that leads nowhere; name another folder with --out"),
        ("itself", "itself is a link that leads nowhere; name another folder with --out"),
        ("nowhere/sub", "nowhere/sub cannot be made: "),
        ("x" * 300, "cannot be made: File name too long"),
        ("y/" * 3000, "cannot be made: File name too long"),
        ("a\x1b[31m/whole.toml/..", ""),
        ("/proc/report", "/proc/report cannot be made: "),
        ("/dev/null/report", "/dev/null/report cannot be made: Not a directory"),
    ],
)
def test_a_folder_that_cannot_be_is_told_before_any_work(
    orgsim: Shell, monkeypatch: pytest.MonkeyPatch, out: str, told: str
) -> None:
    def compared(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr("orgsim.study.compare.replicate", compared)
    (orgsim.folder / "nowhere").symlink_to("absent")
    (orgsim.folder / "itself").symlink_to("itself")
    (orgsim.folder / "a\x1b[31m").mkdir()
    (orgsim.folder / "a\x1b[31m" / "whole.toml").write_text("")
    answer = orgsim("compare", "market.toml", "alone.toml", "split.toml", *PLAIN, "--out", out)
    assert (answer.code, answer.out) == (2, "")
    assert told in answer.err
    assert len(answer.err.splitlines()) == 1
    assert "\x1b" not in answer.err
    assert len(answer.err) < 300
    assert orgsim.names() == {"a\x1b[31m/whole.toml"}


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
@pytest.mark.parametrize("mode", [0o000, 0o555])
def test_a_folder_without_permission_is_told(orgsim: Shell, mode: int) -> None:
    locked = orgsim.folder / "locked"
    locked.mkdir(mode=mode)
    try:
        for out in ("locked", "locked/sub"):
            answer = orgsim("compare", "market.toml", "alone.toml", "split.toml", *PLAIN, "--out", out)
            assert answer.code == 2
            assert "Traceback" not in answer.err
    finally:
        locked.chmod(0o755)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ("compare", "alone.toml", "split.toml"),
            "alone.toml is an organization; name the market first: orgsim compare MARKET alone.toml ...",
        ),
        (
            ("compare", "market.toml", "alone.toml"),
            "alone.toml is one organization; name another to compare it with",
        ),
        (
            ("compare", "market.toml", "alone.toml", "market.toml"),
            "market.toml is a market; only the first argument can be one, then organizations and scenarios follow",
        ),
        (
            ("compare", "whole.toml"),
            "whole.toml is one scenario; name another to compare it with, or use: orgsim run whole.toml",
        ),
        (
            ("compare", "whole.toml", "alone.toml"),
            "alone.toml is an organization without a market: name a market first, before it",
        ),
        (("compare", "market.toml", "alone.toml", "alone.toml"), "alone.toml is named twice"),
        (("compare", "market.toml", "alon.toml"), "did you mean alone.toml?"),
        (
            ("run", "whole.toml", "--set", "teams.sales.headcount=-1"),
            "teams.sales.headcount is -1; it must be 0 or more",
        ),
        (("run", "whole.toml", "--set", "nonsense"), '"nonsense" is not a change; write path=value'),
        (("run", "whole.toml", "--horizon", "12"), "it must be a duration with its unit"),
        (("run", "whole.toml", "--log", "log.txt"), "an event log can be written as .csv, .parquet, .xes"),
        (("run", "whole.toml", "--set", "sources.web.leads=1e9 / day"), "give --force to run it anyway"),
        (("compare", "--precision", "lots"), 'give a share such as "2 %" or 0.02'),
        (
            ("run", "whole.toml", "--precision", "200 %"),
            "precision is 2.0; it must be more than 0 and less than 1",
        ),
        (("gallery", "--copy", "the-modle"), "did you mean the-model?"),
        (("explain", "market.toml"), "market.toml is a market; name an organization after it"),
        (("draw", "alone.toml"), "alone.toml is an organization; name the market before it"),
        (("draw", "whole.toml", "--out", "map.pdf"), "map.pdf: a diagram can be written as .svg, .png, .mmd"),
        (("draw", "whole.toml", "--out", "absent/map.svg"), "absent/map.svg cannot be written"),
        (
            ("explain", "whole.toml", "--all", "-f", "json"),
            "--all is for the text; JSON and --moments have everything",
        ),
        (("draw", "whole.toml", "--all"), "--all is for --as loops; a diagram as flow has everything"),
        (("draw", "whole.toml", "--as", "map"), "'map' is not one of 'flow', 'states', 'teams', 'loops'"),
    ],
)
def test_bad_input_is_explained_on_standard_error_and_nothing_is_written(
    orgsim: Shell, words: tuple[str, ...], said: str
) -> None:
    answer = orgsim(*words)
    assert answer.code == 2
    assert answer.out == ""
    assert said in answer.err
    assert "Traceback" not in answer.err
    assert orgsim.names() == set()


def test_a_folder_with_other_files_is_left_alone(orgsim: Shell) -> None:
    (orgsim.folder / "report").mkdir()
    (orgsim.folder / "report" / "index.html").write_text("mine")
    answer = orgsim("compare", "market.toml", "alone.toml", "split.toml", *PLAIN)
    assert answer == Answer(
        2, "", "report holds files that are not an orgsim report; name another folder with --out\n"
    )
    assert orgsim.names() == {"report/index.html"}


def test_the_same_command_writes_over_its_own_report(orgsim: Shell) -> None:
    words = ("compare", "market.toml", "alone.toml", "split.toml", *PLAIN)
    first, names = orgsim(*words), orgsim.names()
    again = orgsim(*words)
    assert (again.code, again.out) == (0, first.out)
    assert "6 of 6 runs" in again.err
    assert orgsim.names() == names


@pytest.mark.usefixtures("unreported")
def test_scenarios_bring_their_own_market(orgsim: Shell) -> None:
    (orgsim.folder / "busy.toml").write_text((MARKET + ALONE).replace("2 / day", "4 / day"), encoding="utf-8")
    found = json.loads(orgsim("compare", "whole.toml", "busy.toml", *PLAIN, "-q", "-f", "json").out)
    assert list(found["scenarios"]) == ["whole", "busy"]
    assert any("does not meet the same market" in note for note in found["notes"])


@pytest.mark.slow
def test_a_market_alone_meets_the_usual_organizations_that_fit_it(orgsim: Shell) -> None:
    words = ("perpetual", *PLAIN, "--horizon", "10 days", "--format", "json", "--quiet")
    found = json.loads(orgsim("compare", *words).out)
    assert list(found["scenarios"]) == [*USUAL, "pre-post-sales + nurture"]


@pytest.mark.usefixtures("unreported")
def test_a_gallery_organization_called_like_the_market_comes_first(orgsim: Shell) -> None:
    words = ("olist", *PLAIN, "--horizon", "10 days", "--format", "json", "--quiet")
    assert next(iter(json.loads(orgsim("compare", *words).out)["scenarios"])) == "olist"


@pytest.mark.usefixtures("unreported")
def test_without_arguments_compare_takes_the_packaged_market_at_equal_payroll(orgsim: Shell) -> None:
    changes = ("--horizon", "20 days", "--set", "sources.web.leads=1 / day")
    found = json.loads(orgsim("compare", "--replications", "2", *changes, "--format", "json", "--quiet").out)
    assert list(found["scenarios"]) == [*USUAL, "pre-post-sales + nurture, check_in"]
    due = {
        row["part"]: row["mean"]
        for row in found["parts"]["rows"]
        if row["b"] == "pre-post-sales + nurture, check_in"
    }
    assert due["cut"] == due["policies"] == 0
    pay = [one["kpis"]["payroll"]["mean"] for one in found["scenarios"].values()]
    assert max(pay) / min(pay) < 1.06


QUESTION = """
[experiment]
base = "whole.toml"
kpis = ["won", "arr"]
replications = 3
seed = 5
[what_if."one more"]
teams.sales.headcount = 3
[what_if."no offering"]
remove = ["offering"]
teams.sales.does = ["qualify", "close"]
"""


@pytest.mark.usefixtures("unreported")
def test_an_experiment_gives_the_numbers_of_its_scenarios_compared_by_hand(orgsim: Shell) -> None:
    (orgsim.folder / "question.toml").write_text(QUESTION)
    by_hand = (orgsim.folder / "whole.toml").read_text()
    (orgsim.folder / "more.toml").write_text(by_hand.replace("headcount = 2", "headcount = 3"))
    (orgsim.folder / "none.toml").write_text(by_hand.replace('[offering]\nprice = "10_000 / month"\n', ""))
    shape = ("--format", "json", "--workers", "1", "-q")
    told = json.loads(orgsim("compare", "question.toml", *shape).out)
    words = ("whole.toml", "more.toml", "none.toml", "--kpi", "won,arr", "--replications", "3", "--seed", "5")
    other = json.loads(orgsim("compare", *words, *shape, "--out", "other").out)
    assert list(told["scenarios"]) == ["Everyone does all", "one more", "no offering"]
    assert list(told["scenarios"].values()) == list(other["scenarios"].values())
    plain = ("kpi", "difference", "low", "high", "verdict")
    assert [[row[key] for key in plain] for row in told["comparisons"]] == [
        [row[key] for key in plain] for row in other["comparisons"]
    ]
    assert (told["kpis"], told["seed"], told["replications"]) == (["won", "arr"], 5, 3)
    assert "“one more” wins" in told["comparisons"][0]["sentence"]


def rows(ledger: Path) -> int:
    """How many replications a ledger holds."""
    with closing(sqlite3.connect(ledger)) as file:
        (count,) = file.execute("select count(*) from replications").fetchone()
    return int(count)


@pytest.mark.usefixtures("unreported")
def test_what_is_typed_comes_before_what_an_experiment_says(orgsim: Shell) -> None:
    (orgsim.folder / "question.toml").write_text(
        QUESTION + '[what_if.third]\nteams.sales.cost = "1 / year"\n'
    )
    words = ("--seed", "9", "-n", "2", "--kpi", "revenue", "--pairs", "all", "--horizon", "20 days")
    told = json.loads(
        orgsim("compare", "question.toml", *words, "--format", "json", "--workers", "1", "-q").out
    )
    assert (told["kpis"], told["seed"], told["replications"]) == (["revenue"], 9, 2)
    assert len({(row["a"], row["b"]) for row in told["comparisons"]}) == 6


@pytest.mark.usefixtures("unreported")
def test_an_experiment_and_its_scenarios_by_hand_share_a_ledger(orgsim: Shell) -> None:
    """Fingerprints are those of the scenarios: the study by hand takes what the experiment has finished."""
    (orgsim.folder / "question.toml").write_text(QUESTION)
    by_hand = (orgsim.folder / "whole.toml").read_text()
    (orgsim.folder / "more.toml").write_text(by_hand.replace("headcount = 2", "headcount = 3"))
    assert orgsim("compare", "question.toml", "--workers", "1", "-q").code == 0
    finished = rows(orgsim.folder / "report" / "ledger.sqlite")
    assert finished == 9
    words = ("compare", "whole.toml", "more.toml", "--replications", "3", "--seed", "5", "--workers", "1")
    assert orgsim(*words).code == 0
    assert rows(orgsim.folder / "report" / "ledger.sqlite") == finished


def test_an_experiment_is_checked_with_the_line_of_the_fault(orgsim: Shell) -> None:
    (orgsim.folder / "question.toml").write_text(QUESTION)
    assert orgsim("check", "question.toml").out.startswith("question.toml is right")
    wrong = QUESTION.replace("teams.sales.headcount = 3", "teams.slaes.headcount = 3\nteams.sales.cost = 5")
    (orgsim.folder / "question.toml").write_text(wrong)
    answer = orgsim("check", "question.toml", "whole.toml")
    assert (answer.code, answer.out) == (2, "whole.toml is right\n")
    assert answer.err.splitlines() == [
        "question.toml has 2 problems",
        "  line 8  teams.slaes is not a team of this scenario; did you mean sales?",
        '  line 9  teams.sales.cost is 5; it must be an amount per time, such as "7_000_000 / year" or "90_000 / month"',
    ]


@pytest.mark.parametrize("words", [("run",), ("explain",), ("draw",), ("compare", "whole.toml")])
def test_an_experiment_where_a_scenario_is_asked_for_is_told(orgsim: Shell, words: tuple[str, ...]) -> None:
    (orgsim.folder / "question.toml").write_text(QUESTION)
    answer = orgsim(*words, "question.toml")
    assert (answer.code, answer.out) == (2, "")
    assert (
        "it is an experiment, not a scenario file; orgsim compare compares all that it holds" in answer.err
    ) or (
        "question.toml is an experiment, which brings all that it compares: orgsim compare question.toml"
        in answer.err
    )
    assert orgsim.names() == {"question.toml"}


def test_diff_tells_what_differs(orgsim: Shell) -> None:
    (orgsim.folder / "question.toml").write_text(QUESTION)
    removed = "  offering: removed, was { price = 10_000 / month }\n"
    assert (
        orgsim("diff", "question.toml", "no offering").out
        == f"From Everyone does all to no offering\n{removed}"
    )
    assert orgsim("diff", "question.toml", "one more", "no offering", "--lang", "ja").out == (
        "one moreからno offeringへの変更点\n"
        "  offering：削除、以前は{ price = 10_000 / month }\n"
        "  teams.sales.headcount: 3 → 2\n"
    )
    said = orgsim("diff", "market.toml", "alone.toml", "split.toml").out.splitlines()
    assert said[:2] == [
        "From alone.toml to split.toml",
        "  teams.sales: removed, was { headcount = 2, cost = 6_000_000 / year, does = [qualify, close] }",
    ]
    assert (
        orgsim("diff", "market.toml", "alone.toml", "market.toml", "split.toml").out.splitlines()[1:]
        == said[1:]
    )
    same = orgsim("diff", "whole.toml", "whole.toml", "--format", "json")
    assert json.loads(same.out) == {
        "a": "whole.toml",
        "b": "whole.toml",
        "same_numbers": True,
        "differences": [],
    }
    assert orgsim.names() == {"question.toml"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ("question.toml",),
            "name two scenarios, a market and two organizations, or an experiment and one or two of",
        ),
        (
            ("whole.toml",),
            "name two scenarios, a market and two organizations, or an experiment and one or two of",
        ),
        (
            ("whole.toml",) * 5,
            "name two scenarios, a market and two organizations, or an experiment and one or two of",
        ),
        (("question.toml", "one mor"), '"one mor" is no what-if of question.toml; did you mean "one more"?'),
        (
            ("question.toml", "x"),
            '"x" is no what-if of question.toml; it has "Everyone does all", "one more" and',
        ),
        (("whole.toml", "question.toml"), "it is an experiment, not a scenario file"),
        (("market.toml", "whole.toml"), "market.toml is a market; name an organization after it"),
        (("whole.toml", "absent.toml"), "there is no such file"),
    ],
)
def test_what_cannot_be_told_apart_is_explained(orgsim: Shell, words: tuple[str, ...], said: str) -> None:
    (orgsim.folder / "question.toml").write_text(QUESTION)
    answer = orgsim("diff", *words)
    assert (answer.code, answer.out) == (2, "")
    assert said in answer.err


def test_check_tells_of_every_file(orgsim: Shell) -> None:
    (orgsim.folder / "wrong.toml").write_text(
        ALONE.replace("headcount = 2", "headcount = -1"), encoding="utf-8"
    )
    right = orgsim("check", "market.toml", "alone.toml", "whole.toml")
    assert right == Answer(0, "market.toml is right\nalone.toml is right\nwhole.toml is right\n", "")
    wrong = orgsim("check", "wrong.toml", "market.toml", "missing.toml")
    assert wrong.code == 2
    assert wrong.out == "market.toml is right\n"
    assert (
        "wrong.toml has 1 problem\n  line 5  teams.sales.headcount is -1; it must be 0 or more" in wrong.err
    )
    assert "missing.toml has 1 problem" in wrong.err


def test_schema_is_one_json_document(orgsim: Shell) -> None:
    found = json.loads(orgsim("schema").out)
    assert {"market", "teams", "journey", "sources"} <= set(found["properties"])


def test_check_tells_its_notes_in_japanese(orgsim: Shell) -> None:
    pair = str(gallery() / "pair.toml")
    english, japanese = orgsim("check", pair), orgsim("check", pair, "--lang", "ja")
    assert english.out.splitlines() == [
        f"{pair} is right",
        '  teams.partner does "renew", which this market does not have',
    ]
    assert japanese.out.splitlines() == [
        f"{pair}：問題ありません",
        '  teams.partner：担当する"renew"は、この市場にはありません',
    ]


def test_moments_are_explained_in_japanese(orgsim: Shell) -> None:
    said = orgsim("explain", "--moments", "--lang", "ja", "--format", "json")
    found = {one["moment"]: one["meaning"] for one in json.loads(said.out)}
    assert found["renewed"] == "顧客が継続し、次の契約期間が始まりました。"
    assert all(meaning.endswith("。") for meaning in found.values())
    assert (
        "価格が決まります。倍率を掛け合わせます。（deals）"
        in orgsim("explain", "--moments", "--lang", "ja").out
    )


@pytest.mark.slow
@pytest.mark.usefixtures("unreported")
def test_gallery_matches_organizations_for_a_market(orgsim: Shell) -> None:
    """matched-pair-generator: listed, written, and what was written differs in the cut alone."""
    listed = orgsim("gallery", "--pairs", "b2b-saas").out.splitlines()
    assert listed[0] == "the-model: Marketing 3, Inside sales 4, Field sales 4, Customer success 3"
    assert (
        json.loads(orgsim("gallery", "--pairs", "b2b-saas", "-f", "json").out)[0]["teams"]["field_sales"] == 4
    )
    assert orgsim.names() == set()
    written = orgsim("gallery", "--pairs", "b2b-saas", "--out", "matched")
    assert written.code == 0
    assert written.out.splitlines()[-1].startswith(
        "Compare them: orgsim compare b2b-saas matched/the-model-matched.toml "
    )
    files = ("matched/pre-post-sales-matched.toml", "matched/generalist-matched.toml")
    said = orgsim("compare", "b2b-saas", *files, "--horizon", "2 months", *QUICK, "-f", "json")
    rows = json.loads(said.out)["parts"]["rows"]
    assert {row["mean"] for row in rows if row["part"] in ("work", "policies")} == {0}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--like", "the-model"), "--like says whose work matched organizations have: add --pairs MARKET"),
        (
            ("--copy", "pair", "--pairs", "b2b-saas"),
            "--copy and --pairs ask for different files: state one of them",
        ),
    ],
)
def test_gallery_refuses_what_means_nothing(orgsim: Shell, words: tuple[str, ...], said: str) -> None:
    done = orgsim("gallery", *words)
    assert (done.code, done.err) == (2, said + "\n")


def test_gallery_lists_and_copies(orgsim: Shell) -> None:
    assert "\n  b2b-saas " in orgsim("gallery").out
    assert "法人向けSaaS" in orgsim("gallery", "--lang", "ja").out
    listed = json.loads(orgsim("gallery", "--format", "json").out)
    assert {"kind": "market", "name": "b2b-saas"}.items() <= listed[0].items()
    assert orgsim("gallery", "--copy", "the-model-sfa").code == 0
    assert orgsim.names() == {"organizations/the-model-sfa.toml", "organizations/the-model.toml"}


def test_new_makes_a_scenario_that_runs(orgsim: Shell) -> None:
    assert orgsim("new", "ours", "--organization", "generalist").code == 0
    found = orgsim(
        "run", "ours/scenario.toml", "-n", "2", "--horizon", "10 days", "--workers", "1", "-q", "-f", "json"
    )
    assert list(json.loads(found.out)["scenarios"]) == ["scenario"]
    assert orgsim("new", "ours") == Answer(2, "", "ours is there already; choose another name\n")


def test_explain_prints_what_a_scenario_assumes(orgsim: Shell) -> None:
    said = orgsim("explain", "market.toml", "alone.toml", "--set", "effects.cooling.factor=3")
    assert (said.code, said.err) == (0, "")
    assert "Everyone does all\nSmall market; 60 days\n" in said.out
    assert "effects.cooling.factor" in said.out
    whole = orgsim("explain", "market.toml", "alone.toml", "--set", "effects.cooling.factor=3", "--all")
    assert "(default 1.4 odds ratio)" in whole.out
    assert "\n前提" in orgsim("explain", "whole.toml", "--lang", "ja", "--all").out
    found = json.loads(orgsim("explain", "whole.toml", "--format", "json", "--horizon", "30 days").out)
    assert (found["scenario"], found["horizon_days"]) == ("whole", 30)
    assert orgsim.names() == set()


def test_draw_prints_mermaid_or_writes_the_file_asked_for(orgsim: Shell) -> None:
    said = orgsim("draw", "market.toml", "split.toml", "--as", "flow")
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith('---\ntitle: "Process flow: Two teams, Small market"\n---\n')
    assert orgsim("draw", "whole.toml", "--as", "states").out.splitlines()[3] == "stateDiagram-v2"
    assert orgsim.names() == set()
    written = orgsim("draw", "whole.toml", "--as", "teams", "--out", "teams.svg", "--lang", "ja")
    assert (written.code, written.out) == (0, "")
    assert written.err.startswith("書き出しました：teams.svg\n")
    from orgsim.report.drawing.style import writes

    assert ("pip install 'orgsim[cjk]'" in written.err) == (writes("ja") == "en")
    again = orgsim("draw", "whole.toml", "--as", "teams", "--out", "teams.svg")
    assert again == Answer(0, "", "Written: teams.svg\n")
    assert orgsim.names() == {"teams.svg"}


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_an_interrupted_comparison_keeps_what_finished_and_goes_on(orgsim: Shell) -> None:
    words = ("compare", "market.toml", "alone.toml", "split.toml", "--workers", "1", "--replications", "120")
    typed = [sys.executable, "-c", STOPPABLE, *words]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(typed, **pipes) as running:  # type: ignore[call-overload]
        first = running.stderr.readline()
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=60)
    assert running.returncode == 130
    assert "of 240 runs" in first
    assert "Interrupted after " in err
    assert "the same command goes on from there" in err
    assert "Two teams against Everyone does all" in out
    assert orgsim.names() == {"report/ledger.sqlite"}
    more = orgsim(*words[:-1], "5", "--quiet")
    assert more.code == 0
    assert "report/index.html" in orgsim.names()


@pytest.mark.parametrize(
    "words", [("explain", "torn.toml"), ("draw", "torn.toml"), ("compare", "market.toml", "torn.toml")]
)
def test_a_file_that_is_not_toml_is_told_so_and_taken_for_nothing_else(
    orgsim: Shell, words: tuple[str, ...]
) -> None:
    """It could be anything; what is wrong with it comes first."""
    (orgsim.folder / "torn.toml").write_text("x = [", encoding="utf-8")
    said = orgsim(*words)
    assert said.code == 2
    assert "torn.toml" in said.err
    assert "line 1  this is not TOML" in said.err
