"""The page of one claim, from what was kept of it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from experiments.claims.doubts import doubts
from experiments.claims.results import Result, name_of, shown
from experiments.claims.runs import FIRST
from experiments.claims.verdicts import Answer
from experiments.claims.words import (
    contrasts_of,
    crossing,
    effect,
    estimate,
    figure,
    joined,
    lower,
    plain,
    sentence,
    size,
    title_of,
    untold,
    verdict_words,
    word,
)


def page(key: str, result: Result, answer: Answer) -> str:
    """A claim's page: meaning, answer, figure, table, when it turns, what it hangs on, what would change our mind, command."""
    form = shown(result)
    stated = form["stated"]
    name = name_of(key, stated["title"])
    lines = [
        f"# {key}. {stated['title']}",
        "",
        f"**Claimed.** {stated['meaning']}",
        "",
        f"**Answer: {verdict_words(answer)}.** {sentence(answer, form)}",
        "",
        f"![The effect in each place in which the claim was asked]({name}.svg)",
        "",
        f"**Design.** {stated['design']} {_ran(result, form)}",
        "",
        *(_figures(form) if stated.get("kind") == "estimate" else _effects(form)),
        "",
        "## When it turns",
        "",
        *_turns(form, answer),
        "",
        "## What it hangs on",
        "",
        *_hangs_on(stated),
        "",
        *_objected(key, answer),
        "## What would change our mind",
        "",
        stated["mind"],
        "",
        "## Run it",
        "",
        f"    python -m experiments.claims {key}{'' if 'full' in result else ' --quick'}",
        "",
        f"Every number of this page stands in [{name}.json]({name}.json). All claims: [at a glance](index.md).",
    ]
    return "\n".join(lines) + "\n"


def _ran(result: Result, form: Mapping[str, Any]) -> str:
    """What the numbers rest on."""
    without = form["stated"].get("without_runs")
    if without:
        return "Its figures are those of that finding." if without == "borrowed" else "Nothing is run for it."
    if "full" not in result:
        said = "Quick form: 20 runs in one stage; where they are too few, it cannot be told."
        if len(form["rows"][0].get("contrasts", ())) < len(form["stated"].get("contrasts", ())):
            said += " Sides that the table lacks are asked in the full form alone."
    elif form["stated"].get("kind") == "estimate":
        said = f"{form['rows'][0]['replications']} runs in each place."
    else:
        said = (
            f"Two stages {form['rows'][0]['setting']['where']}: 20 runs on luck of their own said how many would tell, and the "
            f"verdict was drawn once on so many fresh ones, at most {form['most']}. {_elsewhere(form['elsewhere'])}"
        )
    if "luck" in form:
        said += f" The luck {form['luck']} is taken out where a figure feels it."
    return f"{said} {plain(form['runs'])} runs in all." if "runs" in form else said


def _elsewhere(most: int) -> str:
    return (
        f"Elsewhere the same, at most {most}."
        if most > FIRST
        else f"Elsewhere {most} fresh runs in one stage."
    )


def _effects(form: Mapping[str, Any]) -> Iterator[str]:
    contrasts = contrasts_of(form)
    yield "| | claimed | figures, luck and all | runs | effect in the claimed direction, 95 % interval | δ | by itself |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    for row in form["rows"]:
        for contrast, one in zip(contrasts, row["contrasts"], strict=False):
            sides = [
                f"{name}: {figure(contrast, one[key])}"
                for key, name in (("a", contrast.a), ("b", contrast.b))
            ]
            cells = (
                row["setting"]["where"],
                contrast.says,
                f"{title_of(contrast)}, {'; '.join(sides)}",
                str(row["replications"]),
                effect(contrast, one),
                size(contrast, contrast.delta),
                word(contrast, one),
            )
            yield f"| {' | '.join(cells)} |"
    if "luck" in form:
        yield ""
        yield (
            "Figures are plain means, with the luck of these runs in them; effects are freed of it, and can therefore be other "
            "than the figures differ by."
        )
    yield from _staffed(form["rows"])
    yield from _asked(form)


