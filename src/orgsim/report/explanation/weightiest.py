"""The numbers that matter most in a scenario, and what is said of them."""

import math
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from orgsim.language import Language
from orgsim.language.numbers import number
from orgsim.language.phrases import Phrase, known, say
from orgsim.plan.derived.in_force import acting
from orgsim.plan.scenario import Scenario
from orgsim.report.diagrams.content.cycles import loops
from orgsim.report.diagrams.content.heaviest import moving, pairs
from orgsim.report.diagrams.content.loops import links
from orgsim.report.explanation.grid import grid
from orgsim.report.explanation.parameters import STATUSES, Parameter

if TYPE_CHECKING:
    from rich.console import RenderableType

SHOWN = 5
SOURCES = (
    Phrase(
        "none found for the size; 0.5 to 4. That use and renewal move together: Ascarza & Hardie, Marketing "
        "Science 2013"
    ),
    Phrase("none found"),
    Phrase(
        "none found for leads; 1.3 to 1.6 would give the 13.2-17.6 % of an account's sales that Shi, Sridhar,"
        " Grewal & Lilien (J. Marketing 2017) report for a change of its person; 0 to 2 tried"
    ),
    Phrase("none found: proportional"),
    Phrase("BPI Challenge 2012, work items of loan applications"),
)
"""Sources of these numbers, for the catalogues; others are told as they are written."""


def weightiest(scenario: Scenario, most: int = SHOWN) -> list[Parameter]:
    """At most `most` numbers of the mechanisms in force, by the size of their log-odds; none that is not about odds.

    Among equals those whose mechanism brings links of more causal loops of the scenario come first.
    """
    through = Counter(pair for loop in loops(one.link for one in links(scenario)) for pair in pairs(loop))
    found: list[tuple[float, int, Parameter]] = []
    for mechanism in acting(scenario).values():
        closed = sum(through[link.cause, link.effect] for link in mechanism.links)
        found += [(one.pull, closed, one) for one in moving(scenario, mechanism)]
    found.sort(key=lambda one: (-one[0], -one[1]))
    return [one for _, _, one in found[:most]]


def weightiest_shown(scenario: Scenario, language: Language) -> Iterator["RenderableType"]:
    """Those numbers as a table: what they mean, how sure they are, and the factor on the odds that each stands for."""
    rows: list[tuple[str, ...]] = []
    for one in weightiest(scenario):
        meaning, source = told(one, language)
        sure = say("{title}: {text}", language, title=STATUSES[one.status], text=source)
        odds = [number(value, language) for value in (one.pull, math.exp(one.pull))]
        rows.append((f"{one.path}\n{meaning}\n{sure}", *odds))
    if rows:
        heads = [say("Number", language), say("Log-odds", language), say("Factor on the odds", language)]
        yield grid(say("The numbers that matter most here", language), heads, rows, right=(1, 2))
        yield say(
            "Those that move a chance most, by the size of their log-odds for one unit of what they count by; among equals, "
            "those of mechanisms with links in more of the causal loops here.",
            language,
        )
        yield ""


def told(one: Parameter, language: Language) -> tuple[str, str]:
    """What a number means, and its source, in that language where they are translated, else as they are."""
    return known(one.meaning, language), known(one.source, language)
