"""The door: files that are wrong, said word for word, and files that are right, merged and changed as the manual says."""

import pickle
from pathlib import Path

import pytest
from places import GALLERY

import orgsim
from orgsim.errors import OrgsimError, ScenarioError
from orgsim.mechanisms import MECHANISMS
from orgsim.plan.load import check, load, parse, read_change

WRONG = sorted((Path(__file__).parent / "wrong_files").glob("*.toml"))

QUEUE = """
[sources.web]
leads = "40 / day"

[journey.serve]
work = { mean = "2 h", cv = 0.5 }
outcomes = [{ to = "lost", rate = 1.0 }]

[teams.desk]
headcount = 4
does = ["serve"]
"""
MARKET, ORGANIZATION = QUEUE.split("\n[teams.desk]")[0], "[teams.desk]" + QUEUE.split("[teams.desk]")[1]


def said(path: Path, **arguments: object) -> str:
    """What `load` says of files that are wrong."""
    with pytest.raises(OrgsimError) as caught:
        load(path, **arguments)  # type: ignore[arg-type]
    return str(caught.value)


def write(folder: Path, **files: str) -> Path:
    """Write NAME.toml files; `__` in a name stands for a folder. The path of the first."""
    paths = [folder / f"{name.replace('__', '/')}.toml" for name in files]
    for path, text in zip(paths, files.values(), strict=True):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return paths[0]


# -- wrong ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", WRONG, ids=lambda path: path.stem)
def test_a_wrong_file_is_told_in_full(path: Path) -> None:
    assert said(path) + "\n" == path.with_suffix(".txt").read_text(encoding="utf-8")


def test_the_corpus_of_wrong_files_is_there() -> None:
    assert len(WRONG) >= 100


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"a = 1\nb = '\xff'\n", "line 2 is not UTF-8 text; save the file as UTF-8"),
        ("a = 1".encode("utf-16"), "it is not UTF-8 text but UTF-16; save it as UTF-8"),
        (b"a" * 1_000_001, "it is larger than 1 MB, the most that is read"),
        (b"\x00\x01", "line 1  this is not TOML: invalid statement"),
    ],
)
def test_bytes_that_are_no_scenario(tmp_path: Path, content: bytes, told: str) -> None:
    (tmp_path / "it.toml").write_bytes(content)
    assert said(tmp_path / "it.toml") == f"it.toml has 1 problem\n  {told}"


def test_a_byte_order_mark_and_windows_line_ends_are_accepted(tmp_path: Path) -> None:
    (tmp_path / "it.toml").write_bytes(b"\xef\xbb\xbf" + QUEUE.replace("\n", "\r\n").encode())
    assert load(tmp_path / "it.toml") == parse(QUEUE)


def test_what_is_no_file(tmp_path: Path) -> None:
    write(tmp_path, sales="")
    assert said(tmp_path).endswith("it is a folder, not a file")
    assert said(Path()) == ". has 1 problem\n  it is a folder, not a file"
    assert said(tmp_path / "slaes.toml").endswith(
        f"there is no such file; did you mean {tmp_path / 'sales.toml'}?"
    )
    assert (
        said(Path("the-modle"))
        == "the-modle has 1 problem\n  there is no such file; did you mean the-model from the gallery?"
    )
    assert said(Path("a\0b")).endswith("it must be the name of a file")
    assert "there is no such file" in said(Path("x" * 300)) or "cannot be read" in said(Path("x" * 300))


