"""Complaints of the rules that hold between the parts of a document, and how they tell of a name that nothing has."""

from orgsim.plan.text.document import listed, nearest, shown, written
from orgsim.plan.text.toml_lines import Path

Complaint = tuple[Path, str]
"""Where a problem lies and what it is."""


def misnamed(path: Path, name: str, what: str, known: list[str]) -> Complaint:
    """A value that should be one of the known names."""
    near = nearest(name, known)
    hint = f'did you mean "{near}"?' if near else f"known are {listed(known)}"
    return path, f"{written(path)} is {shown(name)}; it must be {what}; {hint}"


def misnamed_key(path: Path, what: str, known: list[str]) -> Complaint:
    """A key that should be one of the known names."""
    near = nearest(path[-1], known)
    hint = f"did you mean {near}?" if near else f"known are {listed(known)}"
    return path, f"{written(path)}: {shown(path[-1])} is not {what}; {hint}"
