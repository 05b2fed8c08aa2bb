"""Loops of choices: the best of several alternatives, the best relative, the best place."""

import zlib
from typing import TYPE_CHECKING, Any

from ayllu.grammar.inspect import ProcessRecord
from ayllu.grammar.outcomes import Bears, Choose, Goes
from ayllu.grammar.rules import label_of
from ayllu.loops.binder import AT, CELL_NAMES, Function
from ayllu.loops.emit import Frame
from ayllu.loops.source import rule_source
from ayllu.population.schema import CELLS_A_PLACE
from ayllu.words.codes import BARRED

if TYPE_CHECKING:
    from ayllu.loops.generate import StepWriter

OPEN = BARRED / 2
SITE_BITS = 0x3FFFFF
_LINKS = ("mother", "father", "first_child", "next_by_mother", "next_by_father")
GIVEN = ("tie", "same_community")
KEEPS, HOST = 16, 17
"""Bits of a decision to go: the place below, whether the home is kept, the row of a host + 1 above."""


def site_of(name: str) -> int:
    """The number of a question in the generator's key: stable when processes are added."""
    return zlib.crc32(name.encode()) & SITE_BITS


def choose(writer: "StepWriter", outcome: Choose) -> None:
    """The alternative with the highest appeal plus keyed noise, and its outcomes."""
    out = writer.emitter
    best, top = out.fresh("best"), out.fresh("top")
    worths = [writer.rule(rule) for rule, _ in outcome.options]
    out.line(f"{best}, {top} = -1, {OPEN}")
    for number, worth in enumerate(worths):
        writer.alternatives += 1
        out.line(f"if {worth} > {OPEN}:")
        noise = f"gumbel({writer.key()}, np.uint64({writer.alternatives}), seed, month, {writer.site}, {top} - {worth})"
        out.line(f"    worth = {worth} + {noise}")
        out.line(f"    if worth > {top}:")
        out.line(f"        {best}, {top} = {number}, worth")
    for number, (_, outcomes) in enumerate(outcome.options):
        writer.branch(f"if {best} == {number}:", outcomes)


def bear(writer: "StepWriter", outcome: Bears) -> str:
    """Twins and each child's sex, as bits; the sex belongs to the child's key."""
    out, record = writer.emitter, writer.record
    twins, girl = writer.rule(outcome.twins), writer.rule(outcome.girl)
    site = site_of(f"{record.name}.{outcome.twins.__name__}")
    parity = out.value("parity", record, writer.frame)
    out.line(f"twin = unit({writer.key()} ^ seed, np.uint64(month), np.uint64({site})) < {twins}")
    out.line("bits = 1 if twin else 0")
    girl_site = site_of(f"{record.name}.{outcome.girl.__name__}")
    for child in (1, 2):
        key = f"child_key({writer.key()}, np.uint64({parity} + {child}))"
        out.line(f"if unit({key} ^ seed, np.uint64(month), np.uint64({girl_site})) < {girl}:")
        out.line(f"    bits += {2 * child}")
    return "bits"


def _kin(writer: "StepWriter", i: str) -> str:
    """The number of living relatives now listed in kin_rows and kin_ties."""
    out = writer.emitter
    kin, dead = ([out.array(table, c) for c in _LINKS] for table in ("person", "tomb"))
    count = out.fresh("kin")
    sex = out.array("person", "sex")
    out.line(f"{count} = kin_of({i}, {sex}[{i}], ({', '.join(kin)}), ({', '.join(dead)}), kin_rows, kin_ties)")
    return count


def best_relative(writer: "StepWriter", appeal: Any, frame: Frame, place: str = "", kin: str = "") -> str:
    """The relative outside the home (or in a place) with the highest appeal plus keyed noise."""
    out, i = writer.emitter, frame.row
    best, top, each, worth = (out.fresh(s) for s in ("best", "top", "each", "worth"))
    home, key, cell = (out.array("person", c) for c in ("home", "key", "cell"))
    community = out.array("household", "community")
    function = Function(writer.record, appeal.__name__)
    for read in rule_source(appeal).reads:
        if not read.startswith("each_") and read not in GIVEN:
            out.value(read, writer.record, frame)
    out.line(f"{best}, {top} = -1, {OPEN}")
    count = kin or _kin(writer, i)
    elsewhere = f"{cell}[{each}] // {CELLS_A_PLACE} != {place}" if place else f"{home}[{each}] == {home}[{i}]"
    with out.block(f"for k in range({count}):", frame):
        out.line(f"{each} = kin_rows[k]")
        out.line(f"if {elsewhere}:")
        out.line("    continue")
        frame.others["each_"] = Frame(each, far=True)
        frame.known["tie"] = "kin_ties[k]"
        frame.known["same_community"] = f"({community}[{home}[{each}]] == {community}[{home}[{i}]])"
        out.line(f"{worth} = {out.call(function, frame)} * 1.0")
        site = site_of(f"{writer.record.name}.{appeal.__name__}")
        out.line(f"if {worth} > {OPEN}:")
        out.line(f"    {worth} += gumbel({key}[{i}], {key}[{each}], seed, month, {site}, {top} - {worth})")
        out.line(f"    if {worth} > {top} or ({worth} == {top} and {key}[{each}] < {key}[{best}]):")
        out.line(f"        {best}, {top} = {each}, {worth}")
        del frame.others["each_"]
    return best


