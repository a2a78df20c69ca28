"""The facts of a scenario before it is run: which mechanisms act with which numbers, what is off, what is taken for granted."""

import math
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from orgsim.language import Language
from orgsim.language.phrases import say
from orgsim.mechanisms import MECHANISMS
from orgsim.mechanisms.outside import ORIGINS
from orgsim.mechanisms.shared.declaration import Effect, Mechanism, Status
from orgsim.plan.derived.bought_in import bought_in, bought_in_cost
from orgsim.plan.derived.contracts import contracts, leaving
from orgsim.plan.derived.in_force import acting, stated
from orgsim.plan.model.offering import Reorder
from orgsim.plan.scenario import Scenario
from orgsim.report.explanation.assumptions import (
    Assumption,
    assumed,
    of_contraction,
    of_customers,
    of_development,
    of_early_leaving,
    of_heirs,
    of_later,
    of_lists,
    of_prices,
    of_segment,
    of_skips,
    of_value,
)
from orgsim.report.explanation.beginning import of_firm
from orgsim.report.explanation.parameters import Parameter, PolicySetting, parameters, settings

STATUSES: tuple[Status, ...] = ("measured", "reported", "second-hand", "guess")


@dataclass(frozen=True)
class ScenarioFacts:
    """What there is to know about a scenario before it is run."""

    scenario: Scenario
    language: Language = "en"

    @cached_property
    def in_force(self) -> dict[str, Mechanism]:
        """The mechanisms that act, by name."""
        return acting(self.scenario)

    @cached_property
    def missing(self) -> dict[str, tuple[str, ...]]:
        """The mechanisms that do not act, by name, with what each would need; nothing for those that are switched off."""
        on = self.scenario.scenario.mechanisms
        return {
            name: tuple(need for need in mechanism.needs if not stated(self.scenario, need))
            if name in on
            else ()
            for name, mechanism in MECHANISMS.items()
            if name not in self.in_force
        }

    def parameters(self, mechanism: str) -> list[Parameter]:
        """The numbers of a mechanism in this scenario."""
        return parameters(self.scenario, MECHANISMS[mechanism])

    def settings(self, mechanism: str) -> list[PolicySetting]:
        """What the organization has decided about a mechanism."""
        return settings(self.scenario, MECHANISMS[mechanism])

    def acts_on(self, mechanism: str, effect: Effect) -> str:
        """What an effect of a mechanism touches; one from outside says it in the words of its package."""
        return effect.on if mechanism in ORIGINS else say(effect.on, self.language)

    @property
    def assumptions(self) -> list[Assumption]:
        """What is taken for granted."""
        pauses = any(one.pauses for one in self.scenario.journey.values())
        return [
            *self._of_day_0(),
            *assumed(self.in_force.values(), pauses),
            *self._of_customers(),
            *self._of_prices(),
            *self._of_development(),
            *self._of_value(),
        ]

    def _of_day_0(self) -> list[Assumption]:
        """What there is on day 0, where a firm exists."""
        return [] if self.scenario.firm is None else list(of_firm(self.scenario, self.scenario.firm))

    def _of_prices(self) -> list[Assumption]:
        """What is taken for granted of prices at renewals."""
        offering = self.scenario.offering
        if offering is None:
            return []
        life = self.scenario.customer
        less = None if life is None else life.contraction
        found = [] if less is None else [of_contraction(less.rate, less.share)]
        if isinstance(offering, Reorder) and offering.skips:
            found.append(of_skips(offering.skips, offering.after_a_skip))
        lists = len(self.scenario.price_lists)
        found += [of_lists(lists)] if lists else []
        found += [of_later(later.at, later.share_converting) for later in self.scenario.offerings]
        early = None if life is None else life.early_leaving
        found += [] if early is None else [of_early_leaving(early.rate, early.refund == "unused")]
        found += [] if early is None or not early.heirs else [of_heirs(early.heirs)]
        return found + of_prices((1 + offering.price_rise) ** 12 - 1, offering.first_term_discount)

    def _of_development(self) -> list[Assumption]:
        """What keeps the product at the market's standard, where the organization states no development."""
        hours, currency = bought_in(self.scenario), self.scenario.market.currency
        return [of_development(hours, bought_in_cost(self.scenario), currency)] if hours else []

    def _of_customers(self) -> list[Assumption]:
        """What is taken for granted of customers who decide to stay or to leave."""
        found, segments = contracts(self.scenario), self.scenario.segments
        if not any(math.isfinite(one.offering.term_days) for one in found):
            return []
        own = [name for name, one in segments.items() if one.churn is not None]
        rest = [] if own and len(own) == len(segments) else [of_customers(leaving(self.scenario))]
        return rest + [
            of_segment(name, segments[name].title, leaving(self.scenario, segments[name])) for name in own
        ]

    def _of_value(self) -> list[Assumption]:
        """What is taken for granted of customers behind the horizon, where something recurs."""
        head = self.scenario.scenario
        if not any(one.offering.paid_per_month for one in contracts(self.scenario)):
            return []
        return [of_value(head.horizon, head.discount_rate)]

    @property
    def statuses(self) -> dict[Status, int]:
        """How many numbers of the mechanisms in force have each status."""
        found = Counter(one.status for name in self.in_force for one in self.parameters(name))
        return {status: found[status] for status in STATUSES}

    @property
    def changed(self) -> int:
        """How many numbers of the mechanisms in force differ from their defaults."""
        return sum(one.changed for name in self.in_force for one in self.parameters(name))