def test_a_change_from_the_command_line_is_named(tmp_path: Path) -> None:
    path = write(tmp_path, it=QUEUE)
    assert said(path, changes={"teams.desk.headcount": -1}) == (
        "--set teams.desk.headcount has 1 problem\n  teams.desk.headcount is -1; it must be 0 or more"
    )
    wrong = {
        "teams.dsk.headcount": "teams.dsk is not a team of this scenario; did you mean desk?",
        "journey.serve.outcomes.1.rate": 'journey.serve.outcomes has 1 entries, counted from 0; there is no "1"',
        "teams.desk.headcount.x": "teams.desk.headcount.x cannot be set: teams.desk.headcount is 4, not a table",
        "teams..x": '"teams..x" is not a path; write the keys with dots between, such as teams.sales.headcount',
        "scenario.market": "scenario.market can be stated in a scenario file only",
        "teams.desk.haedcount": "teams.desk.haedcount is not known; did you mean headcount?",
    }
    for dotted, told in wrong.items():
        assert said(path, changes={dotted: 2}) == f"--set {dotted} has 1 problem\n  {told}"
    assert "is a set; it must be a value that a file can hold" in said(
        path, changes={"teams.desk.does": {"serve"}}
    )
    assert "is a complex" in said(path, changes={"teams.desk.cost": 1j})


def test_wrong_changes_and_a_wrong_file_are_told_together(tmp_path: Path) -> None:
    path = write(tmp_path, it=QUEUE.replace("headcount = 4", "headcount = -1"))
    told = said(path, changes={"sources.web.leads": 5, "shocks.rival.at": "3 days"})
    assert "teams.desk.headcount is -1" in told
    assert "--set sources.web.leads has 1 problem" in told
    assert "--set shocks.rival.at has 1 problem" in told


def test_too_much_work_is_run_when_forced(tmp_path: Path) -> None:
    path = write(tmp_path, it=QUEUE.replace('"40 / day"', '"40_000 / day"'))
    assert "at most 20 million are run" in said(path)
    assert load(path, force=True).sources["web"].leads == 40_000


def test_problems_cross_process_borders() -> None:
    with pytest.raises(ScenarioError) as caught:
        parse(QUEUE.replace("headcount = 4", "headcount = -1"))
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


# -- merged ---------------------------------------------------------------------------------------------------------


def test_tables_are_merged_deep_and_everything_else_is_replaced(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        top='extends = "base.toml"\n[teams.desk]\nheadcount = 7\n[journey.serve]\nwork.mean = "3 h"\n'
        'outcomes = [{ to = "nurture", rate = 1 }]\n',
        base=QUEUE,
    )
    scenario = load(path)
    assert scenario.name == "top"
    assert (scenario.teams["desk"].headcount, scenario.teams["desk"].does) == (7, ("serve",))
    assert (scenario.journey["serve"].work.mean, scenario.journey["serve"].work.cv) == (3.0, 0.5)
    assert [outcome.to for outcome in scenario.journey["serve"].outcomes] == ["nurture"]


def test_another_kind_or_a_whole_distribution_replaces_its_table(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        top='extends = "base.toml"\n[journey.serve]\nwork = { distribution = "uniform", low = "1 h", high = "2 h" }\n'
        '[sources.web]\nkind = "recorded"\narrivals = [1, 2]\n',
        base=QUEUE.replace("leads =", 'kind = "steady"\nleads ='),
    )
    scenario = load(path)
    assert scenario.journey["serve"].work.mean is None
    assert scenario.sources["web"].kind == "recorded"


def test_a_problem_is_told_where_it_was_written(tmp_path: Path) -> None:
    path = write(
        tmp_path, top='extends = "base.toml"\n\n[teams.desk]\ncost = 5\n', base=QUEUE.replace("= 4", "= -1")
    )
    assert said(path) == (
        "base.toml has 1 problem\n  line 10  teams.desk.headcount is -1; it must be 0 or more\n"
        'top.toml has 1 problem\n  line 4  teams.desk.cost is 5; it must be an amount per time, such as "7_000_000 / year" '
        'or "90_000 / month"'
    )


def test_files_of_the_same_name_are_told_apart(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        it='extends = "deep/it.toml"\n[teams.desk]\nheadcount = -1\n',
        deep__it=QUEUE + "colour = 1\n",
    )
    assert said(path).startswith("deep/it.toml has 1 problem\n")


def test_extends_goes_ten_files_deep_and_no_deeper(tmp_path: Path) -> None:
    chain = {f"f{k}": f'extends = "f{k + 1}.toml"\n' for k in range(11)}
    assert load(write(tmp_path, **{**chain, "f10": QUEUE})) == parse(QUEUE)
    assert said(write(tmp_path, **chain, f11=QUEUE)) == (
        'f10.toml has 1 problem\n  line 1  extends is "f11.toml"; files must not extend one another more than 10 deep'
    )


