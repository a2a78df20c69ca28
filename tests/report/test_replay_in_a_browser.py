"""The page of a replay in a real browser: stories and counts worked out by hand, mouse and keys, every width, no complaint."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from browsers import Visit, chromium
from replays import APART, by_hand, firm, jobs_of, of_log, small

import orgsim
from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.measures import conservation
from orgsim.plan.load import load, parse
from orgsim.report.replay.replay import Replay
from orgsim.study.run import simulate

Open = Callable[..., Visit]
MONTH = 43_830
OVERLOADED = """
[scenario]
horizon = "60 days"
mechanisms = []
[sources.web]
leads = "60 / day"
[journey.serve]
work = { mean = "2 h", distribution = "exponential" }
outcomes = [{ to = "lost", rate = 1.0 }]
[teams.desk]
headcount = 2
calendar = "continuous"
does = ["serve"]
"""
"""Every day 36 leads more wait."""
HOSTILE = "</script><img src=x onerror=alert(1)> {title}"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """One browser for all tests of this module."""
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the pages lie that several tests open."""
    folder = tmp_path_factory.mktemp("replays")
    small().save(folder / "small.html")
    Replay(small().runs, "ja").save(folder / "small-ja.html")
    Replay({"one": of_log(by_hand())}).save(folder / "hand.html")
    Replay({"desk": simulate(parse(OVERLOADED))}).save(folder / "desk.html")
    return folder


@pytest.fixture
def opened(browser: Any, folder: Path) -> Iterator[Open]:
    """Opens a page; in the end none has complained of anything or asked for anything but itself."""
    visits = list[Visit]()

    def visit(name: str, *size: int, **emulated: Any) -> Visit:
        visits.append(Visit(browser, folder / name, *size, **emulated))
        return visits[-1]

    yield visit
    for one in visits:
        one.close()


def story(visit: Visit) -> list[str]:
    return [text.replace("\n", " | ") for text in visit.texts("#told li")]


def test_stories_are_those_of_a_log_written_by_hand(opened: Open) -> None:
    visit = opened("hand.html").press("End")
    assert story(visit.find("web-0")) == [
        "Mon, Jan 1, 2024 00:00 | Comes in from Web.",
        "Mon, Jan 1, 2024 00:00 | Qualify: Inside, no. 1 begins at once, 6 h of work. On to: Close.",
        "Mon, Jan 1, 2024 06:00 | Handed over to Field. Close: waits 1 d, then Field, no. 1 begins, 18 h of work. "
        "It decides to buy.",
        "Thu, Jan 4, 2024 00:00 | Signs: ¥10 a month from now on.",
        "Thu, Jan 4, 2024 00:00 | Handed over to Care. Onboard: waits 1 d, then Care, no. 1 begins, 24 h of work. Done.",
        "Sun, Jan 7, 2024 00:00 | Takes more of it. Takes more: ¥15 a month in all.",
    ]
    assert story(visit.find("web-1")) == [
        "Mon, Jan 1, 2024 00:00 | Comes in from Web.",
        "Mon, Jan 1, 2024 00:00 | Qualify: waits 4 d for Inside. Nobody comes in time: it has gone cold.",
        "Fri, Jan 5, 2024 00:00 | Comes to rest: not now, perhaps later.",
        "Mon, Jan 8, 2024 00:00 | Is back.",
        "Mon, Jan 8, 2024 00:00 | Handed over to Field. Close: has been waiting for Field since then.",
    ]
    assert story(visit.find("web-2"))[1:] == [
        "Mon, Jan 1, 2024 00:00 | Qualify: waits 6 h, then Inside, no. 1 begins, 6 h of work. It is given up."
    ]
    assert (
        story(visit.find("web-3"))[1]
        == "Tue, Jan 9, 2024 00:00 | Qualify: waits 1 d; Inside, no. 1 is at it."
    )
    assert visit.text(".here") == "web-3: Qualify: waits 1 d; Inside, no. 1 is at it."
    assert visit.text(".counts") == "2 waiting · 0 at rest · 1 customers · 1 lost"
    # A story is told as far as it has happened: a day earlier web-4 had not come, and nobody had begun with web-3.
    visit.press("ArrowLeft")
    assert visit.text(".clock") == "Wed, Jan 10, 2024 00:00"
    assert story(visit.find("web-4")) == ["Comes in later."]
    visit.press("ArrowLeft")
    assert visit.text(".counts") == "2 waiting · 0 at rest · 1 customers · 1 lost"
    assert (
        story(visit.find("web-3"))[1]
        == "Tue, Jan 9, 2024 00:00 | Qualify: has been waiting for Inside since then."
    )
    for _ in range(3):
        visit.press("ArrowLeft")
    assert visit.text(".counts") == "0 waiting · 1 at rest · 1 customers · 1 lost"
    visit.find("web-99")
    assert visit.text("#told h2").startswith("There is no lead called web-99.")


