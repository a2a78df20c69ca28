"""Elementary functions: the one door through which exp, log, powers and quantiles reach the event log.

Numpy's own exp, log and power choose among several programs by what the processor can do, and those differ in the last
bit. Here a block of numbers meets nothing but + - × ÷, the square root, comparisons and the bits of a float, each of
which IEEE 754 fixes exactly: the same bits under every setting of numpy's processor features, for blocks of any length.
An element never depends on its neighbours.

For one number there are the functions of `math`, bound by name: those of the C library, which knows nothing of numpy's
settings. (A C library may have programs of its own for different processors: glibc has, for those with and without fused
multiply-add.) They are not the functions of the blocks, and differ from them in the last bit now and then. So whatever
is drawn in blocks and alone asks a block function, or its twin for one number (`exp_one`, `log_one`), which has its bits.

No function of blocks returns -0.0, and none warns: outside a function's domain is nan, beyond the largest float inf.
"""

from math import exp, expm1, log, log1p, log2, sqrt
from math import pow as power

from orgsim.elementary.exponentials import exp_block, exp_one, expm1_block, logistic_block
from orgsim.elementary.logarithms import log1p_block, log_block, log_one
from orgsim.elementary.powers import power_block
from orgsim.elementary.quantiles import (
    beta_quantile_block,
    gamma_quantile_block,
    normal_quantile,
    normal_quantile_block,
)

__all__ = [
    "beta_quantile_block",
    "exp",
    "exp_block",
    "exp_one",
    "expm1",
    "expm1_block",
    "gamma_quantile_block",
    "log",
    "log1p",
    "log1p_block",
    "log2",
    "log_block",
    "log_one",
    "logistic_block",
    "normal_quantile",
    "normal_quantile_block",
    "power",
    "power_block",
    "sqrt",
]
