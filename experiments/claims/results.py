"""What is kept of each claim: docs/findings/claims/KEY-name.json, beside its page and its figure."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from experiments.claims.settings import Form
from experiments.claims.stated import Claim

FOLDER = Path(__file__).parents[2] / "docs" / "findings" / "claims"
Result = Mapping[str, Any]
"""One claim: "quick" and "full", as far as they were run."""
_NAMED = 44
"""Letters of a name at most."""


def name_of(key: str, title: str) -> str:
    """The name of a claim's files: its key and the first words of its title."""
    name, words = key, re.findall(r"[a-z0-9]+", title.lower())
    for word in words:
        if len(name) + len(word) >= _NAMED:
            break
        name += f"-{word}"
    return name


def path_of(claim: Claim) -> Path:
    """Where a claim's results are kept."""
    return FOLDER / f"{name_of(claim.key, claim.title)}.json"


def known(claim: Claim) -> dict[str, Any]:
    """What is kept of a claim, whatever its title was; nothing where it was not run."""
    found: dict[str, Any] = {}
    for path in FOLDER.glob(f"{claim.key}-*.json"):
        found = json.loads(path.read_text(encoding="utf-8"))
    return found


def keep(claim: Claim, form: Form, found: Mapping[str, Any]) -> dict[str, Any]:
    """Keep a form of a claim."""
    after = {**known(claim), form: dict(found)}
    ordered: dict[str, Any] = {name: after[name] for name in ("quick", "full") if name in after}
    for path in FOLDER.glob(f"{claim.key}-*.json"):
        path.unlink()
    write(path_of(claim), ordered)
    return ordered


def write(path: Path, result: Mapping[str, Any]) -> None:
    """A result as a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def shown(result: Result) -> Mapping[str, Any]:
    """The form that a page shows: the full one where it was run."""
    found: Mapping[str, Any] = result["full"] if "full" in result else result["quick"]
    return found
