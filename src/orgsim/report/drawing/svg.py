"""Pictures as SVG, their texts as outlines: as a document, or as an element of a page."""

import io
import re
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

    `name` (letters only) goes before its ids, so that figures of one page do not clash.
    """
    text = document(figure, transparent=True)
    text = re.sub(r'\sxmlns(:xlink)?="[^"]*"', "", text).replace("xlink:href", "href")
    text = re.sub(r'(\sid="|href="#|url\(#)', rf"\g<1>{name}-", text)
    text = re.sub(r'<svg ([^>]*?)width="[^"]*"', r"<svg \1", text, count=1)
    text = re.sub(r'<svg ([^>]*?)height="[^"]*"', r'<svg aria-hidden="true" \1', text, count=1)
    return text.replace(INK, "currentColor")
