"""The text of the compiled marriage market: one loop over those who choose."""

from ayllu.grammar.inspect import ProcessRecord
from ayllu.grammar.outcomes import Market
from ayllu.loops.binder import Binder
from ayllu.loops.emit import Emitter, Frame, sorted_arguments
from ayllu.loops.generate import Kernel


def market_kernel(binder: Binder, record: ProcessRecord, market: Market) -> Kernel:
    """The month of a marriage market: in each place those on the shorter side choose, in a keyed order.

    choosers are rows; she_chooses tells which of them are women; from_, until bound the others of the
    chooser's place in `others`; start is the one at whom the round begins. A chooser meets some of the others
    who are still free and takes the one who suits best. Fills pair_women and pair_men; returns how many
    couples form.
    """
    out = Emitter(binder)
    frame = Frame("a", far=True, others={"ego_": Frame("a", far=True), "alter_": Frame("b", far=True)})
    home, community = out.array("person", "home"), out.array("household", "community")
    mother, father, key = (out.array("person", c) for c in ("mother", "father", "key"))
    out.line("n, taken = 0, np.zeros(len(others), np.uint8)")
    with out.block("for w in range(len(choosers)):"):
        out.line("best, top, met = -1, 0.0, 0")
        out.line("span = until[w] - from_[w]")
        with out.block("for step in range(min(span, 4 * acquaintances)):", frame):
            out.line("at = from_[w] + (start[w] + step) % span")
            out.line("if met >= acquaintances or taken[at]:")
            out.line("    continue")
            out.line("met += 1")
            out.line("a = np.int64(choosers[w]) if she_chooses[w] else np.int64(others[at])")
            out.line("b = np.int64(others[at]) if she_chooses[w] else np.int64(choosers[w])")
            frame.known["same_community"] = f"({community}[{home}[a]] == {community}[{home}[b]])"
            frame.known["close_kin"] = f"are_close_kin(a, b, {mother}, {father})"
            value = out.value(market.suitability.__name__, record, frame)
            tie = f"best >= 0 and {value} == top and {key}[others[at]] < {key}[others[best]]"
            out.line(f"if {value} > top or ({tie}):")
            out.line(f"    best, top = at, {value} * 1.0")
        with out.block("if best >= 0:"):
            out.line("taken[best] = 1")
            out.line("pair_women[n] = choosers[w] if she_chooses[w] else others[best]")
            out.line("pair_men[n] = others[best] if she_chooses[w] else choosers[w]")
            out.line("n += 1")
    out.line("return n")
    arguments = sorted_arguments(out)
    fixed = "choosers, she_chooses, others, from_, until, start, acquaintances, month, pair_women, pair_men"
    head = f"def {market.name}_market({fixed}, {', '.join(a for a, _ in arguments)}):"
    return Kernel(f"{market.name}_market", "\n".join([head, *out.lines]), arguments, out.rules)
