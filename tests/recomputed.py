"""Every KPI of a run once more in other code: `experiments/benchmark_kpis.py` as a module."""

import importlib.util
import sys
from types import ModuleType

from places import ROOT


def _experiment() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "benchmark_kpis", ROOT / "experiments" / "benchmark_kpis.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


benchmark = _experiment()
