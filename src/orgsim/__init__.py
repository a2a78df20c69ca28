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
    from orgsim.report.diagrams.diagram import Diagram, draw
    from orgsim.report.explanation.explain import Explanation, explain
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
    "Scenario": "orgsim.plan.scenario",
    "register": "orgsim.plan.registration",
    "simulate": "orgsim.study.run",
    "Run": "orgsim.study.run",
    "compare": "orgsim.study.compare",
    "attribute": "orgsim.study.attribution",
    "Attribution": "orgsim.study.attribution",
    "Study": "orgsim.study.compare",
    "forecast": "orgsim.study.forecast",
    "Forecast": "orgsim.study.forecast",
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
    "Diagram",
    "ExperimentPlan",
    "Explanation",
    "FirmState",
    "Forecast",
    "OrgsimError",
    "Run",
    "Scenario",
    "ScenarioError",
    "StaffStudy",
    "Study",
    "__version__",
    "attribute",
    "compare",
    "draw",
    "explain",
    "forecast",
    "load",
    "load_experiment",
    "moments",
    "register",
    "simulate",
    "staff",
    "state",
]


def __getattr__(name: str) -> Any:
    """Import a public name from its room when it is first asked for."""
    if name not in _ROOMS:
        raise AttributeError(f"module 'orgsim' has no attribute {name!r}")
    return getattr(import_module(_ROOMS[name]), name)


def __dir__() -> list[str]:
    """List the public names."""
    return sorted(__all__)
