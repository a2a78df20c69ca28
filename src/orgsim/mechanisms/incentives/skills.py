"""Skills: who has learned enough of what another team sells proposes it as well as they ever will, who has not proposes it less.

How much has to be learned is a matter of what is sold (`learning` of `[second_line]`); whom the organization teaches, and for
how long, is its own. What a team sells itself, its people know.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from orgsim.engine.entities import Person
from orgsim.engine.teams import Team
from orgsim.engine.world import World
from orgsim.fields import Amount, Plan, Share, StaffHours
from orgsim.language.phrases import Phrase
from orgsim.mechanisms.shared.declaration import Effect, Link, Mechanism, Parameters, declared


class SkillsParameters(Parameters):
    """What somebody is worth who has not learned what they would propose."""

    untaught: Share = declared(
        0.2,
        unit="share of the chance to propose",
        source="none found; 0 to 0.5: who cannot say what it is for mentions it at best",
        status="guess",
    )
    """What remains of the chance that somebody proposes another team's product who has learned nothing of it; 1 for all of it."""


class SkillsPolicy(Plan):
    """`[policies.skills]`: a programme that teaches people what other teams sell to the same customers."""

    hours: StaffHours
    """Of each person, once; 0 for no programme. They go before all other work."""
    teams: Annotated[tuple[str, ...], Field(min_length=1, max_length=500)] | None = None
    """Teams that take part; all when not stated."""
    who: Literal["newcomers", "all"] = "newcomers"
    """`newcomers`: whoever joins after day 0, on joining; those of day 0 have had it. `all`: these too have still to take part,
    on day 0, or on the day on which the organization takes over."""
    cost: Amount = 0.0
    """Money per person, when they have taken part."""


def skill(learned: float, needed: float, untaught: float) -> float:
    """Factor, 1 at the most, on the chance that somebody proposes another team's product, who has learned it for so many hours of
    those needed (more than 0)."""
    return untaught + (1 - untaught) * min(1.0, learned / needed)


class Skills:
    """What the people of one run have learned of what their team does not sell."""

    policy: SkillsPolicy | None = None

    def __init__(self, world: World, parameters: SkillsParameters, needed: float) -> None:
        self.world = world
        self.untaught = parameters.untaught
        self.needed = needed
        self.learned: dict[Person, float] = {}
        """Hours of each; nobody else has learned anything."""
        self.in_programme: set[Person] = set()

    def follow(self, policy: SkillsPolicy | None) -> None:
        """From now on people are taught as a policy says."""
        self.policy = policy
        if policy is None or not policy.hours:
            return
        hooks, teams = self.world.hooks, self.world.teams_named(policy.teams)
        hooks.person_joins.add(self.welcome, at={team.code for team in teams})
        if policy.who == "all":
            hooks.run_opens.add(lambda: self.all(teams))

    def all(self, teams: list[Team]) -> None:
        """Those who are there when the organization begins take part, as far as they have not."""
        for team in teams:
            for person in team.present():
                self.teach(person)

    def welcome(self, person: Person) -> None:
        """Somebody joins a team that takes part: who is there on day 0 may have had it."""
        assert self.policy is not None
        if self.world.clock.now == 0 and self.policy.who == "newcomers":
            self.learned[person] = self.policy.hours
        else:
            self.teach(person)

    def teach(self, person: Person) -> None:
        """Somebody takes part as soon as they are free, for the hours that they have not had of it."""
        assert self.policy is not None
        hours = self.policy.hours
        missing = hours - self.learned.get(person, 0.0)
        if person in self.in_programme or missing <= 0:
            return
        self.in_programme.add(person)
        team = self.world.teams[person.team]
        self.world.own_work.duty(team, person, "skills", missing, lambda _: self.taught(person, hours))

    def taught(self, person: Person, hours: float) -> None:
        """Somebody has taken part."""
        self.in_programme.discard(person)
        self.learned[person] = max(hours, self.learned.get(person, 0.0))
        if self.policy is not None and self.policy.cost:
            self.world.own_work.spend(self.policy.cost, person.team)

    def move(self, before: Person, person: Person) -> None:
        """Who changes teams takes along what they have learned."""
        if before in self.learned:
            self.learned[person] = self.learned[before]

    def of(self, person: Person | None) -> float:
        """Factor on the chance that somebody proposes another team's product; the last who worked on a case may be nobody."""
        learned = 0.0 if person is None else self.learned.get(person, 0.0)
        return skill(learned, self.needed, self.untaught)


def install(world: World, parameters: SkillsParameters, policies: Mapping[str, Any]) -> None:
    """Let people be taught as the policy says, and what they know decide what they propose."""
    line = world.second_line
    if line is None or world.contracts is None or not line.learning:
        return
    needed = line.learning
    skills = world.lasting(Skills, lambda: Skills(world, parameters, needed))
    world.hooks.person_moves.add(skills.move)
    skills.follow(policies["skills"])


MECHANISM = Mechanism(
    name="skills",
    title=Phrase("Skills for the other line"),
    meaning=Phrase(
        "Who has not learned what another team sells hardly proposes it; a programme takes everyone's hours and changes that."
    ),
    group="incentives",
    parameters=SkillsParameters,
    effects=(
        Effect(
            "chance that another team's product is proposed (see cross_selling)",
            "x (untaught + (1 - untaught) min(1, hours learned / learning))",
        ),
        Effect("hours of the person", "- hours of the policy, once"),
        Effect("spending", "+ cost of the policy"),
    ),
    claims=("D6",),
    needs=("second_line.learning", "offering"),
    policies={"skills": SkillsPolicy},
    work={"skills": Phrase("Skills programme")},
    spends=True,
    install=install,
    links=(Link("skills", "cross_sales", 1), Link("skills", "load", 1)),
)
