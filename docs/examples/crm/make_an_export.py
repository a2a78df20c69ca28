"""A made-up export of a CRM, from a firm whose numbers are known: leads.csv and history.csv in the working folder.

    python docs/examples/crm/make_an_export.py

Two years of a firm like the packaged one that differs from it in two numbers: more enquiries come by the web (220 a month, not
160), and fewer leads are worth developing (.30 in place of .40).
"""

import pandas as pd

import orgsim

STEPS = ["respond", "qualify", "develop", "close"]
DAY_0 = pd.Timestamp("2024-01-01")
CHANGES = {
    "scenario.horizon": "24 months",
    "sources.web.leads": "220 / month",
    "journey.qualify.outcomes.0.rate": 0.30,
    "journey.qualify.outcomes.1.rate": 0.70,
}


def dates(days: pd.Series) -> pd.Series:
    """Moments of a run as a CRM writes them."""
    return (DAY_0 + pd.to_timedelta(days, unit="D")).dt.floor("min")


log = orgsim.simulate(orgsim.load("b2b-saas", "the-model", CHANGES), seed=7).log
came = log[(log["kind"] == "arrival") & (log["end"] >= 0)]
won = log[(log["kind"] == "change") & (log["outcome"] == "customer")].set_index("case")
leads = pd.DataFrame(
    {
        "lead": came["case"],
        "source": came["entity"],
        "came": dates(came["end"]),
        "amount": came["case"].map(won["mrr"]).round(),
    }
)
worked = log["activity"].isin(STEPS) & log["case"].isin(leads["lead"]) & log["end"].notna()
done = log[(log["kind"] == "job") & worked]
history = pd.DataFrame(
    {
        "lead": done["case"],
        "step": done["activity"],
        "entered": dates(done["ready"]),
        "done": dates(done["end"]),
        "result": done["outcome"],
    }
)
leads.to_csv("leads.csv", index=False)
history.to_csv("history.csv", index=False)
