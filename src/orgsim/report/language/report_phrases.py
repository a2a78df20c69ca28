"""The phrases of reports in Japanese, by their English wording."""

JAPANESE = {
    # joints
    ", ": "、",
    "; ": "。",
    "{b} against {a}": "{b}（{a}との比較）",
    "{pair}: {verdicts}.": "{pair}：{verdicts}。",
    # verdicts
    "better": "良い",
    "worse": "悪い",
    "cannot tell": "判断できない",
    "higher": "高い",
    "lower": "低い",
    "higher in {kpis}": "高いのは{kpis}",
    "lower in {kpis}": "低いのは{kpis}",
    "better in {kpis}": "良いのは{kpis}",
    "worse in {kpis}": "悪いのは{kpis}",
    "no telling for {kpis}": "判断できないのは{kpis}",
    # what was run
    "{market}, {horizon}, {replications} replications, seed {seed}": (
        "{market}、{horizon}、反復{replications}回、シード{seed}"
    ),
    "Horizon {horizon}, of which the first {warm_up} are not counted.": (
        "期間{horizon}。最初の{warm_up}は集計しません。"
    ),
    "Mechanisms in force: {names}.": "働いている仕組み：{names}。",
    "none": "なし",
    # payroll
    "Payrolls are the same: {cost} a month at the start.": "人件費は同じです：開始時に月{cost}。",
    # bottlenecks
    "By the rule of the busiest team, the bottleneck is {team}: {load} busy.": (
        "「最も忙しいチーム」の目安では、ボトルネックは{team}です（稼働率{load}）。"
    ),
    "By the rule of the longest mean wait, it is {activity}: {wait}.": (
        "「平均待ち時間が最も長い活動」の目安では{activity}です（{wait}）。"
    ),
    "Both are rules of thumb; one more person there, compared with today, shows what it is worth.": (
        "どちらも目安です。そこに一人増やして現状と比べると、その価値が分かります。"
    ),
    # tables
    "Results": "結果",
    "KPI": "指標",
    "per year": "年あたり",
    "Below each mean: its 95 % interval over the replications.": "平均の下は、反復にわたる95％区間です。",
    "Difference": "差",
    "95 % interval": "95％区間",
    "Verdict": "判定",
    "Variance reduced by pairing": "対応づけによる分散の減少",
    "Verdicts allow for the number of figures judged at once in each pair (Holm's correction).": (
        "判定は、組ごとに同時に判断した指標の数を考慮しています（ホルムの補正）。"
    ),
    "{least} or more": "{least}以上",
    "Steps and teams": "段階とチーム",
    "Steps and teams: {pair}": "段階とチーム：{pair}",
    "Step or team": "段階・チーム",
    "Figure": "項目",
    "Funnel": "ファネル",
    "Step": "段階",
    "nobody does it": "担当なし",
    "Below each step: the share of decided jobs that took its best outcome. A lead may come to a step again.": (
        "各段階の下は、結果が出た仕事のうち最良の結果になった割合です。リードは同じ段階に再び来ることがあります。"
    ),
    "Funnel as a chain: {name}": "段階ごとの率の積としてのファネル：{name}",
    "Contacted": "接触できた割合",
    "Of these, passed on": "そのうち次へ進んだ割合",
    "Worked on again": "再び対応（再提案）した割合",
    "Since arrival": "到着からの日数",
    "Each lead counts once at the furthest step it reached: the two rates of all steps multiply to {share}.": (
        "各リードは到達した最も先の段階で一度だけ数えます。全段階の二つの割合を掛けると{share}になります。"
    ),
    "Load and waits by team": "チームの稼働率と待ち時間",
    "Organization": "組織",
    "Team": "チーム",
    "People": "人数",
    "Load": "稼働率",
    "Longest mean wait": "最長の平均待ち時間",
    "for": "その活動",
    "Load: share of the hours on duty spent on jobs. Waits are elapsed time, nights and weekends included.": (
        "稼働率：勤務時間のうち仕事に使った割合。待ち時間は夜間と週末を含む経過時間です。"
    ),
    "Activities: {name}": "活動：{name}",
    "Activity": "活動",
    "Arrived": "到着",
    "Done": "完了",
    "Wait (mean)": "待ち時間（平均）",
    "Wait (9 of 10 below)": "待ち時間（10件中9件がこれ以下）",
    "Gone cold": "冷めた割合",
    "Best outcome": "最良の結果",
    "Waiting at a time": "同時に待つ数",
    "Begun in time": "期限内に着手した割合",
    "Wait (office hours)": "待ち時間（営業時間内の平均）",
    # figures
    "Jobs that came to the step, mean over replications": "段階に来た仕事の数（反復の平均）",
    "How many came to each step of the purchase. The numbers are in the table below.": (
        "購入までの各段階に来た数。数値は下の表にあります。"
    ),
    "Load (share of hours on jobs)": "稼働率（仕事に使った時間の割合）",
    "Longest mean wait of its activities (hours)": "活動のうち最長の平均待ち時間（時間）",
    "Waits are elapsed time, nights and weekends included.": "待ち時間は夜間と週末を含む経過時間です。",
    "Paired differences": "対応のある差",
    "Difference from {a}, relative to its mean": "{a}との差（その平均に対する割合）",
    (
        "Right is more, left is less; the mark says whether that is better. "
        "Lines: 95 % intervals; an arrow marks what lies beyond."
    ): ("右は多く、左は少ない。良し悪しは印で示します。線は95％区間、矢印は図の外にあることを示します。"),
    "Not drawn, since its mean is near 0 or its interval wider than the figure: {names}.": (
        "平均が0に近いか、区間が図より広いため描いていません：{names}。"
    ),
    "Lines: mean over replications. Bands: 8 of 10 replications lie within.": (
        "線は反復の平均。帯の中に10回中8回の反復が入ります。"
    ),
    "Cash": "資金残高",
    "Annual recurring revenue": "年間経常収益（ARR）",
    "Month": "月",
    "The labels of the figures are in English, since the Japanese font is not installed (pip install 'orgsim[cjk]').": (
        "日本語フォントがないため、図の文字は英語です（pip install 'orgsim[cjk]'）。"
    ),
    # why
    "Why they differ: {kpi}": "なぜ違うのか：{kpi}",
    "Bars: what each part carries; lines: 95 % intervals. The numbers are in the tables below.": (
        "棒は各要素が担う分、線は95％区間。数値は下の表にあります。"
    ),
    "Part": "要素",
    "Carries": "担う分",
    "Without it the difference shrinks by": "なくすと差が縮む分",
    "Mean over {replications} replications. Structure and families add up to the whole difference (Shapley values).": (
        "反復{replications}回の平均。構造と各系統の合計が差の全体になります（シャープレイ値）。"
    ),
    "Why: {kpi}, {pair}": "なぜ：{kpi}、{pair}",
    "Mechanism": "仕組み",
    "Switched off alone, in both organizations; these need not add up.": (
        "両方の組織でその仕組みだけを止めた場合。合計が差になるとは限りません。"
    ),
    "Single mechanisms: {kpi}, {pair}": "個々の仕組み：{kpi}、{pair}",
    # page
    "Organizations compared: {market}": "組織の比較：{market}",
    "The study was interrupted: these are the replications that finished.": "実行は中断されました。終わった反復だけの結果です。",
    "Findings": "わかったこと",
    "Sentence by sentence": "一つずつの文で",
    "All results": "すべての結果",
    "Every organization meets the same leads with the same luck, so the difference is taken replication by replication.": (
        "どの組織も同じリードと同じ運に出会うため、差は反復ごとに取ります。"
    ),
    "All differences": "すべての差",
    "Bottlenecks": "ボトルネック",
    "Every activity": "すべての活動",
    "The organizations": "組織",
    "Payroll a month": "月間人件費",
    "Assumptions": "前提",
    "What nobody does": "誰も行わないこと",
    "What is simulated": "シミュレーションの内容",
    "How to get this again": "同じ結果を得るには",
    "orgsim {version}, seed {seed}, {replications} replications. The same command gives the same numbers.": (
        "orgsim {version}、シード{seed}、反復{replications}回。同じコマンドは同じ数値になります。"
    ),
    "Fingerprints of the scenarios": "シナリオの指紋",
}
