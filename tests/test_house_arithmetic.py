"""The house rule of arithmetic: what reaches the event log takes exp, log, powers and quantiles through one door.

Numpy's own give other bits on other processors; `orgsim.elementary` gives the same.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from places import SOURCE

ROOMS = ("engine", "mechanisms", "setup", "distributions.py", "randomness.py")
"""Where every number may reach the event log; a room that is not there yet has nothing to find."""

FROM_MATH = {
    "exp",
    "exp2",
    "expm1",
    "log",
    "log10",
    "log1p",
    "log2",
    "pow",
    "cbrt",
    "erf",
    "erfc",
    "gamma",
    "lgamma",
} | {
    *(
        "sin",
        "cos",
        "tan",
        "asin",
        "acos",
        "atan",
        "atan2",
        "sinh",
        "cosh",
        "tanh",
        "asinh",
        "acosh",
        "atanh",
    ),
    *("dist", "hypot"),
}
FROM_NUMPY = FROM_MATH - {"pow", "erf", "erfc", "gamma", "lgamma", "dist"} | {
    *("power", "float_power", "pow", "logaddexp", "logaddexp2", "geomspace", "logspace", "i0", "sinc"),
    *("arcsin", "arccos", "arctan", "arctan2", "arcsinh", "arccosh", "arctanh"),
    *("dot", "matmul", "vdot", "inner", "einsum", "tensordot", "convolve", "correlate"),
}
"""Numpy's products of matrices are here too: how they add up is the processor's affair."""
SHUT = {"math": FROM_MATH, "numpy": FROM_NUMPY}
NEVER = ("scipy.special", "scipy.stats", "numpy.linalg", "numpy.random")


def names(tree: ast.AST) -> dict[str, str]:
    """What each imported name stands for, by its whole dotted name."""
    known = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            known |= {
                a.asname or a.name.partition(".")[0]: a.name if a.asname else a.name.partition(".")[0]
                for a in node.names
            }
        elif isinstance(node, ast.ImportFrom) and not node.level:
            known |= {a.asname or a.name: f"{node.module}.{a.name}" for a in node.names}
    return known


def whole(node: ast.AST, known: dict[str, str]) -> str:
    """The dotted name that an expression stands for; '' if none."""
    if isinstance(node, ast.Name):
        return known.get(node.id, "")
    if isinstance(node, ast.Attribute) and (owner := whole(node.value, known)):
        return f"{owner}.{node.attr}"
    return ""


def shut(name: str) -> bool:
    """Whether a dotted name is one of those that have a door."""
    owner, _, last = name.rpartition(".")
    return last in SHUT.get(owner, ()) or any(f"{name}.".startswith(f"{module}.") for module in NEVER)


def is_whole(node: ast.AST) -> bool:
    """Whether an expression is an integer written out, or with its sign."""
    return isinstance(node.operand if isinstance(node, ast.UnaryOp) else node, ast.Constant) and isinstance(
        ast.literal_eval(node), int
    )


def raises(base: ast.AST, operator: ast.AST, exponent: ast.AST) -> bool:
    """Whether an operation is a power that is neither a square nor a constant like 2.0**-53."""
    if not isinstance(operator, ast.Pow):
        return False
    square = isinstance(exponent, ast.Constant) and exponent.value == 2
    return not (square or (isinstance(base, ast.Constant) and is_whole(exponent)))


def said(node: ast.AST, known: dict[str, str]) -> Iterator[str]:
    """What is wrong with one node."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names if shut(alias.name))
    elif isinstance(node, ast.ImportFrom) and not node.level:
        yield from (f"{node.module}.{a.name}" for a in node.names if shut(f"{node.module}.{a.name}"))
    elif isinstance(node, ast.Attribute) and shut(name := whole(node, known)):
        yield name
    elif (isinstance(node, ast.BinOp) and raises(node.left, node.op, node.right)) or (
        isinstance(node, ast.AugAssign) and raises(node.target, node.op, node.value)
    ):
        yield "**"
    elif isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.MatMult):
        yield "@"
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "pow":
        yield "pow"


def offences(root: Path, rooms: tuple[str, ...] = ROOMS) -> dict[str, list[str]]:
    """For each offending module the arithmetic that goes past the door, in order."""
    found: dict[str, list[str]] = {}
    for room in rooms:
        for path in [root / room] if room.endswith(".py") else sorted((root / room).rglob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            known = names(tree)
            if wrong := sorted(word for node in ast.walk(tree) for word in said(node, known)):
                found[path.relative_to(root).as_posix()] = wrong
    return found


def test_arithmetic_that_reaches_the_log_goes_through_one_door() -> None:
    assert offences(SOURCE) == {}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("import math\nx = math.exp(1)\n", ["math.exp"]),
        ("import math as m\nx = m.log1p(1)\nf = m.pow\n", ["math.log1p", "math.pow"]),
        ("from math import log as ln\nx = ln(1)\n", ["math.log"]),
        ("import numpy as np\nx = np.exp(1) + np.log(2)\n", ["numpy.exp", "numpy.log"]),
        ("import numpy\nx = numpy.power(1, 2)\n", ["numpy.power"]),
        ("from numpy import log1p\n", ["numpy.log1p"]),
        ("def f():\n    from scipy.special import ndtri\n", ["scipy.special.ndtri"]),
        ("from scipy import special\n", ["scipy.special"]),
        (
            "import scipy.special\nx = scipy.special.ndtri(1)\n",
            ["scipy.special", "scipy.special", "scipy.special.ndtri"],
        ),
        ("x = 2.0 ** y\nz = 2 ** 0.5\n", ["**", "**"]),
        ("x **= y\n", ["**"]),
        ("x = y**3 + y**-1 + 2**-x\n", ["**", "**", "**"]),
        ("x = pow(2.0, y)\n", ["pow"]),
        ("import numpy as np\nx = a @ b + np.dot(a, b)\n", ["@", "numpy.dot"]),
    ],
)
def test_what_goes_past_the_door_is_found(tmp_path: Path, text: str, found: list[str]) -> None:
    (tmp_path / "engine").mkdir()
    (tmp_path / "engine" / "room.py").write_text(text, encoding="utf-8")
    assert offences(tmp_path, ("engine", "setup")) == {"engine/room.py": found}


def test_what_the_door_gives_and_what_is_exact_is_right(tmp_path: Path) -> None:
    text = (
        "import math\nimport numpy as np\nfrom orgsim import elementary\nfrom orgsim.elementary import exp, log_block\n"
        "x = exp(1) + elementary.log1p(2) + log_block(z) + math.sqrt(2) + np.sqrt(z) + z**2 + 2.0**-53 + 10**9 + math.floor(z)\n"
        "y = np.cumsum(z) + np.sum(z) + np.minimum(z, 1) + self.exp(2) + math.inf\n"
    )
    (tmp_path / "room.py").write_text(text, encoding="utf-8")
    assert offences(tmp_path, ("room.py",)) == {}
