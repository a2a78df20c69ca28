"""A diagnosis in sentences."""

from collections.abc import Iterator
from functools import partial

from orgsim.language import Language
from orgsim.language.numbers import percent
from orgsim.language.phrases import Phrase, listed, say
from orgsim.report.diagnosis import numbers, words
from orgsim.report.study.short import InShort, guessed, in_four
from orgsim.study.diagnosis.diagnose import FITS, SEVERAL, CauseWeight, DiagnosisResult, Estimated

_FOUND = Phrase(
    "The likeliest explanation is that {cause}: {weight} among the causes looked at (beforehand {prior})."
)
_NOTHING = Phrase(
    "The likeliest explanation is luck, and that nothing has changed: {weight} among the causes looked at (beforehand {prior})."
)
_NONE = Phrase(
    "None of these causes explains the figures, nor does luck: at most {share} of simulated runs lie as far from all of them."
    " Something else has changed, or the scenario is not this firm."
)
_SEVERAL = Phrase(
    "More than one thing may have happened: that {first} and that {other}, both at once, explain the figures clearly better than"
    " one cause alone (of simulated cases with one cause at most, a second one explains as much more in {share})."
)
_OPEN = Phrase(
    "What explains these figures cannot be told: no cause weighs more than all others together. The heaviest: {causes}."
)


def weight_text(share: float, language: Language) -> str:
    """A weight, without more digits than it has."""
    if share > 0.99:
        return say("more than 99%", language)
    return percent(round(share, 2), language) if share >= 0.01 else say("less than 1%", language)


def summary(found: DiagnosisResult, language: Language) -> InShort:
    """The answer; how well such answers turn out in this firm; what was believed beforehand; since when and how much."""
    return in_four(
        language,
        first(found, language),
        certainty=[_reliability(found, language)],
        hangs_on=[guessed({found.scenario.name: found.scenario}, language), _beforehand(found, language)],
        look_at=_look_at(found, language),
    )


def _look_at(found: DiagnosisResult, language: Language) -> Iterator[str]:
    """Since when and how much, whether there may be two causes; else what is next likeliest, or how far the figures lie off."""
    if found.verdict == "a cause":
        yield _detail(found, found.best, language)
    if found.second.share < SEVERAL:
        first_cause, other = (words.title(found.scenario, name, language) for name in found.second.pair)
        share = percent(found.second.share, language, 1)
        yield say(_SEVERAL, language, first=first_cause, other=other, share=share)
    elif found.verdict == "cannot tell":
        yield say(_MORE, language)
    elif found.verdict != "a cause":
        kind, weight = list(found.kinds.items())[1 if found.verdict == "nothing" else 0]
        phrase = _NEXT if found.verdict == "nothing" else _NEAREST
        cause = words.kind_title(kind, language)
        yield say(phrase, language, cause=cause, weight=weight_text(weight, language))


_MORE = Phrase(
    "since when and how much, for each of these causes, stands in the table; more months, or more figures, may tell them apart."
)
_NEXT = Phrase("next likeliest is that {cause} ({weight}).")
_NEAREST = Phrase("the nearest is that {cause} ({weight}); the figure shows what it leaves unexplained.")


def _beforehand(found: DiagnosisResult, language: Language) -> str:
    return say(
        "The firm is taken to be like the scenario but for one of {count} causes, of the sizes believed beforehand (below).",
        language,
        count=len(found.causes),
    )


def first(found: DiagnosisResult, language: Language) -> str:
    """The answer in one sentence."""
    if found.verdict == "none of these":
        return say(_NONE, language, share=partial(percent, max(found.fit, 1e-4), digits=2))
    kind, weight = next(iter(found.kinds.items()))
    if found.verdict == "cannot tell":
        most = list(found.kinds.items())[:3]
        named = [
            say(
                "{cause} ({weight})",
                language,
                cause=words.kind_title(name, language),
                weight=weight_text(share, language),
            )
            for name, share in most
        ]
        return say(_OPEN, language, causes=listed(named, language))
    prior = sum(share for name, share in found.model.learning.prior.items() if name.partition(":")[0] == kind)
    facts = {
        "cause": words.kind_title(kind, language),
        "weight": weight_text(weight, language),
        "prior": percent(prior, language, 2),
    }
    phrase = _NOTHING if found.verdict == "nothing" else _FOUND
    return say(phrase, language, **facts)


