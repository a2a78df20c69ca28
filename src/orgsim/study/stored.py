"""How the numbers of a replication stand in a ledger: a text with a digest, read back to the last bit."""

import hashlib
import json
import math

from orgsim.study.measured import Measured


def row_digest(*row: object) -> str:
    """A digest of fingerprint, maker, seed, number and text of a replication."""
    return hashlib.sha256("\0".join(map(str, row)).encode()).hexdigest()


def written(measured: Measured) -> str:
    """The numbers of a replication as JSON; null where undefined."""
    values = {key: _or_null(value) for key, value in measured.values.items()}
    series = {name: [_or_null(value) for value in row] for name, row in measured.series.items()}
    return json.dumps({"values": values, "series": series}, separators=(",", ":"))


def _or_null(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def read(text: str) -> Measured:
    """What such a text says; raises ValueError, TypeError, KeyError or AttributeError for one that means nothing."""
    stored = json.loads(text)
    values = {key: _or_nan(value) for key, value in stored["values"].items()}
    series = {name: [_or_nan(value) for value in row] for name, row in stored["series"].items()}
    return Measured(values, series)


def figures(text: str) -> dict[str, float | None]:
    """The numbers in such a text by their keys, None where undefined; of a monthly series, each month's."""
    stored = json.loads(text)
    months = {
        f"{name}, month {number}": value
        for name, row in stored["series"].items()
        for number, value in enumerate(row, start=1)
    }
    return {**stored["values"], **months}


def _or_nan(value: float | None) -> float:
    return math.nan if value is None else float(value)
