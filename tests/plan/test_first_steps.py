"""What is said of a scenario that is begun: a market of the gallery by its name, its own currency, and no teams yet."""

from pathlib import Path

import pytest

from orgsim.plan.load import check, load

TEAM = """
[teams.all]
headcount = 17
does = ["respond", "qualify", "develop", "close", "nurture", "campaign", "onboard"]
"""
IN_YEN = (
    "market.currency is USD, and these amounts stand in b2b-saas.toml, which counts in JPY: offering.price, sources.web.cost,"
    " sources.seminar.cost; state them in USD"
)


def noted(folder: Path, text: str) -> tuple[str, ...]:
    path = folder / "firm.toml"
    path.write_text(text, encoding="utf-8")
    return check(path)


@pytest.mark.parametrize(
    ("named", "lacks", "is_checked_as"),
    [
        ('market = "b2b-saas"', "there are no teams yet", "a market"),
        ('organization = "the-model"', "there is no market yet", "an organization"),
    ],
)
def test_a_scenario_file_with_one_half_is_told_that_the_other_is_missing(
    tmp_path: Path, named: str, lacks: str, is_checked_as: str
) -> None:
    (note,) = noted(tmp_path, f"[scenario]\n{named}\n")
    assert note.startswith(f"{lacks}, so it is checked as {is_checked_as} by itself: to run it needs")


def test_a_market_file_by_itself_lacks_nothing() -> None:
    assert check("b2b-saas") == ()


def test_amounts_in_the_currency_of_another_file_are_named(tmp_path: Path) -> None:
    firm = 'scenario.market = "b2b-saas"\nmarket.currency = "{}"\n{}\n' + TEAM
    assert IN_YEN in noted(tmp_path, firm.format("USD", ""))
    assert not any("counts in" in note for note in noted(tmp_path, firm.format("JPY", "")))
    stated = 'offering.price = "900 / month"\nsources.web.cost = 60\nsources.seminar.cost = 0'
    assert not any("counts in" in note for note in noted(tmp_path, firm.format("USD", stated)))


def test_of_many_amounts_in_another_currency_five_are_named(tmp_path: Path) -> None:
    sources = "".join(f'[sources.s{k}]\nleads = "1 / day"\ncost = 9\n' for k in range(6))
    (tmp_path / "market.toml").write_text(
        '[market]\ntitle = "M"\ncurrency = "EUR"\n' + sources + '[journey.serve]\nwork.mean = "1 h"\n'
        'outcomes = [{ to = "lost", rate = 1 }]\n',
        encoding="utf-8",
    )
    notes = noted(tmp_path, 'scenario.market = "market.toml"\nmarket.currency = "USD"\n')
    assert "sources.s4.cost, …; state" in notes[-1]
    assert "sources.s5.cost" not in notes[-1]


def test_nothing_is_said_of_the_currency_of_what_an_override_changes(tmp_path: Path) -> None:
    path = tmp_path / "firm.toml"
    path.write_text('scenario.market = "b2b-saas"\nmarket.currency = "USD"\n' + TEAM, encoding="utf-8")
    dollars = {"offering.price": "900 / month", "sources.web.cost": 60, "sources.seminar.cost": 8_000}
    assert not any("counts in" in note for note in load(path, changes=dollars).notes)


@pytest.mark.parametrize(("entered", "told"), [("", True), (', entered = "since"', False)])
def test_deals_that_do_not_say_since_when_they_wait(tmp_path: Path, entered: str, told: bool) -> None:
    (tmp_path / "deals.csv").write_text("stage,since\nclose,2025-12-01\n", encoding="utf-8")
    notes = noted(
        tmp_path,
        'scenario.market = "b2b-saas"\nscenario.start = 2026-01-05\n'
        f'firm.pipeline = {{ file = "deals.csv", activity = "stage"{entered} }}\n' + TEAM,
    )
    assert (
        "firm.pipeline does not say since when its leads wait where they are: state entered (of a CSV, the column), or all of"
        " them come on day 0" in notes
    ) is told


def test_ends_are_named_once_among_the_stages_that_are_known(tmp_path: Path) -> None:
    from orgsim.errors import ScenarioError

    (tmp_path / "deals.csv").write_text("activity\nproposal\n", encoding="utf-8")
    with pytest.raises(ScenarioError) as wrong:
        noted(tmp_path, 'scenario.market = "b2b-saas"\nfirm.pipeline.file = "deals.csv"\n' + TEAM)
    assert str(wrong.value).count("nurture") == 1
