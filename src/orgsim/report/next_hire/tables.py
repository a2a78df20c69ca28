"""What single changes are worth, and what the usual rules name, as tables of words."""

from math import isfinite

from orgsim.language.numbers import percent
from orgsim.report.next_hire.numbers import RULE_UNITS
from orgsim.report.next_hire.sentences import chance, worth
from orgsim.report.next_hire.words import JUDGEMENTS, RULES, title
from orgsim.report.study.reading import VERDICTS, StudyReading
from orgsim.report.study.tables import TONES, Cell, Marks, ReportTable
from orgsim.study.labels import activity_title, team_title
from orgsim.study.next_hire import NextHireStudy, OptionWorth
from orgsim.study.notes import at_figure


def options(reading: StudyReading, found: NextHireStudy) -> ReportTable:
    """One row per option, the best one first."""
    further = {kpi: {one.change.name: one for one in found.worth(kpi)} for kpi in found.study.kpis[1:]}
    rows, marks = [], Marks()
    for one in found.ranking:
        name = one.change.name
        rows.append(
            (
                Cell(title(found.base, one.change, reading.language)),
                _gap(reading, one, marks),
                Cell(reading.say(VERDICTS[one.verdict]), tone=TONES[one.verdict]),
                Cell(chance(reading, one.chance)),
                Cell(chance(reading, one.chance_of_kind)),
                Cell(reading.change(found.payroll(name), "money")),
                *(_gap(reading, own[name], marks) for own in further.values()),
            )
        )
    heads = (
        reading.say("Change"),
        reading.kpi_title(found.kpi.name),
        reading.say("Verdict"),
        reading.say("Best of all"),
        reading.say("Best of its kind"),
        reading.kpi_title("payroll"),
        *map(reading.kpi_title, further),
    )
    note = reading.say(
        "Below each difference: its 95% interval. Verdicts allow for the {count} changes in each KPI (Holm's correction)."
        " Probabilities to be the best: by Student's t of the paired differences of all changes together.",
        count=len(found.changes),
    )
    return ReportTable(reading.say("What each change is worth"), heads, tuple(rows), note=marks.below(note))


def _gap(reading: StudyReading, one: OptionWorth, marks: Marks) -> Cell:
    gap = one.paired.difference
    below = reading.changes(gap.low, gap.high, one.kpi.unit) if isfinite(gap.low) else ""
    cell = Cell(reading.change(gap.mean, one.kpi.unit), below, TONES[one.verdict])
    return marks.at(cell, at_figure(gap.doubts, reading.language))


def rules(reading: StudyReading, found: NextHireStudy) -> ReportTable:
    """One row per rule of thumb: the team that it names, and whether one more person there is the best choice."""
    rows = []
    for one in found.rules:
        named = one.named
        figure = reading.quantity(named.value, RULE_UNITS[named.rule])
        where = activity_title(found.base, named.activity, reading.language) if named.activity else ""
        rows.append(
            (
                Cell(reading.say(RULES[named.rule])),
                Cell(team_title(found.base, named.team, reading.language), where),
                Cell(
                    figure,
                    reading.say(
                        "the same in {share} of runs", share=percent(named.share, reading.language, 2)
                    ),
                ),
                Cell(worth(reading, one.worth)),
                Cell(
                    reading.say(JUDGEMENTS[one.judgement]),
                    tone="worse" if one.judgement == "misleads" else "plain",
                ),
            )
        )
    heads = (
        reading.say("Rule of thumb"),
        reading.say("Names"),
        reading.say("Its figure"),
        reading.say("One more person there"),
        reading.say("Here it"),
    )
    note = reading.say(
        "“Misleads”: one more person in another team is surely worth more (Hsu's comparison with the best, 95%)."
    )
    return ReportTable(reading.say("What rules of thumb name"), heads, tuple(rows), texts=2, note=note)