def _detail(found: DiagnosisResult, one: CauseWeight, language: Language) -> str:
    """Since when, how much, of which team."""
    assert one.month is not None
    assert one.size is not None
    cause = found.cause(one.name)
    size = words.sized(cause, interval_of_size(found, one, language), language)
    cause_text = words.begun(words.title(found.scenario, one.name, language))
    if found.known:
        return say("{cause}: {size} (90% sure).", language, cause=cause_text, size=size)
    return say(
        "{cause}: since month {month}, {size} (90% sure).",
        language,
        cause=cause_text,
        month=month_text(one.month, language),
        size=size,
    )


def month_text(one: Estimated, language: Language) -> str:
    """A month with what it lies between."""
    if one.low == one.high:
        return f"{one.middle:.0f}"
    return say(
        "{middle} ({low} to {high})",
        language,
        middle=f"{one.middle:.0f}",
        low=f"{one.low:.0f}",
        high=f"{one.high:.0f}",
    )


def interval_of_size(found: DiagnosisResult, one: CauseWeight, language: Language) -> str:
    """A size with what it lies between."""
    assert one.size is not None
    cause = found.cause(one.name)
    middle, low, high = (
        words.size_text(cause, value, language) for value in (one.size.middle, one.size.low, one.size.high)
    )
    return (
        middle
        if low == high
        else say("{middle} ({low} to {high})", language, middle=middle, low=low, high=high)
    )


def _reliability(found: DiagnosisResult, language: Language) -> str:
    told = numbers.reliability(found)
    shares = {name: percent(share, language, 2) for name, share in told.items()}
    return say(
        "of simulated cases with these months and figures, {right} are told rightly,"
        " {untold} cannot be told, and {wrong} are told wrongly.",
        language,
        **shares,
    )


def notes(found: DiagnosisResult, language: Language) -> Iterator[str]:
    """What the answer hangs on."""
    yield from (one.say(language) for one in found.observation.notes)
    yield say(
        "A weight says what speaks for a cause among those that were looked at, if the firm is like the scenario but for one of"
        " them. Of two at once it is only told whether they explain the figures clearly better.",
        language,
    )
    sizes = [
        say(
            "{cause}: {low} to {high}",
            language,
            cause=words.title(found.scenario, one.name, language),
            low=words.size_text(one, one.low, language).lstrip("+"),
            high=words.size_text(one, one.high, language).lstrip("+"),
        )
        for one in found.causes
    ]
    yield say(
        "Sizes believed beforehand (guesses unless you state them): {sizes}.",
        language,
        sizes="; ".join(sizes),
    )
    yield say(
        "The level of each figure may lie {level} from the scenario's, up or down (standard deviation).",
        language,
        level=percent(found.model.learning.level, language, 2),
    )
    if found.verdict == "a cause" and found.at_edge:
        yield say(
            "The likeliest size is the strongest that was believed: state a wider range (--size), and see whether it stays.",
            language,
        )
    for name, reason in found.left_out.items():
        yield say(
            "Not looked at: {name} ({reason}).",
            language,
            name=words.title(found.scenario, name, language),
            reason=reason,
        )
    if any(found.scenario.policies.hiring) and any(one.kind == "people" for one in found.causes):
        yield say("Teams hire by rule here, so that people who have left may be replaced in time.", language)
    if found.verdict != "none of these":
        yield say(
            "How well it fits: {share} of simulated runs lie as far from every cause as these figures, or farther (below {least},"
            " none would be named).",
            language,
            share=percent(found.fit, language, 2),
            least=percent(FITS, language, 1),
        )