def go(writer: "StepWriter", outcome: Goes) -> None:
    """The place with the highest appeal plus keyed noise; staying where one is pushes nothing."""
    out, frame, record = writer.emitter, writer.frame, writer.record
    own = out.value("place", record, frame)
    _before(writer, outcome)
    terms, counts = terms_of(writer, outcome), _count_kin(writer, kin := _kin(writer, "i"))
    best, here, there = _best_place(writer, outcome, own, terms, counts)
    with out.block(f"if {best} >= 0 and {best} != {own}:", frame):
        frame.others["there_"] = Frame("i", known={"place": f"np.int64({best})"})
        keeps = f"int({writer.rule(outcome.keeps)})" if outcome.keeps else "0"
        host = best_relative(writer, outcome.host, frame, best, kin) if outcome.host else "-1"
        for number in range(len(terms)):
            out.line(f"out_terms[m, {number}] = {there}[{number}] - {here}[{number}]")
        code = writer.move_code(outcome, terms)
        writer.push("i", code, f"np.int64({best}) + ({keeps} << {KEEPS}) + ((np.int64({host}) + 1) << {HOST})")
        frame.known |= {"stays_here": "False", **{key: f"{buffer}[{best}]" for key, buffer in counts.items()}}
        writer.branch("if True:", outcome.then)
    del frame.others["there_"]
    out.line("; ".join(f"{buffer}[:] = 0" for buffer in counts.values()) or "pass")


def _best_place(
    writer: "StepWriter", outcome: Goes, own: str, terms: tuple[str, ...], counts: dict[str, str]
) -> tuple[str, str, str]:
    """The first of the best places, and the terms here and there. One's own comes first, for few others beat it."""
    out, frame, record = writer.emitter, writer.frame, writer.record
    best, top, worth, here, there, units = (out.fresh(s) for s in ("best", "top", "worth", "here", "there", "units"))
    country, destination = out.array("place", "country"), out.array("place", "destination")
    zeros = f"np.zeros({len(terms)})"
    out.lines[1:1] = [f"    {here}, {there}, {units} = {zeros}, {zeros}, np.empty(len({country}))"]
    known = {key: f"{buffer}[q]" for key, buffer in (counts | _kept(writer, terms, own)).items()}
    out.line(f"draw_alternatives({writer.key()}, seed, np.uint64(month), np.uint64({writer.site}), {units})")
    out.line(f"{best}, {top} = -1, {OPEN}")
    with out.block(f"for turn in range(-1, len({country})):", frame):
        side = "==" if outcome.among == "home" else ">"
        out.line(f"q = {own} if turn < 0 else turn")
        out.line(f"if turn >= 0 and (q == {own} or {country}[q] != {country}[{own}] or not {destination}[q] {side} 0):")
        out.line("    continue")
        frame.others["there_"] = Frame("i", known={"place": "np.int64(q)"})
        frame.known |= {"stays_here": f"(q == {own})"} | known
        out.line(f"{worth} = {out.call(Function(record, outcome.appeal.__name__), frame)} * 1.0")
        weighed = [out.value(name, record, frame) for name in terms]
        with out.block("if turn < 0:"):
            for text in (*(f"{here}[{k}] = {v}" for k, v in enumerate(weighed)), "pass"):
                out.line(text)
        with out.block(f"if {worth} > {OPEN}:"):
            out.line(f"{worth} += noise({units}[q], {top} - {worth})")
            with out.block(f"if {worth} > {top} or ({worth} == {top} and q < {best}):"):
                for text in (f"{best}, {top} = q, {worth}", *(f"{there}[{k}] = {v}" for k, v in enumerate(weighed))):
                    out.line(text)
    return best, here, there