def _staffed(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Who is where, at best staffing."""
    for row in rows:
        if "people" in row:
            sides = [
                f"{name} ({', '.join(f'{team} {count}' for team, count in teams.items())})"
                for name, teams in row["people"].items()
            ]
            yield ""
            yield f"People at best staffing: {joined(sides)}."


def _asked(form: Mapping[str, Any]) -> Iterator[str]:
    """What the first stage asked for, where a verdict was drawn on fewer."""
    short = [
        f"{row['stage_1']['needs']} {row['setting']['where']}"
        for row in form["rows"]
        if "stage_1" in row and row["stage_1"]["needs"] > row["replications"]
    ]
    if short:
        yield ""
        yield f"The first stage asked for more runs than were made: {joined(short)}."


def _figures(form: Mapping[str, Any]) -> Iterator[str]:
    yield "| | figure | runs | value, 95 % interval |"
    yield "| --- | --- | --- | --- |"
    for row in form["rows"]:
        for one in row["figures"]:
            yield f"| {row['setting']['where']} | {one['says']} | {row['replications'] or '–'} | {estimate(one)} |"


def _turns(form: Mapping[str, Any], answer: Answer) -> Iterator[str]:
    if len(form["rows"]) > 1:
        yield _places(form["rows"], answer)
        yield ""
    if not form["turns"]:
        yield "No number was moved to see where the verdict turns." + (
            "" if "most" in form or not form["stated"].get("turns") else " The full form moves some."
        )
        return
    contrasts = contrasts_of(form)
    for place, turn in enumerate(form["turns"]):
        if place:
            yield ""
        contrast = contrasts[turn["contrast"] - 1]
        now, runs = plain(turn["now"]), turn["replications"]
        yield f"**{_capital(turn['says'])}**, now {now}, {runs} runs at each value: {_crosses(turn)}"
        yield ""
        values = " | ".join(plain(point["value"]) for point in turn["points"])
        yield f"| {contrast.says} | {values} |"
        yield f"| --- |{' --- |' * len(turn['points'])}"
        yield f"| effect in the claimed direction | {' | '.join(effect(contrast, point) for point in turn['points'])} |"


def _places(rows: Sequence[Mapping[str, Any]], answer: Answer) -> str:
    if answer.otherwise:
        return f"The verdict is another {joined([row['setting']['where'] for row in answer.otherwise])}."
    others = joined([row["setting"]["where"] for row in rows[1:]])
    first = rows[0]["setting"]["where"]
    return f"No effect is told apart from that {first} and has another verdict {others.replace(' and ', ' or ')}."


def _crosses(turn: Mapping[str, Any]) -> str:
    first, last = plain(turn["points"][0]["value"]), plain(turn["points"][-1]["value"])
    found = turn["crosses"]
    if untold(turn):
        return f"whether it turns between {first} and {last} is not told: every interval holds 0."
    if len(found) == 1:
        return f"the effect crosses 0 at {plain(found[0]['at'])} ({crossing(found[0]['low'], found[0]['high'])})."
    if found:
        places = joined([plain(one["at"]) for one in found])
        return f"the effect crosses 0 more than once, at {places}."
    told = all(point["low"] > 0 for point in turn["points"]) or all(
        point["high"] < 0 for point in turn["points"]
    )
    if told:
        return f"it does not turn between {first} and {last}."
    return f"no turn is seen between {first} and {last}, and none is excluded where an interval holds 0."


def _hangs_on(stated: Mapping[str, Any]) -> Iterator[str]:
    yield f"{_capital('; '.join(stated['hangs_on']))}."
    if stated.get("built_in"):
        yield ""
        yield f"By construction: {lower(stated['built_in'])}"
    if stated["numbers"]:
        yield ""
        yield "| number | value | unit | status | source |"
        yield "| --- | --- | --- | --- | --- |"
    for one in stated["numbers"]:
        value = plain(one["value"]) if isinstance(one["value"], int | float) else str(one["value"])
        yield f"| `{one['path']}` | {value} | {one['unit']} | {one['status']} | {one['source'].replace('|', '/')} |"


def _objected(key: str, answer: Answer) -> Iterator[str]:
    """What practice would object to this verdict, where something was written for it."""
    doubt = doubts().get(key)
    if doubt and doubt.verdict == answer.word:
        yield "## What practice would object"
        yield ""
        yield f"{doubt.objection} {doubt.because}"
        yield ""


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
