"""What a mechanism needs in order to act, in words."""

from collections.abc import Iterable
from functools import partial, reduce

from orgsim.language import Language
from orgsim.language.phrases import listed, say
from orgsim.plan.derived.in_force import OR


def needed(needs: Iterable[str], language: Language) -> str:
    """What a mechanism needs, as the files write it: "teams.NAME.quota", or sources.NAME.kind = "referral"; of several between
    which "or" stands one is enough."""
    either = partial(_either, language)
    return listed((reduce(either, map(_need, one.split(OR))) for one in needs), language)


def _need(path: str) -> str:
    name, _, value = path.replace("*", "NAME").partition("=")
    return f'{name} = "{value}"' if value else name


def _either(language: Language, one: str, other: str) -> str:
    return say("{one} or {other}", language, one=one, other=other)
