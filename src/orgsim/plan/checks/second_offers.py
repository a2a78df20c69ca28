"""The second line: what it has to go with, and the rows of a run that policies about it make."""

from collections.abc import Iterator

from orgsim.language.phrases import Phrase, Wording
from orgsim.plan.checks.complaints import Complaint, misnamed
from orgsim.plan.checks.draft import Sketch, tables, texts
from orgsim.plan.derived.headcounts import people
from orgsim.plan.model.content import Content
from orgsim.plan.model.offering import Subscription
from orgsim.plan.text.document import shown, written

_MET = {"onboarding": "onboarding", "answer": "incidents", "renewal_talk": "renewal"}
"""The part of `[customer]` that each talk is held by, of those that are named only where they are meant."""


def second_line(sketch: Sketch) -> Iterator[Complaint]:
    """The second line is sold to customers, in an activity that can end in a sale, at meetings that there are."""
    document, line = sketch.document, sketch.document.get("second_line")
    if not isinstance(line, dict):
        return
    if document.get("offering") is None:
        message = Wording(
            "[second_line] is sold to customers, but nothing says what they buy first: add [offering]"
        )
        yield ("second_line",), message
    for key, name in sketch.second_lines().items():
        yield from _sold_in(sketch, key, name)
    if line.get("offering_activity") is not None and line["offering_activity"] == sketch.second_line():
        both = ("second_line", "offering_activity")
        yield (
            both,
            Wording(
                "{both} sells the second line already; name another activity for the offering",
                both=written(both),
            ),
        )
    life = tables(document.get("customer"))
    for k, talk in enumerate(texts(line.get("talks"))):
        if talk in _MET and _MET[talk] not in life:
            path = ("second_line", "talks", str(k))
            yield (
                path,
                Wording(
                    "{path} is {talk}, which no customer has: add [customer.{met}]",
                    path=written(path),
                    talk=shown(talk),
                    met=_MET[talk],
                ),
            )


def _sold_in(sketch: Sketch, key: str, name: str) -> Iterator[Complaint]:
    path = ("second_line", key)
    if name not in sketch.activities:
        if sketch.document.get(*path) is None:
            message = Wording(
                "second_line needs the activity {name}, which the journey does not have; add it or name "
                "another",
                name=shown(name),
            )
            yield path[:1], message
        else:
            yield misnamed(path, name, Wording("an activity of the journey"), list(sketch.activities))
    elif "customer" not in [target for _, target in sketch.outcomes(name)]:
        what = (
            Wording("the second line")
            if key == "activity"
            else Wording("the offering to who began with the second line")
        )
        yield (
            ("journey", name),
            Wording(
                "journey.{name} sells {found}, so one of its outcomes must lead to customer",
                name=name,
                found=what,
            ),
        )


def rewarded(sketch: Sketch) -> Iterator[Complaint]:
    """What goes before an incentive is stated with one."""
    policies = tables(sketch.document.get("policies"))
    for name, does in (
        ("purchase_data", Wording("say whom to propose to for")),
        ("approvals", Wording("are given to")),
    ):
        if name in policies and "incentive" not in policies:
            path = ("policies", name)
            yield (
                path,
                Wording(
                    "{path} {does} an incentive: add [policies.incentive]", path=written(path), does=does
                ),
            )


def unlearned(content: Content) -> Iterator[Phrase]:
    """Programmes in which nobody learns anything."""
    line, policy = content.second_line, content.policies.skills
    if line is not None and policy is not None and policy.hours and not line.learning:
        yield Phrase(
            "policies.skills teaches what needs no learning in this market, so it only takes hours: state second_line.learning,"
            " or leave it out"
        )


def begun(content: Content) -> Iterator[Complaint]:
    """Who begins with the second line has something to sign, in terms that the offering has."""
    line, offering = content.second_line, content.offering
    first = [name for name, segment in content.segments.items() if segment.begins == "second_line"]
    for name in first:
        path = ("segments", name, "begins")
        said = Wording('{path} is "second_line"', path=written(path))
        if line is None:
            yield path, Wording("{said}, but the market has none: add [second_line]", said=said)
        elif not line.price:
            yield (
                path,
                Wording("{said}, which has no price per month to sign for: add second_line.price", said=said),
            )
        elif offering is not None and not isinstance(offering, Subscription):
            yield (
                path,
                Wording(
                    '{said}, which is signed for the term of a subscription, and offering.kind is "{kind}"',
                    said=said,
                    kind=offering.kind,
                ),
            )
        elif offering is not None and (offering.price_rise or offering.first_term_discount):
            what = "price_rise" if offering.price_rise else "first_term_discount"
            yield (
                path,
                Wording(
                    "{said}, beside offering.{found}, which such customers do not have: leave one of them out",
                    said=said,
                    found=what,
                ),
            )
    if line is not None and line.offering_activity is not None and not first:
        where = ("second_line", "offering_activity")
        message = Wording(
            "{where} sells the offering to who began with the second line, and nobody does: state begins "
            '= "second_line" for a segment, or leave it out',
            where=written(where),
        )
        yield where, message


def programmes(content: Content) -> float:
    """Rows of what comes before proposals: programmes of those who are there, the analysis of purchases, approvals."""
    policies, found = content.policies, 0.0
    skills, approvals = policies.skills, policies.approvals
    if skills is not None and skills.who == "all":
        found += per_programme(content) * sum(people(content, team) for team in skills.teams or content.teams)
    found += policies.purchase_data is not None
    return found + (0 if approvals is None else len(approvals.teams))


def per_programme(content: Content) -> float:
    """Rows of one person's programme: the hours, and the money if it costs any; none where there are no programmes."""
    policy = content.policies.skills
    return 0.0 if policy is None else 1.0 + (policy.cost > 0)
