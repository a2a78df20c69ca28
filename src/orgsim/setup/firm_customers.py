"""Customers of day 0: since when they are customers, on which terms, and how likely each is to leave."""

from functools import cached_property
from operator import itemgetter

import numpy as np

from orgsim.elementary import beta_quantile_block, power
from orgsim.engine.contracts import Contracts
from orgsim.engine.deal import Deal
from orgsim.engine.entities import NOBODY, Account, Activity, Case
from orgsim.engine.start import CustomerThere
from orgsim.plan.derived.firm import steps_before
from orgsim.plan.model.firm import CustomersThere, Firm
from orgsim.randomness import Uint64s, purpose, uniforms
from orgsim.setup.firm_cases import FirmCases
from orgsim.units import DAYS_PER_YEAR

_PRONE = purpose("churn of a customer", "how likely a customer is to leave, where they differ")
_TENURE = purpose("customer tenure", "how long a customer of day 0 has been one")
_DAY = purpose("day in the term", "how much of its term is over for a customer of day 0")
_LEAST = 0.01
"""Days for which a customer has been one at the least: nobody of day 0 buys on it."""
_LIVES = 100
"""Products that are looked back on at most, where they have to be replaced."""
_RECENT = 20
"""Jobs for a customer that are remembered: what was known before them is overlaid by now."""