def test_a_lead_is_to_be_seen_wherever_it_is_until_it_is_lost(opened: Open) -> None:
    visit = opened("hand.html").press("Home", "ArrowRight", "ArrowRight")
    # web-0 has decided to buy and signs a day later; web-1 waits; web-2 is lost; web-3 has not come in yet.
    marked = {lead: ringed(visit.find(lead)) for lead in ("web-0", "web-1", "web-2", "web-3")}
    assert marked == {"web-0": True, "web-1": True, "web-2": False, "web-3": False}
    # A customer, and one at rest, are marked where they are.
    visit.press("ArrowRight", "ArrowRight", "ArrowRight")
    assert [ringed(visit.find(lead)) for lead in ("web-0", "web-1", "web-2")] == [True, True, False]


def ringed(visit: Visit) -> bool:
    """Whether something in the first picture is marked."""
    visit.page.wait_for_timeout(60)
    return bool(
        visit.page.evaluate(
            """() => { const one = document.querySelector('.picture canvas:last-child');
            const data = one.getContext('2d').getImageData(0, 0, one.width, one.height).data;
            for (let k = 0; k < data.length; k += 4)
              if (data[k] === 0x8a && data[k + 1] === 0 && data[k + 2] === 0x5c && data[k + 3] === 255) return true;
            return false; }"""
        )
    )


def test_a_click_on_a_person_tells_their_day(opened: Open) -> None:
    visit = opened("hand.html").press("Home", "ArrowRight")
    picture = visit.page.locator(".picture canvas").nth(1).bounding_box()
    across = np.linspace(picture["x"] + 6, picture["x"] + picture["width"] / 3, 25)
    for x in across:
        visit.page.mouse.click(x, picture["y"] + picture["height"] * 0.6)
        if visit.text("#told h2").startswith("Inside, no. 1"):
            break
    assert visit.text("#told h2").startswith("Inside, no. 1: Tue, Jan 2, 2024")
    assert story(visit)[0] == "No work begun on this day."
    visit.press("Home")
    visit.slide(1080)
    assert story(visit) == [
        "00:00–06:00 | Qualify, web-0. On to: Close.",
        "06:00–12:00 | Qualify, web-2. It is given up.",
        "There since day 0.",
        "Over the run: 15% of the hours on duty at work, 2 jobs done.",
    ]


def waiting(log: EventLog, minute: int) -> int:
    """How many jobs of leads and customers wait at the end of a minute, touches left out."""
    found = 0
    for case, activity, *_, ready, start, end, _hours in jobs_of(log):
        until = min(one for one in (start, end, 10**9) if one is not None)
        found += bool(case) and activity != "nurture" and ready <= minute < until
    return found


def test_what_is_counted_on_the_page_is_what_the_measures_say(opened: Open) -> None:
    visit = opened("small.html").press("Home")
    for month in (1, 2):
        visit.press("Shift+ArrowRight")
        for run, said in zip(small().runs.values(), visit.texts(".counts"), strict=True):
            count, _, customers, _ = (
                int(part.strip().split()[0].replace(",", "")) for part in said.split("·")
            )
            assert customers == run.summary.series["customers"][month - 1]
            assert count == waiting(run.events, month * MONTH)
    values = visit.texts(".chart:first-of-type .values b")
    chosen = visit.page.eval_on_selector(".chart select", "one => one.value")
    assert chosen == "arr"
    assert len(values) == 2


PICTURE = """() => new Promise((told) => requestAnimationFrame(() => requestAnimationFrame(() => told(
  [...document.querySelectorAll('.picture canvas')].map((one) => one.toDataURL()).join() + document.body.innerText))))"""
"""All that is drawn and written."""


