"""The customers' side of a plan, as the engine meets it: contracts, prices, what is done for customers."""

import math
from collections.abc import Sequence
from dataclasses import replace

from orgsim.elementary import log, power
from orgsim.engine.accounts import Accounts
from orgsim.engine.contract_plan import ContractPlan, Mortality, Shrinking, Skipping, Upsell
from orgsim.engine.contracts import Contracts
from orgsim.engine.deals import Price, Terms
from orgsim.engine.entities import NOBODY, Activity, Duty
from orgsim.engine.hooks import Hooks
from orgsim.engine.journey import Journey
from orgsim.engine.offering_change import Conversion, LaterPrice
from orgsim.engine.service import Service, ServicePlan
from orgsim.engine.world import SecondLine
from orgsim.events.columns import ContractFacts
from orgsim.events.outcomes import CONTRACTED, CONVERTED, INHERITED, MOVED_IN, NEGLECTED, SKIPPED, UNREACHED
from orgsim.plan.derived.contracts import contracts, early_hazard, giving_up_hazard
from orgsim.plan.derived.routes import POOL, entry
from orgsim.plan.derived.stages import stages
from orgsim.plan.model.customer import CustomerLife, EarlyLeaving
from orgsim.plan.model.offering import LaterOffering, Offering, Reorder
from orgsim.plan.model.second_line import Meeting
from orgsim.plan.scenario import Scenario
from orgsim.setup.market_changes import market_changes
from orgsim.setup.sources import entity_of
from orgsim.units import DAYS_PER_YEAR, MONTH


def build_contracts(
    scenario: Scenario, journey: Journey, hooks: Hooks, activities: dict[str, Activity], codes: dict[str, int]
) -> Contracts | None:
    """The contracts of a run, with the codes of outcomes in its log; None where nothing is sold."""
    if scenario.offering is None:
        return None
    life, segments = scenario.customer or CustomerLife(), list(scenario.segments.values())
    found, kind = contracts(scenario), LaterPrice if scenario.offerings else Price
    price = kind(
        terms_of(scenario.offering),
        scenario.offering.deal_size.build(),
        [segment.size for segment in segments] or [1.0],
        [terms_of(one.offering, () if one.later else one.lists) for one in found],
        {code: terms_of(one.later, one.lists) for code, one in enumerate(found) if one.later is not None},
    )
    if isinstance(price, LaterPrice):
        (later,) = scenario.offerings
        price.later = [_later(one, later) for one in price.by_segment]
        price.conversion = Conversion(later.at, later.share_converting, codes[CONVERTED])
    accounts = Accounts(journey.clock, journey.until)
    service = Service(accounts, journey, hooks, _service_plan(life, activities))
    return Contracts(journey, hooks, price, _contract_plan(scenario, activities, codes), service)


def _contract_plan(
    scenario: Scenario, activities: dict[str, Activity], codes: dict[str, int]
) -> ContractPlan:
    life = scenario.customer or CustomerLife()
    upsell, contracted = life.upsell, codes.get(CONTRACTED, NOBODY)
    return ContractPlan(
        churn=[one.churn for one in contracts(scenario)],
        notice=None if life.renewal is None else life.renewal.notice,
        upsell=None
        if upsell is None
        else Upsell(
            upsell.rate, upsell.value, None if upsell.activity is None else activities[upsell.activity]
        ),
        segment_odds=[log(segment.churn_odds) for segment in scenario.segments.values()] or [0.0],
        shifts=market_changes(
            ((shock, shock.churn_odds) for shock in scenario.shocks.values() if shock.churn_odds != 1),
            log_odds=True,
        ),
        entries={entity_of(scenario, name): activities[entry(scenario, name)] for name in scenario.sources},
        work=frozenset(activities[name].code for name in life.activities()),
        shrinking=None
        if life.contraction is None
        else Shrinking(life.contraction.rate, life.contraction.share, contracted),
        mortality=None if life.early_leaving is None else _mortality(scenario, life.early_leaving, codes),
        skipping=_skipping(scenario.offering, codes.get(SKIPPED, NOBODY)),
    )


def _skipping(offering: Offering | None, code: int) -> Skipping | None:
    if not isinstance(offering, Reorder) or not offering.skips:
        return None
    return Skipping(offering.skips, offering.after_a_skip, code)


def _mortality(scenario: Scenario, early: EarlyLeaving, codes: dict[str, int]) -> Mortality:
    hazard = giving_up_hazard(scenario) / DAYS_PER_YEAR
    return Mortality(hazard, early.refund == "unused", early.heirs, codes.get(INHERITED, NOBODY))


