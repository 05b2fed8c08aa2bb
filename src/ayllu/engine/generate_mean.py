"""The text of the loop that adds a measured rule up."""

from ayllu.engine.binder import Binder
from ayllu.engine.generate import MEASURE_UNIT, Kernel, MoveTable, StepWriter
from ayllu.grammar.inspect import ProcessRecord
from ayllu.grammar.outcomes import Mean, Step


def mean_kernel(binder: Binder, record: ProcessRecord, measure: Mean) -> Kernel:
    """The loop that adds a measured rule up by its dimensions."""
    writer = StepWriter(binder, record, Step(measure.of.__name__, (), measure.who), MoveTable(), "mean")
    out, frame = writer.emitter, writer.frame
    with out.block("for t in range(n):"):
        out.line("i = np.int64(rows[t])")
        writer.skip_dead()
        if measure.who is not None:
            out.line(f"if not {writer._rule(measure.who)}:")
            out.line("    continue")
        value = writer._rule(measure.of)
        where = [out.value(dimension, record, frame) for dimension in measure.by]
        capped = [f"min({w}, 100)" if d == "age" else w for w, d in zip(where, measure.by, strict=True)]
        total, count = out.array("measure", "total"), out.array("measure", "count")
        out.line(f"{total}[{', '.join(capped)}] += int({value} * {MEASURE_UNIT})")
        out.line(f"{count}[{', '.join(capped)}] += 1")
    out.line("return 0")
    return writer._finish()
