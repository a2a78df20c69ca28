"""The words of causal loops: variables that mechanisms link, and the links that the flow of work itself makes."""

from orgsim.language.phrases import Phrase, within
from orgsim.mechanisms.shared.declaration import Link

VARIABLES: dict[str, Phrase] = {
    "leads": within("kpi", "Leads"),
    "load": Phrase("Load of the teams"),
    "waiting": Phrase("Waiting"),
    "won": Phrase("Deals won"),
    "win_rate": Phrase("Win rate"),
    "customers": Phrase("Customers"),
    "health": Phrase("Health of relations"),
    "churn": Phrase("Churn"),
    "revenue": Phrase("Recurring revenue"),
    "knowledge": Phrase("Knowledge of the customer"),
    "acquaintance": Phrase("Acquaintance with the customer"),
    "handoffs": Phrase("Handoffs"),
    "skill": Phrase("Skill"),
    "practice": Phrase("Practice"),
    "training": Phrase("Training"),
    "turnover": Phrase("Turnover"),
    "novices": Phrase("Novices"),
    "vacancies": Phrase("Vacancies"),
    "switching": Phrase("Switching of activities"),
    "pressure": Phrase("Pressure to reach the quota"),
    "soft": Phrase("Soft appointments"),
    "promises": Phrase("Over-promising"),
    "neglect": Phrase("Work that counts for no KPI left lying"),
    "meetings": Phrase("Hours in meetings"),
    "understanding": Phrase("Mutual understanding"),
    "rotation": Phrase("People away in other teams"),
    "reviews": Phrase("Strategy reviews"),
    "nurture": Phrase("Nurture touches"),
    "resting": Phrase("Leads at rest"),
    "returns": Phrase("Leads that return"),
    "care": Phrase("Check-ins held"),
    "referrals": Phrase("Referrals"),
    "word_of_mouth": Phrase("Word of mouth"),
    "reputation": Phrase("Reputation"),
    "stories": Phrase("Success stories"),
    "product": Phrase("Product quality"),
    "feedback": Phrase("Assured customer feedback"),
    "development": Phrase("Development hours"),
    "automation": Phrase("Automation"),
    "failures": Phrase("Service failures"),
    "trust": Phrase("Trust"),
    "bottleneck": Phrase("Strength of the bottleneck"),
    "cross_sales": Phrase("Sales of the other division's product"),
}
"""Every variable of a causal-loop diagram with its title."""

FLOW = (
    Link("leads", "load", 1),
    Link("load", "waiting", 1),
    Link("leads", "won", 1),
    Link("win_rate", "won", 1),
    Link("won", "customers", 1),
    Link("customers", "load", 1),
    Link("churn", "customers", -1),
    Link("customers", "revenue", 1),
)
"""What holds with no mechanism at all: queues, gates and the count of customers."""
