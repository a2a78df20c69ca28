"""The words of the index of claims, in English and Japanese."""

from experiments.claims.firms import MARKET

JA = {
    "does not hold": "成り立たない",
    "holds when": "条件つきで成り立つ",
    "cannot tell": "判定できない",
    "holds": "成り立つ",
    "true by construction": "モデルの前提から成り立つ",
}
"""The verdicts in Japanese."""
PLACES_JA = {
    MARKET: "標準の企業",
    f"{MARKET}-pre-post-sales": "前後分業を調整の基準とした場合",
    f"{MARKET}-generalist": "一人担当型を調整の基準とした場合",
    f"{MARKET}-quiet": "稼働率65％の場合",
    f"{MARKET}-busy": "稼働率95％の場合",
}
"""The places in Japanese."""
HEAD = {
    "en": (
        "# Claims put to the test",
        "",
        "**Question.** What practitioners claim of sales organizations ([the list](../../explanation/claims.md)): which of it "
        "does the model bear out, by how much, and when does it turn?",
        "",
    ),
    "ja": (
        "# 主張の検証",
        "",
        "**問い。** 営業組織について実務家が主張すること（[一覧](../../explanation/claims.md)、英語）のうち、"
        "モデルで成り立つのはどれか。その大きさはどれだけで、何によって覆るか。",
        "",
    ),
}
METHOD = {
    "en": (
        "Sorted by how much the answer surprises one who believes the claim: what does not hold first, then what holds "
        "under a condition, what cannot be told, what holds and what is true by construction; within each by the size of "
        "the effect in units of δ, the smallest effect that would matter. Effects are in the direction that is claimed, "
        "with 95 % intervals. δ, the design and what would refute a claim were written down before the runs "
        "(`experiments/claims/claims.toml`).",
        "",
        "A claim **holds** where the whole interval lies above 0 (by less than would matter where it lies below δ, too), "
        "**does not hold** where it lies below δ and not above 0, and **cannot be told** else; nor can what holds by "
        "itself, but not among as many claims as are asked at once (below the table). Claims that ask how much or how "
        "often have a figure in place of an effect, held against a bound that was stated beforehand. "
        "It holds **when** the effect elsewhere (other anchors of the reference, other loads, other horizons, other "
        "staffing) is told apart from that in the packaged firm over the same runs and says otherwise, or when it crosses "
        "0 at some value of a number that was moved. Each page says where, and which of the model's numbers are guesses. "
        "How to do the same: [test a claim of your own](../../how-to/test-a-claim.md).",
    ),
    "ja": (
        "主張を信じる人にとって意外な順に並べる：成り立たないもの、条件つきで成り立つもの、判定できないもの、成り立つもの、"
        "モデルの前提から成り立つもの。同じ判定の中では、効果を δ（意味のある最小の効果）で割った大きさの順。"
        "効果は主張された向きを正とし、95％区間を添える。"
        "δ、設計、反証の条件は実行前に書いた（`experiments/claims/claims.toml`）。",
        "",
        "区間全体が 0 より上なら**成り立つ**（δ より下でもあれば、意味のある大きさには達しない）、0 より上でなく δ より下なら"
        "**成り立たない**、それ以外は**判定できない**。単独では成り立っても、同時に調べた主張の数を考慮すると言えないものも"
        "**判定できない**とする（表の下）。どれだけか、どれくらいの頻度かを問う主張は、効果ではなく数値を、事前に定めた基準と比べる。"
        "調整の基準・稼働率・期間・人員配分を変えた場所の効果が、同じ反復で比べて標準の企業と区別でき、判定が異なるとき、"
        "または動かした数値のどこかで効果が 0 をまたぐときは**条件つき**とする。"
        "各ページ（英語）に、その条件と、モデルのどの数値が推測かを示す。",
    ),
}
COLUMNS = {
    "en": "| claim | | verdict | effect, 95 % interval | δ | form |",
    "ja": "| 主張 | | 判定 | 効果と95％区間 | δ | 形式 |",
}
FORMS = {
    "en": {"full": "two stages", "estimate": "in full", "quick": "quick", "none": "no runs"},
    "ja": {"full": "二段階", "estimate": "本計算", "quick": "簡易", "none": "実行なし"},
}
COMMANDS = {
    "en": (
        "    make claims-quick    # 20 runs of each side, about a minute each on two cores (D1 3, E5 8)",
        "    make claims          # two stages, all places and sweeps; goes on where it stopped",
    ),
    "ja": (
        "    make claims-quick    # どの組織も20回、2コアで1主張およそ1分（D1は3分、E5は8分）",
        "    make claims          # 二段階、すべての場所と数値。中断しても続きから",
    ),
}
WAITING = {
    "en": "Their designs are written down and they were not run yet:",
    "ja": "設計は書いてあり、まだ実行していないもの：",
}
