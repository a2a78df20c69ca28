"""The words of causal loops: variables that mechanisms link, and the links that the flow of work itself makes."""

from orgsim.fields import Title
from orgsim.mechanisms.shared.declaration import Link

VARIABLES: dict[str, Title] = {
    "leads": Title(en="Leads", ja="リード数"),
    "load": Title(en="Load of the teams", ja="チームの負荷"),
    "waiting": Title(en="Waiting", ja="待ち時間"),
    "won": Title(en="Deals won", ja="受注数"),
    "win_rate": Title(en="Win rate", ja="受注率"),
    "customers": Title(en="Customers", ja="顧客数"),
    "health": Title(en="Health of relations", ja="顧客関係の健全度"),
    "churn": Title(en="Churn", ja="解約"),
    "revenue": Title(en="Recurring revenue", ja="経常収益"),
    "knowledge": Title(en="Knowledge of the customer", ja="顧客についての知識"),
    "handoffs": Title(en="Handoffs", ja="引き継ぎ"),
    "skill": Title(en="Skill", ja="習熟度"),
    "practice": Title(en="Practice", ja="経験"),
    "training": Title(en="Training", ja="研修"),
    "turnover": Title(en="Turnover", ja="離職"),
    "novices": Title(en="Novices", ja="新人"),
    "vacancies": Title(en="Vacancies", ja="欠員"),
    "switching": Title(en="Switching of activities", ja="作業の切り替え"),
    "pressure": Title(en="Pressure to reach the quota", ja="目標達成への圧力"),
    "soft": Title(en="Soft appointments", ja="見込みの薄い商談"),
    "promises": Title(en="Over-promising", ja="過剰な約束"),
    "neglect": Title(en="Work that counts for no KPI left lying", ja="KPI外の仕事の後回し"),
    "meetings": Title(en="Hours in meetings", ja="会議の時間"),
    "understanding": Title(en="Mutual understanding", ja="相互理解"),
    "rotation": Title(en="People away in other teams", ja="他チームへの派遣"),
    "reviews": Title(en="Strategy reviews", ja="戦略レビュー"),
    "nurture": Title(en="Nurture touches", ja="ナーチャリング接触"),
    "resting": Title(en="Leads at rest", ja="保留中のリード"),
    "returns": Title(en="Leads that return", ja="戻ってくるリード"),
    "care": Title(en="Check-ins held", ja="定期フォローの実施"),
    "referrals": Title(en="Referrals", ja="紹介"),
    "word_of_mouth": Title(en="Word of mouth", ja="口コミ"),
    "reputation": Title(en="Reputation", ja="評判"),
    "stories": Title(en="Success stories", ja="成功事例"),
    "product": Title(en="Product quality", ja="製品の品質"),
    "feedback": Title(en="Assured customer feedback", ja="精査された顧客の声"),
    "development": Title(en="Development hours", ja="開発の時間"),
    "automation": Title(en="Automation", ja="自動化"),
    "failures": Title(en="Service failures", ja="サービスの失敗"),
    "trust": Title(en="Trust", ja="信頼"),
    "bottleneck": Title(en="Strength of the bottleneck", ja="ボトルネックの強さ"),
    "cross_sales": Title(en="Sales of the other division's product", ja="他部門製品の販売"),
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
