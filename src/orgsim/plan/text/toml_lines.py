"""Where each key of a TOML text stands, and how deep the text nests; a scanner that accepts any text.

The standard library's TOML reader keeps no line numbers, and descends as deep as a text asks it to. This scanner runs
before it, in one pass and without recursion; it understands every valid text and survives every other.
"""

import re
from dataclasses import dataclass, field

Path = tuple[str, ...]

_BLANK = re.compile(r"(?:[ \t\n]|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_BASIC = re.compile(r'"[^"\\\n]*(?:\\[^\n][^"\\\n]*)*"')
_LITERAL = re.compile(r"'[^'\n]*'")
_ESCAPED_OR_END = re.compile(r'\\.|"""', re.DOTALL)
_SCALAR = re.compile(r"[^,\[\]{}#\n\"']*")
_ESCAPE = re.compile(r'\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([btnfre"\\]))')
_PLAIN_ESCAPES = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", "e": "\x1b", '"': '"', "\\": "\\"}


@dataclass(slots=True)
class Lines:
    """What the scanner found."""

    of: dict[Path, int] = field(default_factory=dict)
    """1-based line of each key, by its full path; positions in lists are part of a path, as texts. A plain value in a
    list has an entry only where its line differs from that of the list."""
    too_deep: int = 0
    """Line of the first value that lies too deep, 0 where none does; nothing after it is scanned."""


def scan(text: str, deepest: int = 20) -> Lines:
    """Lines of the keys of a text with "\\n" line ends; a path of more than `deepest` parts ends the scan."""
    scanner = _Scanner(text, deepest)
    while scanner.statement():
        pass
    return scanner.lines


def _unescaped(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    if code is None:
        return _PLAIN_ESCAPES[match[3]]
    return chr(int(code, 16)) if int(code, 16) <= 0x10FFFF else match[0]


class _Scanner:
    def __init__(self, text: str, deepest: int) -> None:
        self.text = text
        self.deepest = deepest
        self.lines = Lines()
        self._at = 0
        self._counted = 0
        self._line = 1
        self._table: Path = ()
        self._lengths: dict[Path, int] = {}

    def statement(self) -> bool:
        """Scan a header or a key with its value; False at the end."""
        self._skip(_BLANK)
        if self._at >= len(self.text) or self.lines.too_deep:
            return False
        begin = self._at
        if self.text[self._at] == "[":
            self._header()
        else:
            self._pair(self._table)
        if self._at == begin:
            self._skip_line()
        return True

    def _skip(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.text, self._at)
        assert match is not None
        self._at = match.end()
        return match[0]

    def _skip_line(self) -> None:
        end = self.text.find("\n", self._at)
        self._at = len(self.text) if end < 0 else end + 1

    def _take(self, token: str) -> bool:
        if self.text.startswith(token, self._at):
            self._at += len(token)
            return True
        return False

    def _note(self, path: Path) -> None:
        self._line += self.text.count("\n", self._counted, self._at)
        self._counted = self._at
        self.lines.of.setdefault(path, self._line)
        if len(path) > self.deepest:
            self.lines.too_deep = self._line

    def _keys(self) -> list[str]:
        """Read a dotted key; empty where none stands."""
        keys: list[str] = []
        while True:
            self._skip(_SPACE)
            key = self._key()
            if key is None:
                return []
            if len(keys) <= self.deepest:
                keys.append(key)
            self._skip(_SPACE)
            if not self._take("."):
                return keys

    def _key(self) -> str | None:
        for pattern in (_BARE_KEY, _BASIC, _LITERAL):
            match = pattern.match(self.text, self._at)
            if match is not None:
                self._at = match.end()
                if pattern is _BASIC:
                    return _ESCAPE.sub(_unescaped, match[0][1:-1])
                return match[0] if pattern is _BARE_KEY else match[0][1:-1]
        return None

    def _header(self) -> None:
        several = self._take("[[")
        if not several:
            self._take("[")
        keys = self._keys()
        path: Path = ()
        for position, key in enumerate(keys):
            path = (*path, key)
            self._note(path)
            if several and position == len(keys) - 1:
                self._lengths[path] = self._lengths.get(path, 0) + 1
            if path in self._lengths:
                path = (*path, str(self._lengths[path] - 1))
                self._note(path)
        self._table = path
        self._skip_line()

    def _pair(self, table: Path) -> Path | None:
        """Scan `key = value` at a statement's beginning."""
        path = self._assignment(table)
        if path is None:
            return None
        self._value(path)
        return path

    def _assignment(self, table: Path) -> Path | None:
        """Scan `key =`, noting every part of the key; its full path, or None where there is no such thing."""
        path = table
        for key in self._keys():
            path = (*path, key)
            self._note(path)
        if path == table or not self._take("="):
            return None
        self._skip(_SPACE)
        return path

    def _value(self, path: Path) -> None:
        """Scan a value with all it contains."""
        open_: list[_Container] = []
        here: Path | None = path
        while here is not None and not self.lines.too_deep:
            opened = self._begin(here)
            if opened is not None:
                open_.append(opened)
            here = self._next(open_)

    def _begin(self, path: Path) -> "_Container | None":
        """Scan a whole plain value, or the opening bracket of a list or table."""
        if self._take("["):
            return _Container(path, "]", self._last_line())
        if self._take("{"):
            return _Container(path, "}", self._last_line())
        self._plain()
        return None

    def _last_line(self) -> int:
        self._line += self.text.count("\n", self._counted, self._at)
        self._counted = self._at
        return self._line

    def _plain(self) -> None:
        if self._take('"""'):
            while (match := _ESCAPED_OR_END.search(self.text, self._at)) and match[0] != '"""':
                self._at = match.end()
            self._close(match.end() if match else -1, '"')
        elif self._take("'''"):
            end = self.text.find("'''", self._at)
            self._close(end + 3 if end >= 0 else -1, "'")
        else:
            match = _BASIC.match(self.text, self._at) or _LITERAL.match(self.text, self._at)
            if match is not None:
                self._at = match.end()
            else:
                self._skip(_SCALAR)

    def _close(self, end: int, quote: str) -> None:
        """Go behind the end of a text of several lines, whose last characters may be one or two more quotes."""
        if end < 0:
            self._at = len(self.text)
            return
        self._at = end
        if self._take(quote):
            self._take(quote)

    def _next(self, open_: "list[_Container]") -> Path | None:
        """Go to the next value inside the open containers; None when all are closed, or the text makes no sense."""
        while open_:
            inner = open_[-1]
            self._skip(_BLANK)
            if self._take(inner.closing):
                open_.pop()
                continue
            if inner.begun and not self._take(","):
                return None
            inner.begun = True
            self._skip(_BLANK)
            if self._take(inner.closing):
                open_.pop()
                continue
            return self._inside(inner)
        return None

    def _inside(self, inner: "_Container") -> Path | None:
        if inner.closing == "}":
            return self._assignment(inner.path)
        path = (*inner.path, str(inner.count))
        inner.count += 1
        if self.text.startswith(("[", "{"), self._at) or self._last_line() != inner.line:
            self._note(path)
        return path if self._at < len(self.text) else None


@dataclass(slots=True)
class _Container:
    path: Path
    closing: str
    line: int
    begun: bool = False
    count: int = 0
