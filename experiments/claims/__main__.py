"""Put claims to the test: run their sides with the same luck, draw the verdicts, keep them and write the pages.

    python -m experiments.claims [KEY ...] --quick      20 runs in one stage, in the packaged firm (make claims-quick)
    python -m experiments.claims [KEY ...]              two stages, all places, turning values (make claims)
    python -m experiments.claims --pages                the pages alone, from what was kept

What was kept lies in docs/findings/claims, one file for each claim. One ledger serves all claims (build/claims.sqlite, unless
--ledger names another): what was run is not run again, and a command that was interrupted goes on where it stopped.
"""

import argparse
from collections.abc import Collection, Mapping
from pathlib import Path

from experiments.claims.figures import draw
from experiments.claims.index import index
from experiments.claims.lead import write_answers
from experiments.claims.page import page
from experiments.claims.results import FOLDER, Result, keep, known, name_of, shown
from experiments.claims.runs import FIRST, Work, put_to_the_test
from experiments.claims.settings import Form
from experiments.claims.staffing import unsearched
from experiments.claims.stated import Claim, claims
from experiments.claims.verdicts import answers
from experiments.claims.words import verdict_words

LEDGER = Path("build") / "claims.sqlite"


def write_pages(results: Mapping[str, Result], drawn: Collection[str]) -> None:
    """Write every page (a verdict allows for all claims), the figures of some, the indices and the answers in short; pages of
    claims that there are no more go."""
    found = answers(results)
    wanted = {"index.md", "index.ja.md"}
    for key, result in results.items():
        name = name_of(key, shown(result)["stated"]["title"])
        wanted |= {f"{name}{ending}" for ending in (".md", ".svg", ".json")}
        (FOLDER / f"{name}.md").write_text(page(key, result, found[key]), encoding="utf-8")
        if key in drawn or not (FOLDER / f"{name}.svg").exists():
            draw(result, FOLDER / f"{name}.svg")
    for language, name in (("en", "index.md"), ("ja", "index.ja.md")):
        (FOLDER / name).write_text(index(claims(), results, found, language), encoding="utf-8")
    write_answers(results)
    for path in FOLDER.iterdir():
        if path.name not in wanted:
            path.unlink()


def kept(stated: Mapping[str, Claim]) -> dict[str, Result]:
    """What was kept of all claims that were run."""
    return {key: found for key, claim in stated.items() if (found := known(claim))}


def main() -> None:
    """Run what is asked for, keep what was found after each claim, and write the pages."""
    parser = argparse.ArgumentParser(
        prog="python -m experiments.claims",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("keys", nargs="*", metavar="KEY", help="claims; all when none is named")
    parser.add_argument(
        "--quick", action="store_true", help=f"{FIRST} runs in one stage, the packaged firm alone"
    )
    parser.add_argument("--pages", action="store_true", help="write the pages alone")
    parser.add_argument(
        "--most", type=int, default=80, help="runs of a verdict at most, in the packaged firm (80)"
    )
    parser.add_argument(
        "--elsewhere", type=int, default=FIRST, help=f"the same in every other place ({FIRST})"
    )
    parser.add_argument("--sweep", type=int, default=FIRST, help="runs at each value of a sweep (20)")
    parser.add_argument("--ledger", default=str(LEDGER), help=f"file that keeps the runs ({LEDGER})")
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args()
    stated = claims()
    if unknown := sorted(set(asked.keys) - set(stated)):
        parser.error(f"no claim {unknown[0]!r}; there are {', '.join(stated)}")
    for name, least in (("most", FIRST), ("elsewhere", FIRST), ("sweep", 2), ("workers", 1)):
        if getattr(asked, name) < least:
            parser.error(f"--{name} is {getattr(asked, name)}; it must be {least} or more")
    Path(asked.ledger).parent.mkdir(parents=True, exist_ok=True)
    chosen = list(asked.keys or stated)
    if not (asked.quick or asked.pages) and (lacking := unsearched({key: stated[key] for key in chosen})):
        said = " ".join(lacking)
        parser.error(f"no best staffing is kept for {said}: run python -m experiments.claims.staffing {said}")
    form: Form = "quick" if asked.quick else "full"
    work = Work(form, asked.most, asked.elsewhere, asked.sweep, asked.workers, asked.ledger)
    for key in () if asked.pages else chosen:
        print(f"{key}. {stated[key].title}", flush=True)
        keep(stated[key], work.form, put_to_the_test(stated[key], work))
        results = kept(stated)
        print(f"  {verdict_words(answers(results)[key])}", flush=True)
    write_pages(kept(stated), chosen)


if __name__ == "__main__":
    main()