def test_a_gallery_entry_can_be_extended_and_joined_by_name(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        top='[scenario]\nmarket = "b2b-saas"\norganization = "mine.toml"\n',
        mine='extends = "the-model"\n[teams.inside_sales]\nheadcount = 11\n',
    )
    usual = load("b2b-saas", "the-model")
    assert load(path) == usual.replace({"teams.inside_sales.headcount": 11})


def test_a_market_and_an_organization_make_a_scenario(tmp_path: Path) -> None:
    market = write(tmp_path, markets__m=MARKET, organizations__o=ORGANIZATION)
    scenario = load(market, organization=tmp_path / "organizations" / "o.toml")
    assert scenario == parse(QUEUE)
    assert scenario.name == "o"


def test_another_organization_takes_the_place_of_a_scenarios_own(tmp_path: Path) -> None:
    path = write(tmp_path, it=QUEUE, other='[teams.counter]\nheadcount = 9\ndoes = ["serve"]\n')
    assert list(load(path, organization=tmp_path / "other.toml").teams) == ["counter"]


def test_overrides_come_last_dotted_or_nested(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        it='[scenario]\nmarket = "m.toml"\norganization = "o.toml"\n[override]\n"teams.desk.headcount" = 5\n'
        'journey.serve.outcomes.0.to = "nurture"\n[override.journey.serve.work]\nmean = "1 h"\n',
        m=MARKET,
        o=ORGANIZATION,
    )
    scenario = load(path)
    assert scenario.teams["desk"].headcount == 5
    assert scenario.journey["serve"].outcomes[0].to == "nurture"
    assert (scenario.journey["serve"].work.mean, scenario.journey["serve"].work.cv) == (1.0, 0.5)
    assert load(path, changes={"teams.desk.headcount": 6}).teams["desk"].headcount == 6


def test_overrides_of_the_file_that_extends_come_after_those_of_its_base(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        top='extends = "base.toml"\n[override]\nteams.desk.headcount = 6\n',
        base=QUEUE + "[override]\nteams.desk.headcount = 5\nsources.web.cost = 3\n",
    )
    scenario = load(path)
    assert (scenario.teams["desk"].headcount, scenario.sources["web"].cost) == (6, 3)


# -- whose files ----------------------------------------------------------------------------------------------------


def test_what_a_file_names_lies_in_its_own_layout(tmp_path: Path) -> None:
    inside = write(
        tmp_path, a__markets__m=f'extends = "../shared/base.toml"\n{ORGANIZATION}', a__shared__base=MARKET
    )
    assert load(inside) == parse(QUEUE)
    outside = write(tmp_path, a__plans__p=f'extends = "../shared/base.toml"\n{ORGANIZATION}')
    assert "it must lie inside the folder plans" in said(outside)
    absolute = write(tmp_path, b__p=f'extends = "{tmp_path / "a" / "shared" / "base.toml"}"\n{ORGANIZATION}')
    assert "it must lie inside the folder b" in said(absolute)


def test_links_do_not_lead_out(tmp_path: Path) -> None:
    write(tmp_path, secret=QUEUE)
    path = write(tmp_path, own__it='extends = "link.toml"\n')
    (tmp_path / "own" / "link.toml").symlink_to(tmp_path / "secret.toml")
    assert "it must lie inside the folder own" in said(path)


def test_devices_are_not_read(tmp_path: Path) -> None:
    assert said(Path("/dev/null")).endswith("it is not a plain file")
    assert "inside the folder" in said(write(tmp_path, it='extends = "/dev/zero"\n'))


# -- what a scenario can do ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", sorted(GALLERY.glob("*.toml")), ids=lambda path: path.stem)
def test_a_scenario_comes_back_from_its_text_and_from_a_process(path: Path) -> None:
    scenario = load(path)
    again = parse(scenario.to_toml(), "again.toml")
    assert again == scenario
    assert hash(again) == hash(scenario)
    pickled = pickle.loads(pickle.dumps(scenario))
    assert pickled == scenario
    assert (pickled.name, pickled.notes) == (scenario.name, scenario.notes)


