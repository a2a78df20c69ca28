"""Where the files of a scenario may lie, and reading them within limits.

A file may name others (`extends`, `market`, `organization`, a CSV) that lie in its own folder or below; if its folder is
called `markets` or `organizations`, the folder around it counts as its own, so that the gallery's layout works anywhere.
Names of gallery entries may be used always. Symbolic links count as what they point to.
"""

from dataclasses import dataclass
from pathlib import Path

from orgsim.errors import OrgsimError, unusable
from orgsim.language.phrases import Wording
from orgsim.plan.text.document import nearest, shortened


@dataclass(frozen=True, slots=True)
class Located:
    """A file that a document names, found and allowed, not read yet; `name` is what messages call it."""

    path: Path
    name: str


FOLDERS = {"market": "markets", "organization": "organizations", "firm": "firms", "scenario": ""}
"""The folder of each kind of file in the gallery, and in every layout like it."""
_NAMED_AS = {"market": Wording("a market"), "organization": Wording("an organization")}
"""Kinds of gallery entry that a scenario joins by naming them."""
FIRMS = "firms"
"""The gallery's folder of scenarios that are whole firms."""


def gallery() -> Path:
    """The folder of the packaged scenarios; in a checkout the folder at its top."""
    packaged = Path(__file__).parents[2] / "scenarios"
    return packaged if packaged.is_dir() else Path(__file__).parents[4] / "scenarios"


def gallery_files(kind: str) -> dict[str, Path]:
    """The gallery's entries of one kind, "market", "organization" or "scenario", by their names in order.

    Scenarios of firms that exist lie in a folder of their own, since they bring their customers and leads along.
    """
    folders = (FOLDERS[kind], FIRMS) if kind == "scenario" else (FOLDERS[kind],)
    found = [path for folder in folders for path in (gallery() / folder).glob("*.toml")]
    return {path.stem: path for path in sorted(found, key=lambda path: path.stem)}


def gallery_names(kind: str) -> list[str]:
    """Names of the gallery's entries of one kind."""
    return list(gallery_files(kind))


def home(path: Path) -> Path:
    """The folder within which everything a file names must lie."""
    folder = path.resolve().parent
    return folder.parent if folder.name in FOLDERS.values() and folder.name else folder


def find(name: str, kinds: tuple[str, ...], folder: Path, root: Path | None = None) -> Path:
    """The file a name means: one in `folder`, else the gallery's entry of the first kind that has one.

    With a `root`, what lies outside of it is not looked at, so that nothing is told of what there is. Raises OrgsimError when
    there is none; its text goes on after the name.
    """
    if "\0" in name or not name.strip() or len(name) > 4096:
        raise unusable("it must be the name of a file")
    if root is not None:
        _check_inside(folder / name, root)
    try:
        if (folder / name).exists():
            return folder / name
    except OSError as error:
        raise unusable("it cannot be read: {strerror}", strerror=error.strerror) from None
    if "/" not in name and "\\" not in name and not name.endswith(".toml"):
        for kind in kinds:
            if name in gallery_names(kind):
                return gallery_files(kind)[name]
    raise OrgsimError(_of_another_kind(name, kinds if root else ()) or _missing(name, kinds, folder))


def _of_another_kind(name: str, kinds: tuple[str, ...]) -> str | None:
    """What to say to a file that names an entry of the gallery where one of other kinds is meant."""
    other = next((kind for kind in _NAMED_AS if kind not in kinds and name in gallery_names(kind)), None)
    if not kinds or other is None:
        return None
    return Wording(
        '{name} is {named_as} of the gallery: name it under [scenario], as {other} = "{name}"',
        name=name,
        named_as=_NAMED_AS[other],
        other=other,
    )


def _missing(name: str, kinds: tuple[str, ...], folder: Path) -> str:
    packaged = [entry for kind in kinds for entry in gallery_names(kind)]
    aim = folder / name
    suffix = aim.suffix if aim.suffix in (".toml", ".csv") else ".toml"
    beside: list[str] = []
    if len(aim.name) < 256 and aim.parent.is_dir():
        beside = sorted(path.stem for path in aim.parent.glob(f"*{suffix}"))[:1000]
    near = nearest(aim.stem, beside)
    if near is not None:
        return Wording(
            "there is no such file; did you mean {with_name}?", with_name=Path(name).with_name(near + suffix)
        )
    near = nearest(Path(name).stem, packaged)
    if near is not None:
        return Wording("there is no such file; did you mean {near} from the gallery?", near=near)
    known = (
        Wording("; the gallery has {packaged}", packaged=", ".join(dict.fromkeys(packaged)))
        if packaged and not aim.suffix and "/" not in name
        else ""
    )
    return Wording("there is no such file{known}", known=known)


def _check_inside(path: Path, root: Path) -> None:
    """Raise OrgsimError when a file lies outside the folder it has to stay in, links followed."""
    try:
        resolved = path.resolve()
    except (OSError, RuntimeError):  # a link that leads to itself, a name that is too long
        raise unusable("it cannot be found") from None
    if not resolved.is_relative_to(root) and not resolved.is_relative_to(gallery().resolve()):
        folder = shortened(root.name or str(root))
        raise unusable(
            "it must lie inside the folder {folder}, where the file naming it is at home", folder=folder
        )


def read_bytes(path: Path, most: int) -> bytes:
    """The content of a plain file of at most `most` bytes; raises OrgsimError otherwise."""
    try:
        if path.is_dir():
            raise unusable("it is a folder, not a file")
        if not path.is_file():
            raise OrgsimError(
                Wording("it is not a plain file") if path.exists() else Wording("there is no such file")
            )
        with path.open("rb") as stream:
            content = stream.read(most + 1)
    except OSError as error:
        raise unusable("it cannot be read: {strerror}", strerror=error.strerror) from None
    if len(content) > most:
        raise unusable("it is larger than {most} MB, the most that is read", most=most // 1000000)
    return content


def text_of(content: bytes) -> str:
    """UTF-8 text with "\\n" line ends; raises OrgsimError, naming the line, for any other encoding."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise unusable("it is not UTF-8 text but UTF-16; save it as UTF-8")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise unusable("line {line} is not UTF-8 text; save the file as UTF-8", line=line) from None
    return text.replace("\r\n", "\n")
