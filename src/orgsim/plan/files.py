"""The files of one scenario: found, read, and merged over those they extend or join."""

from dataclasses import dataclass, field, replace
from pathlib import Path

from orgsim.errors import OrgsimError, Problem, ScenarioError, unusable
from orgsim.language.phrases import Wording
from orgsim.plan.checks.draft import tables
from orgsim.plan.checks.experiments import MOST_ANCESTORS
from orgsim.plan.derived import mix
from orgsim.plan.model.content import Content
from orgsim.plan.text.csv_columns import references, resolved
from orgsim.plan.text.csv_files import Shelf
from orgsim.plan.text.document import Document, shortened, shown, written
from orgsim.plan.text.locations import Located, find, home, read_bytes, text_of
from orgsim.plan.text.toml_files import MOST_BYTES, read_text
from orgsim.plan.text.toml_lines import Path as Keys

ORGANIZATION_KEYS = ("organization", "teams", "policies")
MARKET_KEYS = tuple(key for key in Content.model_fields if key not in ORGANIZATION_KEYS)
_EXPERIMENTS = Wording(
    "orgsim compare compares all that it holds; to run, explain or draw its base, name that (in "
    "Python: orgsim.load_experiment)"
)
_SWEEPS = Wording("orgsim sweep runs it (in Python: orgsim.load_sweep)")
_FILES_OF = {
    "scenario": Wording("a scenario file"),
    "market": Wording("a market file"),
    "organization": Wording("an organization file"),
    "firm": Wording("a firm file"),
}
_HOMES = {
    "market": _FILES_OF["organization"],
    "organization": _FILES_OF["market"],
    "firm": Wording("a market or an organization file"),
}
_JOINED = ("organization", "market", "firm")
"""What a scenario file may name under `[scenario]`."""


