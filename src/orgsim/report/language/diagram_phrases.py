"""The phrases of diagrams in Japanese, by their English wording."""

DIAGRAMS = {
    "{organization}, {market}": "{organization}・{market}",
    # flow
    "Process flow: {scenario}": "業務の流れ：{scenario}",
    (
        "Percentages are the base rates of the market: of leads that come for the first time, served at once by "
        "trained people who know all that was learned. Behind them: the mean time until the lead is there."
    ): (
        "割合は市場の基準率です。初めて来たリードに、習熟した人が、それまでに分かったことをすべて知ったうえで、すぐに対応した場合のものです。"
        "その後ろは、次に着くまでの平均日数です。"
    ),
    (
        "Thick arrows: handoffs between teams. Dashed boxes: work that nobody does. Dashed arrows: leads gone cold "
        "in a queue, steps left out, and work for sources."
    ): (
        "太い矢印はチーム間の引き継ぎ。破線の箱は担当のいない仕事。"
        "破線の矢印は、待つ間に冷めたリード、省かれる段階、獲得経路のための仕事です。"
    ),
    "{count} leads a month": "月{count}件",
    "{every}, {count} leads": "{every}に{count}件",
    "{count} recorded leads": "記録された{count}件",
    "{count} a month for each customer": "1顧客あたり月{count}件",
    "{rate} come back": "{rate}が戻る",
    "serves {whom}": "担当：{whom}",
    "helps with {what}": "手伝い：{what}",
    "dealt out in turn": "順番に割り当て",
    "serves scores below {below}": "担当：スコア{below}未満",
    "serves scores of {above} or more": "担当：スコア{above}以上",
    "serves scores from {above} to below {below}": "担当：スコア{above}以上{below}未満",
    "gone cold": "冷めた",
    "or gone cold": "または冷めた",
    "gone cold there": "そこで冷めたリード",
    "left out": "省略",
    "{rate}, {time}": "{rate}、{time}",
    "Customer": "顧客",
    "Churned": "解約",
    "Lost": "失注",
    "At rest": "保留",
    "decides {every}": "{every}に継続を判断",
    "{count} touches at most": "最大{count}回",
    "followed up": "再接触",
    "{time} before the term ends": "満了の{time}前",
    "{rate} a year": "年{rate}",
    "{rate} a year on average": "平均で年{rate}",
    "tell others": "人に伝える",
    "bring others": "人を紹介する",
    "Second line": "第二商品",
    "{line} comes up": "{line}の話が出る",
    "{line} sold": "{line}を販売",
    # states
    "replaced after {time}": "{time}後に買い替え",
    "New lead": "新規リード",
    "{source}: {count} a month": "{source}：月{count}件",
    "States of a lead: {scenario}": "リードの状態：{scenario}",
    "Nobody follows up leads at rest: they stay there.": "保留のリードを再接触する担当はなく、そのまま残ります。",
    "leads not yet ready": "まだ時期でないリード",
    "leads gone cold in a queue": "待つ間に冷めたリード",
    "leads gone cold before any work": "未対応のまま冷めたリード",
    "Leads gone cold come back to the step whose queue they left, not to one behind it.": (
        "待つ間に冷めたリードは、先の工程へは進まず、待っていた工程に戻る。"
    ),
    "leads lost": "失注したリード",
    "customers lost": "解約した顧客",
    "Followed up are: {names}.": "再接触の対象：{names}。",
    "In process": "進行中",
    "{activity}: {rate}": "{activity}：{rate}",
    "{team}: {activity}": "{team}：{activity}",
    "{rate} a touch": "1回あたり{rate}",
    "stays for another {time}": "さらに{time}継続",
    "{rate} of check-ins": "フォローの{rate}で",
    "buys {more} more: {when}": "{more}の追加購入：{when}",
    # teams
    "Teams and handoffs: {scenario}": "チームと引き継ぎ：{scenario}",
    "Leads": "リード",
    "no KPI": "KPIなし",
    "KPI: {kpi}": "KPI：{kpi}",
    "leads": "リード数",
    "appointments": "商談数",
    "bookings": "受注額",
    "retention": "継続率",
    "lifetime value": "顧客生涯価値",
    "1 person": "1人",
    "{count} people": "{count}人",
    "each keeps their own": "各自が担当を持つ",
    "one queue for all": "全員で一つの列",
    "{people}, {keeps}": "{people}、{keeps}",
    "{count} of 100 leads": "リード100件中{count}件",
    "{a} → {b}": "{a} → {b}",
    "{count} a customer and year": "1顧客・1年あたり{count}回",
    "{share} of what is known is kept": "知識の{share}が残る",
    "Records: each keeps notes of their own.": "記録：各自のメモ。",
    "Records: deals only.": "記録：商談のみ（SFA）。",
    "Records: the whole relation.": "記録：関係の全体（CRM）。",
    (
        "Numbers are expected for 100 new leads at the base rates of the market, when nobody goes cold; a lead may "
        "pass the same way again."
    ): "数は、市場の基準率で誰も冷めない場合の、新規リード100件あたりの期待値です。同じ道を再び通るリードもあります。",
    # loops
    "Causal loops: {scenario}": "因果ループ：{scenario}",
    (
        "+: more of the cause makes more of the effect than there would have been; −: less. Boxes: stocks. "
        "R loops reinforce a change, B loops balance it."
    ): "＋：原因が増えると結果がその分増える。−：減る。枠はストック。Rは変化を強めるループ、Bは打ち消すループ。",
    "No loop is closed.": "閉じたループはありません。",
    "{count} longer ones are not listed.": "ほかに{count}個の長いループがあります。",
}