def test_equal_is_what_says_the_same() -> None:
    scenario = parse(QUEUE)
    assert scenario == parse(QUEUE.replace('"2 h"', '"120 min"'), "other.toml")
    assert scenario != parse(QUEUE.replace('"2 h"', '"121 min"'))
    assert scenario.fingerprint() != scenario.replace({"teams.desk.headcount": 5}).fingerprint()
    assert scenario.replace({}) == scenario


def test_replace_takes_values_as_in_files() -> None:
    changed = parse(QUEUE).replace(
        {
            "teams.desk.headcount": 10,
            "journey.serve.work.mean": "90 min",
            "teams.help": {"headcount": 1, "does": ["nurture"]},
            "journey.nurture": {"work": {"mean": "1 h"}, "outcomes": [{"to": "serve", "rate": 1.0}]},
            "scenario.horizon": "12 months",
        }
    )
    assert (changed.teams["desk"].headcount, changed.teams["help"].headcount) == (10, 1)
    assert changed.journey["serve"].work.mean == 1.5
    assert changed.scenario.horizon == pytest.approx(365.25)


def test_a_wrong_replacement_is_named() -> None:
    with pytest.raises(ScenarioError) as caught:
        parse(QUEUE).replace({"teams.desk.headcount": "many"})
    assert str(caught.value) == (
        'change teams.desk.headcount has 1 problem\n  teams.desk.headcount is "many"; it must be a whole number'
    )


def test_a_table_is_merged_into_what_is_there() -> None:
    changed = parse(QUEUE).replace(
        {"teams": {"desk": {"headcount": 7}}, "journey.serve": {"work": {"mean": "90 min"}}}
    )
    assert changed == parse(QUEUE).replace({"teams.desk.headcount": 7, "journey.serve.work.mean": "90 min"})
    assert changed.journey["serve"].work.cv == 0.5


def test_another_kind_and_a_complete_distribution_take_the_place_of_a_table() -> None:
    fair = {"kind": "event", "every": "10 days", "attendees": {"mean": 5}, "leads_per_attendee": 0.5}
    work = {"distribution": "uniform", "low": "1 h", "high": "3 h"}
    changed = parse(QUEUE).replace({"sources.web": fair, "journey": {"serve": {"work": work}}})
    assert changed.sources["web"].kind == "event"
    assert changed.journey["serve"].work.mean is None
    head = parse(QUEUE).replace({"scenario.title": "Today"})
    assert head.replace({"scenario": {}}) == head.replace({"scenario": None}) != head