@dataclass(slots=True)
class ScenarioFiles:
    """The files of one scenario while they are read; what is wrong with them is collected, not raised."""

    problems: list[Problem] = field(default_factory=list)
    broken: list[Keys] = field(default_factory=list)
    """Paths that problems already concern; the empty path stands for a whole file."""
    overrides: list[Document] = field(default_factory=list)
    """The files whose `[override]` is to be set, in order."""
    shelf: Shelf = field(default_factory=Shelf)
    folder: Path = Path()
    """Folder of the file the user named."""
    root: Path = Path()
    """Folder within which everything that file names must lie."""
    currencies: dict[str, str] = field(default_factory=dict)
    """What each file counts in, by what messages call it, where it or what it extends says so."""
    _names: dict[str, Path] = field(default_factory=dict)

    def top(self, name: str, kinds: tuple[str, ...]) -> Document:
        """The tables of a file or gallery entry the user named; raises ScenarioError when there is none."""
        try:
            path = find(name, kinds, Path())
        except OrgsimError as error:
            raise ScenarioError([Problem(shortened(name, 200), 0, str(error))]) from None
        self.folder, self.root = path.parent, home(path)
        return self.read(path, "organization" if kinds == ("organization",) else "scenario", ())

    def joined(self, top: Document) -> Document:
        """A file's tables over those of the organization, the market and the firm that it names."""
        whole = top.without(*(("scenario", kind) for kind in _JOINED))
        own_firm = top.get("firm") is not None or top.get("scenario", "firm") is not None
        for kind in _JOINED:
            file = top.get("scenario", kind)
            if isinstance(file, Located):
                below = self.read(file.path, kind, ())
                # A firm of one's own has its own customers and leads, and none of those that the market speaks of.
                whole = whole.over(below.without(("firm",)) if kind == "market" and own_firm else below)
        return whole

    def weights(self, document: Document) -> dict[str, float]:
        """The mix of leads that the files state before anything is overridden."""
        plain_document, _, _ = resolved(document, self.shelf, self.csv)
        return mix.weights(tables(plain_document.get("sources")))

    def csv(self, name: str) -> Located:
        """A CSV file named outside any file; raises OrgsimError."""
        return self._find(name, (), self.folder)

    def organization(self, name: str) -> Document:
        """The tables of an organization that was named outside any file, or of one of the gallery; raises OrgsimError.

        Where no file was read before, as in Python, it may lie anywhere.
        """
        if self.root != Path():
            return self.read(self._find(name, ("organization",), self.folder).path, "organization", ())
        path = find(name, ("organization",), self.folder)
        files = ScenarioFiles(self.problems, self.broken, self.overrides, self.shelf, path.parent, home(path))
        return files.read(path, "organization", ())

    def read(self, path: Path, kind: str, below: tuple[Path, ...]) -> Document:
        """The tables of a file merged over those it extends; `below` are the files that extend it."""
        name = self.name(path)
        try:
            text = text_of(read_bytes(path, MOST_BYTES))
        except OrgsimError as error:
            self.problems.append(Problem(name, 0, str(error)))
            self.broken.append(())
            return Document({}, {}, name, path.stem)
        return self.document(text, path, kind, below)

    def document(self, text: str, path: Path, kind: str, below: tuple[Path, ...]) -> Document:
        """The tables of a file's text, as `read`."""
        name = self.name(path)
        try:
            document = read_text(text, name, path.stem)
        except ScenarioError as error:
            self.problems += error.problems
            self.broken.append(())
            return Document({}, {}, name, path.stem)
        if is_of_experiment(document):
            self.problems.append(
                Problem(
                    name,
                    0,
                    Wording(
                        "it is an experiment, not {file_of}; {experiments}",
                        file_of=_file_of(kind),
                        experiments=_EXPERIMENTS,
                    ),
                )
            )
            self.broken.append(())
            return Document({}, {}, name, path.stem)
        if is_of_sweep(document):
            self.problems.append(
                Problem(
                    name,
                    0,
                    Wording(
                        "it is a sweep file, not {file_of}; {sweeps}", file_of=_file_of(kind), sweeps=_SWEEPS
                    ),
                )
            )
            self.broken.append(())
            return Document({}, {}, name, path.stem)
        document = self._in_place(document, kind)
        for keys, kinds in _named_files(document, kind):
            document = self._located(document, keys, kinds, path.parent)
        whole = self._extended(document, kind, (*below, path.resolve()))
        if isinstance(currency := whole.get("market", "currency"), str):
            self.currencies[name] = currency
        return whole

    def name(self, path: Path) -> str:
        """What messages call a file: its name, with its folder where another file has the same."""
        whole = path.resolve()
        name = (
            path.name
            if self._names.setdefault(path.name, whole) == whole
            else f"{whole.parent.name}/{path.name}"
        )
        return shortened(name, 200)

    def _in_place(self, document: Document, kind: str) -> Document:
        """The document without tables that belong in another kind of file, which are problems."""
        elsewhere = {
            "market": ORGANIZATION_KEYS,
            "organization": MARKET_KEYS,
            "firm": tuple(key for key in Content.model_fields if key != "firm"),
            "scenario": (),
        }[kind]
        for key in [*elsewhere, *(["override"] if kind != "scenario" else [])]:
            if key in document.data:
                home_of = _FILES_OF["scenario"] if key == "override" else _HOMES[kind]
                self.problems.append(
                    document.problem(
                        (key,),
                        Wording(
                            "{key} does not belong in {file_of} but in {home_of}",
                            key=key,
                            file_of=_file_of(kind),
                            home_of=home_of,
                        ),
                    )
                )
                document = document.without((key,))
        return document

    def _located(self, document: Document, keys: Keys, kinds: tuple[str, ...], folder: Path) -> Document:
        """The document with the file named at a path found; what stands there is dropped when there is none."""
        value = document.get(*keys)
        wanted = Wording("the name of a file")
        try:
            if not isinstance(value, str):
                raise unusable("it must be {wanted}", wanted=wanted)
            return document.with_value(keys, self._find(value, kinds, folder), document.origin(keys))
        except OrgsimError as error:
            self.problems.append(
                document.problem(
                    keys,
                    Wording(
                        "{keys} is {value}; {error}", keys=written(keys), value=shown(value), error=error
                    ),
                )
            )
            self.broken.append(() if kinds else keys[:-1])
            return document.without(keys)

    def _find(self, name: str, kinds: tuple[str, ...], folder: Path) -> Located:
        path = find(name, kinds, folder, self.root)
        return Located(path, self.name(path))

    def _extended(self, document: Document, kind: str, line: tuple[Path, ...]) -> Document:
        """The document over the one it extends, with its overrides noted."""
        override = document.get("override")
        base = document.get("extends")
        if isinstance(base, Located):
            document = self._over(document, base, kind, line)
        if isinstance(override, dict):
            self.overrides.append(replace(document, data=override))
        elif override is not None:
            self.problems.append(
                document.problem(
                    ("override",),
                    Wording("override is {override}; it must be a table", override=shown(override)),
                )
            )
        return document.without(("extends",), ("override",))

    def _over(self, document: Document, base: Located, kind: str, line: tuple[Path, ...]) -> Document:
        if base.path.resolve() in line:
            self.problems.append(
                document.problem(
                    ("extends",),
                    Wording('extends is "{name}", which extends this file in turn', name=base.name),
                )
            )
        elif len(line) > MOST_ANCESTORS:
            message = Wording(
                'extends is "{name}"; files must not extend one another more than {most_ancestors} deep',
                name=base.name,
                most_ancestors=MOST_ANCESTORS,
            )
            self.problems.append(document.problem(("extends",), message))
        else:
            return document.over(self.read(base.path, kind, line))
        self.broken.append(())
        return document


