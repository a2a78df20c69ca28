"""What a replay says: its controls, its counts, and the sentences of which the stories of leads and days of people are made.

The page fills the gaps of a phrase with names, moments and lengths of time; which phrase tells a row of the log stands here.
"""

from orgsim.language import Language
from orgsim.language.phrases import Phrase, say, within

PAGE = {
    "one_run": Phrase(
        "One run of each organization (seed {seed}, replication {replication}) with the same leads and the same luck: an"
        " example of how figures come about. Which organization is better, only many runs can tell."
    ),
    "one_alone": Phrase(
        "One run (seed {seed}, replication {replication}): an example of how figures come about. How large they are, only"
        " many runs can tell."
    ),
    "play": Phrase("Play"),
    "pause": Phrase("Pause"),
    "back": Phrase("A day back"),
    "forward": Phrase("A day on"),
    "speed": Phrase("Speed"),
    "moment": Phrase("Moment"),
    "jump": Phrase("Jump to"),
    "jump_last": Phrase("To the moment before"),
    "jump_next": Phrase("To the next moment"),
    "choose": Phrase("what mattered …"),
    "jump_shock": Phrase("The market"),
    "jump_organization": Phrase("The organization"),
    "jump_load": Phrase("Overload"),
    "jump_queue": Phrase("Queues"),
    "jump_leaves": Phrase("People who leave"),
    "jump_first": Phrase("First times"),
    "find": Phrase("Find a lead"),
    "find_hint": Phrase("its name, such as {name}"),
    "unknown": Phrase("There is no lead called {name}."),
    "follow": Phrase("Leads to follow"),
    "follow_hint": Phrase("the same lead, another end …"),
    "any": Phrase("Any lead"),
    "nobody": Phrase("Click a dot for its story, a figure for their day."),
    "close": Phrase("Close"),
    "keys": Phrase("Keys"),
    "keys_text": Phrase(
        "Space: play and pause. ← and →: a day back and on, with Shift a month. + and −: speed. N and P: next moment and the one"
        " before. F: find a lead. L: any lead. Esc: let go. In a picture: arrow keys go from one to the next, Enter chooses."
    ),
    "legend": Phrase("What is what"),
    "figures": Phrase("Figures by month"),
    "figure": Phrase("Figure"),
    "whole_run": Phrase("The whole run"),
    "month_of": Phrase("Month {month}"),
    "stories": Phrase("The story of {name}"),
    "day_of": Phrase("{person}: {day}"),
    "picture": Phrase("{title}: leads, teams and customers as a moving picture"),
    "counts": Phrase("{waiting} waiting · {resting} at rest · {customers} customers · {lost} lost"),
    "summary": Phrase("{when}. {counts}"),
    "summary_of": Phrase("{title}: {counts}."),
    "rest": Phrase("At rest"),
    "customers": Phrase("Customers"),
    "lost": Phrase("Lost"),
    "person": Phrase("{team}, no. {number}"),
    "legend_fresh": Phrase("waits, less than a day"),
    "legend_days": Phrase("waits, less than a week"),
    "legend_long": Phrase("waits for a week or longer"),
    "legend_way": Phrase("between two steps: the buyer takes their time"),
    "legend_job": Phrase("work for a customer"),
    "legend_rest": Phrase("at rest"),
    "legend_due": Phrase("at rest, a touch is due"),
    "legend_customer": Phrase("customer; the larger, the more it pays"),
    "legend_unhappy": Phrase("customer whose job failed within a month"),
    "legend_busy": Phrase("person at work; when time runs fast, as full as busy"),
    "legend_free": Phrase("person on duty, free"),
    "legend_off": Phrase("person off duty"),
    "legend_away": Phrase("person away while others work"),
    "legend_new": Phrase("newcomer, first two months"),
    "legend_handoff": Phrase("handed over to another team"),
    "legend_return": Phrase("back from rest"),
    "legend_chosen": Phrase("the lead you follow"),
    "needs": Phrase("The replay opens in a current browser in which JavaScript is switched on."),
    "years": Phrase("{count} y"),
    "days": Phrase("{count} d"),
    "hours": Phrase("{count} h"),
    "minutes": Phrase("{count} min"),
}
"""By their names in the page."""
SPEEDS = {
    60: Phrase("1 hour a second"),
    240: Phrase("4 hours a second"),
    1440: Phrase("1 day a second"),
    4320: Phrase("3 days a second"),
    10080: Phrase("1 week a second"),
    43830: Phrase("1 month a second"),
}
"""By minutes that pass in a second."""
STORY = {
    "arrival": Phrase("Comes in from {source}."),
    "there": Phrase("Is there on day 0."),
    "segment": Phrase("Comes in from {source}, segment {segment}."),
    "worked": Phrase("{activity}: {person} begins at once, {hours} of work. {result}"),
    "waited": Phrase("{activity}: waits {wait}, then {person} begins, {hours} of work. {result}"),
    "handed": Phrase("Handed over to {team}."),
    "never": Phrase("{activity}: waits {wait} for {team}. {result}"),
    "nobody": Phrase("{activity}: nobody does this here."),
    "waiting": Phrase("{activity}: has been waiting for {team} since then."),
    "working": Phrase("{activity}: waits {wait}; {person} is at it."),
    "touches": Phrase("{count} touches by {team} until {until}, {hours} of work in all."),
    "touch": Phrase("A touch by {team}, {hours} of work."),
    "touch_missed": Phrase("A touch is due; {team} does not come to it."),
    "pays": Phrase("Signs: {mrr} a month from now on."),
    "buys": Phrase("Signs."),
    "grows": Phrase("Takes more: {mrr} a month in all."),
    "shrinks": Phrase("Gives up a part: {mrr} a month in all."),
    "never_came": Phrase("Does not come in here."),
    "later": Phrase("Comes in later."),
    "nothing": Phrase("No work begun on this day."),
    "day_job": Phrase("{activity}, {name}. {result}"),
    "day_own": Phrase("{activity}"),
    "until": Phrase("{start}–{end}"),
    "open_end": Phrase("{start}–"),
    "joined": Phrase("Joined on {day}."),
    "there_since": Phrase("There since day 0."),
    "leaves": Phrase("Left on {day}."),
    "busy_share": Phrase("Over the run: {load} of the hours on duty at work, {jobs} jobs done."),
}
"""Sentences of stories and days."""
RESULTS = {
    "customer": Phrase("It decides to buy."),
    "nurture": Phrase("It is put to rest."),
    "lost": Phrase("It is given up."),
    "done": Phrase("Done."),
    "cold": Phrase("Nobody comes in time: it has gone cold."),
    "missed": Phrase("The next one was due before anybody came."),
    "cancelled": Phrase("It is called off."),
    "open": Phrase("It goes on."),
    "unreached": Phrase("It cannot be reached."),
}
"""What became of a job, by the outcomes of the log."""
ONWARD = Phrase("On to: {activity}.")
"""What became of a job whose outcome is an activity."""
CHANGES = {
    "customer": Phrase("Is a customer."),
    "lost": Phrase("Is lost."),
    "resting": Phrase("Comes to rest: not now, perhaps later."),
    "returned": Phrase("Is back."),
    "renewed": Phrase("Stays for another term."),
    "upsold": Phrase("Takes more of it."),
    "churned": Phrase("Leaves."),
    "flagged": Phrase("Its use of the product shows that it is unhappy."),
    "failed": Phrase("A job for it has failed."),
    "recovered": Phrase("An apology has made up for a failure."),
    "retired": Phrase("Is about to replace what it bought."),
    "cross_sold": Phrase("Buys the other line too."),
    "contracted": Phrase("Stays, with less."),
    "inherited": Phrase("An heir takes over the contract."),
    "neglected": Phrase("Has not been followed up for long."),
    "converted": Phrase("Goes over from its licence to the subscription."),
    "skipped": Phrase("Stays, and skips the order that is due."),
}
"""What happens to a case, by the outcomes of the log."""
FATES = {
    "won": within("fate", "bought"),
    "churned": within("fate", "bought and left"),
    "resting": within("fate", "at rest"),
    "lost": within("fate", "lost"),
    "open": within("fate", "in process"),
}
"""What has become of a lead at the end of a run, in a word."""


_GAPS = (
    "activity", "count", "counts", "customers", "day", "end", "hours", "jobs", "load", "lost", "month", "mrr", "name", "number",
    "person", "replication", "resting", "result", "seed", "segment", "source", "start", "team", "title", "until", "wait",
    "waiting", "when",
)  # fmt: skip
"""What the page fills in."""


def template(phrase: Phrase, language: Language) -> str:
    """A phrase in a language, its gaps left open for the page."""
    return phrase.say(language, **{gap: f"{{{gap}}}" for gap in _GAPS})


def templates(language: Language) -> dict[str, dict[str, str]]:
    """All that the page says, by kind and name."""
    kinds = {"page": PAGE, "story": STORY, "result": RESULTS, "change": CHANGES}
    found = {
        kind: {name: template(one, language) for name, one in kept.items()} for kind, kept in kinds.items()
    }
    found["result"][""] = template(ONWARD, language)
    found["speed"] = {str(passing): say(one, language) for passing, one in SPEEDS.items()}
    return found