def _service_plan(life: CustomerLife, activities: dict[str, Activity]) -> ServicePlan:
    onboarding, incidents, check_ins, renewal = life.onboarding, life.incidents, life.check_ins, life.renewal
    return ServicePlan(
        onboarding=None if onboarding is None else (activities[onboarding.activity], onboarding.target),
        incidents=None
        if incidents is None
        else (activities[incidents.activity], incidents.target, incidents.rate),
        check_ins=None if check_ins is None else (activities[check_ins.activity], check_ins.every),
        renewal=None if renewal is None else (activities[renewal.activity], renewal.notice),
    )


def terms_of(offering: Offering, lists: Sequence[tuple[float, Offering]] = ()) -> Terms:
    """What an offering asks of a customer of size 1, and from which days on with another price."""
    lasts, term = offering.lifetime, offering.term_days
    return Terms(
        once=offering.paid_at_once,
        mrr=offering.paid_per_month,
        term=term if math.isfinite(term) else None,
        monthly=offering.billed_monthly,
        uptake=offering.uptake,
        lasts=None if lasts is None else lasts.build(),
        loyalty=offering.return_share,
        margin=offering.margin,
        rise=power(1 + offering.price_rise, term / MONTH) if math.isfinite(term) else 1.0,
        discount=offering.first_term_discount,
        placed=offering.placed,
        lists=tuple((day, then.paid_at_once, then.paid_per_month) for day, then in lists),
    )


def _later(terms: Terms, later: LaterOffering) -> Terms:
    """What a subscription asks that follows a licence of some terms: term, rises and discount are those of maintenance."""
    return replace(terms, once=0.0, mrr=later.price, uptake=1.0, lasts=None, loyalty=1.0, offering=1)


def words_of(scenario: Scenario) -> tuple[str, ...]:
    """Words of the log that only some markets need."""
    life = scenario.customer or CustomerLife()
    heirs = life.early_leaving is not None and life.early_leaving.heirs > 0
    moved = any(team.ramp for one in scenario.reorganizations for team in one.organization.teams.values())
    return (
        *((CONTRACTED,) if life.contraction else ()),
        *((INHERITED,) if heirs else ()),
        *((MOVED_IN,) if moved else ()),
        *((UNREACHED,) if POOL in scenario.journey and scenario.journey[POOL].reach is not None else ()),
        *((CONVERTED,) if scenario.offerings else ()),
        *((NEGLECTED,) if any(stage.plan.policies.neglected for stage in stages(scenario)) else ()),
        *((SKIPPED,) if isinstance(scenario.offering, Reorder) and scenario.offering.skips else ()),
    )


def contract_facts(scenario: Scenario) -> ContractFacts:
    """What a reader of the log has to know of contracts."""
    offers, offering = [one.offering for one in contracts(scenario)], scenario.offering
    if offering is None:
        return ContractFacts()
    terms = tuple(offer.term_days for offer in offers)
    early = None if scenario.customer is None else scenario.customer.early_leaving
    bills = tuple(
        min(MONTH, offer.term_days) if offer.billed_monthly else offer.term_days for offer in offers
    )
    return ContractFacts(
        terms=() if set(terms) == {offering.term_days} else terms,
        rise=offering.price_rise,
        discount=offering.first_term_discount,
        early=early_hazard(scenario),
        refund=early is None or early.refund == "unused",
        bills=() if early is None else bills,
        later=min((one.at for one in scenario.offerings), default=math.inf),
    )


def second_line(scenario: Scenario, activities: dict[str, Activity]) -> SecondLine | None:
    """What another division sells; None where none does."""
    line = scenario.second_line
    if line is None:
        return None
    offering = None if line.offering_activity is None else activities[line.offering_activity]
    return SecondLine(
        activities[line.activity],
        line.once,
        line.price,
        at_purchase="purchase" in line.talks,
        at=frozenset(duty for meeting, duty in _DUTIES.items() if meeting in line.talks),
        offering=offering,
        learning=line.learning,
        rates={activities[name].code: _sold(scenario, name) for name in line.activities},
    )


def _sold(scenario: Scenario, activity: str) -> float:
    """Share of those who come to an activity who buy there, by the market's rates."""
    return sum(way.rate for way in scenario.journey[activity].outcomes if way.to == "customer")


_DUTIES: dict[Meeting, Duty] = {
    "onboarding": Duty.ONBOARDING,
    "answer": Duty.ANSWER,
    "check_in": Duty.CHECK_IN,
    "renewal_talk": Duty.RENEWAL_TALK,
}
"""After which of what is owed to a customer it is met."""
