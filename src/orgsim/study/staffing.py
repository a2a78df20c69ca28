"""A staffing study: its numbers, with the table and the words that tell them."""

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from orgsim.language import Language
from orgsim.measures.kpis import KPIS
from orgsim.plan.budget import payroll
from orgsim.study import staff_words
from orgsim.study.staff_answer import StaffAnswer
from orgsim.study.tables import made_by, plain

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False, repr=False)
class StaffStudy(StaffAnswer):
    """Divisions of people among teams, searched, and compared on fresh luck."""

    def table(self) -> "pd.DataFrame":
        """The short list, best first, one row per division and KPI: variant, a column of people per team, payroll (per year),
        kpi, mean, difference (from what "against" names: the selected division, or today's where there are two goals), low, high,
        unit, runs, state ("selected", "out", "open": not told from it; "on the front", "beaten")."""
        import pandas as pd

        # Teams that an organization has not are empty, and the others stay whole numbers.
        return pd.DataFrame(self._rows()).astype(dict.fromkeys(self._teams, "Int64"))

    def headline(self, language: Language = "en") -> str:
        """The answer in one sentence."""
        return staff_words.headline(self, language)

    def guarantee(self, language: Language = "en") -> str:
        """What is guaranteed, and on which runs it rests."""
        return staff_words.guarantee(self, language)

    def notes(self, language: Language = "en") -> tuple[str, ...]:
        """What a reader has to know: what was not reached, what the numbers rest on."""
        return tuple(staff_words.notes(self, language))

    def to_json(self) -> dict[str, Any]:
        """The whole answer as plain objects, ready for `json.dumps`; null where a number is undefined."""
        rows = [{key: plain(value) for key, value in row.items()} for row in self._rows()]
        found = self.selection
        zone = None if self.zone is None else {"asked": self.zone.asked, "amount": self.zone.amount}
        return {
            "orgsim": made_by(),
            "seed": self.seed,
            "complete": self.complete,
            "kpis": list(self.kpis),
            "best": None
            if found is None
            else {"variant": self.best.variant, "people": self.people(self.best)},
            "delta": zone,
            "reached": None
            if found is None
            else {"delta": self.reached, "behind": plain(found.behind), "selection": plain(found.zone)},
            "searched": {
                "possible": self.searched.possible,
                "counted": self.searched.counted,
                "tried": self.searched.tried,
                "runs": self.searched.runs,
            },
            "notes": list(self.notes()),
            "divisions": rows,
        }

    def __repr__(self) -> str:
        """What was divided, in one line."""
        return f"<StaffStudy of {', '.join(self.scenarios)}: {len(self.divisions)} divisions in the final, seed {self.seed}>"

    def _repr_html_(self) -> str:
        """Show the answer and the table in a notebook."""
        first = (self.headline(), self.guarantee(), staff_words.searched(self, "en"))
        said = "".join(f"<p>{escape(line)}</p>" for line in (*first, *self.notes()))
        return f"{said}{self.table().to_html(index=False)}"

    @property
    def _teams(self) -> list[str]:
        return list(dict.fromkeys(team for pool in self.pools.values() for team in pool.teams))

    def _rows(self) -> list[dict[str, Any]]:
        return [self._row(place, goal) for place in self.ranked() for goal in range(len(self.kpis))]

    def _row(self, place: int, goal: int) -> dict[str, Any]:
        division, kpi = self.divisions[place], KPIS[self.kpis[goal]]
        found = self.figure(place, goal)
        people = self.people(division)
        return {
            "variant": division.variant,
            **{team: people.get(team) for team in self._teams},
            "payroll": 12 * payroll(self.scenario(division)),
            "kpi": kpi.name,
            "mean": self.mean(place, goal).mean,
            "difference": found.mean,
            "against": "selected" if self.selection is not None else "today",
            "low": found.low,
            "high": found.high,
            "unit": kpi.unit.replace("money", self.currency, 1),
            "runs": self.runs[place],
            "state": self.state(place),
        }
