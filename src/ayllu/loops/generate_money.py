"""Loops that move money: one's own purse at once, those of others by the outbox."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from ayllu.grammar.money import Flow, Sends
from ayllu.loops.binder import Function
from ayllu.loops.emit import Frame
from ayllu.loops.generate_choices import OPEN, best_relative, site_of
from ayllu.loops.money import MONEY, Deed, Line, deed_of, lines_of
from ayllu.loops.source import rule_source
from ayllu.words.money import FEE, MOST_MONEY, SENT

if TYPE_CHECKING:
    from ayllu.loops.generate import StepWriter

MORE = 4
"""Figures that travel with a transfer: fee, channel, use, the member of a household who sends (-1: none)."""


def move_money(writer: "StepWriter", outcome: Flow | Sends) -> None:
    """A verb of money."""
    deed = deed_of(writer.record, writer.binder.schema, writer.step, outcome)
    if isinstance(outcome, Sends):
        _send(writer, deed, outcome)
    elif deed.own:
        _flow(writer, deed, outcome)
    else:
        cents = _cents(writer, outcome.amount)
        with writer.emitter.block(f"if {cents} > 0:", writer.frame):
            writer.push("i", str(MONEY + writer.moves.number_of_deed(deed)), cents)


def _cents(writer: "StepWriter", rule: Any, most: str = str(MOST_MONEY)) -> str:
    """A variable with an amount: whole cents from nothing to the most."""
    name = writer.emitter.fresh("cents")
    writer.emitter.line(f"{name} = np.int64(min(max({writer.rule(rule)}, 0), {most}))")
    return name


def _flow(writer: "StepWriter", deed: Deed, outcome: Flow) -> None:
    """Money of whom the step asks, in or out."""
    out, purse, debt = writer.emitter, f"new_{deed.purse}", f"new_{deed.other}"
    moved, lent, wanted = out.fresh("moved"), out.fresh("lent"), _cents(writer, outcome.amount)
    room, owed = f"{MOST_MONEY} - {purse}", f"{MOST_MONEY} - {debt}"
    if outcome.verb == "takes_in":
        out.line(f"{moved} = min({wanted}, {room}); {purse} += {moved}")
    elif outcome.verb == "pays":
        out.line(f"{moved} = min({wanted}, {purse}); {purse} -= {moved}")
        if deed.other:
            out.line(f"{lent} = min({wanted} - {moved}, {owed}); {debt} += {lent}")
    else:
        sign, bounds = ("+", f"{room}, {owed}") if outcome.verb == "borrows" else ("-", f"{purse}, {debt}")
        out.line(f"{moved} = min({wanted}, {bounds}); {purse} {sign}= {moved}; {debt} {sign}= {moved}")
    for lines, cents in zip(lines_of(deed), (moved, lent), strict=True):
        _book(writer, lines, cents)


def _book(writer: "StepWriter", lines: Iterable[Line], cents: str) -> None:
    """Add to lines of the ledger, under the weight class, country, residence and sex of whom the step asks."""
    out, record, frame = writer.emitter, writer.record, writer.frame
    for line in lines:
        stratum = out.value("stratum", record, frame)
        group = f"{out.array('books', 'ledger')}[{out.value('place', record, frame)}]"
        if writer.step.of == "person":
            group = f"{group} * 2 + {out.value('sex', record, frame)}"
        out.line(f"{out.array('ledger', *line)}[{stratum}, {group}] += {cents}")


def _send(writer: "StepWriter", deed: Deed, outcome: Sends) -> None:
    """The sender's purse falls at once; what arrives is settled after the step."""
    out, frame = writer.emitter, writer.frame
    ego = _ego(writer, deed, outcome) if outcome.to == "relative" else "-1"
    target, purse = _target(writer, deed, outcome, ego), f"new_{deed.purse}"
    with out.block(f"if {target} >= 0:", frame):
        sent = _cents(writer, outcome.amount, purse)
        with out.block(f"if {sent} > 0:", frame):
            frame.known["sent"] = sent
            fee = _cents(writer, outcome.fee, sent) if outcome.fee is not None else "0"
            given = [-1 if code is None else code for code in (outcome.channel, outcome.use)]
            codes = [f"np.int64({writer.rule(code)})" if callable(code) else str(int(code)) for code in given]
            out.line(f"{purse} -= {sent}")
            _book(writer, [(deed.purse, "out", SENT)], f"{sent} - {fee}")
            if outcome.fee is not None:
                _book(writer, [(deed.purse, "out", FEE)], fee)
            for number, figure in enumerate((fee, *codes, "-1" if outcome.sender is None else ego)):
                out.line(f"out_terms[m, {number}] = {figure}")
            writer.more = MORE
            writer.push("i", str(MONEY + writer.moves.number_of_deed(deed)), f"{target} + ({sent} << 32)")


