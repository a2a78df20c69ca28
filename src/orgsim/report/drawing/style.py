"""The look of every picture: fonts and colours, and which language the fonts at hand can write."""

import os
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unicodedata import east_asian_width, normalize

from orgsim.language import Language

if TYPE_CHECKING:
    from matplotlib.ft2font import FT2Font

INK = "#010203"
"""The colour of text; a page that takes a picture in puts its own in place of it."""
GREY = "#888888"
_JAPANESE = (
    "notosanscjk-regular.ttc",
    "notosanscjkjp-regular.otf",
    "notosansjp-regular.otf",
    "notosansjp-regular.ttf",
    "notosansjp[wght].ttf",
    "notosansjp-variablefont_wght.ttf",
    "sourcehansansjp-regular.otf",
    "ipaexg.ttf",
    "ipagp.ttf",
    "ipag.ttf",
    "takaopgothic.ttf",
    "vl-pgothic-regular.ttf",
    "bizudpgothic-regular.ttf",
    "bizudgothic-regular.ttf",
    "mplus1p-regular.ttf",
    "notoserifcjk-regular.ttc",
    "hiraginosans-w3.ttc",
    "\u30d2\u30e9\u30ae\u30ce\u89d2\u30b4\u30b7\u30c3\u30af w3.ttc",  # Hiragino, as macOS names it
    "yugothm.ttc",
    "yugothr.ttc",
    "meiryo.ttc",
    "msgothic.ttc",
)
"""Files of Japanese fonts of Linux, macOS and Windows, in lower case, the best one first."""


def _japanese_font() -> str | None:
    """The family of a font that writes Japanese, made known to matplotlib: that of the optional package, else one of the system;
    None when there is neither."""
    try:
        from noto_cjk_sans_jp_regular import FONT_PATH
    except ImportError:
        return _of_system()
    return _made_known(str(FONT_PATH))


def _made_known(path: str) -> str:
    """The family of a font file, known to matplotlib from now on."""
    from matplotlib import font_manager

    family = font_manager.FontProperties(fname=path).get_name()
    known = {(entry.fname, entry.weight) for entry in font_manager.fontManager.ttflist}
    # The file has one weight; it stands in for bold, so that headings are not looked for in vain.
    for weight in (400, 700):
        if (path, weight) not in known:
            font_manager.fontManager.ttflist.append(
                font_manager.FontEntry(
                    fname=path, name=family, weight=weight, stretch="normal", size="scalable"
                )
            )
    return family


@cache
def _of_system() -> str | None:
    """The first known Japanese font among those that are installed."""
    from matplotlib import font_manager

    # Asked of the system, since matplotlib's own list is as old as its cache.
    installed = {normalize("NFC", Path(path).name).lower(): path for path in font_manager.findSystemFonts()}
    for file in _JAPANESE:
        if file not in installed:
            continue
        try:
            return _made_known(installed[file])
        except (OSError, RuntimeError):  # a file that is no font
            continue
    return None


def writes(language: Language) -> Language:
    """The language the labels of figures can be written in: Japanese needs its font."""
    return "en" if language == "ja" and _japanese_font() is None else language


def drawable(text: str, instead: str, language: Language = "en") -> str:
    """`text` if the fonts at hand have all its signs, else `instead`.

    For a figure in Japanese without a font for it, which is therefore drawn elsewhere or not at all, `text`.
    """
    families = [name for name in ("DejaVu Sans", _japanese_font()) if name]
    if len(families) == 1 and language == "ja":
        return text
    fonts = [_font(name) for name in families]
    known = all(any(font.get_char_index(ord(sign)) for font in fonts) for sign in text)
    return text if known else instead


@cache
def _font(family: str) -> "FT2Font":
    """A font, read once: a Japanese one is large."""
    from matplotlib import font_manager
    from matplotlib.ft2font import FT2Font

    return FT2Font(font_manager.findfont(family))


def folded(text: str, breadth: int) -> str:
    """A text in lines of so many narrow signs at most, East Asian ones counted twice, cut behind a space, a comma or a
    Japanese colon."""
    lines, line, used = [], "", 0
    for word in filter(None, re.findall(r"[^ ,、：]*[ ,、：]*", text)):
        size = sum(2 if east_asian_width(sign) in "WF" else 1 for sign in word.rstrip())
        if line and used + size > breadth:
            lines.append(line.rstrip())
            line, used = "", 0
        line += word
        used += size + len(word) - len(word.rstrip())
    return "\n".join([*lines, line.rstrip()])


@contextmanager
def style() -> Iterator[None]:
    """The look of every picture while the block lasts: fonts, colours of text, SVG that comes out the same each time.

    It begins from matplotlib's own defaults. A `matplotlibrc` of the working folder or the user would give the same command
    other bytes, and one from a stranger could start LaTeX.
    """
    import matplotlib

    families = ["DejaVu Sans", *filter(None, [_japanese_font()])]
    inked = ("text.color", "axes.edgecolor", "axes.labelcolor", "xtick.color", "ytick.color")
    look: dict[Any, Any] = {
        **dict.fromkeys(inked, INK),
        "font.family": families,
        "font.size": 10,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.grid": True,
        "axes.axisbelow": True,
        "grid.color": GREY,
        "grid.alpha": 0.25,
        "legend.frameon": False,
        "hatch.linewidth": 0.6,
        "svg.fonttype": "path",
        "svg.hashsalt": "orgsim",
        "text.parse_math": False,
        "text.usetex": False,
    }
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(look)
        yield


def load_without_settings() -> None:
    """Import matplotlib without reading a `matplotlibrc`, which may be no text or a pipe that never ends.

    For a program of its own alone: it leaves the working folder for a moment, where matplotlib looks first.
    """
    package = find_spec("matplotlib")
    if "matplotlib" in sys.modules or package is None or package.origin is None:
        return
    usual, here = os.environ.get("MATPLOTLIBRC"), Path.cwd()
    os.environ["MATPLOTLIBRC"] = str(Path(package.origin).parent / "mpl-data" / "matplotlibrc")
    with tempfile.TemporaryDirectory() as empty:
        os.chdir(empty)
        try:
            import matplotlib  # noqa: F401
        finally:
            os.chdir(here)
            os.environ.pop("MATPLOTLIBRC")
            if usual is not None:
                os.environ["MATPLOTLIBRC"] = usual
