"""A diagram of a scenario: as Mermaid text, as a picture, in a file."""

from collections.abc import Callable
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Literal, get_args

from orgsim.errors import unusable
from orgsim.language import Language
from orgsim.plan.scenario import Scenario
from orgsim.report.diagrams.content.flow import flow
from orgsim.report.diagrams.content.graph import Graph
from orgsim.report.diagrams.content.loops import causal_loops, heaviest_loops
from orgsim.report.diagrams.content.pen import Pen
from orgsim.report.diagrams.content.states import states
from orgsim.report.diagrams.content.teams import teams
from orgsim.report.diagrams.drawing import mermaid
from orgsim.writing import placing

Kind = Literal["flow", "states", "teams", "loops"]
SUFFIXES = (".svg", ".png", ".mmd")
MOST_BOXES, MOST_ARROWS = 100, 300
"""Of a picture; nobody reads a larger one, and laying it out takes minutes."""
_KINDS: dict[Kind, Callable[[Pen], Graph]] = {
    "flow": flow,
    "states": states,
    "teams": teams,
    "loops": heaviest_loops,
}


@dataclass(frozen=True, slots=True)
class Diagram:
    """One of the four diagrams of a scenario."""

    scenario: Scenario
    kind: Kind
    language: Language = "en"
    every: bool = False
    """Of causal loops: whether all links in force are shown, not only those that matter most."""

    def graph(self) -> Graph:
        """Its boxes and arrows, in its language."""
        return self._by(Pen(self.scenario, self.language))

    def _by(self, pen: Pen) -> Graph:
        return (causal_loops if self.every else _KINDS[self.kind])(pen)

    def mermaid(self) -> str:
        """The diagram as Mermaid text, for wikis and notebooks that draw it."""
        if self.kind == "states":
            return mermaid.state_diagram(self.graph())
        return mermaid.flowchart(self.graph(), "LR" if self.kind == "loops" else "TB")

    def svg(self) -> str:
        """The diagram as an SVG document. Its texts are English where the fonts at hand have no Japanese.

        Raises OrgsimError for a diagram of more boxes and arrows than anybody reads.
        """
        from orgsim.report.diagrams.drawing import ink

        return ink.svg(ink.drawing(self._drawable()))

    def png(self) -> bytes:
        """The diagram as a PNG file, for print at the width of a sheet of A4."""
        from orgsim.report.diagrams.drawing import ink

        return ink.png(ink.drawing(self._drawable()))

    def save(self, path: str | PathLike[str]) -> Path:
        """Write the diagram into a file, in the form that its suffix names: .svg, .png or .mmd (Mermaid); the file's path.

        A file that is there is replaced. Raises OrgsimError for another suffix, or when the file cannot be written.
        """
        aim = Path(path)
        check_suffix(aim)
        content = (
            self.png()
            if aim.suffix == ".png"
            else (self.svg() if aim.suffix == ".svg" else self.mermaid()).encode()
        )
        with placing(aim) as draft:
            draft.write_bytes(content)
        return aim

    def _drawable(self) -> Graph:
        """Its boxes and arrows in words that the fonts at hand can draw; raises OrgsimError when there are too many."""
        from orgsim.report.drawing.style import drawable, writes

        graph = self._by(Pen(self.scenario, writes(self.language), drawable))
        boxes, arrows = len(graph.boxes), len(graph.arrows)
        if boxes > MOST_BOXES or arrows > MOST_ARROWS:
            raise unusable(
                "{boxes} boxes and {arrows} arrows are too many for a picture; take Mermaid text (.mmd) "
                "instead",
                boxes=boxes,
                arrows=arrows,
            )
        return graph

    def _repr_svg_(self) -> str:
        """Show the diagram in a notebook."""
        return self.svg()


def check_suffix(path: Path) -> None:
    """Raise OrgsimError when a diagram cannot be written to a file of that name."""
    if path.suffix not in SUFFIXES:
        raise unusable(
            "{path}: a diagram can be written as {suffixes}", path=path, suffixes=", ".join(SUFFIXES)
        )


def draw(scenario: Scenario, kind: Kind, language: Language = "en", *, every: bool = False) -> Diagram:
    """Draw a scenario.

    kind: "flow" (activities with their rates, by team), "states" (of a lead, and what moves it), "teams" (who does what and
    what passes from hand to hand) or "loops" (the causal loops of the mechanisms in force: the ten links that matter most, or
    all of them with `every`). Raises OrgsimError for another, and for `every` with another than loops.
    """
    if kind not in _KINDS:
        raise unusable(
            "{kind} is no kind of diagram; it must be one of {get_args}",
            kind=repr(kind),
            get_args=", ".join(get_args(Kind)),
        )
    if every and kind != "loops":
        raise unusable("all links are of causal loops; a diagram of {kind} has everything", kind=kind)
    return Diagram(scenario, kind, language, every)