def _kept(writer: "StepWriter", terms: tuple[str, ...], own: str) -> dict[str, str]:
    """For each term of the two places alone: an array of it, computed again when the next row lives elsewhere."""
    out, frame, record = writer.emitter, writer.frame, writer.record
    arrays = {name: out.fresh("kept") for name in terms if _placed(writer, name)}
    if not arrays:
        return {}
    held, places = out.fresh("held"), f"len({out.array('place', 'country')})"
    out.lines[1:1] = [f"    {held} = -1", *(f"    {array} = np.empty({places})" for array in arrays.values())]
    with out.block(f"if {held} != {own}:", frame):
        out.line(f"{held} = {own}")
        with out.block(f"for q in range({places}):", frame):
            frame.others["there_"] = Frame("i", known={"place": "np.int64(q)"})
            frame.known["stays_here"] = f"(q == {own})"
            for name, array in arrays.items():
                out.line(f"{array}[q] = {out.value(name, record, frame)}")
            del frame.others["there_"]
    return {f"{record.name}.{name}": array for name, array in arrays.items()}


def _placed(writer: "StepWriter", name: str) -> bool:
    """Whether a name depends on nothing but one's own place and the place that is being considered."""
    name = name.removeprefix("there_")
    if name == "stays_here" or name in CELL_NAMES or name.startswith(AT):
        return True
    function = writer.binder.function(name, writer.record)
    if function is not None:
        label = label_of(function.rule)
        around = label is not None and label.over
        return not around and all(_placed(writer, read) for read in rule_source(function.rule).reads)
    owner = writer.binder.table_owner(name, writer.record)
    return owner is not None and all(_placed(writer, by) for by in writer.binder.by(name, owner))


def _count_kin(writer: "StepWriter", kin: str) -> dict[str, str]:
    """For each rule of the process over='kin_there': an array of the number of relatives by place."""
    out, frame, record = writer.emitter, writer.frame, writer.record
    buffers = {}
    for name in sorted(record.rules):
        if record.label(name).over != "kin_there":
            continue
        buffer = buffers[f"{record.name}.{name}"] = f"at_{name}"
        for read in rule_source(record.rules[name]).reads:
            if not read.startswith("each_") and read not in GIVEN:
                out.value(read, record, frame)
        each = out.fresh("each")
        with out.block(f"for k in range({kin}):", frame):
            out.line(f"{each} = kin_rows[k]")
            frame.others["each_"] = Frame(each, far=True)
            frame.known["tie"] = "kin_ties[k]"
            out.line(f"if {out.call(Function(record, name), frame)}:")
            out.line(f"    {buffer}[{out.array('person', 'cell')}[{each}] // {CELLS_A_PLACE}] += 1")
            del frame.others["each_"]
    return buffers


def kin_buffers(record: ProcessRecord) -> list[str]:
    """Names of the arrays that the loops of a process need for relatives by place."""
    return [f"at_{name}" for name in sorted(record.rules) if record.label(name).over == "kin_there"]


def _before(writer: "StepWriter", outcome: Goes) -> None:
    """What does not depend on the candidate is computed once."""
    done: set[str] = set()

    def visit(name: str) -> None:
        function = writer.binder.function(name, writer.record)
        if name in done:
            return
        done.add(name)
        if not of_candidate(writer, name):
            writer.emitter.value(name, writer.record, writer.frame)
        elif function is not None and function.record is writer.record:
            for read in rule_source(function.rule).reads:
                visit(read)

    for read in rule_source(outcome.appeal).reads:
        visit(read)


def of_candidate(writer: "StepWriter", name: str) -> bool:
    """Whether a name depends on the place that is being considered."""
    if name.startswith("there_") or name == "stays_here" or name.startswith("each_") or name in GIVEN:
        return True
    function = writer.binder.function(name, writer.record)
    if function is not None:
        label = label_of(function.rule)
        over = label.over if label is not None else ""
        reads = [read for read in rule_source(function.rule).reads if not (over and read.startswith("each_"))]
        return over == "kin_there" or any(of_candidate(writer, read) for read in reads)
    owner = writer.binder.table_owner(name, writer.record)
    return owner is not None and any(of_candidate(writer, by) for by in writer.binder.by(name, owner))


def terms_of(writer: "StepWriter", outcome: Goes) -> tuple[str, ...]:
    """The named terms that the appeal of a place adds up."""
    record = writer.record
    reads = rule_source(outcome.appeal).reads
    return tuple(r for r in reads if r in record.rules and record.label(r).kind == "term" and of_candidate(writer, r))
