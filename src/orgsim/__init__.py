"""orgsim: simulate sales organizations under the same market and the same luck."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from orgsim.errors import OrgsimError, ScenarioError
    from orgsim.plan.experiment import ExperimentPlan, load_experiment
    from orgsim.plan.load import load
    from orgsim.plan.registration import register
    from orgsim.plan.scenario import Scenario
    from orgsim.plan.sweep import SweepPlan, load_sweep
    from orgsim.report.diagnosis.answer import Diagnosis, diagnose
    from orgsim.report.diagrams.diagram import Diagram, draw
    from orgsim.report.drawing.kept import figure
    from orgsim.report.explanation.explain import Explanation, explain
    from orgsim.report.next_hire.answer import NextHire, next_hire
    from orgsim.report.replay.replay import Replay, replay
    from orgsim.report.study.comparison import Comparison, compare
    from orgsim.report.study.staffing import StaffComparison, staff
    from orgsim.report.sweep.phase_map import PhaseMap, phase_map
    from orgsim.report.sweep.sweep import Sweep, sweep
    from orgsim.report.transition.answer import Transition, transition
    from orgsim.report.workbook import export
    from orgsim.setup.moments import moments
    from orgsim.setup.state import FirmState, state
    from orgsim.study.attribution import Attribution, attribute
    from orgsim.study.compare import Study
    from orgsim.study.forecast import Forecast, forecast
    from orgsim.study.ledger_care import LedgerContents, ledger, merge, prune
    from orgsim.study.run import Run, simulate
    from orgsim.study.staff import StaffStudy
    from orgsim.study.verify import Verification, verify

# The public names and the rooms they live in; imported on first use, so that `orgsim --help` stays quick.
_ROOMS = {
    "load": "orgsim.plan.load",
    "load_experiment": "orgsim.plan.experiment",
    "ExperimentPlan": "orgsim.plan.experiment",
    "load_sweep": "orgsim.plan.sweep",
    "SweepPlan": "orgsim.plan.sweep",
    "Scenario": "orgsim.plan.scenario",
    "register": "orgsim.plan.registration",
    "simulate": "orgsim.study.run",
    "Run": "orgsim.study.run",
    "compare": "orgsim.report.study.comparison",
    "Comparison": "orgsim.report.study.comparison",
    "attribute": "orgsim.study.attribution",
    "Attribution": "orgsim.study.attribution",
    "Study": "orgsim.study.compare",
    "sweep": "orgsim.report.sweep.sweep",
    "Sweep": "orgsim.report.sweep.sweep",
    "phase_map": "orgsim.report.sweep.phase_map",
    "PhaseMap": "orgsim.report.sweep.phase_map",
    "forecast": "orgsim.study.forecast",
    "Forecast": "orgsim.study.forecast",
    "next_hire": "orgsim.report.next_hire.answer",
    "NextHire": "orgsim.report.next_hire.answer",
    "transition": "orgsim.report.transition.answer",
    "Transition": "orgsim.report.transition.answer",
    "staff": "orgsim.report.study.staffing",
    "StaffComparison": "orgsim.report.study.staffing",
    "diagnose": "orgsim.report.diagnosis.answer",
    "Diagnosis": "orgsim.report.diagnosis.answer",
    "StaffStudy": "orgsim.study.staff",
    "ledger": "orgsim.study.ledger_care",
    "LedgerContents": "orgsim.study.ledger_care",
    "prune": "orgsim.study.ledger_care",
    "merge": "orgsim.study.ledger_care",
    "verify": "orgsim.study.verify",
    "Verification": "orgsim.study.verify",
    "figure": "orgsim.report.drawing.kept",
    "replay": "orgsim.report.replay.replay",
    "Replay": "orgsim.report.replay.replay",
    "export": "orgsim.report.workbook",
    "explain": "orgsim.report.explanation.explain",
    "Explanation": "orgsim.report.explanation.explain",
    "moments": "orgsim.setup.moments",
    "state": "orgsim.setup.state",
    "FirmState": "orgsim.setup.state",
    "draw": "orgsim.report.diagrams.diagram",
    "Diagram": "orgsim.report.diagrams.diagram",
    "OrgsimError": "orgsim.errors",
    "ScenarioError": "orgsim.errors",
}

__all__ = [
    "Attribution",
    "Comparison",
    "Diagnosis",
    "Diagram",
    "ExperimentPlan",
    "Explanation",
    "FirmState",
    "Forecast",
    "LedgerContents",
    "NextHire",
    "OrgsimError",
    "PhaseMap",
    "Replay",
    "Run",
    "Scenario",
    "ScenarioError",
    "StaffComparison",
    "StaffStudy",
    "Study",
    "Sweep",
    "SweepPlan",
    "Transition",
    "Verification",
    "__version__",
    "attribute",
    "compare",
    "diagnose",
    "draw",
    "explain",
    "export",
    "figure",
    "forecast",
    "ledger",
    "load",
    "load_experiment",
    "load_sweep",
    "merge",
    "moments",
    "next_hire",
    "phase_map",
    "prune",
    "register",
    "replay",
    "simulate",
    "staff",
    "state",
    "sweep",
    "transition",
    "verify",
]


def __getattr__(name: str) -> Any:
    """Import a public name from its room when it is first asked for."""
    if name not in _ROOMS:
        raise AttributeError(f"module 'orgsim' has no attribute {name!r}")
    return getattr(import_module(_ROOMS[name]), name)


def __dir__() -> list[str]:
    """List the public names."""
    return sorted(__all__)
