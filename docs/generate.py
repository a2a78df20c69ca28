"""Write the tables of the reference pages from the declarations in the code.

A page is written by hand, but what stands between `<!-- begin NAME -->` and `<!-- end NAME -->` comes from here:
`python docs/generate.py` renews it, and a test fails when a page is behind the code.
"""

import ast
import inspect
import re
import textwrap
import tomllib
import types
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt, MaxLen, MinLen
from pydantic import BeforeValidator
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined
from typer.models import ArgumentInfo

from orgsim import fields
from orgsim.cli import app
from orgsim.events.columns import COLUMNS, PAUSED, ContractFacts, Facts, HoursFacts, Names, Row
from orgsim.events.outcomes import OUTCOMES, LoggedOutcome
from orgsim.language.help_texts import commands as help_commands
from orgsim.language.help_texts import help_texts
from orgsim.language.phrases import Phrase, Sayable, say, within
from orgsim.meanings import meanings, texts_below
from orgsim.measures.definitions import DEFINITIONS
from orgsim.measures.kpis import KPIS
from orgsim.measures.last_year import COUNTED
from orgsim.mechanisms import MECHANISMS
from orgsim.mechanisms.shared.declaration import meaning
from orgsim.plan.gallery import entries
from orgsim.plan.model import (
    content,
    customer,
    experiment,
    firm,
    hiring,
    in_files,
    journey,
    market,
    offering,
    organization,
    people,
    reorganization,
    second_line,
    sources,
    sweep,
    working_time,
)
from orgsim.study.notes import WORDS
from orgsim.units import MONTH

DOCS = Path(__file__).parent

SECTIONS: tuple[tuple[str, type[fields.Plan]], ...] = (
    ("[scenario]", content.ScenarioHead),
    ("[market]", market.MarketHead),
    ("[segments.NAME]", market.Segment),
    ("[segments.NAME.journey.ACTIVITY]", market.SegmentStep),
    ('[sources.NAME], kind = "steady"', sources.SteadySource),
    ("seasonality of a steady source", sources.Seasonality),
    ('[sources.NAME], kind = "event"', sources.EventSource),
    ('[sources.NAME], kind = "recorded"', sources.RecordedSource),
    ('[sources.NAME], kind = "referral"', sources.ReferralSource),
    ('[sources.NAME], kind = "word_of_mouth"', sources.WordOfMouthSource),
    ("[journey.NAME]", journey.Activity),
    ("outcomes of an activity", journey.Outcome),
    ("target of an activity", journey.WaitTarget),
    ("sittings of an activity", journey.Sittings),
    ('[offering], kind = "perpetual"', offering.Perpetual),
    ("maintenance of a perpetual licence", offering.Maintenance),
    ("[[price_lists]]", offering.PriceList),
    ("[[offerings]]", offering.LaterOffering),
    ('[offering], kind = "subscription"', offering.Subscription),
    ('[offering], kind = "reorder"', offering.Reorder),
    ('[offering], kind = "flat_fee"', offering.FlatFee),
    ("[customer]", customer.CustomerLife),
    ("churn of [customer], where customers differ", customer.UnevenChurn),
    ("[customer.onboarding]", customer.Onboarding),
    ("[customer.incidents]", customer.Incidents),
    ("[customer.check_ins]", customer.CheckIns),
    ("[customer.renewal]", customer.Renewal),
    ("[customer.upsell]", customer.Upsell),
    ("[customer.contraction]", customer.Contraction),
    ("[customer.early_leaving]", customer.EarlyLeaving),
    ("[second_line]", second_line.SecondLine),
    ("[firm]", firm.Firm),
    ("customers of [firm], one by one", firm.CustomersThere),
    ("pipeline of [firm], one by one", firm.DealsThere),
    ("leads of [firm]: an activity of the pipeline, or resting", firm.LeadsThere),
    ("after of [firm]", firm.Predecessor),
    ("[shocks.NAME]", market.Shock),
    ("[organization]", organization.OrganizationHead),
    ("[teams.NAME]", organization.Team),
    ("serves of a team, by score or in turn", organization.Whom),
    ("calendar of a team", working_time.Hours),
    ("shifts of a calendar", working_time.Shift),
    ("absences of a team", working_time.Absence),
    ("changes of a team", people.HeadcountChange),
    ("quota of each person of a team", people.PersonQuota),
    ("[[transfers]]", people.Transfer),
    ("[[freezes]]", people.Freeze),
    ("[[reorganizations]]", reorganization.Reorganization),
    ("organization of a reorganization, where its tables are stated", reorganization.Successor),
    ("commission of a team", people.Commission),
    ("[policies.nurture]", organization.NurturePolicy),
    ("[policies.hiring], by team", hiring.HiringPolicy),
    *{
        f"[policies.{name}]": plan for room in MECHANISMS.values() for name, plan in room.policies.items()
    }.items(),
    *(
        (f"[effects.{name}]", room.parameters)
        for name, room in MECHANISMS.items()
        if name in in_files.Effects.model_fields
    ),
    ("[experiment]", experiment.ExperimentHead),
    ("[what_if.NAME]", experiment.WhatIf),
    ("[sweep]", sweep.SweepHead),
)
"""Every table of the files and the plan behind it, in the order in which a reader meets them."""

