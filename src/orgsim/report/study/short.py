"""The four sentences with which every answer begins: the answer, how sure it is, what it hangs on, and what to look at."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from orgsim.language import Language
from orgsim.language.phrases import Phrase, counting, say, within
from orgsim.plan.scenario import Scenario
from orgsim.report.explanation.facts import ScenarioFacts


@dataclass(frozen=True, slots=True)
class InShort:
    """What a reader takes away who reads nothing else."""

    answer: str
    certainty: str
    hangs_on: str
    look_at: str

    @property
    def lines(self) -> list[str]:
        """The answer first; what there is nothing to say of is left out."""
        return [one for one in (self.answer, self.certainty, self.hangs_on, self.look_at) if one]


_SURE = Phrase("How sure: {text}")
_HANGS = Phrase("What it hangs on: {text}")
_LOOK = Phrase("What to look at: {text}")


def in_four(
    language: Language,
    answer: str,
    *,
    certainty: Iterable[str],
    hangs_on: Iterable[str],
    look_at: Iterable[str],
) -> InShort:
    """The four, each of the last three begun with what it is about; empty texts are left out."""
    return InShort(
        answer,
        *(
            say(phrase, language, text=text) if (text := joined(said, language)) else ""
            for phrase, said in ((_SURE, certainty), (_HANGS, hangs_on), (_LOOK, look_at))
        ),
    )


def guessed(scenarios: Mapping[str, Scenario], language: Language) -> str:
    """How many of the numbers of the mechanisms in force are guesses, in the organization in which most of them act."""
    facts = [ScenarioFacts(scenario, language) for scenario in scenarios.values()]
    counted = max((one.statuses for one in facts), key=lambda found: sum(found.values()))
    total, guesses = sum(counted.values()), counted["guess"]
    if not total:
        return say("the numbers of the files alone; no mechanism is in force.", language)
    return say(
        "of {total} numbers in the mechanisms in force {guesses} are guesses.",
        language,
        total=total,
        guesses=guesses,
    )


def noted(count: int, language: Language) -> str:
    """That notes stand below; empty where there are none."""
    if not count:
        return ""
    return counting(
        "{count} note below says where figures are not to be taken at their word.",
        "{count} notes below say where figures are not to be taken at their word.",
        count,
        count=count,
    ).say(language)


def joined(said: Iterable[str], language: Language) -> str:
    """Sentences one after the other."""
    kept = [one for one in said if one]
    text = kept[0] if kept else ""
    for one in kept[1:]:
        text = say(within("sentences", "{first} {second}"), language, first=text, second=one)
    return text
