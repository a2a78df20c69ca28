"""All claims at a glance, in English and Japanese, sorted by how much the answer surprises one who believes the claim."""

from collections.abc import Mapping
from typing import Any

from experiments.claims.firms import MARKET
from experiments.claims.index_words import COLUMNS, COMMANDS, FORMS, HEAD, JA, METHOD, PLACES_JA, WAITING
from experiments.claims.results import Result, name_of, shown
from experiments.claims.stated import Claim
from experiments.claims.verdicts import ORDER, Answer, Turning, family
from experiments.claims.words import contrasts_of, effect, estimate, plain, size, verdict_words

OF_A_RUN = 2
"""CPU seconds that the packaged firm takes over 36 months, about (benchmarks/workers.py --packaged)."""


def index(
    known: Mapping[str, Claim], results: Mapping[str, Result], found: Mapping[str, Answer], language: str
) -> str:
    """The page of all claims in a language ("en" or "ja"); those that are stated and were not run yet are named at the end."""
    lines = [
        *HEAD[language],
        _answer(found, language),
        "",
        *METHOD[language],
        "",
        *_table(results, found, language),
    ]
    lines += ["", f"{_holm(results, language)} {_cost(results, language)}".rstrip(), "", *COMMANDS[language]]
    if waiting := [one for key, one in known.items() if key not in results]:
        titles = [f"- {one.key} {one.ja if language == 'ja' else one.title}" for one in waiting]
        lines += ["", WAITING[language], "", *titles]
    if language == "en":
        lines += ["", "```{toctree}", ":hidden:", ":glob:", "", "*", "```"]
    return "\n".join(lines) + "\n"


def _answer(found: Mapping[str, Answer], language: str) -> str:
    counts = {word: sum(one.word == word for one in found.values()) for word in ORDER}
    if language == "ja":
        said = "、".join(f"{JA[word]} {count}件" for word, count in counts.items() if count)
        return f"**答え。** 試した{len(found)}件のうち、{said}。"
    said = ", ".join(f"{word} {count}" for word, count in counts.items() if count)
    return f"**Answer.** Of {len(found)} claims: {said}."


def _table(results: Mapping[str, Result], found: Mapping[str, Answer], language: str) -> list[str]:
    lines = [COLUMNS[language], "| --- | --- | --- | --- | --- | --- |"]
    for key, answer in found.items():
        form, stated = shown(results[key]), shown(results[key])["stated"]
        title = stated["ja"] if language == "ja" else stated["title"]
        row = form["rows"][0]
        if "figures" in row:
            numbers = (estimate(row["figures"][0]), "–")
        else:
            contrast = contrasts_of(form)[0]
            numbers = (effect(contrast, row["contrasts"][0]), size(contrast, contrast.delta))
        said = verdict_ja(answer) if language == "ja" else verdict_words(answer)
        made = FORMS[language][_made(results[key])]
        told = [_points_ja(one) if language == "ja" else one for one in numbers]
        lines.append(
            f"| {key} | [{title}]({name_of(key, stated['title'])}.md) | **{said}** | {' | '.join(told)} | {made} |"
        )
    return lines


def _points_ja(text: str) -> str:
    return text.replace(" points", " ポイント").replace(" to ", " ～ ").replace(" %", "％")


def verdict_ja(answer: Answer) -> str:
    """The verdict with what turns it, in Japanese."""
    if answer.word != "holds when":
        return JA[answer.word]
    places = "、".join(place_ja(row["setting"]) for row in answer.otherwise)
    parts = "、".join(turning_ja(one) for one in answer.turning)
    if answer.base == "holds":
        said = [f"{places}を除き成り立つ" if places else "", f"{parts}に成り立つ" if parts else ""]
    else:
        said = [
            f"{places}に成り立つ" if places else "",
            f"{parts}に成り立つ" if parts else "",
            "標準の企業では言えない",
        ]
    return "；".join(filter(None, said))


def place_ja(setting: Mapping[str, Any]) -> str:
    """A place in Japanese."""
    if setting["staffed"]:
        return "最良の人員配分の場合"
    if setting["small"] or setting["market"] == MARKET:
        return f"{'3分の1の規模で' if setting['small'] else ''}{setting['months']}か月の場合"
    return PLACES_JA[setting["market"]]


def turning_ja(one: Turning) -> str:
    """On which side of which value, in Japanese; the number by its name in the model."""
    named = one.says.rpartition("(")[2].rstrip(")") if "(`" in one.says else one.says
    ends = "～".join("" if end is None else plain(end) for end in (one.low, one.high))
    return f"{named} が{plain(one.at)}（{ends}）{'より大きい' if one.above else 'より小さい'}とき"


def _made(result: Result) -> str:
    """How a claim was run, as FORMS name it."""
    stated = shown(result)["stated"]
    if stated.get("without_runs"):
        return "none"
    if "full" not in result:
        return "quick"
    return "estimate" if stated["kind"] == "estimate" else "full"


def _holm(results: Mapping[str, Result], language: str) -> str:
    keys = ", ".join(family(results))
    if language == "ja":
        return f"「成り立つ」は、向きのある対比を一つ持つ主張の数を考慮して言う（Holm の補正を一度、次の主張について：{keys}）。"
    return f"That a claim holds allows for as many as have one directional contrast (Holm's correction, once, over {keys})."


def _cost(results: Mapping[str, Result], language: str) -> str:
    """How many runs there were, and how long they take."""
    runs = sum(form.get("runs") or 0 for one in results.values() for form in one.values())
    hours = f"{runs * OF_A_RUN / 3600:.0f}"
    if not runs:
        return ""
    if language == "ja":
        return f"対比のための実行は合計 {runs:,} 回、1回およそ {OF_A_RUN} CPU秒で約 {hours} CPU時間。"
    return (
        f"The contrasts took {runs:,} runs, at about {OF_A_RUN} CPU seconds each {hours} CPU hours "
        "(fewer where claims share runs)."
    )