def test_a_moment_looks_the_same_from_whatever_side_one_comes(opened: Open) -> None:
    visit = opened("small.html").press("Home")
    found = {}
    for day in range(62):
        if day in (7, 36, 61):
            found[day] = visit.page.evaluate(PICTURE)
        visit.press("ArrowRight")
    for day in (36, 7, 61, 36, 7):
        visit.slide(day * 1440)
        assert visit.page.evaluate(PICTURE) == found[day], day


def ends(log: EventLog) -> list[int]:
    """How many wait, rest, are customers and are lost at the end of a run."""
    state = {(row["entity"], row["number"]): conservation.IN_PROCESS for row in log.of(Row.ARRIVAL)}
    for row in log.of(Row.CHANGE):
        after = conservation.MOVES[log.names.outcomes[row["outcome"]]][1]
        if after is not None:
            state[row["entity"], row["number"]] = after
    wanted = (conservation.AT_REST, conservation.CUSTOMER, conservation.LOST)
    return [
        waiting(log, round(log.facts.horizon * 1440)),
        *(list(state.values()).count(one) for one in wanted),
    ]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("market", "organization"),
    [
        ("jeweller", "jeweller"),
        ("membership", "membership-first"),
        ("perpetual", "the-model"),
        ("recurring-orders", "the-model-collaborating"),
        ("two-divisions", "two-divisions-incentive"),
        ("lead-sources", "the-model-sfa"),
    ],
)
def test_the_end_of_packaged_scenarios_is_counted_right(
    browser: Any, tmp_path: Path, market: str, organization: str
) -> None:
    run = simulate(load(market, organization, {"scenario.horizon": "5 months"}))
    visit = Visit(browser, Replay({"one": run}).save(tmp_path / "one.html")).press("End")
    said = [int(part.strip().split()[0].replace(",", "")) for part in visit.text(".counts").split("·")]
    assert said == ends(run.events)
    visit.close()


def test_a_click_on_a_dot_marks_the_same_lead_everywhere(opened: Open) -> None:
    visit = opened("small.html").press("Home", "Shift+ArrowRight", *["ArrowRight"] * 3)
    picture = visit.page.locator(".picture canvas").nth(1).bounding_box()
    for y in np.linspace(picture["y"] + picture["height"] * 0.95, picture["y"] + picture["height"] * 0.1, 20):
        visit.page.mouse.click(picture["x"] + picture["width"] * 0.03, y)
        if visit.text("#told h2").startswith("The story of"):
            break
    name = visit.text("#told h2").removeprefix("The story of ").strip(" ×\n")
    assert name.startswith("web-")
    assert visit.texts("#told h3") == ["Together", "Apart"]
    assert all(line.startswith(f"{name}: ") for line in visit.texts(".here"))
    assert name in visit.text("#live")
    assert visit.press("Escape").text("#told h2") == "Click a dot for its story, a figure for their day."


def test_everything_is_done_by_keys(opened: Open) -> None:
    visit = opened("small.html").press("Home")
    assert visit.text(".clock") == "Mon, Jan 1, 2024 00:00"
    visit.press("n")
    first = visit.text(".clock")
    assert visit.text(".news")
    while "A rival" not in visit.text(".news"):
        visit.press("n")
    assert visit.text(".clock") == "Sun, Jan 21, 2024 00:00"
    assert "Together: " in visit.text("#live")
    assert visit.press("p").text(".clock") != "Sun, Jan 21, 2024 00:00"
    assert visit.press("Home", "n").text(".clock") == first
    assert visit.press("+").page.eval_on_selector("select.speed", "one => one.value") == "10080"
    assert visit.press(" ").text("#play") == "Pause"
    visit.until(f"document.querySelector('.clock').textContent !== {first!r}")
    assert visit.press(" ").text("#play") == "Play"
    visit.press("End", "l")
    assert visit.text("#told h2").startswith("The story of ")
    visit.press("Escape", "f")
    assert visit.page.evaluate("document.activeElement.tagName") == "INPUT"
    visit.page.focus(".stage canvas:last-child")
    visit.press("ArrowRight", "ArrowDown", "Enter")
    assert visit.text("#told h2") != "Click a dot for its story, a figure for their day."