_UNITS = {
    "Days": "duration",
    "Span": "duration, above 0",
    "StaffHours": "staff time",
    "RatePerDay": "rate",
    "MoneyPerMonth": "money per time",
    "GrowthPerMonth": "growth per time",
    "LostPerYear": "share lost per time",
    "DaysPerYear": "days per time",
    "Moment": "date or duration",
    "Share": "share",
}


def _reader(kind: Any) -> BeforeValidator | None:
    return next((part for part in get_args(kind)[1:] if isinstance(part, BeforeValidator)), None)


_READERS = {id(_reader(getattr(fields, name))): unit for name, unit in _UNITS.items()}
_READERS[id(_reader(working_time.Break))] = "two times of the day"
_READERS[id(_reader(working_time.Holiday))] = "date or country"
_SPREADS = {
    fields.WorkTime: "distribution of staff time",
    fields.ElapsedTime: "distribution of durations",
    fields.Size: "distribution of numbers",
    fields.Title: "title",
    hiring.Condition: "condition",
}
_PLAIN = {str: "text", int: "whole number", float: "number", bool: "true or false", date: "date"}


_SIGNS = ((Ge, "ge", "≥"), (Gt, "gt", ">"), (Le, "le", "≤"), (Lt, "lt", "<"))


def _bounds(parts: Iterable[Any]) -> str:
    """Bounds of a number or length, such as ", 1 to 500" or " > 0"."""
    inner = [one for part in parts for one in getattr(part, "metadata", [part])]
    found = {
        sign: getattr(one, name) for one in inner for kind, name, sign in _SIGNS if isinstance(one, kind)
    }
    lengths = [
        f", {one.min_length} of them" for one in inner if isinstance(one, MinLen) and one.min_length > 1
    ]
    if found.keys() == {"≥", "≤"}:
        return f", {found['≥']:g} to {found['≤']:g}"
    return "".join([*(f" {sign} {bound:g}" for sign, bound in found.items()), *lengths])


def _said_annotated(kind: Any) -> str:
    inner, *parts = get_args(kind)
    reader = _reader(kind)
    if reader is not None and id(reader) in _READERS:
        return _READERS[id(reader)]
    bounds = _bounds(part for part in parts if not isinstance(part, MaxLen))
    return f"{said(inner)}{bounds}"


def said(kind: Any) -> str:
    """The type of a field in the words of a person who writes files."""
    origin = get_origin(kind)
    if origin is Annotated:
        return _said_annotated(kind)
    if origin is Literal:
        return " | ".join(f"`{value}`" for value in get_args(kind))
    if origin in (Union, types.UnionType):
        return " or ".join(said(part) for part in get_args(kind) if part is not type(None))
    if origin is tuple:
        return f"list of {said(get_args(kind)[0])}"
    if origin is dict:
        return f"table of {said(get_args(kind)[1])}"
    return _SPREADS.get(kind) or _PLAIN.get(kind) or "table, see below"