class FirmCustomers:
    """Draws the customers: since when, on which terms, and how likely each is to leave."""

    def __init__(self, cases: FirmCases, contracts: Contracts) -> None:
        self.cases = cases
        self.contracts = contracts
        self.scenario = cases.scenario
        assert self.scenario.firm is not None
        self.firm: Firm = self.scenario.firm
        stated = self.firm.customers
        self.stated = stated if isinstance(stated, CustomersThere) else None
        self.path = cases.done(steps_before(self.scenario, "customer"))

    def there(self) -> list[CustomerThere]:
        """All customers of day 0."""
        number = self.firm.customer_count
        segments = None if self.stated is None else self.stated.segment
        cases = self.cases.drawn("customer", number, "customer", segments, self._shares())
        keys = np.array([case.key for case in cases], dtype=np.uint64)
        tenures = self._tenures(keys)
        days = uniforms(keys, _DAY).tolist()
        price = self.contracts.price
        factors, price.factors = price.factors, ()  # nobody grants anything on what was agreed before day 0
        found = [self._customer(k, case, tenures[k], days[k]) for k, case in enumerate(cases)]
        price.factors = factors
        self._scale(found)
        self._prone(found, keys)
        return found

    def _shares(self) -> list[float]:
        """Of the segments, in the market's order."""
        segments = self.scenario.segments
        if self.firm.segments is not None:
            return [self.firm.segments.get(name, 0.0) for name in segments]
        return [segment.share for segment in segments.values()] or [1.0]

    def _tenures(self, keys: Uint64s) -> list[float]:
        if self.stated is not None and self.stated.since is not None:
            return [0.0 - day for day in self.stated.since]
        drawn: list[float] = self.firm.customer_tenure.quantiles(uniforms(keys, _TENURE)).tolist()
        return drawn

    def _customer(self, k: int, case: Case, tenure: float, day: float) -> CustomerThere:
        """The k-th customer; `day` is the share of its term that is over where nothing is stated of it."""
        stated = self.stated
        drawn = stated is None or stated.since is None
        deal = self._deal(k, case, 0)
        age, number = self._spread(k, deal, max(tenure, _LEAST), day, drawn), 0
        while deal.replaced is not None and age >= deal.replaced:
            age = age - deal.replaced if number < _LIVES else min(age % deal.replaced, deal.replaced - _LEAST)
            number += 1
            deal = self._deal(k, case, number)
        age = max(age, _LEAST)
        terms = 0 if deal.term is None else int(age // deal.term)
        self._since_then(case, deal, terms)
        account = Account(case, deal, self.path[-1].team if self.path else NOBODY, None, number)
        account.second_line = self._has_second_line(k) or case.segment in self.contracts.price.of_offering
        return CustomerThere(
            account,
            begun=0.0 - age,
            terms=terms,
            work=(*self.path, *self._cared(age, deal)),
            health=None if stated is None or stated.health is None else stated.health[k],
            owner=self._owners[k] if self._owners else k,
        )

    def _has_second_line(self, k: int) -> bool:
        stated = None if self.stated is None else self.stated.second_line
        return stated is not None and stated[k] != ""

    @cached_property
    def _owners(self) -> list[int]:
        """Numbers of those who keep the customers, where they are stated; whose owner has no name gets one in turn."""
        if self.stated is None or self.stated.owner is None:
            return []
        known = {name: k for k, name in enumerate(dict.fromkeys(name for name in self.stated.owner if name))}
        return [known.get(name, k) for k, name in enumerate(self.stated.owner)]

    def _spread(self, k: int, deal: Deal, tenure: float, day: float, drawn: bool) -> float:
        """Days since the purchase, of which the present term ends as it is stated or, where nothing is, on a day as likely as any
        other."""
        if deal.term is None:
            return tenure
        ends = None if self.stated is None or self.stated.term_ends is None else self.stated.term_ends[k]
        if ends is None:
            return (tenure // deal.term + day) * deal.term if drawn else tenure
        over = deal.term - min(ends, deal.term - _LEAST)
        terms = int(tenure // deal.term) if drawn else max(0, round((tenure - over) / deal.term))
        return float(terms * deal.term + over)

    def _deal(self, k: int, case: Case, number: int) -> Deal:
        price, stated = self.contracts.price, self.stated
        deal = price.deal(case, 0.0, number)
        if stated is None:
            return deal
        if case.segment in price.of_offering:
            return self._begun(k, case, deal)
        deal.beside = stated.beside(k)
        if stated.mrr is None:
            return deal
        terms = price.by_segment[case.segment]
        deal.mrr, deal.listed = max(0.0, stated.mrr[k] - deal.beside), terms.listed(0.0)[1]
        free = terms.mrr == 0  # a segment that pays nothing has terms all the same
        deal.term, deal.discount = (terms.term, terms.discount) if deal.mrr > 0 or free else (None, 0.0)
        return deal

    def _begun(self, k: int, case: Case, deal: Deal) -> Deal:
        """Of who began with the second line: what is stated for that, or all that is paid; the rest is for the offering."""
        stated, price = self.stated, self.contracts.price
        assert stated is not None
        all_of_it = deal.mrr if stated.mrr is None else stated.mrr[k]
        if self._has_second_line(k):
            deal.beside = stated.beside(k)
            deal.mrr = deal.beside if stated.mrr is None else max(all_of_it, deal.beside)
        else:
            deal.mrr = deal.beside = all_of_it
        deal.alone = deal.mrr <= deal.beside
        deal.listed = price.of_offering[case.segment].listed(0.0)[1] if not deal.alone else 0.0
        return deal

    def _since_then(self, case: Case, deal: Deal, terms: int) -> None:
        """What recurs is stated as it is on day 0; else it is the price and has risen at each renewal, and the discount of the
        first term is over after it; what is paid for the second line comes on top. The size of the deal is that by which the
        customer would buy again."""
        price = self.contracts.price
        if case.segment in price.of_offering:  # all that it pays is known, and has never risen
            return
        risen = power(price.by_segment[case.segment].rise, float(terms))
        full = risen if terms else 1 - deal.discount
        if self.stated is not None and self.stated.mrr is not None:
            if deal.listed > 0 and deal.mrr > 0:
                price.known[case.key] = deal.mrr / full / deal.listed
        elif terms:
            deal.mrr *= risen / (1 - deal.discount)
        if terms:
            deal.discount = 0.0
        deal.mrr += deal.beside
        deal.monthly = deal.monthly or (deal.term is None and deal.beside > 0)

    def _cared(self, age: float, deal: Deal) -> tuple[Activity, ...]:
        """What was done for a customer of so many days, the most recent last."""
        service = self.contracts.service
        plan, rhythm = service.plan, service.rhythm()
        rates: list[tuple[float, Activity]] = []
        if plan.incidents is not None:
            rates.append((plan.incidents[2], plan.incidents[0]))
        if plan.check_ins is not None and rhythm > 0:
            rates.append((1 / rhythm, plan.check_ins[0]))
        if plan.renewal is not None and deal.term is not None:
            rates.append((1 / deal.term, plan.renewal[0]))
        done = [
            ((how_often - k) / rate, place, activity)
            for place, (rate, activity) in enumerate(rates)
            if activity.team != NOBODY
            for how_often in [int(age * rate)]
            for k in range(min(how_often, _RECENT))
        ]
        recent = tuple(activity for _, _, activity in sorted(done, key=itemgetter(0, 1))[-_RECENT:])
        if plan.onboarding is None or plan.onboarding[0].team == NOBODY:
            return recent
        return (plan.onboarding[0], *recent)

    def _scale(self, found: list[CustomerThere]) -> None:
        """Scale all deals so that they come to the recurring revenue that is stated of all together; what is paid for the
        second line is as it is stated."""
        kept = [
            one.account.deal.beside if not one.account.deal.alone or self._has_second_line(k) else 0.0
            for k, one in enumerate(found)
        ]
        total = sum(one.account.deal.mrr - beside for one, beside in zip(found, kept, strict=True))
        if self.firm.mrr is None or not total > 0:
            return
        factor, price = (self.firm.mrr - sum(kept)) / total, self.contracts.price
        for one, beside in zip(found, kept, strict=True):
            deal = one.account.deal
            price.known[one.account.case.key] = price.size(one.account.case) * factor
            deal.mrr = (deal.mrr - beside) * factor + beside
            if deal.alone:
                deal.beside = deal.mrr

    def _prone(self, found: list[CustomerThere], keys: Uint64s) -> None:
        """How likely each is to leave, given that it has stayed so far: a beta distribution of the yearly chance stays one."""
        luck = uniforms(keys, _PRONE)
        years = np.array([one.terms * (one.account.deal.term or 0.0) / DAYS_PER_YEAR for one in found])
        segment = np.array([one.account.case.segment for one in found], dtype=np.intp)
        for code, chances in enumerate(self.contracts.plan.churn):
            own = segment == code
            for place in np.flatnonzero(own).tolist():
                found[place].account.churn = chances.mean
            for length in np.unique(years[own]).tolist() if chances.cv else ():
                alike, (leave, stay) = np.flatnonzero(own & (years == length)), chances.shapes
                drawn = beta_quantile_block(leave, stay + length, luck[alike])
                for place, chance in zip(alike.tolist(), drawn.tolist(), strict=True):
                    found[place].account.churn = chance
