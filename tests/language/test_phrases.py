"""Phrases: how they are said, kept and filled."""

from functools import partial

import pytest

from orgsim.fields import Title
from orgsim.language import Language
from orgsim.language.numbers import number, percent
from orgsim.language.phrases import Phrase, Sentences, counting, listed, say, within


def test_gaps_are_filled_in_the_language_of_the_reader() -> None:
    """With a text, a title, a phrase, a function of the language, and anything else."""
    row = Phrase("{title}: {text}", title=Title(en="Desk", ja="窓口"))
    assert row.say("en", text="x") == "Desk: x"
    assert row.say("ja", text=Phrase("gone cold")) == "窓口：冷めた"
    assert row.filled(text=partial(percent, 0.251)).say("ja") == "窓口：25.1%"
    assert say("{title}: {text}", "en", title=1, text=None) == "1: None"


def test_what_fills_a_gap_is_never_taken_for_a_gap() -> None:
    assert say("{title}: {text}", "ja", title="{text}", text="{title}") == "{text}：{title}"


def test_one_and_many_are_said_apart() -> None:
    for count, english, japanese in (
        (1, "1 person", "1人"),
        (2, "2 people", "2人"),
        (0.5, "0.5 people", "0.5人"),
    ):
        said = counting("{count} person", "{count} people", count, count=partial(number, count))
        assert said.say("en") == english
        assert said.say("ja") == japanese


def test_a_word_of_two_meanings_has_a_translation_for_each() -> None:
    assert (say("Leads", "ja"), say(within("kpi", "Leads"), "ja")) == ("リード", "リード数")
    assert within("kpi", "Leads") != Phrase("Leads")
    assert {Phrase("Leads"), Phrase("Leads")} == {Phrase("Leads")}


@pytest.mark.parametrize(
    "phrase",
    [
        Phrase("Nobody wrote this"),
        within("kpi", "Nobody wrote this"),
        counting("Nobody wrote this", "Nobody", 2),
    ],
)
def test_a_phrase_that_the_catalogue_lacks_is_no_answer(phrase: Phrase) -> None:
    assert say(phrase, "en").startswith("Nobody")
    with pytest.raises(KeyError, match="Nobody wrote this"):
        say(phrase, "ja")


@pytest.mark.parametrize(
    ("language", "said"), [("en", "a, Lost Lost gone cold"), ("ja", "a、失注 失注冷めた")]
)
def test_lists_and_sentences_are_joined_as_the_language_does(language: Language, said: str) -> None:
    sentences = Sentences([Phrase("Lost"), Phrase("gone cold")])
    assert f"{listed(['a', Phrase('Lost')], language)} {sentences.say(language)}" == said
