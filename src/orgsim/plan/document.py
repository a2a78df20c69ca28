"""The text of a scenario before it is checked: nested tables, and for each key the file and line it came from."""

from dataclasses import dataclass, field
from typing import Any

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value was written; line 0 for one set on the command line or in Python."""

    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Document:
    """Merged tables of all files of a scenario, self-contained: CSV columns are read into it.

    `origins` maps a path of keys (list indices as text) to where its value was written.
    """

    data: dict[str, Any]
    origins: dict[Path, Origin] = field(default_factory=dict)
