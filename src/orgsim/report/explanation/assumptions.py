"""What the model takes for granted, in sentences, as far as the mechanisms in force leave it standing."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import get_args

from orgsim.distributions import Chances
from orgsim.fields import Language, Title
from orgsim.mechanisms.shared.declaration import Mechanism
from orgsim.report.language.spans import span
from orgsim.study.labels import plain
from orgsim.study.numbers import percent


@dataclass(frozen=True, slots=True)
class Assumption:
    """One thing taken for granted."""

    says: Title
    unless: frozenset[str] = frozenset()
    """Variables of the causal links; a mechanism in force that moves one of them lifts the assumption."""
    about: frozenset[str] = frozenset()
    """Variables without which the assumption means nothing."""


def _assumption(en: str, ja: str, unless: str = "", about: str = "") -> Assumption:
    return Assumption(Title(en=en, ja=ja), frozenset(unless.split()), frozenset(about.split()))


ASSUMPTIONS = (
    _assumption(
        "The base rates of the market hold when every step is done at once by a trained person who knows all that was learned; "
        "what the organization does worse than that costs something.",
        "市場の基準率は、習熟した人が、それまでに分かったことをすべて知ったうえで、すぐに対応した場合のもので、組織がそれに及ばない分だけ失います。",
    ),
    _assumption(
        "The market does not react to the organization: it sends the same leads to all.",
        "市場は組織に反応しません。どの組織にも同じリードが来ます。",
        unless="reputation word_of_mouth referrals",
    ),
    _assumption("Leads are independent of one another.", "リードは互いに独立です。"),
    _assumption(
        "Enquiries of steady sources come at random moments at their rate, not in bursts.",
        "定常的な獲得経路からの問い合わせは、その率でばらばらに来ます。まとまっては来ません。",
    ),
    _assumption(
        "Everyone works like a trained person: nobody is new, slower or faster.",
        "全員が習熟した人として働きます。新人も、仕事の速さの差もありません。",
        unless="skill novices practice",
    ),
    _assumption(
        "People stay: teams change only as planned.",
        "人は辞めません。人数は計画どおりにだけ変わります。",
        unless="turnover vacancies",
    ),
    _assumption(
        "Work takes as long as it takes, however long the queue.",
        "仕事の時間は、列の長さによって変わりません。",
    ),
    _assumption(
        "A person works on one job at a time, to its end.",
        "一人が一度に行う仕事は一つで、終わるまで続けます。",
    ),
    _assumption(
        "Teams are measured, but their KPIs change nothing in what they do.",
        "チームのKPIは、仕事のしかたを変えません。",
        unless="pressure neglect",
    ),
    _assumption(
        "Effects add up on the log-odds: each is an odds ratio of its own.",
        "効果は対数オッズの上で足し合わされます。それぞれが一つのオッズ比です。",
    ),
    _assumption(
        "How ready a lead is to buy is one number, unseen by the organization.",
        "リードの買う気は一つの数で、組織からは見えません。",
    ),
    _assumption(
        "How well a relation stands is one number, which recovers by a fixed share a month.",
        "顧客との関係の健全度は一つの数で、毎月一定の割合で回復します。",
        about="health",
    ),
)


def of_customers(churn: Chances) -> Assumption:
    """What is taken for granted of how likely customers are to leave within a year."""
    en, ja = (percent(churn.mean, language) for language in get_args(Language))
    if not churn.cv:
        return _assumption(
            f"In the reference {en} of the customers leave in a year: all of a segment are equally likely to, however long they "
            "have been there.",
            f"基準では1年に顧客の{ja}が解約します。同じセグメントの顧客が解約する確率は皆同じで、契約年数によりません。",
        )
    return _assumption(
        f"In the reference {en} of new customers leave within a year, on average: they differ in how likely they are to, by a "
        f"beta distribution with a coefficient of variation of {churn.cv:g}, and those who are likely to leave do so early.",
        f"基準では新しい顧客が1年以内に解約する確率は平均{ja}です。顧客ごとに異なり（ベータ分布、変動係数{churn.cv:g}）、"
        "解約しやすい顧客ほど早く去ります。",
    )


def of_segment(name: str, title: Title | None, churn: Chances) -> Assumption:
    """The same of the customers of a segment with a churn of its own."""
    english, japanese = (title.say(language) if title else plain(name) for language in get_args(Language))
    en, ja = (percent(churn.mean, language) for language in get_args(Language))
    if not churn.cv:
        return _assumption(
            f"Of the customers of {english} {en} leave in a year in the reference.",
            f"基準では「{japanese}」の顧客の{ja}が1年に解約します。",
        )
    return _assumption(
        f"Of the new customers of {english} {en} leave within a year in the reference, on average (coefficient of variation "
        f"{churn.cv:g}).",
        f"基準では「{japanese}」の新しい顧客が1年以内に解約する確率は平均{ja}です（変動係数{churn.cv:g}）。",
    )


def of_contraction(rate: float, share: float) -> Assumption:
    """What is taken for granted of customers who stay and go on with less: how many, and the share they give up."""
    (en, less), (ja, less_ja) = (
        (percent(rate, language), percent(share, language)) for language in get_args(Language)
    )
    return _assumption(
        f"In the reference {en} of the customers who renew go on with {less} less, and those who are more likely to leave are "
        "more likely to; nobody gives up anything between two renewals.",
        f"基準では、更新する顧客の{ja}が契約を{less_ja}減らします。解約しやすい顧客ほど減らしやすく、更新と更新の間には減りません。",
    )


def of_early_leaving(rate: float, refund: bool) -> Assumption:
    """What is taken for granted of customers who leave within a term: the share a year, and whether they are paid back."""
    en, ja = (percent(rate, language) for language in get_args(Language))
    back = "are paid back what is unused" if refund else "are paid nothing back"
    back_ja = "未使用分は返金されます" if refund else "返金はありません"
    return _assumption(
        f"{en} of the customers leave within a term in a year, at any moment of it, whatever is done for them; they {back}.",
        f"1年に顧客の{ja}が契約期間の途中で解約します。時期は一様で、対応のよしあしによりません。{back_ja}。",
    )


def of_lists(count: int) -> Assumption:
    """What is taken for granted of so many lists of other prices."""
    return _assumption(
        f"Other prices hold from later days on ({count} price list{'s' * (count > 1)}): for who buys from then on, and for a "
        "customer from its next renewal on, in proportion to what it paid. A price by itself wins and loses nobody.",
        f"途中から適用される価格表が{count}つあります。その日以後の購入と、既存顧客の次の更新から適用され、既存顧客の支払額は価格表の比で変わります。"
        "価格そのものによって受注や解約は変わりません。",
    )


def of_heirs(share: float) -> Assumption:
    """What is taken for granted of contracts that somebody takes over."""
    en, ja = (percent(share, language) for language in get_args(Language))
    return _assumption(
        f"{en} of those contracts pass to an heir or successor: they go on as they are, and nothing is known of the new holder.",
        f"そのうち{ja}の契約は相続人や後継者に引き継がれ、同じ条件で続きます。新しい契約者のことはまだ何も知られていません。",
    )


def of_prices(rise: float, discount: float) -> list[Assumption]:
    """What is taken for granted of prices at renewals: the rise per year, and the share taken off in first terms."""
    found = []
    if rise:
        en, ja = (percent(rise, language) for language in get_args(Language))
        found.append(
            _assumption(
                f"At each renewal what recurs becomes dearer by {en} a year since the last, whatever the customer; the rise by "
                "itself makes nobody leave.",
                f"更新のたびに、経常の価格は前回から年{ja}の割合で上がります。顧客を問わず、値上げそのもので解約が増えることはありません。",
            )
        )
    if discount:
        en, ja = (percent(discount, language) for language in get_args(Language))
        found.append(
            _assumption(
                f"In its first term a customer pays {en} less; the end of that counts in net revenue retention.",
                f"最初の契約期間は{ja}引きで、それが終わると純売上継続率（NRR）が上がります。",
            )
        )
    return found


def of_value(horizon: float, rate: float) -> Assumption:
    """What is taken for granted in the value of the firm, after a horizon (days) and at a discount rate per year."""
    return _assumption(
        f"The value of the firm is what comes in and goes out until the horizon ({span(horizon, 'en')}) and what the customers "
        f"of that day will still bring less their care, all discounted at {percent(rate, 'en')} a year. It looks ahead without "
        "end: each decides next with the chance it then has and later as customers did in the last 12 months, pays what it "
        "pays then, and nobody new comes.",
        f"企業価値は、期末（{span(horizon, 'ja')}）までの収支と、期末の顧客がその後にもたらす額から対応の費用を引いた額を、"
        f"年{percent(rate, 'ja')}で割り引いた合計です。先は無期限に見ます。次の更新は期末時点のその顧客の確率、"
        "その後は直近12か月の実績により、支払額は変わらず、新しい顧客は来ないものとします。",
    )


def assumed(mechanisms: Iterable[Mechanism]) -> list[Assumption]:
    """The assumptions that the mechanisms in force leave standing."""
    moved = {
        name for mechanism in mechanisms for link in mechanism.links for name in (link.cause, link.effect)
    }
    return [one for one in ASSUMPTIONS if not one.unless & moved and one.about <= moved]
