"""What one replication yielded, as plain numbers: small to send between processes and to store."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measured:
    """The numbers of one replication; NaN where undefined."""

    values: dict[str, float]
    """KPIs by name, and keys such as "activities.qualify.wait_hours" and "teams.field_sales.utilisation"."""
    series: dict[str, list[float]]
    """Monthly values by name."""
