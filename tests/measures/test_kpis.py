"""The list of KPIs, and what is said of them."""

import re

from places import ROOT

from orgsim.measures.kpis import KPIS


def test_every_ratio_has_its_source_and_its_trap_in_the_docs() -> None:
    page = (ROOT / "docs" / "reference" / "kpis.md").read_text(encoding="utf-8")
    told = set(re.findall(r"`(\w+)`", page[page.index("## What the ratios mean") :]))
    own = {name for name, kpi in KPIS.items() if kpi.combined is not None and not kpi.combined.plain}
    assert own | {"cac", "cac_plain", "decisions_per_customer"} <= told


def test_only_a_quotient_of_two_sums_is_plain() -> None:
    for kpi in KPIS.values():
        if kpi.combined is not None and kpi.combined.plain:
            assert len(kpi.combined.parts) == 2
            assert float(kpi.combined.value(6.0, 4.0)) == 1.5
