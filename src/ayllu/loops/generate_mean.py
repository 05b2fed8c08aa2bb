"""The text of loops that add up: a measured rule, and people counted by several dimensions."""

from ayllu.grammar.inspect import ProcessRecord
from ayllu.grammar.outcomes import Mean, Step
from ayllu.grammar.process import Tally
from ayllu.loops.binder import Binder
from ayllu.loops.generate import MEASURE_UNIT, Kernel, MoveTable, StepWriter


def mean_kernel(binder: Binder, record: ProcessRecord, measure: Mean) -> Kernel:
    """The loop that adds a measured rule up by its dimensions."""
    writer = StepWriter(binder, record, Step(measure.of.__name__, (), measure.who), MoveTable(), "mean")
    out, frame = writer.emitter, writer.frame
    with out.block("for t in range(n):"):
        out.line("i = np.int64(rows[t])")
        writer.skip_dead()
        if measure.who is not None:
            out.line(f"if not {writer.rule(measure.who)}:")
            out.line("    continue")
        value = writer.rule(measure.of)
        where = [out.value(dimension, record, frame) for dimension in measure.by]
        capped = [f"min({w}, 100)" if d == "age" else w for w, d in zip(where, measure.by, strict=True)]
        total, count = out.array("measure", "total"), out.array("measure", "count")
        out.line(f"{total}[{', '.join(capped)}] += int({value} * {MEASURE_UNIT})")
        out.line(f"{count}[{', '.join(capped)}] += 1")
    out.line("return 0")
    return writer.finish()


def look_kernel(binder: Binder, record: ProcessRecord, view: str) -> Kernel:
    """The loop that writes down a view of each of some rows."""
    rule = record.rules[view]
    writer = StepWriter(binder, record, Step(view, ()), MoveTable(), "look")
    out = writer.emitter
    with out.block("for t in range(n):"):
        out.line("i = np.int64(rows[t])")
        out.line(f"{out.array('measure', 'value')}[t] = {writer.rule(rule)}")
    out.line("return 0")
    return writer.finish()


def tally_kernel(binder: Binder, record: ProcessRecord, name: str, tally: Tally) -> Kernel:
    """The loop that counts people (or adds up what they have) by the dimensions of a tally; none below index zero."""
    writer = StepWriter(binder, record, Step(name, (), record.rules.get(tally.who)), MoveTable(), "tally")
    out, frame = writer.emitter, writer.frame
    with out.block("for t in range(n):"):
        out.line("i = np.int64(rows[t])")
        writer.skip_unasked()
        where = [out.value(dimension, record, frame) for dimension in tally.by]
        capped = [f"min({w}, 100)" if d == "age" else w for w, d in zip(where, tally.by, strict=True)]
        weight = f"{out.array('weights', 'stratum')}[{out.value('stratum', record, frame)}]"
        weight += f" * np.int64({out.value(tally.of, record, frame)})" if tally.of else ""
        out.line(f"if {' and '.join(f'{w} >= 0' for w in capped)}:")
        out.line(f"    {out.array('measure', 'count')}[{', '.join(capped)}] += {weight}")
    out.line("return 0")
    return writer.finish()