def _duration(days: float) -> str:
    if days and days % MONTH == 0:
        return f"{days / MONTH:g} months"
    if days == 1:
        return "1 day"
    return f"{days * 24:g} h" if 0 < days < 1 else f"{days:g} days"


def _table(plan: fields.Plan) -> str:
    values = plan.model_dump(exclude_none=True, exclude_defaults=True)
    return "{ " + ", ".join(f"{key} = {_written(value)}" for key, value in values.items()) + " }"


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, tuple):
        return "[" + ", ".join(_written(item) for item in value) + "]"
    return f"{value:g}" if isinstance(value, int | float) else str(value)


def default(field: FieldInfo) -> str:
    """A field's default as one would write it in a file."""
    value, unit = (
        field.get_default(call_default_factory=True),
        said(_kind(field)).removesuffix(" or table, see below"),
    )
    if value is PydanticUndefined:
        return "**required**"
    if value is None:
        return "–"
    if isinstance(value, fields.Plan):
        return f"`{_table(value)}`" if value.model_fields_set else "its defaults"
    if field.annotation == content.ScenarioHead.model_fields["mechanisms"].annotation:
        return "all of them"
    written = {
        "duration": lambda: f'"{_duration(value)}"',
        "duration, above 0": lambda: f'"{_duration(value)}"',
        "staff time": lambda: f'"{value:g} h"',
        "growth per time": lambda: f'"{value * 100:g} % / month"',
        "share lost per time": lambda: f'"{value * 100:g} % / year"',
        "money per time": lambda: f'"{value:g} / month"',
    }.get(unit, lambda: _written(value))()
    return f"`{written}`"


def _kind(field: FieldInfo) -> Any:
    return Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """A Markdown table."""
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def _key(name: str, field: FieldInfo, meaning: str) -> tuple[str, str, str, str]:
    if isinstance(field.json_schema_extra, dict) and said(_kind(field)).startswith("number"):
        meaning = f"{meaning} Unit: {field.json_schema_extra['unit']}."
    return f"`{field.alias or name}`", said(_kind(field)), default(field), meaning


def files() -> str:
    """One table of keys for each table of the files."""
    parts = []
    for heading, plan in SECTIONS:
        kind_first = sorted(plan.model_fields.items(), key=lambda item: item[0] != "kind")
        meant = meanings(plan)
        rows = [_key(field.alias or name, field, meant.get(name, "")) for name, field in kind_first]
        about = inspect.cleandoc(plan.__doc__ or "").partition(": ")[2] or inspect.cleandoc(
            plan.__doc__ or ""
        )
        title = re.sub(r"(\[[^\]]+\])", r"`\1`", heading)
        about = about[:1].upper() + about[1:]
        parts.append(f"### {title}\n\n{about}\n\n{table(('key', 'value', 'default', 'meaning'), rows)}")
        if heading == "[policies.hiring], by team":
            parts += _by_activity()
    return "\n\n".join(parts)


def _by_activity() -> Iterator[str]:
    """The tables of one number for each activity."""
    for room in MECHANISMS.values():
        for name, kind in room.by_activity.items():
            rows = [("*ACTIVITY*", said(kind), "not stated", meaning(kind))]
            about = f"By activity of the journey; see [`{room.name}`](mechanisms.md#{room.name})."
            parts = table(("key", "value", "default", "meaning"), rows)
            yield f"### `[policies.{name}]`, by activity\n\n{about}\n\n{parts}"


def attribute_docs(kind: type) -> dict[str, str]:
    """The text under each attribute of a class, as written in its source."""
    (tree,) = ast.parse(textwrap.dedent(inspect.getsource(kind))).body
    assert isinstance(tree, ast.ClassDef)
    return texts_below(tree)


