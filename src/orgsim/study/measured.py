"""What one replication yielded, as plain numbers: small to send between processes and to store."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measured:
    """The numbers of one replication; NaN where undefined."""

    values: dict[str, float]
    """KPIs by name, and keys such as "activities.qualify.wait_hours" and "teams.field_sales.utilisation"; those of the last 12
    months, where they are told apart, as "last_year.revenue" and "last_year.teams.field_sales.utilisation"."""
    series: dict[str, list[float]]
    """Monthly values by name."""
