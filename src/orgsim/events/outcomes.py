"""The outcomes of the event log: every word that stands in its column `outcome` and is not a name from the files.

Behind them the column holds the activities of the journey, to which a gate sends its cases, and the segments of the
arrivals. No activity or segment may be called like a word of the log, so that each word of a log has one meaning.
"""

from dataclasses import dataclass

from orgsim.events.columns import Row


@dataclass(frozen=True, slots=True)
class LoggedOutcome:
    """A word of the column `outcome`: its name, the rows it stands in and what it says there."""

    name: str
    rows: tuple[Row, ...]
    meaning: str
    reserved: bool = True
    """Whether no activity may be called so."""
    staying: bool = False
    """Whether it happens to a case and leaves its state as it is."""
    always: bool = True
    """Whether every log knows it; else only logs of markets that state what it is about, behind all other words."""


CONTRACTED = "contracted"
MOVED_IN = "moved_in"
INHERITED = "inherited"
UNREACHED = "unreached"
NEGLECTED = "neglected"
CONVERTED = "converted"
SKIPPED = "skipped"

OUTCOMES = (
    LoggedOutcome(
        "customer", (Row.JOB, Row.CHANGE), "the lead buys: the target of a gate, and the change that follows"
    ),
    LoggedOutcome(
        "nurture",
        (Row.JOB,),
        "the lead comes to rest: the target of a gate; also the activity of touches in the pool",
        reserved=False,
    ),
    LoggedOutcome(
        "lost",
        (Row.JOB, Row.CHANGE),
        "the lead is given up: the target of a gate, and the change that follows",
    ),
    LoggedOutcome("done", (Row.JOB, Row.EVENT), "work that decides nothing has ended, or an event was held"),
    LoggedOutcome("cold", (Row.JOB,), "the case left the queue"),
    LoggedOutcome("missed", (Row.JOB,), "a planned talk was overtaken by the next"),
    LoggedOutcome(
        "cancelled", (Row.JOB, Row.EVENT), "the case of the job went away, or an event was called off"
    ),
    LoggedOutcome("open", (Row.JOB,), "the job waits or is worked on when the log ends"),
    LoggedOutcome("resting", (Row.CHANGE,), "the lead is in the nurture pool"),
    LoggedOutcome("returned", (Row.CHANGE,), "the case is back in the journey"),
    LoggedOutcome("renewed", (Row.CHANGE,), "the customer goes on for another term"),
    LoggedOutcome("upsold", (Row.CHANGE,), "the customer pays more per month from now on"),
    LoggedOutcome("churned", (Row.CHANGE,), "the customer leaves"),
    LoggedOutcome("joined", (Row.STAFFING,), "a person joins the team"),
    LoggedOutcome("left", (Row.STAFFING,), "a person leaves the team"),
    LoggedOutcome("flagged", (Row.CHANGE,), "usage data show the customer as unhappy", staying=True),
    LoggedOutcome("failed", (Row.CHANGE,), "a job for the case failed", staying=True),
    LoggedOutcome("recovered", (Row.CHANGE,), "an apology made up for a failure", staying=True),
    LoggedOutcome(
        "retired",
        (Row.CHANGE,),
        'the customer is about to replace what it bought, so that "returned" follows at once',
    ),
    LoggedOutcome(
        "cross_sold",
        (Row.CHANGE,),
        "the customer buys the line that it did not have: the second line, or the offering after it",
    ),
    LoggedOutcome(
        CONTRACTED,
        (Row.CHANGE,),
        'the customer stays and goes on with less, so that "renewed" follows at once',
        always=False,
    ),
    LoggedOutcome(
        INHERITED,
        (Row.CHANGE,),
        "an heir takes over the customer's contract",
        staying=True,
        always=False,
    ),
    LoggedOutcome(
        MOVED_IN,
        (Row.STAFFING,),
        "a person joins the team who has done some of its work before another organization took over: no newcomer",
        always=False,
    ),
    LoggedOutcome(
        UNREACHED,
        (Row.JOB,),
        "a touch that has not reached its lead or customer decides nothing",
        always=False,
    ),
    LoggedOutcome(
        NEGLECTED,
        (Row.CHANGE,),
        "nobody has followed up the customer for as long as the policy says: touches of it begin",
        staying=True,
        always=False,
    ),
    LoggedOutcome(
        CONVERTED,
        (Row.CHANGE,),
        'the customer stays and goes over from its licence to the subscription that is sold now, so that "renewed" follows',
        always=False,
    ),
    LoggedOutcome(
        SKIPPED,
        (Row.CHANGE,),
        'the customer stays and skips the order that is due, so that "renewed" follows at once with nothing booked',
        staying=True,
        always=False,
    ),
)
"""All words of the log. Their order fixes the codes of the column: a new word goes to the end."""

WORDS = tuple(outcome.name for outcome in OUTCOMES)
"""All of them."""
NAMES = tuple(outcome.name for outcome in OUTCOMES if outcome.always)
"""The words that every log knows, in order of their codes."""
STAYING = tuple(outcome.name for outcome in OUTCOMES if outcome.staying)
"""Words of changes that leave the state of a case as it is."""
EVERYONE = "all"
"""The segment of every arrival where a market states none."""
RESERVED = (*(outcome.name for outcome in OUTCOMES if outcome.reserved), EVERYONE)
"""What no activity may be called."""
