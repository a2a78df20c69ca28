"""Phrases: what orgsim says. English stands in the code, every other language in a catalogue beside this module.

A phrase has named {gaps}. What fills one may be a text, something that says itself in a language (a phrase, a title of a
file), or a function of the language (`functools.partial(percent, 0.3)`), so that a phrase can be kept until its reader is known.
"""

import gettext
import io
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NoReturn, Protocol, Self, runtime_checkable

from orgsim.language import ENGLISH, Language

CATALOGUES = Path(__file__).parent / "catalogues"
"""Folder of the catalogues: one .po file for each language but English."""


@runtime_checkable
class Sayable(Protocol):
    """What can be said in a language."""

    def say(self, language: Language, /) -> str:
        """Its text in that language."""


class Phrase:
    """A phrase that is said later: its English text, and what fills its {gaps}.

    `Phrase("{team} waits", team=title)`; see `within` for a word of several meanings, `counting` for one and many.
    """

    __slots__ = ("_context", "_many", "_of", "_text", "_values")

    def __init__(self, text: str, /, **values: object) -> None:
        """Text and gaps; the text is its key in the catalogues."""
        self._text, self._values = text, values
        self._context, self._many, self._of = "", "", 1.0

    def say(self, language: Language, /, **values: object) -> str:
        """The phrase in that language, `values` filling gaps left open; KeyError for one that the catalogue lacks."""
        text = self._english() if language == "en" else self._translated(language)
        filled = {name: said(value, language) for name, value in {**self._values, **values}.items()}
        return text.format(**filled)

    @property
    def text(self) -> str:
        """Its English text with its gaps, the key in the catalogues."""
        return self._text

    def filled(self, **values: object) -> "Phrase":
        """The phrase with more of its gaps filled."""
        phrase = Phrase(self._text, **{**self._values, **values})
        phrase._context, phrase._many, phrase._of = self._context, self._many, self._of
        return phrase

    def _english(self) -> str:
        return self._many if self._many and self._of != 1 else self._text

    def _translated(self, language: Language) -> str:
        known = _catalogue(language)
        if self._many:
            count = int(self._of) if self._of == int(self._of) else math.ceil(abs(self._of)) + 1
            return known.ngettext(self._text, self._many, count)
        return known.pgettext(self._context, self._text) if self._context else known.gettext(self._text)

    def __eq__(self, other: object) -> bool:
        """Whether both say the same."""
        return isinstance(other, Phrase) and self._parts() == other._parts()

    def __hash__(self) -> int:
        """Equal phrases hash alike."""
        return hash(self._text)

    def __repr__(self) -> str:
        """The phrase as it stands in the code."""
        return (
            f"Phrase({self._text!r}{''.join(f', {name}={value!r}' for name, value in self._values.items())})"
        )

    def _parts(self) -> tuple[object, ...]:
        return self._text, self._values, self._context, self._many, self._of


@dataclass(frozen=True, slots=True)
class Sentences:
    """Sentences that are said as one text."""

    parts: Sequence[Phrase]

    def say(self, language: Language, /) -> str:
        """One behind the other: with a space between them, in Japanese without."""
        text = self.parts[0].say(language)
        for part in self.parts[1:]:
            text = say(within("sentences", "{first} {second}"), language, first=text, second=part)
        return text


class Wording(str):
    """A text in English, like any other, that can be said in other languages, too: what is wrong with a file, what help says.

    `Wording("{name} is missing", name=path)` is that text at once, so that it is raised, sorted and shown as texts are; and what
    it is made of is kept. `str(error)` of an error raised with it is still it; an f-string in which it stands is not.
    """

    __slots__ = ("_after", "_phrase")
    _phrase: Phrase
    _after: tuple[Callable[[str], str], ...]

    def __new__(cls, text: str, /, **values: object) -> Self:
        """Text and gaps as for a phrase; the text is its key in the catalogues."""
        phrase = Phrase(text, **values)
        self = super().__new__(cls, phrase.say(ENGLISH))
        self._phrase, self._after = phrase, ()
        return self

    def say(self, language: Language, /) -> str:
        """The text in that language; KeyError for one that the catalogue lacks."""
        text = self._phrase.say(language)
        for change in self._after:
            text = change(text)
        return text

    def changed(self, change: Callable[[str], str]) -> "Wording":
        """The same with a change made to its text, whatever the language: signs that are not to be shown, taken out."""
        words = str.__new__(Wording, change(str.__str__(self)))
        words._phrase, words._after = self._phrase, (*self._after, change)
        return words

    def __str__(self) -> "Wording":
        """Itself, so that what is raised with it still knows what it is made of."""
        return self

    def __reduce__(self) -> tuple[Callable[..., "Wording"], tuple[object, ...]]:
        """Pickle as what it is made of."""
        return _worded, (self._phrase, self._after)


def _worded(phrase: Phrase, after: Iterable[Callable[[str], str]]) -> Wording:
    words = Wording(phrase._text, **phrase._values)
    for change in after:
        words = words.changed(change)
    return words


def within(context: str, text: str, /, **values: object) -> Phrase:
    """A phrase that means something else elsewhere: `within("kpi", "Leads")` are a number, "Leads" are people."""
    phrase = Phrase(text, **values)
    phrase._context = context
    return phrase


def counting(one: str, many: str, of: float, /, **values: object) -> Phrase:
    """A phrase on a number of things: what is said of one, and of any other number; `of` chooses and fills no gap."""
    phrase = Phrase(one, **values)
    phrase._many, phrase._of = many, of
    return phrase


def say(phrase: str | Phrase, language: Language, /, **values: object) -> str:
    """A phrase of this house in that language, its {gaps} filled; KeyError for a phrase that the catalogue lacks."""
    found = Phrase(phrase) if isinstance(phrase, str) else phrase
    return found.say(language, **values)


def known(text: str, language: Language) -> str:
    """What a field says of itself, or its unit, in that language; as it is where the catalogue lacks it, since mechanisms from
    outside bring theirs in one language."""
    try:
        return Phrase(text.replace("{", "{{").replace("}", "}}")).say(language)
    except KeyError:
        return text


def listed(parts: Iterable[object], language: Language) -> str:
    """Several things in a row: "a, b", in Japanese "a、b"; each is what may fill a gap."""
    return say(", ", language).join(said(part, language) for part in parts)


def said(value: object, language: Language) -> str:
    """What fills a gap, as text: a text as it is, what says itself, a function of the language; the rest as Python has it."""
    if type(value) is str:  # most are; whether something says itself takes longer to find out
        return value
    if type(value) in (int, float):
        return str(value)
    if isinstance(value, Sayable):
        return value.say(language)
    if isinstance(value, str):
        return value
    return str(value(language)) if callable(value) else str(value)


class _Missing(gettext.NullTranslations):
    """What stands behind a catalogue: a phrase that is not in it is a fault of the house."""

    def gettext(self, message: str) -> NoReturn:
        raise KeyError(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> NoReturn:  # noqa: ARG002
        raise KeyError(msgid1)

    def pgettext(self, context: str, message: str) -> NoReturn:
        raise KeyError(f"{context}: {message}")


@cache
def _catalogue(language: Language) -> gettext.GNUTranslations:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with (CATALOGUES / f"{language}.po").open("rb") as text:
        read = read_po(text, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, read)
    compiled.seek(0)
    found = gettext.GNUTranslations(compiled)
    found.add_fallback(_Missing())
    return found
