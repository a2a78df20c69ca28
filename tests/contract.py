"""What every mechanism has to show; `tests/test_mechanism_NAME.py` states its case as CASE."""

from orgsim.study.contract import MechanismCase as Case

__all__ = ["Case"]
