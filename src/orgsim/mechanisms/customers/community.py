"""Community: members whom the organization brings together help one another, so that their use of the product decays less.

What members give one another grows with how many they are, and with the hours that go into bringing them together, each
with diminishing returns: among a few nobody has the answer, among many a further one adds little. It keeps use up; it does
not stand for onboarding, or for how somebody is treated.
"""

from collections.abc import Callable, Mapping
from typing import Any

from orgsim.engine.contracts import Contracts
from orgsim.engine.entities import Job
from orgsim.engine.standing import Rounds
from orgsim.engine.stocks import half_full
from orgsim.engine.teams import Team
from orgsim.engine.world import World
from orgsim.fields import Factor, Plan, Share, Span, StaffHours
from orgsim.language.phrases import Phrase
from orgsim.mechanisms.customers.adoption import CustomerUse
from orgsim.mechanisms.shared.declaration import Effect, Link, Mechanism, Parameters, declared
from orgsim.units import MONTH


class Community(Parameters):
    """What members of a community do for one another."""

    strength: Share = declared(
        0.3, unit="share of the missing use", source="none found; 0 to 0.6", status="guess"
    )
    """What very many members, brought together at length, keep up among themselves of the use that each would lose or never
    had; 0 for nothing."""
    half: Factor = declared(50.0, unit="customers", source="none found; 20 to 200", status="guess")
    """Members among whom half of that is reached."""
    hosting: Factor = declared(8.0, unit="staff hours", source="none found: a day", status="guess")
    """Hours of work on a meeting with which half of that is reached."""


class CommunityPolicy(Plan):
    """Who brings customers together, how often and with how much work."""

    team: str
    """The team that hosts, behind all its work for leads and customers."""
    every: Span = declared(MONTH, unit="days", source="none found", status="guess")
    """Time between two meetings. While one that was due still waits as the next falls due, members are on their own."""
    hours: StaffHours = declared(16.0, unit="staff hours", source="none found", status="guess")
    """Work on one meeting: to prepare it, to be there, to answer afterwards; "0 h" for no community."""


def effect(members: float, hours: float, strength: float, half: float, hosting: float) -> float:
    """Share of the missing use that `members` keep up among themselves, brought together with so many staff hours each time."""
    return strength * half_full(members, half) * half_full(hours, hosting)


class Circle:
    """The community of one run's customers."""

    team: Team
    policy: CommunityPolicy

    def __init__(self, world: World, contracts: Contracts, parameters: Community) -> None:
        self.world = world
        self.accounts = contracts.accounts
        self.parameters = parameters
        self.meeting: Job | None = None
        """The one that is due and not yet held."""

    def follow(self, policy: CommunityPolicy) -> "Circle":
        """From now on members are brought together as a policy says."""
        self.policy = policy
        (self.team,) = self.world.teams_named((policy.team,))
        self.team.use_priorities()  # behind all work for leads and customers
        return self

    def open(self) -> None:
        """Plan the meetings."""
        self.world.standing.keep("community", (self.policy, self.team.code), self.begin)

    def begin(self) -> Callable[[], None]:
        """Meetings fall due one after another; what ends that."""
        meetings = Rounds(self.meet)
        self.world.clock.every(self.policy.every, meetings.ring, self.world.until)

        def end() -> None:
            meetings.end()
            self.meeting = None
            self.keep_up(0.0)

        return end

    def meet(self) -> None:
        """A meeting falls due; while the last one still waits, members are on their own."""
        job = self.meeting
        if job is not None and job.waiting:
            self.keep_up(0.0)
        elif job is None or job.person is None:
            self.meeting = self.world.own_work.job(self.team, "community", self.policy.hours, self.held)
            self.team.submit(self.meeting)

    def held(self, job: Job) -> None:
        """A meeting has been held: those who are customers keep up what they can."""
        if job is self.meeting:
            self.meeting = None
            rules, members = self.parameters, float(len(self.accounts.present))
            self.keep_up(effect(members, job.hours, rules.strength, rules.half, rules.hosting))

    def keep_up(self, share: float) -> None:
        """Customers keep up a share of the missing use among themselves."""
        use = self.world.part(CustomerUse)
        if use is not None:
            use.keep_up(share)


def install(world: World, parameters: Community, policies: Mapping[str, Any]) -> None:
    """Bring customers together as the policy says."""
    assert world.contracts is not None
    contracts, policy = world.contracts, policies["community"]
    circle = world.lasting(Circle, lambda: Circle(world, contracts, parameters))
    if policy.hours > 0:
        world.hooks.run_opens.add(circle.follow(policy).open)


MECHANISM = Mechanism(
    name="community",
    title=Phrase("Community of members"),
    meaning=Phrase(
        "Customers who are brought together help one another and keep using what they bought, the more the more they are."
    ),
    group="customers",
    parameters=Community,
    effects=(
        Effect(
            "use that a customer keeps up by itself",
            "k + g (1 - k), g = strength n/(n + half) h/(h + hosting), n customers, h hours a meeting",
        ),
    ),
    claims=("D3",),
    needs=("policies.community", "offering"),
    policies={"community": CommunityPolicy},
    work={"community": Phrase("Host the community")},
    install=install,
    links=(Link("customers", "community", 1), Link("community", "use", 1), Link("community", "load", 1)),
)
