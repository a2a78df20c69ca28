"""Pictures as SVG, their texts as outlines: as a document, or as an element of a page."""

import io
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from orgsim.report.drawing.style import INK, style

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def document(figure: "Figure", transparent: bool = False) -> str:
    """The figure as SVG from its first tag on: the same text each time, without comments and without word of who made it."""
    paper = io.StringIO()
    unsaid = dict.fromkeys(("Date", "Creator", "Format", "Type"))
    with style():
        figure.savefig(paper, format="svg", transparent=transparent, metadata=unsaid)
    text = paper.getvalue()[paper.getvalue().index("<svg") :]
    return re.sub(r"<!--.*?-->|<metadata>.*?</metadata>", "", text, flags=re.DOTALL)


def element(figure: "Figure", name: str) -> str:
    """The figure as an SVG element to stand in a page: no namespace or link to outside, and the page's text colour.

    `name` (letters only) goes before its ids, so that figures of one page do not clash; those of the signs it writes stay as they
    are, for `shared`.
    """
    text = document(figure, transparent=True)
    text = re.sub(r'\sxmlns(:xlink)?="[^"]*"', "", text).replace("xlink:href", "href")
    signs = set(_SIGN.findall(text))
    text = re.sub(
        r'(\sid="|href="#|url\(#)([^")]+)',
        lambda found: found[1] + ("" if found[2] in signs else f"{name}-") + found[2],
        text,
    )
    text = re.sub(r'<svg ([^>]*?)width="[^"]*"', r"<svg \1", text, count=1)
    text = re.sub(r'<svg ([^>]*?)height="[^"]*"', r'<svg aria-hidden="true" \1', text, count=1)
    return _small(text.replace(INK, "currentColor"))


_SIGN = re.compile(r'<path id="([^"]+)" d="[^"]*" transform="scale\(0\.015625\)"/>')
"""The outline of a sign of a font, as matplotlib defines it once in each figure."""
_PLACES = re.compile(r'(\s(?:d|x|y|viewBox)="|translate\()([^")]*)')
"""Attributes whose numbers are points of the picture."""
_LONG = re.compile(r"-?\d+\.\d{2,}")


def _small(text: str) -> str:
    """The same picture in fewer signs: no name that nothing refers to, no ground that is not seen, to a tenth of a point."""
    asked = set(re.findall(r'(?:href="#|url\(#)([^")]+)', text))
    text = re.sub(r'\sid="([^"]+)"', lambda found: found[0] if found[1] in asked else "", text)
    text = re.sub(r'<path d="[^"]*" style="fill: none"/>', "", text)
    text = re.sub(r' transform="translate\((-?[\d.]+) 0\)"/>', r' x="\1"/>', text)
    text = re.sub(_PLACES, lambda found: found[1] + re.sub(_LONG, _rounded, found[2]), text)
    text = re.sub(r"(?<=>)\s+(?=<)", "", text)
    for blank in re.findall(
        r'<path id="([^"]+)" transform="scale\([^)]*\)"/>', text
    ):  # a space has no outline
        text = re.sub(rf'<(?:use href="#|path id="){re.escape(blank)}"[^>]*/>', "", text)
    text = _ungrouped(text)
    text = re.sub(r'style="[^"]*"', lambda found: re.sub(r"([;:]) ", r"\1", found[0]), text)
    return re.sub(r"\s+", " ", text).replace(' "', '"')


def _ungrouped(text: str) -> str:
    """The same without groups that say nothing."""
    kept: list[bool] = []

    def bare(found: re.Match[str]) -> str:
        if found[0] == "</g>":
            return "</g>" if kept.pop() else ""
        kept.append(found[0] != "<g>")
        return found[0] if kept[-1] else ""

    text = text.replace("<g/>", "")
    return re.sub(r"<g(?: [^>]*)?>|</g>", bare, text).replace("<defs></defs>", "")


def _rounded(found: re.Match[str]) -> str:
    return f"{float(found[0]):.1f}".rstrip("0").rstrip(".")


def shared(elements: Sequence[str]) -> tuple[str, list[str]]:
    """The elements of one page without the outlines of signs, and an element that is not seen and holds each of these once."""
    outlines = {found[1]: found[0] for text in elements for found in _SIGN.finditer(text)}
    short = {name: f"s{place}" for place, name in enumerate(outlines)}

    def placed(found: re.Match[str]) -> str:
        # A sign's place is counted in hundredths of its size: no more of it is seen.
        x = "" if found[2] is None else f' x="{float(found[2]):.0f}"'
        return f'<use href="#{short[found[1]]}"{x}/>' if found[1] in short else found[0]

    bare = [_USE.sub(placed, _SIGN.sub("", text)).replace("<defs></defs>", "") for text in elements]
    whole = (text.replace(f'"{name}"', f'"{short[name]}"', 1) for name, text in outlines.items())
    unseen = '<svg aria-hidden="true" width="0" height="0" style="position:absolute">'
    return (f"{unseen}<defs>{''.join(whole)}</defs></svg>" if outlines else ""), bare


_USE = re.compile(r'<use href="#([^"]+)"(?: x="([^"]+)")?/>')
"""A sign in its place."""
