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
    from orgsim.report.explanation.explain import Explanation, explain
    from orgsim.report.next_hire.answer import NextHire, next_hire
    from orgsim.report.sweep.phase_map import PhaseMap, phase_map
    from orgsim.report.sweep.sweep import Sweep, sweep
    from orgsim.report.transition.answer import Transition, transition
    from orgsim.setup.moments import moments
    from orgsim.setup.state import FirmState, state
    from orgsim.study.attribution import Attribution, attribute
    from orgsim.study.compare import Study, compare
    from orgsim.study.forecast import Forecast, forecast
    from orgsim.study.run import Run, simulate
    from orgsim.study.staff import StaffStudy, staff

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
    "compare": "orgsim.study.compare",
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
    "diagnose": "orgsim.report.diagnosis.answer",
    "Diagnosis": "orgsim.report.diagnosis.answer",
    "staff": "orgsim.study.staff",
    "StaffStudy": "orgsim.study.staff",
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
    "Diagnosis",
    "Diagram",
    "ExperimentPlan",
    "Explanation",
    "FirmState",
    "Forecast",
    "NextHire",
    "OrgsimError",
    "PhaseMap",
    "Run",
    "Scenario",
    "ScenarioError",
    "StaffStudy",
    "Study",
    "Sweep",
    "SweepPlan",
    "Transition",
    "__version__",
    "attribute",
    "compare",
    "diagnose",
    "draw",
    "explain",
    "forecast",
    "load",
    "load_experiment",
    "load_sweep",
    "moments",
    "next_hire",
    "phase_map",
    "register",
    "simulate",
    "staff",
    "state",
    "sweep",
    "transition",
]


def __getattr__(name: str) -> Any:
    """Import a public name from its room when it is first asked for."""
    if name not in _ROOMS:
        raise AttributeError(f"module 'orgsim' has no attribute {name!r}")
    return getattr(import_module(_ROOMS[name]), name)


def __dir__() -> list[str]:
    """List the public names."""
    return sorted(__all__)