def rows_of_the_log() -> str:
    """The kinds of rows."""
    told = attribute_docs(Row)
    return table(("kind", "what it tells"), ((f"`{row.name.lower()}`", told[row.name]) for row in Row))


def outcomes_of_the_log() -> str:
    """The words of the column of outcomes."""
    rows = (
        (f"`{one.name}`", ", ".join(f"`{row.name.lower()}`" for row in one.rows), _told(one))
        for one in OUTCOMES
    )
    return table(("outcome", "in rows", "what it says"), rows)


def _told(outcome: LoggedOutcome) -> str:
    return f"{outcome.meaning}; its state stays as it is" if outcome.staying else outcome.meaning


_CODES = {"B": "8 bit", "h": "16 bit", "i": "32 bit", "d": "double"}


def columns_of_the_log() -> str:
    """The fixed columns."""
    rows = ((f"`{column.name}`", _CODES[column.code], column.meaning) for column in (*COLUMNS, PAUSED))
    return table(("column", "stored as", "meaning"), rows)


def facts_of_the_log() -> str:
    """What accompanies the rows."""
    told = attribute_docs(Facts)
    rows = [
        (f"`facts.{name}`", told.get(name) or f"The run's {name}.") for name in Facts.__dataclass_fields__
    ]
    rows += [(f"`hours.{name}`", says) for name, says in attribute_docs(HoursFacts).items()]
    rows += [(f"`contracts.{name}`", says) for name, says in attribute_docs(ContractFacts).items()]
    rows += [
        (f"`names.{name}`", f"the names behind the codes of {name}") for name in Names.__dataclass_fields__
    ]
    return table(("name", "meaning"), rows)


_BETTER = {1: Phrase("more"), -1: Phrase("less"), 0: Phrase("neither")}
_KPI_UNITS = {
    "money": within("unit", "money"),
    "money / month": within("unit", "money / month"),
    "money / year": within("unit", "money / year"),
    "share": within("unit", "share"),
    "share / year": within("unit", "share / year"),
    "count": within("unit", "count"),
    "days": within("unit", "days"),
    "months": within("unit", "months"),
    "ratio": within("unit", "ratio"),
}


def _both(phrase: Sayable) -> str:
    return f"{phrase.say('en')}<br>{phrase.say('ja')}"


def kpis(language: fields.Language) -> str:
    """Every KPI with its formula; in English with its Japanese title too."""
    rows = (
        (
            f"`{kpi.name}`",
            _both(kpi.title) if language == "en" else kpi.title.say(language),
            _KPI_UNITS[kpi.unit].say(language),
            _BETTER[kpi.better].say(language),
            kpi.formula.say(language),
        )
        for kpi in KPIS.values()
        if kpi.formula is not None
    )
    heads = (
        say("KPI", language),
        within("column", "title").say(language),
        within("column", "unit").say(language),
        within("column", "better").say(language),
        within("column", "formula").say(language),
    )
    return table(heads, rows)


def last_year(language: fields.Language) -> str:
    """The KPIs of the last 12 months with what of each is counted then."""
    rows = (
        (f"`{name}`", KPIS[name].title.say(language), counted.say(language))
        for name, counted in COUNTED.items()
    )
    heads = (
        say("KPI", language),
        within("column", "title").say(language),
        say("In the last 12 months", language),
    )
    return table(heads, rows)


def ratios(language: fields.Language) -> str:
    """Where the definitions of ratios come from, and which trap each avoids."""
    rows = (
        (
            ", ".join(f"`{name}`" for name in one.kpis),
            _KPI_UNITS[KPIS[one.kpis[0]].unit].say(language),
            one.source.say(language),
            one.trap.say(language),
        )
        for one in DEFINITIONS
    )
    heads = (
        say("KPI", language),
        within("column", "unit").say(language),
        say("source of the definition", language),
        say("the trap it avoids", language),
    )
    return table(heads, rows)