def test_moments_that_mattered_are_chosen_from_a_list(opened: Open) -> None:
    visit = opened("small.html")
    groups = visit.page.eval_on_selector_all(".jump optgroup", "all => all.map((one) => one.label)")
    assert groups[0] == "The market"
    assert {"Overload", "People who leave"} <= set(groups)
    option = visit.page.locator(".jump option", has_text="Apart: Inside: no. 2 leaves").first.get_attribute(
        "value"
    )
    visit.page.select_option(".jump", option)
    assert visit.text(".clock") == "Tue, Jan 16, 2024 00:00"
    assert "Apart: Inside: no. 2 leaves" in visit.text(".news")


@pytest.mark.parametrize(
    ("name", "width", "height"),
    [
        ("small.html", 390, 844),
        pytest.param("small.html", 1366, 768, marks=pytest.mark.slow),  # as all other tests see it
        ("small.html", 1920, 1080),
        ("small-ja.html", 390, 844),
        ("small-ja.html", 1366, 768),
        pytest.param("small-ja.html", 1920, 1080, marks=pytest.mark.slow),
    ],
)
def test_the_page_fits_phone_laptop_and_projector(opened: Open, name: str, width: int, height: int) -> None:
    visit = opened(name, width, height)
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= width
    shown = [one.is_visible() for one in visit.page.locator(".stage").all()]
    assert shown == ([True, False] if width < 900 else [True, True])
    if width < 900:
        visit.page.locator("#tabs button").nth(1).click()
        assert [one.is_visible() for one in visit.page.locator(".stage").all()] == [False, True]
    assert visit.text("#play") == ("再生" if "ja" in name else "Play")
    assert visit.page.evaluate("document.documentElement.lang") == ("ja" if "ja" in name else "en")
    drawn = visit.page.evaluate(
        """() => { const one = [...document.querySelectorAll('.picture canvas:last-child')].find((c) => c.clientWidth > 0);
        const data = one.getContext('2d').getImageData(0, 0, one.width, one.height).data; return data.some((v) => v > 0); }"""
    )
    assert drawn


def test_steps_are_named_in_full_on_a_phone(opened: Open, folder: Path) -> None:
    runs = {"one": simulate(orgsim.load("b2b-saas", "the-model", {"scenario.horizon": "60 days"}))}
    wanted = {
        "en": {"Respond", "Qualify", "(MQL)", "Onboard", "Support", "Renew"},
        "ja": {"一次対応", "の確認", "（MQL）", "導入支援", "サポート", "契約更新"},
    }
    for language, words in wanted.items():
        Replay(runs, language).save(folder / f"packaged-{language}.html")  # type: ignore[arg-type]
        visit = opened(f"packaged-{language}.html", 390, 844)
        visit.until("window.written.size > 12")
        assert words <= set(visit.page.evaluate("[...window.written]"))


def test_a_thousand_dots_take_no_more_calls_than_ten(opened: Open) -> None:
    visit = opened("desk.html")
    found = []
    for days in (1, 55):
        visit.slide(days * 1440).press(" ")
        visit.page.evaluate("() => { window.calls = 0; window.frames = 0; }")
        visit.until("window.frames > 12")
        found.append(visit.page.evaluate("window.calls / window.frames"))
        visit.press(" ")
    assert int(visit.text(".counts").split()[0].replace(",", "")) > 1500
    assert max(found) < 30


def test_who_wants_no_motion_gets_one_picture_after_the_other(opened: Open) -> None:
    visit = opened("small.html", reduced_motion="reduce").press("Home")
    visit.page.wait_for_timeout(300)
    visit.press(" ")
    visit.page.evaluate("() => { window.calls = 0; }")
    before = visit.text(".clock")
    visit.page.wait_for_timeout(1300)
    assert visit.text(".clock") != before
    # Two stages, at most three pictures each; sixty a second would be thousands of calls.
    assert visit.page.evaluate("window.calls") < 3 * 2 * 60


def test_names_from_files_do_nothing_in_the_page(browser: Any, tmp_path: Path) -> None:
    titles = (
        "market.title",
        "organization.title",
        "teams.inside.title",
        "sources.web.title",
        "journey.qualify.title",
    )
    plan = firm("Apart", APART, "1 month").replace(dict.fromkeys(titles, HOSTILE))
    visit = Visit(browser, Replay({"a": simulate(plan)}).save(tmp_path / "hostile.html")).press("End", "l")
    assert visit.text("h1") == HOSTILE
    assert f"Comes in from {HOSTILE}." in " ".join(story(visit))
    assert visit.page.evaluate("document.querySelectorAll('img').length") == 0
    visit.close()
