"""Complaints of the rules that hold between the parts of a document, and how they tell of a name that nothing has."""

from orgsim.language.phrases import Wording
from orgsim.plan.text.document import listed, meant, nearest, shown, written
from orgsim.plan.text.toml_lines import Path

Complaint = tuple[Path, str]
"""Where a problem lies and what it is."""


def misnamed(path: Path, name: str, what: str, known: list[str]) -> Complaint:
    """A value that should be one of the known names."""
    near = nearest(name, known)
    hint = (
        Wording('did you mean "{near}"?', near=near)
        if near
        else Wording("known are {known}", known=listed(known))
    )
    return path, Wording(
        "{path} is {name}; it must be {found}; {hint}",
        path=written(path),
        name=shown(name),
        found=what,
        hint=hint,
    )


def misnamed_key(path: Path, what: str, known: list[str]) -> Complaint:
    """A key that should be one of the known names."""
    near = nearest(path[-1], known)
    hint = meant(near, Wording("known are {known}", known=listed(known)))
    return path, Wording(
        "{path}: {path_2} is not {found}; {hint}",
        path=written(path),
        path_2=shown(path[-1]),
        found=what,
        hint=hint,
    )