def _parameters(plan: type[fields.Plan]) -> Iterator[tuple[str, ...]]:
    meant = meanings(plan)
    for name, field in plan.model_fields.items():
        extra = field.json_schema_extra
        assert isinstance(extra, dict), name
        about = (str(extra[key]) for key in ("unit", "source", "status"))
        yield f"`{name}`", default(field), *about, meant.get(name, "")


def mechanisms() -> str:
    """Every mechanism with its effects, parameters and their sources."""
    parts = []
    for room in MECHANISMS.values():
        effects = table(
            ("acts on", "how (log-odds unless said)"), ((e.on, f"`{e.says}`") for e in room.effects)
        )
        head = ("parameter", "default", "unit", "source", "status", "meaning")
        parameters = table(head, _parameters(room.parameters))
        claims = f"Serves the claims {', '.join(room.claims)}."
        parts.append(f"## `{room.name}`\n\n{room.meaning.say('en')} {claims}\n\n{effects}\n\n{parameters}")
    return "\n\n".join(parts)


def notes() -> str:
    """What answers say of figures that are not to be taken at their word."""
    rows = (
        (
            f"`{name}`",
            _both(words.at_figure),
            _places(words.of_study),
        )
        for name, words in WORDS.items()
    )
    return table(("condition", "at the figure", "in `notes`"), rows)


def _places(sentence: Phrase) -> str:
    """A sentence in both languages, its gap left open."""
    return "<br>".join(sentence.say(language, places="{places}") for language in get_args(fields.Language))


def served() -> str:
    """The mechanisms that each claim hangs on."""
    found: dict[str, list[str]] = {}
    for room in MECHANISMS.values():
        for claim in room.claims:
            found.setdefault(claim, []).append(f"`{room.name}`")
    order = sorted(found, key=lambda claim: (claim[0], int(claim[1:])))
    return table(("claim", "mechanisms"), ((claim, ", ".join(found[claim])) for claim in order))


def _words_of(name: str, parameter: inspect.Parameter, info: Any) -> str:
    """How an argument or option is typed."""
    if isinstance(info, ArgumentInfo):
        return f"`{info.metavar or name.upper()}`"
    # Inside Annotated, typer takes the first word of an option for its default until the command is built.
    declared = [word for word in (info.default, *(info.param_decls or ())) if isinstance(word, str)]
    written = ", ".join(f"`{word}`" for word in declared or [f"--{name.replace('_', '-')}"])
    choices = said(get_args(parameter.annotation)[0])
    if choices.startswith("`"):
        return f"{written} {choices}"
    number = "N" if choices == "whole number" else None
    return f"{written} `{info.metavar or number}`" if info.metavar or number else written


def _place(name: str, parameter: inspect.Parameter, info: Any) -> str:
    """An argument in the line of a command."""
    word = info.metavar or name.upper()
    many = (
        "…" if str(get_args(parameter.annotation)[0]).startswith("list") and not word.endswith("...") else ""
    )
    return f"{word}{many}" if parameter.default is inspect.Parameter.empty else f"[{word}{many}]"


def _usual(parameter: inspect.Parameter, info: Any) -> str:
    """What holds when an argument or option is left out."""
    if isinstance(info.show_default, str):
        return info.show_default
    value = parameter.default
    if value is inspect.Parameter.empty:
        return "**required**"
    return "–" if value is None or value is False else f"`{value}`"


def _command(command: Callable[..., None]) -> str:
    signature = inspect.signature(command, eval_str=True)
    infos = {name: get_args(one.annotation)[1] for name, one in signature.parameters.items()}
    arguments = [
        f" {_place(name, one, infos[name])}"
        for name, one in signature.parameters.items()
        if isinstance(infos[name], ArgumentInfo)
    ]
    rows = (
        (_words_of(name, one, infos[name]), _usual(one, infos[name]), infos[name].help or "")
        for name, one in signature.parameters.items()
    )
    head = f"## `orgsim {command.__name__.replace('_', '-')}{''.join(arguments)}`"
    about = inspect.cleandoc(command.__doc__ or "").replace("\b\n", "")
    body = f"\n\n{table(('argument or option', 'when left out', 'meaning'), rows)}" if infos else ""
    return f"{head}\n\n{about}{body}"


