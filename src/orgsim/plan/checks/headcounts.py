"""Plans of headcounts that cannot be carried out: nobody can go who is not there."""

from collections.abc import Callable, Iterator

from orgsim.language.phrases import Wording
from orgsim.plan.checks.complaints import Complaint
from orgsim.plan.derived.headcounts import moves
from orgsim.plan.model.content import Content
from orgsim.plan.model.people import MOST_IN_TEAM
from orgsim.plan.text.document import Document, shown, written
from orgsim.plan.text.toml_lines import Path


def impossible(content: Content, document: Document, place: Callable[[Path], Path]) -> Iterator[Complaint]:
    """Changes that take more people than a team has by then, or add more than a team may have.

    `place` says where in the document stands what stands at a path of the content.
    """
    for name, team in content.teams.items():
        planned = team.headcount
        for move in moves(content, name):
            if not 0 <= planned + move.by <= MOST_IN_TEAM:
                path = place(move.path)
                stated = document.get(*path)
                said = Wording(
                    "{path} is {by}", path=written(path), by=shown(abs(move.by) if stated is None else stated)
                )
                yield path, Wording("{said}; {limit}", said=said, limit=_limit(name, planned, move.by))
                break
            planned += move.by


def _limit(team: str, planned: int, by: int) -> str:
    """What a change of a team may be at most that is planned to have so many people."""
    if by < 0:
        return Wording(
            "teams.{team} has {planned} by then, so that {planned} can go at most",
            team=team,
            planned=format(planned, ","),
        )
    return Wording(
        "teams.{team} has {planned} by then, and a team has {most_in_team} at most",
        team=team,
        planned=format(planned, ","),
        most_in_team=format(MOST_IN_TEAM, ","),
    )
