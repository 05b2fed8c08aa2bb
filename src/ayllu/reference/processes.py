"""The page of processes: the month in order, then one part for each process file."""

from collections.abc import Iterator

from ayllu.grammar.inspect import ProcessRecord
from ayllu.grammar.rules import Rule
from ayllu.loops.source import rule_source
from ayllu.reference.cards import shared_table
from ayllu.reference.markdown import code, codes, page, says, table
from ayllu.reference.material import Material, cited, inputs_of
from ayllu.reference.sentences import step_row
from ayllu.words.phases import PHASES

SAYS = """\
One process is one file of `src/ayllu/processes/`. A month takes them in this order; every step sees what the
step before left. Phases without a process have none yet."""
QUESTIONS = {
    "Who?": ("exposed",),
    "How likely?": ("term", "hazard", "rate", "probability"),
    "What, and with whom?": ("amount", "appeal", "pairing"),
    "What others may read": ("view",),
}
"""Heading -> kinds of rules under it."""


def processes_page(material: Material) -> str:
    """The text of processes.md."""
    months = table(
        ["phase", "why here", "processes"],
        [
            (code(phase), why, codes(r.name for r in material.records if r.process.phase == phase))
            for phase, why in PHASES.items()
        ],
    )
    return page("Processes", SAYS, [months, *(_process(material, record) for record in material.records)])


def _process(material: Material, record: ProcessRecord) -> str:
    parts = [f"## {record.name}", f"*{record.process.asks}* Phase {code(record.process.phase)}.", record.says]
    if record.columns:
        owned = [(code(n), c.means, c.unit, f"{c.low} to {c.high}") for n, c in record.columns.items()]
        parts += ["### Columns it owns", table(["column", "means", "unit", "values"], owned)]
    if record.steps:
        rows = [step_row(record, step) for step in record.steps]
        parts += ["### What follows", table(["step", "when", "who", "how likely", "what follows"], rows)]
    for heading, kinds in QUESTIONS.items():
        rows = [_rule(record, name) for name in record.rules if record.label(name).kind in kinds]
        if rows:
            parts += [f"### {heading}", table(["rule", "kind", "says", "reads", "numbers"], rows)]
    parts += [*_measures(record), *_numbers(material, record), *_claims(material, record)]
    return "\n\n".join(part for part in parts if part)


def _rule(record: ProcessRecord, name: str) -> list[str]:
    function = record.rules[name]
    source = rule_source(function)
    return [
        code(name),
        _kind(record.label(name)),
        says(function),
        codes(source.reads),
        codes(f"p.{n}" for n in source.numbers),
    ]


def _kind(label: Rule) -> str:
    if label.over:
        return f"{'how many' if label.gather == 'count' else 'any'} of {label.over}"
    return f"{label.kind} per {label.per}" if label.per else label.kind


def _measures(record: ProcessRecord) -> Iterator[str]:
    rows = []
    for measure in record.measures:
        into = next((name for name, known in record.tables.items() if known is measure.into), "")
        who = code(measure.who.__name__) if measure.who is not None else "everybody"
        rows.append((code(measure.of.__name__), who, codes(measure.by), code(into)))
    if rows:
        yield "### What it measures"
        yield table(["mean of", "among", "by", "learnt table that calibration fills"], rows)


def _numbers(material: Material, record: ProcessRecord) -> Iterator[str]:
    shown = shared_table(material, record.name, inputs_of(record))
    if shown:
        yield "### Numbers"
        yield shown


def _claims(material: Material, record: ProcessRecord) -> Iterator[str]:
    sources = [s for p in material.packs for head in material.heads(p, record.name) for s in head.sources]
    rows = []
    for name in dict.fromkeys([*cited(record.says), *sources]):
        statement, where = material.statement(name)
        if statement:
            rows.append((code(name), statement, where))
    if rows:
        yield "### Claims cited"
        yield table(["claim", "says", "source"], rows)
