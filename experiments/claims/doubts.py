"""What one who works in such firms would object to an answer, and why the model says it all the same (doubts.toml)."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

STATED = Path(__file__).with_suffix(".toml")


@dataclass(frozen=True)
class Doubt:
    """An objection to the answer on a claim."""

    verdict: str
    """The verdict to which it objects."""
    objection: str
    because: str
    """Why the model says it all the same, and what it lacks that would speak for the claim."""


def doubts() -> dict[str, Doubt]:
    """Objections by claim."""
    words = tomllib.loads(STATED.read_text(encoding="utf-8"))
    return {key: Doubt(**said) for key, said in words.items()}
