"""A staffing study in words: one sentence to repeat, what is guaranteed, and what a reader has to know."""

from collections.abc import Iterator
from functools import partial

from orgsim.language import Language
from orgsim.language.numbers import number, quantity
from orgsim.language.phrases import Phrase, counting, listed, say
from orgsim.measures.kpis import KPIS, Kpi
from orgsim.study.labels import label, team_title
from orgsim.study.staff_answer import StaffAnswer
from orgsim.study.staff_runs import RUN_BY_RUN, Division
from orgsim.study.words import amount


def division(found: StaffAnswer, one: Division, language: Language) -> str:
    """A division: people of each team, after the organization where there are several."""
    scenario = found.scenarios[one.variant]
    people = [
        say("{team} {count}", language, team=team_title(scenario, team, language), count=count)
        for team, count in found.people(one).items()
    ]
    said = listed(people, language)
    if len(found.scenarios) == 1:
        return said
    return say("{title}: {text}", language, title=label(found.scenarios, one.variant, language), text=said)


def told(kpi: Kpi, value: float, currency: str, language: Language) -> str:
    """A difference without its sign, in the KPI's own unit."""
    return amount(abs(value), kpi, currency, language)


def headline(found: StaffAnswer, language: Language) -> str:
    """The answer in one sentence, with how surely it is known."""
    if found.selection is None:
        return _front_headline(found, language)
    few = _ALONE if len(found.divisions) == 1 else _OF_TWO[found.selection.behind > 0]
    many = _OF_MANY[found.selection.behind > 0]
    return say(
        many if len(found.divisions) > 2 else few,
        language,
        people=division(found, found.best, language),
        kpi=found.kpi.title,
        mean=quantity(found.mean(found.selection.chosen).mean, found.kpi.unit, found.currency, language),
        count=len(found.divisions),
        most=told(found.kpi, found.selection.behind, found.currency, language),
    )


def _front_headline(found: StaffAnswer, language: Language) -> str:
    goals = listed([KPIS[name].title for name in found.kpis], language)
    if len(found.divisions) == 1:
        people = division(found, found.divisions[0], language)
        return say(_FRONT_ALONE, language, people=people, goals=goals)
    front = [place for place in found.ranked() if found.state(place) == "on the front"]
    return counting(
        "1 of {all} divisions is not surely beaten in both goals, {goals}, by another one (95% sure).",
        "{count} of {all} divisions are not surely beaten in both goals, {goals}, by another one (95% sure).",
        len(front),
        count=len(front),
        all=len(found.divisions),
        goals=goals,
    ).say(language)


_ALONE = Phrase(
    "One division alone was in the final: {people} ({kpi} {mean}). Whether another one is better is not known."
)
_FRONT_ALONE = Phrase(
    "One division alone was in the final: {people}. Whether another one is better in {goals} is not known."
)
_OF_TWO = {
    True: Phrase(
        "The better of two divisions: {people} ({kpi} {mean}); we are 95% sure that the other one is not ahead of it by more"
        " than {most}."
    ),
    False: Phrase(
        "The better of two divisions: {people} ({kpi} {mean}); we are 95% sure that the other one is not ahead of it."
    ),
}
"""By whether the other one may be ahead at all."""
_OF_MANY = {
    True: Phrase(
        "Best of the {count} divisions compared: {people} ({kpi} {mean}); we are 95% sure that none of the others is ahead of it"
        " by more than {most}."
    ),
    False: Phrase(
        "Best of the {count} divisions compared: {people} ({kpi} {mean}); we are 95% sure that none of the others is ahead of it."
    ),
}
"""By whether one of them may be ahead at all."""


def gain(found: StaffAnswer, language: Language) -> str:
    """What the selected division brings against that in today's proportions."""
    if found.selection is None:
        return ""
    now = division(found, found.divisions[0], language)
    if found.selection.chosen == 0:
        return say("These are today's proportions.", language)
    difference = found.gain()
    kpi, currency = found.kpi, found.currency
    bounds = [
        quantity(one, kpi.unit, currency, language, signed=True) for one in (difference.low, difference.high)
    ]
    return say(
        _MORE if difference.mean >= 0 else _LESS,
        language,
        kpi=found.kpi.title,
        much=told(found.kpi, difference.mean, found.currency, language),
        low=bounds[0],
        high=bounds[1],
        now=now,
    )


_MORE = Phrase("{kpi}: {much} more than in today's proportions, {now} (95% sure: {low} to {high}).")
_LESS = Phrase("{kpi}: {much} less than in today's proportions, {now} (95% sure: {low} to {high}).")


