"""Messages that keep what they are made of: English like any text, and said in other languages by their parts."""

import ast
import pickle

import pytest
from babel.messages.pofile import read_po
from places import SOURCE

from orgsim.errors import OrgsimError, Problem, ScenarioError, unusable
from orgsim.language.help_texts import commands, help_texts
from orgsim.language.phrases import CATALOGUES, Wording, say
from orgsim.plan.load import parse
from orgsim.signs import one_line


def test_it_is_its_english_text() -> None:
    words = Wording("{name} is missing", name="teams.a.cost")
    assert words == "teams.a.cost is missing"
    assert sorted([words, "a"]) == ["a", words]
    assert words.say("en") == words
    assert words.say("ja") == "teams.a.costがありません"


def test_a_message_within_a_message_is_said_in_the_same_language() -> None:
    whole = Wording("{path} is {name}; {error}", path="x", name='"y"', error=Wording("there is no such file"))
    assert whole == 'x is "y"; there is no such file'
    assert whole.say("ja") == 'xが"y"になっています。そのファイルはありません'


def test_braces_of_a_users_text_are_no_gaps() -> None:
    words = Wording("{name} is missing", name="{cost}")
    assert (words, words.say("ja")) == ("{cost} is missing", "{cost}がありません")


@pytest.mark.parametrize("kind", [ValueError, OrgsimError])
def test_what_is_raised_with_it_still_knows_its_parts(kind: type[Exception]) -> None:
    text = str(kind(Wording("{name} is missing", name="a")))
    assert isinstance(text, Wording)
    assert text.say("ja") == "aがありません"


def test_it_crosses_borders_of_processes_whole() -> None:
    words = Wording("{name} is missing", name="a\x1b").changed(one_line)
    back = pickle.loads(pickle.dumps(words))
    assert (back, back.say("ja")) == (words, "a\ufffdがありません")


def test_signs_that_act_on_a_terminal_are_shown_in_no_language() -> None:
    problem = Problem("a\nb", 1, Wording("{name} is missing", name="\x1b[31m"))
    assert isinstance(problem.message, Wording)
    assert "\x1b" not in problem.message.say("ja")
    assert "\x1b" not in unusable("{name} is missing", name="\x1b").say("ja")


def test_an_error_without_words_says_itself_in_english() -> None:
    assert OrgsimError("as it is").say("ja") == "as it is"


WRONG = """
[scenario]
horizon = 60
[sources.web]
leads = "2 / day"
[journey.close]
work = { mean = "1 h" }
outcomes = [{ to = "customer", rate = 0.5 }, { to = "lost", rate = 0.4 }]
[teams.sales]
haedcount = 2
does = ["close"]
"""
TOLD = """\
scenario.tomlに問題が3件あります
  3行目   scenario.horizonが60になっています。単位付きの期間（例："10 days"、"1.5 h"、"6 months"）でなければなりません
  8行目   journey.close：結果の率の合計が0.9です。1にしてください
  10行目  teams.sales.haedcountというキーはありません。headcountではありませんか"""


def test_all_that_is_wrong_with_a_file_is_said_in_japanese() -> None:
    with pytest.raises(ScenarioError) as found:
        parse(WRONG)
    assert found.value.say("ja") == TOLD
    assert str(found.value).splitlines()[-1] == (
        "  line 10  teams.sales.haedcount is not known; did you mean headcount?"
    )


def test_texts_of_help_are_found_where_typer_reads_them() -> None:
    tree = ast.parse(
        'def run(a=Option(help="Seed {x}.", show_default="the\\n usual")):\n    """Run.\n\n    More\n    of it.\n    """\n'
        'def own():\n    """No command."""\n'
    )
    assert [text for _, _, text, _ in help_texts(tree, {"run"})] == [
        "Run.",
        "More of it.",
        "Seed {{x}}.",
        "the usual",
    ]
    assert {"orgsim", "compare", "check", "next_hire"} <= commands(SOURCE / "cli" / "run.py")


def test_every_message_has_the_words_that_it_is_known_by() -> None:
    """What stands in the catalogue for a message is its text in the code; a message made of a variable would not be found."""
    with (CATALOGUES / "ja.po").open("rb") as catalogue:
        known = {message.id for message in read_po(catalogue, locale="ja")}
    unknown = []
    for path in sorted(SOURCE.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(text)) if "Wording" in text or "unusable" in text else ():
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in ("Wording", "unusable")
            ):
                first = node.args[0]
                if not isinstance(first, ast.Constant) or first.value not in known:
                    unknown.append(f"{path.name}:{node.lineno}")
    assert [one for one in unknown if not one.startswith(("phrases.py", "errors.py"))] == []
    assert say("none", "ja")
