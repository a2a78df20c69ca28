"""Luck: what a run has drawn where the chance was known before, told beside the rows of its log.

The chances of a gate follow from the columns of effects and from what stands here: the readiness of each lead and the cut-points.
What customers draw has no such columns: it stands here as it was drawn, beside what was to be expected before. So what was
luck in a run can be told from what its organization has made of it (`orgsim.measures.luck`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt


class Drawn(IntEnum):
    """What a customer draws."""

    SIZE = 0
    """How large it is, at its first purchase, or as it is there on day 0: a factor on all that it pays."""
    LEAVES = 1
    """Whether it leaves at the end of a term, or when what it bought has to be replaced (1) or not (0)."""
    BUYS_MORE = 2
    """Whether a talk sells more (1) or not (0)."""
    GIVES_UP = 3
    """Whether one who stays goes on with less (1) or not (0)."""


DRAW_FORMAT = "<dhiBdddd"
"""The struct format of one draw."""
DRAW_TYPE = np.dtype(
    [
        ("time", "<f8"),  # days
        ("entity", "<i2"),
        ("number", "<i4"),
        ("what", "u1"),  # a member of Drawn
        ("expected", "<f8"),
        ("drawn", "<f8"),
        ("once", "<f8"),  # money paid at once for each unit of what is drawn
        ("mrr", "<f8"),  # the same per model month
    ]
)
"""The numpy type of one draw; `once` and `mrr` are known before it."""


SKILL_TYPE = np.dtype(
    [
        ("since", "<f8"),  # days: when somebody joined
        (
            "until",
            "<f8",
        ),  # days: when they leave of their own accord, whatever else becomes of them; infinite for never
        ("activity", "<i2"),
        ("share", "<f8"),  # of a job each that is shared by all who were there on day 0 to do it
        ("log_odds", "<f8"),  # by how much better they do it than people do on the mean
        (
            "care",
            "<f8",
        ),  # of all that their team does, the share of it, where it is done for customers; else 0
        ("speed", "<f8"),  # by how much faster they do it than people do on the mean, as a share
    ]
)
"""The numpy type of how able somebody is at one activity; `log_odds` and `speed` have mean 0, whoever was to join and for however
long."""


@dataclass(frozen=True, slots=True, eq=False)
class Luck:
    """What has to be known of a run besides its rows to tell luck from chances."""

    readiness: npt.NDArray[np.float64]
    """One per row of ARRIVAL, in their order: the lead's readiness to buy."""
    judgement: tuple[float, ...]
    """Per activity, how much readiness counts at its gate; 0 for work that decides nothing."""
    cuts: Mapping[tuple[int, int], tuple[float, ...]]
    """By activity and segment (places in the log's names), the cut-points of gates on the way to a first purchase, descending:
    an outcome k or a better one has the chance logistic(judgement × readiness + effects − cut k)."""
    draws: npt.NDArray[np.void]
    """What customers have drawn, in order (see DRAW_TYPE)."""
    prices: tuple[tuple[float, float], ...]
    """Per segment, what a customer of mean size pays at once and per model month by the list of day 0; empty where nothing is
    sold."""
    churn: tuple[float, ...]
    """Per segment, the share of customers who leave in a year in the reference; empty where nothing is sold."""
    skills: npt.NDArray[np.void]
    """Of everybody who has joined, how able they are at what their team does (see SKILL_TYPE); empty where people are alike, or
    were put where they are best."""
    flows: tuple[float, ...]
    """Per activity, jobs a day in the reference."""
    mix: tuple[float, ...]
    """Per segment, its share of leads."""
