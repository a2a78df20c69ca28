"""What every mechanism has to show; `tests/mechanisms/test_NAME.py` states its case as CASE."""

from orgsim.study.contract import MechanismCase as Case

__all__ = ["Case"]
