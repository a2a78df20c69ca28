"""The plans of people and pay in a scenario, in sentences: who comes and goes, what newcomers do, what is paid for sales."""

from collections.abc import Iterator

from orgsim.language import Language
from orgsim.language.numbers import number, percent
from orgsim.language.phrases import say
from orgsim.language.spans import span
from orgsim.plan.derived.freezes import freezes
from orgsim.plan.derived.headcounts import counts, headcounts
from orgsim.plan.derived.moments import condition
from orgsim.plan.model.hiring import HiringPolicy
from orgsim.plan.model.people import Commission, PersonQuota
from orgsim.plan.scenario import Scenario
from orgsim.report.explanation.organizations import takeovers
from orgsim.study.labels import team_title
from orgsim.units import MONTH


def plans(scenario: Scenario, language: Language) -> Iterator[str]:
    """What is stated of people beyond the headcounts of day 0, team by team, then of the firm."""
    for name in scenario.teams:
        title = team_title(scenario, name, language)
        for one in _of_team(scenario, name, language):
            yield say("{team}: {plan}", language, team=title, plan=one)
    for move in scenario.transfers:
        yield say(
            "after {days} {count} of {old} go to {new}",
            language,
            days=span(move.at, language),
            count=move.people,
            old=team_title(scenario, move.from_, language),
            new=team_title(scenario, move.to, language),
        )
    yield from takeovers(scenario, language)
    if scenario.market.candidates is not None:
        found = number(scenario.market.candidates * MONTH, language)
        yield say("of those who may be hired, {count} a month come along", language, count=found)
    for begins, ends in freezes(scenario, "hiring"):
        when = {"begins": span(begins, language), "lasts": span(ends - begins, language)}
        yield say("nobody is hired for {lasts} from {begins} on", language, **when)
    for begins, ends in freezes(scenario, "spending"):
        when = {"begins": span(begins, language), "lasts": span(ends - begins, language)}
        yield say("nothing is spent on leads for {lasts} from {begins} on", language, **when)


def _of_team(scenario: Scenario, name: str, language: Language) -> Iterator[str]:
    team, hiring = scenario.teams[name], scenario.policies.hiring.get(name)
    if len(headcounts(scenario, name)) > 1:
        yield say("{counts} people by its plan", language, counts=counts(scenario, name))
    if team.ramp is not None:
        shares = " → ".join(percent(share, language) for share in team.ramp[:12])
        yield say(
            "newcomers at {shares} of a trained person's speed, month by month", language, shares=shares
        )
    if isinstance(team.quota, PersonQuota):
        quota = number(team.quota.per_person * MONTH, language)
        yield say("a quota of {quota} a month for each trained person", language, quota=quota)
    if team.commission is not None:
        yield from _commission(team.commission, language)
    if hiring is not None:
        yield _hires(hiring, language)


def _hires(rule: HiringPolicy, language: Language) -> str:
    when = condition(rule.when, language)
    if not rule.begins:
        return say("hires one a month while {when}, up to {most}", language, when=when, most=rule.most)
    begins = span(rule.begins, language)
    return say(
        "hires one a month from {begins} on while {when}, up to {most}",
        language,
        begins=begins,
        when=when,
        most=rule.most,
    )


def _commission(stated: Commission, language: Language) -> Iterator[str]:
    if stated.share or stated.above_quota is not None or not stated.expansion:
        share = percent(stated.share, language)
        yield say("is paid {share} of the first-year value of what it closes", language, share=share)
    if stated.above_quota is not None:
        above = percent(stated.above_quota, language)
        yield say("is paid {share} of that beyond its quota", language, share=above)
    if stated.expansion:
        later = percent(stated.expansion, language)
        yield say(
            "is paid {share} of the first-year value of what it sells to customers later",
            language,
            share=later,
        )
    if stated.claw_back is not None:
        within = span(stated.claw_back, language)
        yield say("pays that back for customers who leave within {within}", language, within=within)
