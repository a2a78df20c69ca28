"""The event log that `orgsim run --log` leaves."""

import filecmp
from pathlib import Path
from typing import TYPE_CHECKING

from orgsim.errors import unusable
from orgsim.writing import COMPARED, aside, called, check_place, explained

if TYPE_CHECKING:
    from orgsim.plan.scenario import Scenario


def write_log(scenario: "Scenario", seed: int, path: Path) -> None:
    """The event log of replication 0, in a file that was not there before, or that holds this very log.

    The same command given again goes on, so a file that it has written itself is no hindrance. Raises OrgsimError for a file
    that holds something else, which stays as it is, and, before anything is simulated, where none can be written.
    """
    from orgsim.events import export
    from orgsim.study.run import simulate

    export.check_suffix(path)
    check_place(path)
    log = simulate(scenario, seed).events
    if not path.exists():
        export.write(log, path)
        return
    with explained(path, COMPARED), aside(path.parent) as folder:
        draft = folder / path.name
        export.write(log, draft)
        if not filecmp.cmp(draft, path, shallow=False):
            raise unusable(
                "{called} is there already and is another log; name another file with --log",
                called=called(path),
            )
