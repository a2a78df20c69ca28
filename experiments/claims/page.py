"""The page of claims (docs/findings/claims.md), from the claims and what was kept of their runs."""

from collections.abc import Mapping, Sequence
from typing import Any

from experiments.claims.stated import Claim, Contrast, quantity

Kept = Mapping[str, Mapping[str, Any]]
ORDER = ("does not hold", "cannot tell", "holds")
ANSWER = (
    "**Answer.** Of {number} claims that were tried {holds} hold, {does not hold} do not, and of {cannot tell} nothing can be "
    "told with so few runs. This is a first answer: 36 months of one packaged firm, 20 runs, no other anchor or load, and each "
    "side as it is staffed. What turns a verdict is not looked for yet."
)
HEAD = (
    "# Claims put to the test: a first answer",
    "",
    "**Question.** What practitioners claim of sales organizations ([the list](../explanation/claims.md)): which of it does the "
    "model bear out?",
    "",
    "",
    "Each claim, the smallest effect δ that would matter and what would refute it were written down before the runs "
    "(`experiments/claims/claims.toml`). A claim holds where the whole 95 % interval of the effect in the claimed direction lies "
    "above 0, and does not hold where it lies below δ; else nothing can be told. That it holds allows for as many claims as "
    "there are here (Holm, over the first contrast of each).",
    "",
    "    python -m experiments.claims",
    "",
    "| claim | | verdict | effect in the claimed direction, 95 % interval | δ |",
    "| --- | --- | --- | --- | --- |",
)


def adjusted(p: Sequence[float]) -> list[float]:
    """p-values for as many questions as there are (Holm 1979), in the order given."""
    order = sorted(range(len(p)), key=lambda place: p[place])
    found, most = [0.0] * len(p), 0.0
    for rank, place in enumerate(order):
        most = max(most, min(1.0, (len(p) - rank) * p[place]))
        found[place] = most
    return found


def final(results: Kept) -> dict[str, str]:
    """The verdict of each claim: that of its first contrast, which holds where it does so among as many claims (Holm, 5 %)."""
    keys = list(results)
    whole = adjusted([results[key]["contrasts"][0]["p"] for key in keys])
    said = {}
    for key, p in zip(keys, whole, strict=True):
        own = results[key]["contrasts"][0]["verdict"]
        said[key] = "cannot tell" if own == "holds" and p >= 0.05 else own
    return said


def page(known: Mapping[str, Claim], results: Kept) -> str:
    """All claims that were run: at a glance, then one by one."""
    verdicts = final(results)
    order = sorted(results, key=lambda key: (ORDER.index(verdicts[key]), list(known).index(key)))
    counts = {word: sum(one == word for one in verdicts.values()) for word in ORDER}
    lines = [*HEAD[:4], ANSWER.format(number=len(results), **counts), *HEAD[4:]]
    for key in order:
        claim, first = known[key], results[key]["contrasts"][0]
        cells = (
            key,
            f"[{claim.title}](#{anchor(claim)})",
            f"**{verdicts[key]}**",
            effect(claim.contrasts[0], first),
            size(claim.contrasts[0], claim.contrasts[0].delta),
        )
        lines.append(f"| {' | '.join(cells)} |")
    for key in known:
        if key in results:
            lines += ["", *section(known[key], results[key], verdicts[key])]
    return "\n".join(lines) + "\n"


def heading(claim: Claim) -> str:
    """The title of its section."""
    return f"{claim.key}. {claim.title}"


def anchor(claim: Claim) -> str:
    """Where its section begins, as readers of Markdown make it from the heading."""
    kept = "".join(letter for letter in heading(claim).lower() if letter.isalnum() or letter in " -")
    return kept.replace(" ", "-")


def section(claim: Claim, result: Mapping[str, Any], verdict: str) -> list[str]:
    """One claim: meaning, design, contrasts, what it hangs on."""
    lines = [
        f"## {heading(claim)}",
        "",
        f"**{verdict.capitalize()}.** {claim.meaning} {claim.design}",
        "",
        "| claimed | KPI | a | b | effect in the claimed direction, 95 % interval | δ | by itself |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for contrast, one in zip(claim.contrasts, result["contrasts"], strict=True):
        title = quantity(contrast.kpi).kpi.title.say("en") + (
            f" ({contrast.kpi.split('.')[1]})" if "." in contrast.kpi else ""
        )
        sides = [
            f"{name}: {figure(contrast, one[key])}" for key, name in (("a", contrast.a), ("b", contrast.b))
        ]
        cells = (
            contrast.says,
            title,
            *sides,
            effect(contrast, one),
            size(contrast, contrast.delta),
            word(contrast, one),
        )
        lines.append(f"| {' | '.join(cells)} |")
    runs = f"{result['replications']} runs, {result['market']}, {result['months']} months."
    doubt = f"It hangs on: {'; '.join(claim.hangs_on)}."
    lines += ["", f"{runs} {doubt} What would change our mind: {lower(claim.mind)}"]
    if claim.built_in:
        lines.append(f"By construction: {lower(claim.built_in)}")
    return lines


def word(contrast: Contrast, one: Mapping[str, Any]) -> str:
    """The verdict of one contrast, by itself."""
    small = one["verdict"] == "holds" and one["high"] < contrast.delta
    return f"{one['verdict']}, by less than would matter" if small else one["verdict"]


def lower(text: str) -> str:
    """A sentence as it goes on after a colon."""
    return text[0].lower() + text[1:]


def effect(contrast: Contrast, one: Mapping[str, Any]) -> str:
    """An effect with its interval."""
    whole, low, high = (size(contrast, one[key], signed=True) for key in ("effect", "low", "high"))
    return f"{whole} ({low} to {high})"


def size(contrast: Contrast, value: float, *, signed: bool = False) -> str:
    """An effect as readers know it: percent of a's figure, or points of a share."""
    text = f"{100 * value:+.1f}" if signed else f"{100 * value:.3g}"
    return text.replace("-", "−") + (" points" if contrast.in_points else " %")


def figure(contrast: Contrast, value: float) -> str:
    """A figure of a side."""
    if contrast.in_points:
        return f"{100 * value:.1f} %"
    return f"{value / 1e6:,.0f} M" if abs(value) >= 1e6 else f"{value:,.1f}"
