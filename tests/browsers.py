"""A real browser for tests: Debian's Chromium led by Playwright, and a word why where there is none."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
COUNTING = """
window.calls = 0; window.frames = 0; window.written = new Set();
for (const name of ["fill", "stroke", "fillText", "fillRect", "strokeRect", "clearRect", "drawImage", "putImageData"]) {
  const drawn = CanvasRenderingContext2D.prototype[name];
  CanvasRenderingContext2D.prototype[name] = function (...all) {
    window.calls += 1;
    if (name === "fillText") window.written.add(all[0]);
    return drawn.apply(this, all);
  };
}
const asked = window.requestAnimationFrame.bind(window);
window.requestAnimationFrame = (act) => asked((time) => { window.frames += 1; act(time); });
"""
"""Counts frames and what is drawn in them, and keeps what is written, in a page that is opened after this."""


@contextmanager
def chromium() -> Iterator[Any]:
    """A browser of Playwright's; skips the test where there is no Chromium, or no Playwright."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.skip("no Chromium is installed: apt-get install chromium")
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="Playwright is not installed: make .venv/.dev"
    )
    with playwright.sync_playwright() as led:
        browser = led.chromium.launch(executable_path=found, args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()


class Visit:
    """A file opened in a browser; what it complains of, and what it asks for besides itself, is kept."""

    def __init__(
        self, browser: Any, path: Path, width: int = 1366, height: int = 768, **emulated: Any
    ) -> None:
        self.address = path.as_uri()
        self.complaints, self.asked = list[str](), list[str]()
        self.page = browser.new_page(viewport={"width": width, "height": height}, **emulated)
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", lambda dialog: self.complaints.append(f"dialog: {dialog.message}"))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.add_init_script(COUNTING)
        self.page.set_default_timeout(10_000)
        self.page.goto(self.address)
        self.page.wait_for_selector(".stage")

    def _hear(self, said: Any) -> None:
        # Tests read pixels, for which the browser has an advice.
        if "willReadFrequently" not in said.text:
            self.complaints.append(said.text)

    def press(self, *keys: str) -> "Visit":
        """Press keys, one after the other."""
        for key in keys:
            self.page.keyboard.press(key)
        return self

    def until(self, expression: str) -> "Visit":
        """Wait until an expression of the page's is true; the page itself may not be given texts to run again and again."""
        for _ in range(200):
            if self.page.evaluate(expression):
                return self
            self.page.wait_for_timeout(50)
        raise AssertionError(f"never true: {expression}")

    def text(self, selector: str) -> str:
        """What the first such element says."""
        return str(self.page.inner_text(f"{selector} >> nth=0"))

    def texts(self, selector: str) -> list[str]:
        """What each such element says."""
        return [str(text) for text in self.page.locator(selector).all_inner_texts()]

    def slide(self, minute: int) -> "Visit":
        """Take the slider to a minute from day 0, a whole hour."""
        self.page.evaluate(
            "(to) => { const s = document.querySelector('.slider'); s.value = to; s.dispatchEvent(new Event('input')); }",
            minute,
        )
        return self

    def find(self, lead: str) -> "Visit":
        """Ask for a lead by its name."""
        self.page.fill(".finder input", lead)
        self.page.press(".finder input", "Enter")
        self.page.evaluate("document.activeElement.blur()")
        return self

    def close(self) -> None:
        """Leave, having complained of nothing and asked for nothing else."""
        self.page.close()
        assert self.complaints == []
        assert self.asked == [self.address]
