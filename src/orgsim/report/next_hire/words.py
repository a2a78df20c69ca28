"""What single changes are called."""

from functools import partial

from orgsim.language import Language
from orgsim.language.phrases import Phrase, say
from orgsim.plan.scenario import Scenario
from orgsim.plan.single_changes import SingleChange
from orgsim.study.labels import activity_title, plain, team_title
from orgsim.study.rules_of_thumb import Rule

POLICIES = {
    "records": Phrase("records of the whole relation (CRM)"),
    "goal": Phrase("a shared goal"),
    "meetings": Phrase("coordination meetings"),
    "rotation": Phrase("rotation of people between teams"),
    "handover": Phrase("handover in person"),
    "usage_data": Phrase("readings of usage data"),
    "neglected": Phrase("follow-up of customers nobody calls"),
    "confirmation": Phrase("written confirmations"),
    "recovery": Phrase("an apology where a job has failed"),
    "nurture": Phrase("follow-up of leads at rest"),
    "training": Phrase("training"),
    "stories": Phrase("success stories"),
    "care": Phrase("check-ins of its own rhythm"),
    "strategy": Phrase("strategy reviews"),
    "community": Phrase("a community of customers"),
    "mail": Phrase("mailings to leads at rest"),
    "development": Phrase("development of the product"),
}
"""What policies are called; others by their names in the files."""
RULES: dict[Rule, Phrase] = {
    "lowest_pass_rate": Phrase("Lowest pass rate"),
    "busiest": Phrase("Busiest team"),
    "longest_queue": Phrase("Longest queue"),
    "most_lost": Phrase("Most leads lost"),
}
JUDGEMENTS = {
    "names the best": Phrase("names the best team"),
    "may be right": Phrase("may be right"),
    "misleads": Phrase("misleads"),
    "cannot tell": Phrase("cannot be told"),
}


def title(scenario: Scenario, change: SingleChange, language: Language) -> str:
    """What a change is called: "One more person: Sales"."""
    if change.kind == "person":
        return say("One more person: {team}", language, team=partial(team_title, scenario, change.target))
    if change.kind == "training":
        return say("Training: {team}", language, team=partial(team_title, scenario, change.target))
    if change.kind == "point":
        return say("One point more: {step}", language, step=partial(activity_title, scenario, change.target))
    policy = POLICIES.get(change.target, plain(change.target))
    return say(
        Phrase("With {policy}") if change.adds else Phrase("Without {policy}"), language, policy=policy
    )
