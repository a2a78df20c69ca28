"""One replication of one scenario: run it, check it, measure it, show it."""

from dataclasses import dataclass
from functools import partial
from html import escape
from typing import TYPE_CHECKING, Literal

from orgsim.errors import OrgsimError, unusable
from orgsim.events.attendance import attendance
from orgsim.events.log import EventLog
from orgsim.language.numbers import number
from orgsim.measures import conservation
from orgsim.measures.kpis import KPIS
from orgsim.measures.last_year import too_short
from orgsim.measures.persons import persons
from orgsim.measures.reading import read
from orgsim.measures.summary import Summary, summarize
from orgsim.measures.terms import by_age
from orgsim.plan.scenario import Scenario
from orgsim.setup.simulate import run
from orgsim.study.funnel import Period, funnel

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """One replication: what happened, and what it comes to."""

    scenario: Scenario
    events: EventLog
    summary: Summary

    @property
    def log(self) -> "pd.DataFrame":
        """The event log: one row per job and per change of a case, columns as in `orgsim.events.columns`."""
        return self.events.frame()

    def attendance(self) -> "pd.DataFrame":
        """The events that sources have held or called off, one row each: see `orgsim.events.attendance`."""
        return attendance(self.events)

    def people(self) -> "pd.DataFrame":
        """What each person has done over the days counted, one row each: team, person (number in the team), joined, left (days),
        duty_hours, hours, utilisation, jobs, share, decided, pass_rate, known, won, booked (see `orgsim.measures.persons`)."""
        import pandas as pd

        found = persons(read(self.events))
        names = self.events.names.teams
        return pd.DataFrame(found | {"team": [names[code] for code in found["team"].tolist()]})

    def kpis(self, period: Literal["total", "last year", "month"] = "total") -> "pd.DataFrame":
        """The KPIs over the days counted, or over the last 12 months of them (see `orgsim.measures.last_year`): one row per KPI
        (`kpi`, `value`, `unit`); or monthly, one row per month.

        Raises OrgsimError for any other period, and for the last year of a run of less than 24 months after its warm-up.
        """
        import pandas as pd

        from orgsim.measures.monthly import monthly

        if period == "month":
            return monthly(self.events)
        if period not in ("total", "last year"):
            raise unusable(
                'period is {period}; it must be "total", "last year" or "month"', period=repr(period)
            )
        values, year = self.summary.kpis, self.summary.last_year
        if period == "last year":
            if year is None:
                raise OrgsimError(too_short(self.events.facts.horizon - self.events.facts.warm_up))
            values = year.kpis
        units = [KPIS[name].unit for name in values]
        return pd.DataFrame({"kpi": list(values), "value": list(values.values()), "unit": units})

    def funnel(self, period: Period = "total") -> "pd.DataFrame":
        """The funnel as a chain: one row per period in which leads arrived ("total", "quarter" or "month") and step, the last
        step being the purchase. came, contacted, passed: leads; contact_rate × pass_rate = rate, and over the steps the
        rates multiply to the last one, won / leads; reproposal_rate; days: mean from arrival to the first contact.

        Raises OrgsimError for any other period.
        """
        counts = self.summary.funnel.items()
        values = {f"funnel.{step}.{name}": count for step, row in counts for name, count in row.items()}
        return funnel(values, self.summary.series, period)

    def churn(self) -> "pd.DataFrame":
        """Customers lost by age of the contract: class (of terms: short below 8 months, year below 18, long), age (how many
        terms had ended, the last age open), due, lost, churn = lost / due, survival; ages with decisions only."""
        import pandas as pd

        return pd.DataFrame(by_age(self.summary.parts))

    def _repr_html_(self) -> str:
        """Show the KPIs in a notebook."""
        facts = self.events.facts
        head = f"<h4>{escape(self.scenario.name)}: seed {facts.seed}, replication {facts.replication}</h4>"
        table = self.kpis().dropna().to_html(index=False, float_format=partial(number, language="en"))
        return f"{head}<p>{number(len(self.events), 'en')} rows in the event log</p>{table}"


def simulate(scenario: Scenario, seed: int = 1, replication: int = 0) -> Run:
    """Run a scenario once; the same scenario, seed and replication give the same event log, byte for byte.

    Raises an error when the leads of the log do not add up, which would be a fault of orgsim itself.
    """
    events = run(scenario, seed, replication)
    conservation.check(events)
    return Run(scenario, events, summarize(events))