def _ego(writer: "StepWriter", deed: Deed, outcome: Sends) -> str:
    """The row of in whose name money is sent: of the person asked, or of a household's head or the member it names."""
    if outcome.sender is not None:
        return _best_member(writer, outcome.sender)
    return writer.emitter.value("head", writer.record, writer.frame) if deed.of == "household" else "i"


def _target(writer: "StepWriter", deed: Deed, outcome: Sends, ego: str) -> str:
    """The row of the purse that receives, -1 for nobody."""
    out, frame = writer.emitter, writer.frame
    if outcome.to == "home":
        return out.value("home", writer.record, frame)
    if outcome.to == "dwelling":
        lodged, roof = out.fresh("host"), out.value("dwelling", writer.record, frame)
        out.line(f"{lodged} = {roof} if {out.array('household', 'size')}[{roof}] > 0 else np.int64(-1)")
        return lodged
    if outcome.to == "member":
        row = _best_member(writer, outcome.appeal)
    elif outcome.to == "relative":
        row = out.fresh("row")
        out.line(f"{row} = np.int64(-1)")
        with out.block(f"if {ego} >= 0:", frame):
            kin = best_relative(writer, outcome.appeal, frame if ego == "i" else Frame(ego, far=True))
            out.line(f"{row} = np.int64({kin})")
    else:
        row = out.value(outcome.to, writer.record, frame)
    if deed.other_of == "person":
        return row
    home = out.fresh("home")
    out.line(f"{home} = np.int64({out.array('person', 'home')}[{row}]) if {row} >= 0 else np.int64(-1)")
    if deed.of == "household":
        out.line(f"{home} = {home} if {home} != i else np.int64(-1)")
    return home


def _best_member(writer: "StepWriter", appeal: Any) -> str:
    """The member of the household asked with the highest appeal plus keyed noise."""
    out, frame, record = writer.emitter, writer.frame, writer.record
    best, top, each, worth = (out.fresh(stem) for stem in ("best", "top", "each", "worth"))
    function = Function(record, appeal.__name__)
    key = out.array("person", "key")
    for read in rule_source(function.rule).reads:
        if not read.startswith("each_"):
            out.value(read, record, frame)
    out.line(f"{best}, {top}, {each} = np.int64(-1), {OPEN}, np.int64({out.array('household', 'first_member')}[i])")
    with out.block(f"while {each} >= 0:", frame):
        frame.others["each_"] = Frame(each, far=True)
        out.line(f"{worth} = {out.call(function, frame)} * 1.0")
        site = site_of(f"{record.name}.{function.name}")
        out.line(f"if {worth} > {OPEN}:")
        out.line(f"    {worth} += gumbel({writer.key()}, {key}[{each}], seed, month, {site}, {top} - {worth})")
        out.line(f"    if {worth} > {top} or ({worth} == {top} and {key}[{each}] < {key}[{best}]):")
        out.line(f"        {best}, {top} = {each}, {worth}")
        out.line(f"{each} = np.int64({out.array('person', 'next_home')}[{each}])")
        del frame.others["each_"]
    return best