def test_none_removes_what_was_stated(tmp_path: Path) -> None:
    scenario = parse(QUEUE)
    more = scenario.replace({"shocks.rival": {"at": "9 days"}, "teams.desk.kpi": "bookings"})
    assert more != scenario
    assert more.replace({"shocks.rival": None, "teams": {"desk": {"kpi": None}}}) == scenario
    path = write(tmp_path, more=more.to_toml())
    assert load(path, changes={"shocks": None, "teams.desk.kpi": None}) == scenario


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"teams.desk": None},
            "change teams.desk has 1 problem\n  teams is empty; it must have at least one entry",
        ),
        (
            {"teams.desk.headcount": None},
            "change teams.desk.headcount has 1 problem\n  teams.desk.headcount is missing",
        ),
        (
            {"teams.dask": None},
            "change teams.dask has 1 problem\n  teams.dask is not a team of this scenario; did you mean desk?",
        ),
        (
            {"teams.desk.headcont": None},
            "change teams.desk.headcont has 1 problem\n"
            "  teams.desk.headcont is not stated in this scenario; did you mean teams.desk.headcount?",
        ),
        (
            {"teams.desk": {"kpi": None}},
            "change teams.desk has 1 problem\n"
            "  teams.desk.kpi is not stated in this scenario; there is nothing to remove",
        ),
        (
            {"journey.serve.outcomes.0": None},
            "change journey.serve.outcomes.0 has 1 problem\n"
            "  journey.serve.outcomes.0 is one of a list, which can be set as a whole only: journey.serve.outcomes",
        ),
        (
            {"journey.serve.outcomes": [None]},
            "change journey.serve.outcomes has 1 problem\n"
            "  journey.serve.outcomes is nothing, which no list can hold; it must be a value that a file can hold",
        ),
    ],
)
def test_what_cannot_be_removed_is_told(changes: dict[str, object], message: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        parse(QUEUE).replace(changes)
    assert str(caught.value) == message


def test_titles() -> None:
    named = parse(QUEUE + '[organization]\ntitle = { en = "Desk", ja = "窓口" }\n')
    assert (named.title("en"), named.title("ja")) == ("Desk", "窓口")
    assert parse('[scenario]\ntitle = "Today"\n' + QUEUE).title("ja") == "Today"


def test_the_mix_is_that_of_the_files_whatever_is_changed(tmp_path: Path) -> None:
    events = '[sources.fair]\nkind = "event"\nevery = "10 days"\nattendees = { mean = 50 }\nleads_per_attendee = 0.4\n'
    path = write(tmp_path, it=events + QUEUE + "[override]\nsources.fair.leads_per_attendee = 0.8\n")
    scenario = load(path, changes={"sources.web.leads": "80 / day"})
    assert scenario.mix == {"fair": 2.0, "web": 40.0}
    assert scenario.replace({"sources.web.leads": "1 / day"}).mix == scenario.mix
    more = scenario.replace({"sources.post": {"leads": "3 / day"}})
    assert more.mix == {"fair": 2.0, "web": 40.0, "post": 0.0}
    assert scenario.replace({"sources": {"web": {"leads": "3 / day"}}}).mix == scenario.mix
    assert scenario.replace({"sources.fair": None}).mix == {"web": 40.0}
    assert scenario.replace({"mix": None}).mix == scenario.mix


def test_a_stated_mix_counts_and_leaves_out_nobody() -> None:
    other = '[sources.post]\nleads = "9 / day"\n[mix]\nweb = 3\n'
    assert parse(QUEUE + other).mix == {"web": 3.0, "post": 0.0}
    assert parse(QUEUE.replace('"40 / day"', '"0 / day"')).mix == {"web": 1.0}


def test_an_organization_meets_markets_that_lack_some_of_its_work(tmp_path: Path) -> None:
    organization = ORGANIZATION.replace('["serve"]', '["serve", "renew"]') + 'priority = ["renew"]\n'
    market = MARKET.replace("40 / day", "4 / day")
    scenario = load(write(tmp_path, m=market, o=organization), organization=tmp_path / "o.toml")
    assert scenario.teams["desk"].does == ("serve",)
    assert scenario.teams["desk"].priority == ()
    assert scenario.notes == ('teams.desk does "renew", which this market does not have',)
    assert parse(scenario.to_toml()) == scenario


def test_work_set_by_hand_has_to_be_there(tmp_path: Path) -> None:
    market, changes = write(tmp_path, m=MARKET, o=ORGANIZATION), {"teams.desk.does": ["serve", "renew"]}
    assert said(market, organization=tmp_path / "o.toml", changes=changes) == (
        "--set teams.desk.does has 1 problem\n"
        '  teams.desk.does has "renew", which the journey does not have; its activities are "serve"'
    )


def test_notes_tell_what_is_left_undone_and_never_happens() -> None:
    text = QUEUE.replace('to = "lost"', 'to = "nurture"').replace("40 / day", "4 / day")
    text = text.replace("headcount = 4", 'headcount = 4\nchanges = [{ at = "5 years", headcount = 5 }]')
    nurture = '[journey.nurture]\noptional = true\nwork = { mean = "1 h" }\noutcomes = [{ to = "lost", rate = 1 }]\n'
    shock = '[shocks.late]\nat = "4 years"\n'
    assert parse(text + nurture + shock).notes == (
        'nobody does "nurture", so leads at rest are not followed up',
        "teams.desk plans 1 change(s) of headcount after the horizon, which never happen",
        "shocks.late comes after the horizon and never happens",
    )


def test_halves_are_checked_by_themselves(tmp_path: Path) -> None:
    assert check(write(tmp_path, m=MARKET)) == ()
    assert check(write(tmp_path, o=ORGANIZATION)) == ()
    with pytest.raises(ScenarioError, match="rates of the outcomes add to"):
        check(write(tmp_path, m=MARKET.replace("1.0", "0.5")))
    with pytest.raises(ScenarioError, match=r"line 2  teams.desk.headcount is -1"):
        check(write(tmp_path, o=ORGANIZATION.replace("4", "-1")))


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("teams.desk.headcount=10", ("teams.desk.headcount", 10)),
        ("journey.serve.work.mean = 2 h", ("journey.serve.work.mean", "2 h")),
        ('scenario.horizon="3 months"', ("scenario.horizon", "3 months")),
        ("sources.web.leads=120 / month", ("sources.web.leads", "120 / month")),
        ('journey.serve.work={ mean = "1 h" }', ("journey.serve.work", {"mean": "1 h"})),
        ("a=b=c", ("a", "b=c")),
    ],
)
def test_a_change_is_read_as_in_a_file_or_as_text(text: str, change: tuple[str, object]) -> None:
    assert read_change(text) == change


