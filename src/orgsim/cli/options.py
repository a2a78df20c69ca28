"""The options that several commands share, and what is checked about them before any work."""

import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

Format = Literal["table", "json", "csv"]
Language = Literal["en", "ja"]
