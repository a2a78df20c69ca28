"""Stories at work: who offers one, who makes it, and where it is told."""

import math
from typing import TYPE_CHECKING

from orgsim.engine.accounts import Account
from orgsim.engine.background import crew_named, put_behind
from orgsim.engine.happenings import Job
from orgsim.engine.stocks import Level
from orgsim.mechanisms.loops import stories
from orgsim.mechanisms.loops.stories import Stories, StoriesPolicy
from orgsim.randomness import name_key, uniform

if TYPE_CHECKING:
    from orgsim.engine.build import Run

_GAP, _READY = name_key("story gap"), name_key("story")
_ASKED = "asked for a story"


class Newsroom:
    """Makes stories of customers' success."""

    def __init__(self, run: "Run", policy: StoriesPolicy, parameters: Stories) -> None:
        assert run.customers is not None
        self.customers = run.customers
        self.env = run.env
        self.office = run.office
        self.crew = crew_named(run, policy.team)
        self.policy = policy
        self.parameters = parameters
        self.told = Level(parameters.half_life)
        """Stories that are told now."""
        put_behind(self.crew)
        if parameters.rate > 0:
            self.customers.bought = (*self.customers.bought, self.begin)

    def begin(self, account: Account) -> None:
        """A relation begins; after some time there may be something to tell."""
        self.customers.at(account, self.parameters.after, self.plan)

    def plan(self, account: Account) -> None:
        """Draw when the customer is next asked: as often as any customer could offer a story."""
        subject = account.subject
        asked = subject.marked(_ASKED)
        subject.mark(_ASKED, asked + 1)
        fastest = self.parameters.rate * self.parameters.most
        gap = -math.log1p(-uniform(subject.key, _GAP, int(asked))) / fastest
        self.customers.at(account, gap, self.ask)

    def ask(self, account: Account) -> None:
        """The customer offers a story or not, in proportion to how ready its health makes it."""
        rules = self.parameters
        health = self.customers.care.standing(account)
        ready = stories.readiness(health, rules.threshold, rules.gamma, rules.most)
        asked = int(account.subject.marked(_ASKED))
        if uniform(account.subject.key, _READY, asked) * rules.most < ready:
            job = self.office.job(self.crew, "story", self.policy.hours, self.made)
            self.crew.submit(job)
        self.plan(account)

    def made(self, _: Job) -> None:
        """A story is made, and told after the delay."""
        self.env.after(self.policy.delay, self.tell, None)

    def tell(self, _: None) -> None:
        """One story more is told."""
        self.told.add(self.env.now, 1.0)


def install(run: "Run") -> None:
    """Let customers offer stories, a team make them, and gates and renewals feel them."""
    env, policy, parameters = run.env, run.scenario.policies.stories, run.scenario.effects.stories
    assert policy is not None
    newsroom = Newsroom(run, policy, parameters)
    feeds = steps(run) if policy.feeds is None else policy.feeds

    def felt() -> float:
        return stories.effect(newsroom.told.level(env.now), parameters.strength, parameters.half)

    run.moods["stories"] = lambda _: felt()
    run.places["stories"] = {run.stations[name].code for name in feeds}
    if policy.renewals:
        newsroom.customers.ties["stories"] = lambda _: felt()


def steps(run: "Run") -> list[str]:
    """The steps of the purchase: all activities that decide where a lead goes, nurture touches apart."""
    return [name for name, plan in run.scenario.journey.items() if plan.outcomes and name != "nurture"]
