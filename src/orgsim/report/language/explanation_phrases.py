"""The phrases of explanations in Japanese, by their English wording."""

EXPLANATION = {
    "yes": "はい",
    "no": "いいえ",
    "{market}; {horizon}": "{market}、期間{horizon}",
    "{market}; {horizon}, of which the first {warm_up} are not counted": (
        "{market}、期間{horizon}（最初の{warm_up}は集計しません）"
    ),
    "Teams": "チーム",
    "Pay a month": "月間人件費",
    "Measured on": "KPI",
    "Does": "担当する活動",
    "The journey": "ジャーニー",
    "Done by": "担当",
    "Work": "仕事の時間",
    "Leads to": "行き先",
    (
        "Rates of the market in the reference condition. Judgement: how strongly a lead's readiness decides, in log-odds "
        "for each standard deviation; 0 is a coin."
    ): "市場の基準率。判断：リードの買う気がどれだけ効くか（標準偏差あたりの対数オッズ、0はくじ）。",
    "Judgement": "判断",
    "customer": "顧客",
    "nurture": "保留",
    "lost": "失注",
    "when gone cold": "冷めたら",
    "when gone cold there": "そこで冷めたら",
    "left out": "省略",
    "urgent": "急ぎ",
    "(with others)": "（他と並行）",
    "in sittings of {hours}, {gap} apart": "{hours}ずつ、{gap}おきに",
    "with {teams}": "{teams}と一緒に",
    "Mechanisms in force: {group}": "働いている仕組み：{group}",
    "acts on {on}: {says}": "{on}への効果：{says}",
    "Parameter": "パラメータ",
    "Value": "値",
    "As odds": "オッズでは",
    "Range": "範囲",
    "default {value}": "既定値は{value}",
    "odds × {ratio} {per}": "オッズ × {ratio} {per}",
    "decided by the organization": "組織の決定",
    "Not in force": "働いていない仕組み",
    "{title}: switched off in scenario.mechanisms": "{title}：scenario.mechanismsで止めてあります",
    "{title}: needs {needs}": "{title}：必要なもの：{needs}",
    "Taken for granted": "前提",
    "How sure the numbers are": "数値の確かさ",
    (
        "{total} numbers in the mechanisms in force: {counts}. {changed} of them differ from their defaults. "
        "The numbers of the market and the organization carry their sources as comments in their files."
    ): (
        "働いている仕組みの数値は{total}個：{counts}。うち{changed}個が既定値と異なります。"
        "市場と組織の数値の出典は、それぞれのファイルのコメントにあります。"
    ),
    "measured": "実測",
    "reported": "文献",
    "second-hand": "孫引き",
    "guess": "推測",
    "{status} {count}": "{status}{count}個",
    "No mechanism is in force: only queues, gates and routing.": "働いている仕組みはありません。待ち行列、合否、行き先だけです。",
    "Notes": "注記",
    "Moments of a run, in the order in which a lead, later a customer, passes them": (
        "シミュレーションの各時点（リード、のちに顧客が通る順）"
    ),
    "told, and changes nothing of it": "知らされるだけで、何も変えません",
    "may change what it is about, one after the other": "順に内容を変えることができます",
    "gives a number; all are added up or multiplied": "数値を返し、合計または積になります",
    "says what is done; one mechanism at most": "何をするかを決めます（高々一つの仕組み）",
    "Moment": "時点",
    "Kind": "種類",
    "What happens": "何が起きるか",
    "Who acts, in this order": "働く仕組み（この順）",
    "nowhere here": "ここでは該当なし",
}
