"""Hooks: every moment of a run at which a mechanism may act, in the order in which a lead, later a customer, passes them.

Four kinds, and no fifth way. `observe`: told what happens, changes nothing of it. `change`: may change what is said of the
moment, one after the other. `effect`: a number; those of all mechanisms are summed, or multiplied. `choose`: at most one
mechanism answers. At each moment mechanisms act in the order of the one list in `orgsim.mechanisms`.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Generic, Literal, TypeVar

from orgsim.engine.entities import Account, Case, Duty, Job, Outcome, Person, Reason
from orgsim.engine.past import Past
from orgsim.errors import OrgsimError

C = TypeVar("C", bound=Callable[..., Any])
Kind = Literal["observe", "change", "effect", "choose"]
Place = Literal["run", "team", "activity"]


@dataclass(frozen=True, slots=True)
class Act(Generic[C]):
    """What one mechanism does at a moment, and where."""

    by: str
    call: C
    at: frozenset[int] | None
    """Codes of the teams or activities; None for all."""


@dataclass(slots=True)
class Moment(Generic[C]):
    """A moment: what it means, who comes to it and who acts."""

    kind: Kind
    meaning: str
    caller: str
    """Module of the engine, or mechanism, that comes to it."""
    place: Place = "run"
    """Whether acts can be limited to some teams, or to some activities."""
    name: str = ""
    acts: list[Act[C]] = field(default_factory=list)
    chosen: C | None = None
    """Who answers wherever it is, once the list is closed; None for nobody."""
    _hooks: "Hooks | None" = None
    _calls: tuple[C, ...] = ()
    """What is called wherever it is, once the list is closed."""

    def add(self, call: C, at: Collection[int] | None = None) -> None:
        """Let the mechanism that is being installed act here, `at` some teams or activities (codes) or at all.

        Raises OrgsimError when the run has begun, when nobody can act here at some places alone, and when somebody else is
        chosen here already.
        """
        assert self._hooks is not None
        if self._hooks.closed:
            raise OrgsimError(f"{self.name}: nobody can begin to act once the run has begun")
        if at is not None and self.place == "run":
            raise OrgsimError(
                f"{self.name}: it is the same moment for all teams and activities; leave out `at`"
            )
        places = None if at is None else frozenset(at)
        act = Act(self._hooks.installing, call, places)
        if self.kind == "choose":
            for other in self.acts:
                if places is None or other.at is None or places & other.at:
                    raise OrgsimError(f"{act.by} and {other.by} cannot both choose at {self.name}")
        self.acts.append(act)

    def close(self) -> None:
        """Nobody comes to it any more; from now on it can be asked."""
        self._calls = tuple(act.call for act in self.acts)
        self.chosen = self._calls[0] if self._calls else None

    def calls(self, code: int) -> tuple[C, ...]:
        """What is called at one team or activity, in order."""
        return tuple(act.call for act in self.acts if act.at is None or code in act.at)

    def chosen_at(self, code: int) -> C | None:
        """Who answers at one team or activity; None for nobody."""
        return next(iter(self.calls(code)), None)

    def __iter__(self) -> Iterator[C]:
        """What is called wherever it is, in order."""
        return iter(self._calls)

    def __bool__(self) -> bool:
        """Whether anybody acts."""
        return bool(self._calls)


def _moment(kind: Kind, meaning: str, caller: str, place: Place = "run") -> Any:
    return field(default_factory=lambda: Moment(kind, meaning, caller, place))


def observe(meaning: str, caller: str, place: Place = "run") -> Any:
    """A moment of which mechanisms are told; they change nothing of it."""
    return _moment("observe", meaning, caller, place)


def change(meaning: str, caller: str, place: Place = "run") -> Any:
    """A moment at which mechanisms may change what it is about, one after the other."""
    return _moment("change", meaning, caller, place)


def effect(meaning: str, caller: str, place: Place = "run") -> Any:
    """A moment at which mechanisms give numbers that are added up or multiplied."""
    return _moment("effect", meaning, caller, place)


def choose(meaning: str, caller: str, place: Place = "run") -> Any:
    """A moment at which one mechanism at most says what is done."""
    return _moment("choose", meaning, caller, place)


@dataclass(slots=True)
class Hooks:
    """Every moment of a run, in the order in which a lead, later a customer, passes them."""

    installing: str = ""
    """The mechanism that is being installed, whose acts are entered in its name."""
    closed: bool = False
    """Whether the list is closed, so that the engine may hold plain tuples of it."""

    run_opens: Moment[Callable[[], None]] = observe(
        "An organization begins, on day 0, when nobody has joined yet, or when it takes over: what comes round regularly is "
        "planned (see `World.standing`).",
        "world, reorganization",
    )
    person_joins: Moment[Callable[[Person], None]] = observe(
        "Somebody has joined a team and has not begun a job.", "teams", "team"
    )
    person_moves: Moment[Callable[[Person, Person], None]] = observe(
        "Somebody has joined who worked in another team before, as the first of the two; told before that.",
        "transfers, strategy",
    )
    people_move: Moment[Callable[[Mapping[Person, int]], None]] = observe(
        "An organization has taken over: where everybody goes who changes teams (codes); nobody has moved yet.",
        "reorganization",
    )
    person_idle: Moment[Callable[[Person], Job | None]] = choose(
        "Somebody on duty has no duty and nothing waits: the job they do meanwhile, or none.", "teams", "team"
    )
    person_leaves: Moment[Callable[[Person], None]] = observe(
        "Somebody is gone; told before the log notes it, so that who moves has joined before having left.",
        "teams",
        "team",
    )
    case_there: Moment[Callable[[Past], None]] = observe(
        "A lead or customer is there on day 0, everyone has joined, and what comes next for it is planned by the engine.",
        "start",
    )
    event_held: Moment[Callable[[int, int], None]] = observe(
        "An event has taken place, and its leads are there: the entity of the leads, and the event's number.",
        "sources",
    )
    event_gate: Moment[Callable[[int, float], float]] = effect(
        "An event of a source is held, prepared by an activity (code; -1 by none): log-odds that who came becomes a lead, of "
        "whom a share does in the reference; summed.",
        "sources",
    )
    job_starts: Moment[Callable[[Job], None]] = change(
        "A person begins a job, and the case is not theirs yet: the job's staff hours, its slowness.",
        "teams",
        "team",
    )
    job_paused: Moment[Callable[[Job, float], None]] = observe(
        "A job is put aside, for urgent work or until its next sitting, after so many staff hours since it was begun or "
        "taken up.",
        "pausing",
        "team",
    )
    job_resumed: Moment[Callable[[Job, float], None]] = change(
        "A job that was put aside is taken up again, perhaps by another person, after so many staff hours in all, and the "
        "case is not theirs yet: the job's staff hours.",
        "pausing",
        "team",
    )
    job_ends: Moment[Callable[[Job], None]] = observe(
        "A job is done, and nothing has followed from it.", "teams", "team"
    )
    own_work_ends: Moment[Callable[[Job], None]] = observe(
        "A job of the organization for itself is done and noted.", "own_work"
    )
    touch_reaches: Moment[Callable[[Job], bool]] = choose(
        "A touch is made of somebody at rest, lost or gone, or of a customer: whether it reaches them; one that does not "
        "decides nothing.",
        "nurture, neglected",
    )
    gate: Moment[Callable[[Job], float]] = effect(
        "A gate decides on a job: log-odds of the better outcomes, summed; a column of the log.",
        "gates",
        "activity",
    )
    gate_daily: Moment[Callable[[int], float]] = effect(
        "The same from stocks alone, by the activity's code: looked up by the first decision of a day.",
        "gates",
        "activity",
    )
    gate_decided: Moment[Callable[[Job, Outcome, Sequence[float]], None]] = observe(
        "An outcome is drawn and logged, with the effects that moved it.", "gates", "activity"
    )
    outcome_taken: Moment[Callable[[Job, Outcome], bool]] = choose(
        "An outcome is about to be followed. True where somebody's job comes first (an approval), after which they let it be "
        "followed by `Journey.follow`: this outcome of the activity, or another.",
        "journey, cross_selling",
        "activity",
    )
    handoff: Moment[Callable[[int, int], tuple[float, float]]] = choose(
        "A case goes from a team to another (codes): elapsed days and staff hours that takes, as the day's first such handoff "
        "finds it.",
        "journey",
    )
    handoff_friction: Moment[Callable[[int, int], float]] = effect(
        "Factor on what a handoff from a team to another takes; multiplied.", "handoff"
    )
    knowledge_kept: Moment[Callable[[float, int, int], float]] = choose(
        "A case changes teams: share of what is known that is kept, where the records keep the share given.",
        "knowledge",
    )
    record_kept: Moment[Callable[[Case], float]] = choose(
        "A case changes hands: share of what would be kept that is, by how well the record of this case has been kept.",
        "knowledge",
    )
    job_fails: Moment[Callable[[Case], None]] = observe(
        "A job for a lead or customer has failed.", "failures"
    )
    journey_ends: Moment[Callable[[Case, Reason], None]] = observe(
        "A lead has come to rest, is lost or has bought; a customer has left, or comes back to replace what it bought.",
        "journey, contracts",
    )
    price: Moment[Callable[[Case], float]] = effect("A price is agreed on: factors, multiplied.", "deals")
    customer_begins: Moment[Callable[[Account], None]] = observe(
        "A relation has begun: signed, paid for the first time, onboarding ordered.", "contracts"
    )
    onboarded: Moment[Callable[[Account, float], None]] = observe(
        "Onboarding is finished, so many elapsed days after its target (below 0: before it).", "service"
    )
    answered: Moment[Callable[[Account, float], None]] = observe(
        "An incident is answered, so many elapsed days after its target.", "service"
    )
    check_in_rhythm: Moment[Callable[[], float]] = choose(
        "Elapsed days between two check-ins; who says so tells by itself which are missed.", "service"
    )
    check_in_skipped: Moment[Callable[[Account], bool]] = choose(
        "A check-in falls due: whether it is left out.", "service"
    )
    check_in_held: Moment[Callable[[Account, Job], None]] = observe(
        "A check-in has been held, and has sold nothing yet.", "service"
    )
    check_in_sells: Moment[Callable[[Account], bool]] = choose(
        "A planned check-in has been held: whether it may sell more.", "service"
    )
    customer_met: Moment[Callable[[Account, Job, Duty], None]] = observe(
        "Somebody has met a customer in onboarding, an answer or the talk before the term ends, by this job; a check-in is a "
        "moment of its own.",
        "service",
    )
    cared_for: Moment[Callable[[Account], None]] = observe(
        "Work for a customer is finished (onboarding, an answer, a talk): by somebody who knows it, or not.",
        "service",
    )
    service_missed: Moment[Callable[[Account, Duty], None]] = observe(
        "Something owed to a customer will not be done: an answer, a check-in, the talk before the term ends.",
        "service, care",
    )
    owner_left: Moment[Callable[[Case], None]] = observe(
        "Who keeps a case leaves a team that does something for customers, of which it may be one.", "teams"
    )
    stay: Moment[Callable[[Account], float]] = effect(
        "A customer decides: log-odds of staying, and of buying more, summed; a column of the log.",
        "contracts",
    )
    stay_alone: Moment[Callable[[Account], float]] = effect(
        "A customer decides whether to stay: log-odds, summed; a column of the log.", "contracts"
    )
    buy_more: Moment[Callable[[Account], float]] = effect(
        "A check-in may sell more: log-odds of that alone, summed.", "contracts"
    )
    decided: Moment[Callable[[Account, bool, float], None]] = observe(
        "A customer has decided whether to stay (True), with the chance of leaving it would have had in the reference.",
        "contracts",
    )
    renewed: Moment[Callable[[Account], None]] = observe(
        "A customer stays, and the next term has begun.", "contracts"
    )
    added: Moment[Callable[[Account, int, int, float], None]] = observe(
        "A customer has taken more in mid-term: from which team (code), as which outcome (code), and its first-year value.",
        "contracts",
    )
    sold_more: Moment[Callable[[Account], None]] = observe(
        "A customer has bought the line that it did not have.", "cross_selling"
    )
    inherited: Moment[Callable[[Account], None]] = observe(
        "An heir has taken over a contract, which goes on.", "contracts"
    )
    customer_ends: Moment[Callable[[Account], None]] = observe(
        "A relation has ended, and what waited for the customer is cancelled.", "contracts"
    )

    def __post_init__(self) -> None:
        """Tell each moment its name."""
        for moment in self.moments():
            moment._hooks = self

    def close(self) -> None:
        """Close the list: from now on moments are asked, and nobody can begin to act."""
        self.closed, self.installing = True, ""
        for moment in self.moments():
            moment.close()

    def moments(self) -> list[Moment[Any]]:
        """All moments in their order."""
        found = []
        for one in fields(self):
            value = getattr(self, one.name)
            if isinstance(value, Moment):
                value.name = one.name
                found.append(value)
        return found