def commands() -> str:
    """Every command with its arguments and options."""
    return "\n\n".join(_command(one.callback) for one in app.registered_commands if one.callback is not None)


def _claim(path: Path, letter: str) -> str:
    """The number under which the claims have a gallery file, from the first line of its comment."""
    found = re.search(rf"\(({letter}\d+)\b", path.read_text(encoding="utf-8").partition("\n")[0])
    return found[1] if found else "–"


def _shelf(kind: str, letter: str) -> str:
    """All gallery files of a kind, in the order of the claims."""
    shelf = sorted(
        ((_claim(one.path, letter), one) for one in entries() if one.kind == kind),
        key=lambda pair: (pair[0] == "–", int(pair[0][1:] or 0), pair[1].name),
    )
    rows = (
        (claim, f"`{one.name}`", f"{one.say('en')}<br>{one.say('ja')}", _about(one.path))
        for claim, one in shelf
    )
    return table(("claims", "name", "title", "what it stands for"), rows)


def _about(path: Path) -> str:
    """What a gallery file says of itself."""
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    head: dict[str, str] = tables.get("organization") or tables.get("market") or {}
    return head.get("about", "")


def organizations() -> str:
    """Every organization of the gallery."""
    return _shelf("organization", "O")


def markets() -> str:
    """Every market of the gallery."""
    return _shelf("market", "M")


def scenarios() -> str:
    """Every whole scenario of the gallery."""
    rows = (
        (f"`{one.name}`", f"{one.say('en')}<br>{one.say('ja')}")
        for one in entries()
        if one.kind == "scenario"
    )
    return table(("name", "title"), rows)


SOURCE = DOCS.parent / "src" / "orgsim"
FLOORS = ("cli", "report", "study", "setup", "plan", "mechanisms", "engine", "measures", "events", "language")
"""The rooms from the top floor down."""


def _said_of(path: Path) -> str:
    """The first sentence of a module, on one line."""
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return text.split("\n\n")[0]


def _folders() -> Iterator[str]:
    """The rooms that have modules, from the top floor down, those within another behind it."""
    for floor in FLOORS:
        within = sorted(path.parent for path in (SOURCE / floor).rglob("__init__.py"))
        yield from (
            path.relative_to(SOURCE).as_posix() for path in within if len(list(path.glob("*.py"))) > 1
        )


def rooms() -> str:
    """Every module with what it says of itself."""
    parts = []
    for room in (*_folders(), ""):
        modules = sorted(path for path in (SOURCE / room).glob("*.py") if path.stem != "__init__")
        rows = ((f"`{path.name}`", _said_of(path)) for path in modules)
        about = _said_of(SOURCE / room / "__init__.py") if room else "What every room may use."
        parts.append(f"### {room or 'ground floor'}\n\n{about}\n\n{table(('module', 'what it holds'), rows)}")
    return "\n\n".join(parts)


RAISED = (
    "OrgsimError",
    "Problem",
    "problem",
    "misstated",
    "HybridError",
    "BadParameter",
    "PydanticCustomError",
)
"""What is made of a message; its text is the last of the plain arguments."""


