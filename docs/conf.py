"""How the documentation is built: Markdown pages, one theme, nothing fetched from elsewhere."""

from pathlib import Path

_SOURCE = (Path(__file__).parents[1] / "src" / "orgsim" / "__init__.py").read_text(encoding="utf-8")

project = "orgsim"
author = "The orgsim developers"
release = _SOURCE.partition('__version__ = "')[2].partition('"')[0]
extensions = ["myst_parser"]
myst_heading_anchors = 3
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = f"orgsim {release}"
