"""The one list of outcomes of the event log: what can become of a job, a case or a person."""

NAMES = (
    "customer", "nurture", "lost", "done", "cold", "missed", "cancelled", "open", "resting", "returned",
    "renewed", "upsold", "churned", "joined", "left", "flagged", "failed", "recovered", "retired",
    "cross_sold",
)  # fmt: skip