def _calls(tree: ast.AST, names: Iterable[str]) -> Iterator[ast.Call]:
    """Calls of these functions, or of methods of these names."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if name in names:
                yield node


def _worded(tree: ast.AST) -> set[str]:
    """The messages of a module that can be said in any language."""
    texts = (call.args[0] for call in _calls(tree, ("Wording", "unusable")) if call.args)
    return {text.value for text in texts if isinstance(text, ast.Constant)}


def _english_alone(tree: ast.AST) -> int:
    """How many messages of a module are raised as English texts."""
    texts = (one for call in _calls(tree, RAISED) for one in call.args)
    return sum(
        isinstance(one, ast.JoinedStr)
        or (isinstance(one, ast.Constant) and isinstance(one.value, str) and " " in one.value)
        for one in texts
    )


def languages() -> str:
    """How many texts of help and messages are translated, and which modules raise others."""
    helps, messages, left = set[str](), set[str](), dict[str, int]()
    for path in sorted(SOURCE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        messages |= _worded(tree)
        if count := _english_alone(tree):
            left[path.relative_to(SOURCE).as_posix()] = count
        if path.parent == SOURCE / "cli":
            helps |= {text for _, _, text, _ in help_texts(tree, help_commands(path))}
    rows = [
        ("help of commands and options", str(len(helps)), "0"),
        ("messages, and parts of messages", str(len(messages)), str(sum(left.values()))),
    ]
    where = ", ".join(f"`{name}` ({count})" for name, count in left.items())
    return f"{table(('texts', 'in Japanese', 'in English alone'), rows)}\n\nIn English alone are those of {where}."


PARTS: dict[str, dict[str, Callable[[], str]]] = {
    "reference/statistics.md": {"notes": notes},
    "reference/languages.md": {"languages": languages},
    "explanation/architecture.md": {"rooms": rooms},
    "explanation/claims.md": {"served": served},
    "reference/commands.md": {"commands": commands},
    "reference/files.md": {"tables": files},
    "reference/gallery.md": {"organizations": organizations, "markets": markets, "scenarios": scenarios},
    "reference/event-log.md": {
        "kinds": rows_of_the_log,
        "outcomes": outcomes_of_the_log,
        "columns": columns_of_the_log,
        "facts": facts_of_the_log,
    },
    "reference/kpis.md": {
        "kpis": partial(kpis, "en"),
        "ratios": partial(ratios, "en"),
        "last-year": partial(last_year, "en"),
    },
    "reference/kpis.ja.md": {
        "kpis": partial(kpis, "ja"),
        "ratios": partial(ratios, "ja"),
        "last-year": partial(last_year, "ja"),
    },
    "reference/mechanisms.md": {"mechanisms": mechanisms},
}
"""Per page, the parts between its marks and what writes them."""


def renewed(page: str, parts: dict[str, Callable[[], str]]) -> str:
    """A page's text with its generated parts written anew; ValueError when a mark is missing."""
    for name, write in parts.items():
        begin, end = f"<!-- begin {name} -->", f"<!-- end {name} -->"
        before, opened, rest = page.partition(begin)
        _, closed, after = rest.partition(end)
        if not opened or not closed:
            raise ValueError(f"the marks {begin} and {end} are missing")
        page = f"{before}{begin}\n\n{write()}\n\n{end}{after}"
    return page


_SHOWN = re.compile(r"^```text\n.*?^```", re.DOTALL | re.MULTILINE)


def with_outputs_of(page: str, english: str) -> str:
    """A Japanese how-to with the outputs that the English page shows, but for those that are Japanese.

    ValueError where one of the two pages shows more outputs than the other.
    """
    theirs = _SHOWN.findall(english)
    if len(theirs) != len(_SHOWN.findall(page)):
        raise ValueError("the Japanese page shows more outputs, or fewer, than the English one")
    given = iter(theirs)

    def shown(own: re.Match[str]) -> str:
        there = next(given)
        return there if _english(own[0]) else own[0]

    return _SHOWN.sub(shown, page)


def _english(text: str) -> bool:
    """Whether a text holds no Japanese letters: kana and kanji lie above all signs that English outputs use."""
    return all(ord(letter) < 0x3040 for letter in text)


def main() -> None:
    """Renew every page that has generated parts, and the Japanese how-tos that show English outputs."""
    for name, parts in PARTS.items():
        path = DOCS / name
        path.write_text(renewed(path.read_text(encoding="utf-8"), parts), encoding="utf-8")
    for path in sorted((DOCS / "how-to").glob("*.ja.md")):
        english = path.with_name(path.name.replace(".ja.md", ".md")).read_text(encoding="utf-8")
        path.write_text(with_outputs_of(path.read_text(encoding="utf-8"), english), encoding="utf-8")


if __name__ == "__main__":
    main()
