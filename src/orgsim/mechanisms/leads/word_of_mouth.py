"""Word of mouth: people who were explained the value and did not buy come back by themselves, and talk."""

from orgsim.fields import Span, Title
from orgsim.mechanisms.shared.declaration import Effect, Link, Mechanism, Parameters, declared
from orgsim.units import MONTH


class WordOfMouth(Parameters):
    """How long an explanation is talked of; how many return and tell is a matter of the market, in its source."""

    lasts: Span = declared(MONTH * 6, unit="days", source="none found", status="guess")
    """Elapsed time, from the moment they left without buying, during which people tell others."""


def told(rate: float, lasts: float) -> float:
    """New leads that one person brings on average, at `rate` per elapsed day for `lasts` elapsed days."""
    return rate * lasts


MECHANISM = Mechanism(
    name="word_of_mouth",
    title=Title(en="Word of mouth", ja="口コミ"),
    meaning=Title(
        en="People who were explained the value and did not buy come back by themselves, and tell others.",
        ja="価値の説明を受けて買わなかった人が、のちに自ら戻ってきたり、他の人に話したりする。",
    ),
    group="leads",
    parameters=WordOfMouth,
    effects=(
        Effect("leads lost or at rest after the explanation", "a share comes back after a while"),
        Effect("new leads", "rate × lasts per person who was explained to and did not buy"),
    ),
    claims=("A3",),
    needs=("sources.*.kind=word_of_mouth",),
    links=(
        Link("leads", "word_of_mouth", 1),
        Link("word_of_mouth", "returns", 1),
        Link("word_of_mouth", "leads", 1),
        Link("returns", "leads", 1),
    ),
)
