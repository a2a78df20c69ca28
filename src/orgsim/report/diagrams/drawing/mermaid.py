"""A diagram as Mermaid text. Names come from files that anybody may have written, so nothing in them is taken for syntax."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace

from orgsim.report.diagrams.content.graph import FAMILIES, Arrow, Box, Graph

_PLAIN = frozenset(" .,/+-_()'%")
"""ASCII signs besides letters and digits that mean nothing to Mermaid within a label; two % in a row would."""
_FRAMES = {
    "source": ("([", "])"),
    "end": ("((", "))"),
    "pool": ("[(", ")]"),
    "start": ("([", "])"),
    "variable": ("([", "])"),
    "undone": ("[", "]"),
}
_LINES = {"usual": "-->", "handoff": "==>", "weak": "-.->"}
_COLOURS = ("#d6e8f5", "#fbe8c8", "#cfeee2", "#f6e2ed", "#f9d9c6", "#e0f2fc")


def escaped(text: str) -> str:
    """A text as the inside of a label: signs that could be syntax as numbered entities, on one line."""
    return "".join(_sign(sign) for sign in text).replace("%%", "#37;#37;")


def _sign(sign: str) -> str:
    if not sign.isprintable():
        return " "
    return sign if sign.isalnum() or sign in _PLAIN or not sign.isascii() else f"#{ord(sign)};"


def flowchart(graph: Graph, direction: str = "TB") -> str:
    """A diagram as a flowchart, teams as subgraphs with their work."""
    ids = {box.name: f"n{k}" for k, box in enumerate(graph.boxes)}
    lines = [*_head(graph), f"flowchart {direction}"]
    inside = {
        name: [box for box in graph.boxes if box.group == name and box.shape != "team"]
        for name in graph.groups
    }
    for k, (name, title) in enumerate(graph.groups.items()):
        if inside[name]:
            lines += [f'  subgraph t{k}["{escaped(title)}"]']
            lines += [f"    {_box(_inside(box, title), ids)}" for box in inside[name]]
            lines += ["  end"]
    apart = [
        box
        for box in graph.boxes
        if box.group is None or box.shape == "team" or box.group not in graph.groups
    ]
    lines += [f"  {_box(box, ids)}" for box in apart]
    lines += [f"  {_arrow(arrow, ids)}" for arrow in graph.arrows]
    return "\n".join([*lines, *_looks(graph, ids, inside)]) + "\n"


def _head(graph: Graph) -> Iterator[str]:
    """The title and the notes, for those who read the text and for those who hear it."""
    yield "---"
    yield f"title: {_scalar(graph.title)}"
    yield "---"
    for note in graph.notes:
        yield f"%% {re.sub('[<>{}#%&]|[^ -~]', _entity, note)}"


def _scalar(text: str) -> str:
    """A text as YAML takes it, which in quotes knows JSON's escapes; without signs of markup and of Mermaid's directives."""
    plain = "".join(sign if sign.isprintable() else " " for sign in text)
    return re.sub("[<>&%]", lambda found: rf"\u{ord(found[0]):04x}", json.dumps(plain, ensure_ascii=False))


def _entity(found: re.Match[str]) -> str:
    """A sign of a comment as an entity, if it could end the comment or is markup."""
    sign = found[0]
    if sign.isascii() and sign.isprintable():
        return f"#{ord(sign)};"
    return sign if sign.isprintable() else " "


def _inside(box: Box, team: str) -> Box:
    """A box without the title of the team, which stands around it."""
    return replace(box, lines=tuple(line for k, line in enumerate(box.lines) if not k or line != team))


def _box(box: Box, ids: dict[str, str]) -> str:
    opened, closed = _FRAMES.get(box.shape, ("[", "]"))
    said = "<br/>".join(escaped(line) for line in box.lines)
    return f'{ids[box.name]}{opened}"{said}"{closed}'


def _arrow(arrow: Arrow, ids: dict[str, str]) -> str:
    said = "<br/>".join(escaped(line) for line in (*_signed(arrow), *arrow.lines))
    label = f'|"{said}"|' if said else ""
    return f"{ids[arrow.start]} {_LINES[arrow.style]}{label} {ids[arrow.end]}"


def _signed(arrow: Arrow) -> Iterator[str]:
    if arrow.sign:
        yield "+" if arrow.sign > 0 else "−"


def _looks(graph: Graph, ids: dict[str, str], inside: dict[str, list[Box]]) -> Iterator[str]:
    undone = [ids[box.name] for box in graph.boxes if box.shape == "undone"]
    if undone:
        yield "  classDef undone stroke-dasharray: 5 5"
        yield f"  class {','.join(undone)} undone"
    for family in graph.families:
        links = [str(n) for n, arrow in enumerate(graph.arrows) if arrow.family == family]
        yield f"  linkStyle {','.join(links)} stroke:{FAMILIES[family]}"
    for k, name in enumerate(graph.groups):
        if inside[name]:
            yield f"  style t{k} fill:{_COLOURS[k % len(_COLOURS)]},stroke:none,color:#000000"


def state_diagram(graph: Graph) -> str:
    """A diagram as a state diagram; the box of shape "start" is where everything begins."""
    ids = {box.name: "[*]" if box.shape == "start" else f"s{k}" for k, box in enumerate(graph.boxes)}
    lines = [*_head(graph), "stateDiagram-v2"]
    for box in graph.boxes:
        if box.shape != "start":
            lines.append(f'  state "{escaped(box.lines[0])}" as {ids[box.name]}')
            lines += [f"  {ids[box.name]} : {escaped(line)}" for line in box.lines[1:]]
    for arrow in graph.arrows:
        said = escaped(", ".join((*_signed(arrow), *arrow.lines)))
        lines.append(f"  {ids[arrow.start]} --> {ids[arrow.end]}" + (f" : {said}" if said else ""))
    return "\n".join(lines) + "\n"
