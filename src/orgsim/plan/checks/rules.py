"""The rules that hold between the parts of a scenario, in the order in which they are checked.

They read the document as written, so that they speak together with the schema's complaints about the same files.
"""

from itertools import islice

from orgsim.errors import Problem
from orgsim.plan.checks import (
    naming,
    own_work,
    references,
    second_offers,
    segments,
    serving,
    shape,
    staffing,
)
from orgsim.plan.checks.draft import sketched
from orgsim.plan.text.changes import NAMED
from orgsim.plan.text.document import Document

MOST_ENTRIES = 500
RULES = (
    naming.spelling,
    naming.meanings,
    naming.own_work,
    references.ways,
    references.names,
    segments.steps,
    segments.mixes,
    serving.segments,
    serving.helping,
    references.policies,
    references.taught,
    references.trained,
    references.dealt,
    references.transfers,
    references.hiring,
    own_work.background,
    own_work.idle,
    references.circles,
    staffing.teams,
    staffing.twice,
    staffing.undone,
    staffing.undecided,
    staffing.unreached,
    staffing.customers,
    second_offers.second_line,
    second_offers.rewarded,
    shape.urgent,
    shape.reached,
    shape.together,
    shape.side_by_side,
    shape.passed_over,
    shape.hours_apart,
)


def violations(document: Document) -> list[Problem]:
    """Problems between the parts of a document; none for one with more entries than any check allows."""
    if any(len(table) > MOST_ENTRIES for key in NAMED if isinstance(table := document.get(key), dict)):
        return []
    sketch = sketched(document)
    complaints = (complaint for rule in RULES for complaint in rule(sketch))
    return [document.problem(path, message) for path, message in islice(complaints, 100)]