def test_a_change_needs_a_path() -> None:
    for text in ("headcount", "=5"):
        with pytest.raises(OrgsimError, match=r"is not a change; write path=value"):
            read_change(text)
    with pytest.raises(OrgsimError, match="nests too deep"):
        read_change("a=" + "[" * 50)


def test_the_package_face_loads() -> None:
    assert orgsim.load("queue") == load(GALLERY / "queue.toml")


def test_nothing_is_told_of_what_lies_outside_the_folder(tmp_path: Path) -> None:
    write(tmp_path, outside__secret="")
    (tmp_path / "outside" / "secret.csv").write_text("a\n1\n", encoding="utf-8")
    told = set()
    for name in ("secret.toml", "secre.toml", "", "nothing/at/all.toml"):
        path = write(
            tmp_path / "in", it=f'[scenario]\nmarket = "../outside/{name}"\norganization = "the-model"\n'
        )
        told.add(said(path).replace(f"../outside/{name}", "NAME"))
        work = f'file = "../outside/{name.replace("toml", "csv")}", column = "a"'
        path = write(tmp_path / "in", it=QUEUE.replace('mean = "2 h", cv = 0.5', work))
        told.add(said(path).replace(f"../outside/{name}".replace("toml", "csv"), "NAME"))
    inside = "it must lie inside the folder in, where the file naming it is at home"
    assert told == {
        f'it.toml has 1 problem\n  line 2  scenario.market is "NAME"; {inside}',
        f'it.toml has 1 problem\n  line 6  journey.serve.work.file is "NAME"; {inside}',
    }


def test_a_link_that_leads_to_itself_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "loop.toml").symlink_to("loop.toml")
    path = write(tmp_path, it='[scenario]\nmarket = "loop.toml"\norganization = "the-model"\n')
    assert 'scenario.market is "loop.toml"; it cannot be found' in said(path)


def test_a_source_is_not_called_like_the_organization_in_the_log() -> None:
    with pytest.raises(OrgsimError) as error:
        parse(QUEUE.replace("sources.web", "sources.organization"))
    assert str(error.value) == (
        "scenario.toml has 1 problem\n  line 2  sources.organization: organization is a word of the event log; choose another "
        "name for the source"
    )


def test_a_misspelt_mechanism_gets_the_nearest_name() -> None:
    with pytest.raises(OrgsimError) as error:
        parse('[scenario]\nmechanisms = ["cooling", "handof", "no such thing"]\n' + QUEUE)
    assert (
        f'line 2  scenario.mechanisms.1 is "handof", which is none of the {len(MECHANISMS)} that are known here; '
        'did you mean "handoff"?'
    ) in str(error.value)
    assert 'scenario.mechanisms.2 is "no such thing"; it must be one of "cooling", "handoff"' in str(
        error.value
    )
