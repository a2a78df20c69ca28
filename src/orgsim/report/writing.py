"""Files written whole or not at all."""

import os
import tempfile
from pathlib import Path

from orgsim.errors import OrgsimError


def write(path: Path, content: str | bytes) -> None:
    """Put `content` (text as UTF-8) at `path` in one step: readers see the old file or the new one, never a part.

    Raises OrgsimError when the place cannot be written.
    """
    data = content.encode() if isinstance(content, str) else content
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".orgsim-") as aside:
            whole = Path(aside) / path.name
            whole.write_bytes(data)
            os.replace(whole, path)
    except OSError as error:
        raise OrgsimError(f"{path} cannot be written: {error.strerror}") from error