def _file_of(kind: str) -> str:
    return _FILES_OF[kind]


def is_of_experiment(document: Document) -> bool:
    """Whether a file is an experiment, which brings a base and what-ifs together."""
    return not document.data.keys().isdisjoint({"experiment", "what_if"})


def is_of_sweep(document: Document) -> bool:
    """Whether a file is a sweep, which names scenarios and what is varied in them."""
    return "sweep" in document.data


def title_of(path: Path, kind: str) -> dict[str, str]:
    """The title a file states for its "scenario", "market" or "organization", by language; empty without one."""
    title = ScenarioFiles().top(str(path), (kind,)).get(kind, "title")
    if isinstance(title, str):
        return {"en": title}
    return (
        {name: text for name, text in (title or {}).items() if isinstance(text, str)}
        if isinstance(title, dict)
        else {}
    )


def named_files(path: Path) -> list[str]:
    """What a file names that lies beside it: the file it extends, a scenario's market and organization, CSV files."""
    document = read_text(text_of(read_bytes(path, MOST_BYTES)), path.name, path.stem)
    named = [document.get(*keys) for keys, _ in _named_files(document, "scenario")]
    return [name for name in named if (path.parent / name).exists()]


def _named_files(document: Document, kind: str) -> list[tuple[Keys, tuple[str, ...]]]:
    """Where a file names others, with the kinds of gallery entry each may be (none for a CSV)."""
    found: list[tuple[Keys, tuple[str, ...]]] = [
        (keys, ()) for keys in ((*path, "file") for path in references(document.data))
    ]
    if "extends" in document.data:
        found.append((("extends",), (kind,)))
    if kind == "scenario":
        found += [(("scenario", key), (key,)) for key in _JOINED if document.get("scenario", key) is not None]
    rows = document.get("reorganizations")
    count = len(rows) if isinstance(rows, list) else 0
    others: list[Keys] = [("reorganizations", str(k), "organization") for k in range(count)]
    for path in (("firm", "after", "organization"), *others):
        if isinstance(document.get(*path), str):
            found.append((path, ("organization",)))
    return found
