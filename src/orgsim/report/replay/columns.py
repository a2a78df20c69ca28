"""Columns of whole numbers packed into bytes, so that the log of a run fits into a page.

Each is written as it is or as differences from one number to the next, whichever takes less room; each number becomes
0, 1, 2, … for 0, -1, 1, … and is cut into its bytes, those of all numbers together, lowest first. So most bytes are 0, and
deflate leaves little of them.
"""

import zlib
from collections.abc import Mapping
from typing import TypedDict

import numpy as np

from orgsim.errors import unusable
from orgsim.measures.bins import Ints

LARGEST = 2**31 - 1
"""Of the numbers of a column, whatever their sign."""


class Head(TypedDict):
    """What a reader has to know of a column to read its bytes."""

    name: str
    count: int
    bytes: int
    """Of each number."""
    differences: bool


def packed(columns: Mapping[str, Ints]) -> tuple[list[Head], bytes]:
    """The columns' heads, and the bytes of all of them one after the other; raises OrgsimError for a number beyond `LARGEST`."""
    heads, parts = list[Head](), list[bytes]()
    for name, column in columns.items():
        if column.size and np.abs(column).max() > LARGEST:
            raise unusable(
                "a replay cannot hold this run: it is longer than 4,000 years, or its money too large"
            )
        ways = [_planes(column), _planes(np.diff(column, prepend=0))]
        short = int(len(zlib.compress(ways[1], 6)) < len(zlib.compress(ways[0], 6)))
        heads.append(
            {
                "name": name,
                "count": len(column),
                "bytes": len(ways[short]) // max(1, len(column)),
                "differences": bool(short),
            }
        )
        parts.append(ways[short])
    return heads, b"".join(parts)


def _planes(column: Ints) -> bytes:
    """The numbers without signs, cut into bytes: the lowest of all, then the next, as many as the largest has."""
    folded = np.where(column < 0, -2 * column - 1, 2 * column).astype("<u8")
    width = (int(folded.max(initial=0)).bit_length() + 7) // 8
    return folded.view(np.uint8).reshape(-1, 8)[:, :width].T.tobytes()
