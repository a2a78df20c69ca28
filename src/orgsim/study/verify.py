"""Verify: replications of a ledger done again, here and now, and compared with what stands there, to the last bit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

from orgsim.errors import OrgsimError, unusable
from orgsim.plan.checks.size import expected_memory
from orgsim.plan.load import parse
from orgsim.plan.scenario import Scenario
from orgsim.signs import one_line
from orgsim.study.at_work import Failed
from orgsim.study.attribution import parts
from orgsim.study.diagnosis.training import PURPOSE, measure_months
from orgsim.study.effort import Options, settled
from orgsim.study.ledger import Key, Ledger, split_subject
from orgsim.study.maker import is_of_this_code, maker
from orgsim.study.sample import measure
from orgsim.study.stored import figures, written
from orgsim.study.sweep.runs import KPIS_ALONE, measure_kpis
from orgsim.study.where import workers_of
from orgsim.writing import called

if TYPE_CHECKING:
    import pandas as pd

USUAL_SAMPLE = 10
"""Replications that are done again when nothing is said."""
_MEASURES = {"": measure, KPIS_ALONE: measure_kpis, "/attribution": parts, PURPOSE: measure_months}
"""By what stands behind a fingerprint, what was measured."""

Job = tuple[str, int, int]
"""A scenario as rows have it, a seed and a replication."""


@dataclass(frozen=True, slots=True)
class Deviation:
    """A replication that does not come out as it stands in the ledger."""

    scenario: str
    seed: int
    replication: int
    figures: tuple[str, ...]
    """The keys of the figures that differ; empty where it failed."""
    stored: float | None
    """The first of them as it stands there; None where it is undefined or missing."""
    computed: float | None
    error: str = ""
    """What it failed with, when it was done again."""


@dataclass(frozen=True, slots=True)
class KnownFailure:
    """A replication that failed when it was run for a study."""

    scenario: str
    seed: int
    replication: int
    before: str
    """What it failed with then."""
    now: str
    """What it fails with now; empty where it does not."""


@dataclass(frozen=True)
class Verification:
    """What came of doing replications again."""

    path: Path
    held: int
    """Replications in the ledger, of those that were asked for; damaged ones not among them."""
    checked: int
    """How many were done again."""
    deviations: tuple[Deviation, ...]
    failures: tuple[KnownFailure, ...]
    damaged: int
    """Replications in the whole ledger that changed since they were written: studies compute them anew."""
    of_other_code: int
    """That other code has made, which studies do not take; they are not done again."""
    unreadable: int
    """Of scenarios that the ledger has no text of, or that mean something else now; they cannot be done again."""

    @property
    def agrees(self) -> bool:
        """Whether all is as it should be."""
        return not self.deviations and not self.damaged

    def table(self) -> "pd.DataFrame":
        """One row per replication that came out otherwise: scenario, seed, replication, figures (how many differ), first (the key
        of one), stored, computed, error."""
        import pandas as pd

        columns = ["scenario", "seed", "replication", "figures", "first", "stored", "computed", "error"]
        rows = [
            (d.scenario, d.seed, d.replication, len(d.figures), next(iter(d.figures), ""), d.stored, d.computed, d.error)
            for d in self.deviations
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=columns)

    def to_json(self) -> dict[str, Any]:
        """All of it as plain objects."""
        counts = ("held", "checked", "damaged", "of_other_code", "unreadable")
        return {
            "orgsim": maker(),
            "ledger": str(self.path),
            "agrees": self.agrees,
            **{name: getattr(self, name) for name in counts},
            "deviations": self.table().astype(object).where(self.table().notna(), None).to_dict("records"),
            "failures": [
                {"scenario": f.scenario, "seed": f.seed, "replication": f.replication, "before": f.before, "now": f.now}
                for f in self.failures
            ],
        }  # fmt: skip


@dataclass(frozen=True)
class VerifyWork:
    """Does replications again from the texts of their scenarios; sent to each worker once."""

    texts: Mapping[str, str]
    _read: dict[str, Scenario] = field(default_factory=dict)

    def __call__(self, job: Job) -> str:
        """Do one, and write its numbers as a ledger has them."""
        subject, seed, replication = job
        mark, measured_as = split_subject(subject)
        if mark not in self._read:
            self._read[mark] = parse(self.texts[mark])
        return written(_MEASURES[measured_as](self._read[mark], seed, replication))


def verify(
    path: str | Path,
    sample: int = USUAL_SAMPLE,
    *,
    scenario: str | None = None,
    seed: int | None = None,
    replication: int | None = None,
    **options: Unpack[Options],
) -> Verification:
    """Do replications of a ledger again and compare their numbers with those that stand there, to the last bit.

    path: the file, or the folder of a study. sample: how many, picked evenly by a digest, the same ones each time; all where
    there are fewer. scenario (its name), seed and replication narrow down which. What failed in a study is tried again, too.
    options: workers, executor, cluster, progress: see `orgsim.study.effort.Options`.

    Raises OrgsimError where there is no ledger, nothing of what is asked for in it, or nothing that this code has made.
    """
    if isinstance(sample, bool) or not isinstance(sample, int) or sample < 1:
        raise unusable("sample is {sample}; it must be a whole number, 1 or more", sample=sample)
    with Ledger(path, existing=True) as ledger:
        again = _Again(ledger, scenario, seed, replication)
        chosen = sorted(again.rows, key=_shuffled)[:sample]
        results = again.run([*chosen, *again.failed], options)
        return again.told(chosen, results)


def _shuffled(key: Key) -> bytes:
    return sha256(repr(key).encode()).digest()


class _Again:
    """What of a ledger can be done again."""

    def __init__(
        self, ledger: Ledger, scenario: str | None, seed: int | None, replication: int | None
    ) -> None:
        self._path = ledger.path
        self._names: dict[str, str] = {}
        self._texts: dict[str, str] = {}
        self._ledger = ledger
        stored, self._damaged = ledger.keys()
        failed = ledger.failures()
        for mark in {split_subject(key[0])[0] for key in (*stored, *failed)}:
            self._names[mark], self._texts[mark] = ledger.description(mark) or (mark[:12], "")

        def asked(key: Key) -> bool:
            name = self._names[split_subject(key[0])[0]]
            return scenario in (None, name) and seed in (None, int(key[2])) and replication in (None, key[3])

        rows = [key for key in stored if asked(key)]
        failed = {key: said for key, said in failed.items() if asked(key)}
        self.held = len(rows)
        if not rows and not failed:
            raise OrgsimError(self._nothing(scenario))
        own = [key for key in rows if is_of_this_code(key[1])]
        self._other_code = len(rows) - len(own)
        readable = {mark for mark in self._texts if self._means_the_same(mark)}

        def known(key: Key) -> bool:
            mark, measured_as = split_subject(key[0])
            return mark in readable and measured_as in _MEASURES

        self.rows = [key for key in own if known(key)]
        self._unreadable = len(own) - len(self.rows)
        self.failed = {key: said for key, said in failed.items() if is_of_this_code(key[1]) and known(key)}
        if not self.rows and not self.failed:
            raise unusable(
                "nothing of {called} can be done again: of {held} replications, {other_code} were made by "
                "other code than that of today ({maker}), which no study would take, and of {unreadable} the "
                "scenario is not kept, or means something else now",
                called=called(ledger.path),
                held=self.held,
                other_code=self._other_code,
                maker=maker(),
                unreadable=self._unreadable,
            )

    def run(self, keys: Sequence[Key], options: Options) -> dict[Job, str | Failed]:
        """Do them again."""
        found: dict[Job, str | Failed] = {}
        jobs = [_job(key) for key in keys]
        texts = {mark: self._texts[mark] for mark in {split_subject(job[0])[0] for job in jobs}}
        effort, work = settled(options), VerifyWork(texts)
        needs = [expected_memory(parse(text)) for text in texts.values()]
        with workers_of(work, effort, needs, found.__setitem__) as workers:
            for job, text in workers.results(jobs):
                found[job] = text
                if effort.progress is not None:
                    effort.progress(len(found), len(jobs), float("nan"))
        return found

    def told(self, chosen: Sequence[Key], results: Mapping[Job, str | Failed]) -> Verification:
        """What came of it."""
        stored = {key: self._ledger.text(key) or "" for key in chosen}
        compared = [self._deviation(key, stored[key], results[_job(key)]) for key in chosen]
        deviations = [one for one in compared if one.error or one.figures]
        failures = []
        for key, before in self.failed.items():
            result = results[_job(key)]
            now = result.said if isinstance(result, Failed) else ""
            failures.append(KnownFailure(self._name(key), int(key[2]), key[3], before, now))
        counts = (self._damaged, self._other_code, self._unreadable)
        return Verification(self._path, self.held, len(chosen), tuple(deviations), tuple(failures), *counts)

    def _deviation(self, key: Key, stored: str, result: str | Failed) -> Deviation:
        place = (self._name(key), int(key[2]), key[3])
        if isinstance(result, Failed):
            return Deviation(*place, (), None, None, result.said)
        before, after = figures(stored), figures(result)
        differing = tuple(
            name for name in {**before, **after} if before.get(name, _ABSENT) != after.get(name, _ABSENT)
        )
        first = next(iter(differing), "")
        return Deviation(*place, differing, before.get(first), after.get(first))

    def _means_the_same(self, mark: str) -> bool:
        """Whether the text that is kept of a scenario still gives its fingerprint."""
        try:
            return bool(self._texts[mark]) and parse(self._texts[mark]).fingerprint() == mark
        except OrgsimError:
            return False

    def _name(self, key: Key) -> str:
        return self._names[split_subject(key[0])[0]]

    def _nothing(self, scenario: str | None) -> str:
        names = sorted({one_line(name) for name in self._names.values()})
        if scenario is not None and scenario not in names and names:
            return f"{called(self._path)} holds nothing of {one_line(scenario)}; it holds {', '.join(names)}"
        return f"{called(self._path)} holds no such replication"


_ABSENT = object()


def _job(key: Key) -> Job:
    return key[0], int(key[2]), key[3]