def guarantee(found: StaffAnswer, language: Language) -> str:
    """What is guaranteed, and on which runs it rests."""
    runs, count = sum(found.runs), len(found.divisions)
    if count == 1:
        return say(_NOTHING_COMPARED, language, runs=number(runs, language))
    if found.selection is None:
        return say(_FRONT, language, count=count, each=len(found.values), runs=number(runs, language))
    ended = _ENDED_OF_TWO if count == 2 else _ENDED
    phrase = ended if found.selection.ended else _CUT
    zone = told(found.kpi, found.selection.zone, found.currency, language)
    return say(phrase, language, count=count, zone=zone, runs=number(runs, language))


_ENDED = Phrase(
    "Had one of these {count} divisions been ahead of all others by {zone} or more, it would have been selected with"
    " a probability of at least 95% (Kim & Nelson's procedure on {runs} runs with luck that the search had not seen, the same for"
    " all)."
)
_ENDED_OF_TWO = Phrase(
    "Had one of these two divisions been ahead of the other by {zone} or more, it would have been selected with a"
    " probability of at least 95% (Kim & Nelson's procedure on {runs} runs with luck that the search had not seen, the same for"
    " both)."
)
_NOTHING_COMPARED = Phrase(
    "There is no guarantee, since there was nothing to choose from ({runs} runs with luck that the search had not seen)."
)
_CUT = Phrase(
    "The selection was cut short before it could guarantee a difference of {zone} between these {count} divisions (Kim & Nelson's"
    " procedure on {runs} runs with luck that the search had not seen, the same for all); what is said above holds all the same."
)
_FRONT = Phrase(
    "With a probability of at least 95% none of these {count} divisions that no other one beats in both goals is"
    " called beaten (paired t-tests on {runs} runs, {each} of each, with luck that the search had not seen)."
)


def searched(found: StaffAnswer, language: Language) -> str:
    """What was searched, and that a search promises nothing."""
    one = found.searched
    number_of = partial(number, language=language)
    if len(found.divisions) == one.possible and one.counted:
        every = counting(
            "This is the only division that there is.",
            "These are all divisions that there are.",
            one.possible,
        )
        return every.say(language)
    known = {"tried": number_of(one.tried), "possible": number_of(one.possible), "runs": number_of(one.runs)}
    if one.tried == one.possible and one.counted:
        return say(_ALL, language, count=len(found.divisions), **known)
    if len(found.divisions) == 1:
        return say(_SHORT if one.counted else _SHORT_OF_MANY, language, **known)
    return say(_SOME if one.counted else _MANY, language, count=len(found.divisions), **known)


_SHORT = Phrase(
    "The search was too short to compare any: in its {runs} runs it tried {tried} of {possible} possible divisions. Give it more"
    " runs (--search)."
)
_SHORT_OF_MANY = Phrase(
    "The search was too short to compare any: in its {runs} runs it tried {tried} of more than {possible} possible divisions."
    " Give it more runs (--search)."
)
_ALL = Phrase(
    "All {possible} divisions were tried in {runs} runs on luck of their own; the {count} most promising were compared. The"
    " guarantee is about these: that the best of all is among them is likely, and not guaranteed."
)
_SOME = Phrase(
    "{tried} of {possible} possible divisions were tried in {runs} runs on luck of their own; the {count} most promising were"
    " compared. The guarantee is about these: a better one that the search has not found is not excluded."
)
_MANY = Phrase(
    "{tried} of more than {possible} possible divisions were tried in {runs} runs on luck of their own; the {count} most"
    " promising were compared. The guarantee is about these: a better one that the search has not found is not excluded."
)


def notes(found: StaffAnswer, language: Language) -> Iterator[str]:
    """What a reader has to know, the most important first."""
    if not found.complete:
        yield say("Interrupted: this is what is known so far.", language)
    if not found.reached and found.zone is not None and found.selection is not None:
        yield say(
            _MISSED,
            language,
            asked=told(found.kpi, found.zone.amount, found.currency, language),
            reached=told(found.kpi, found.selection.behind, found.currency, language),
        )
    if found.skewed:
        yield say(
            "Some differences lean to one side, and the guarantee takes them as normal: it may hold less often than it says.",
            language,
        )
    for name in found.kpis:
        if name in RUN_BY_RUN:
            yield say(_RUN_BY_RUN, language, kpi=KPIS[name].title)
    if found.searched.impossible:
        yield counting(
            "1 division was left out, since no scenario can have it.",
            "{count} divisions were left out, since no scenario can have them.",
            found.searched.impossible,
            count=found.searched.impossible,
        ).say(language)


_MISSED = Phrase(
    "A delta of {asked} was asked for and is not reached: the best may be ahead by up to {reached}. More replications (or more"
    " time) narrow it."
)
_RUN_BY_RUN = Phrase(
    "{kpi} is here the mean of its values run by run; a comparison tells it by the sums over all"
    " runs, which may give another figure."
)
