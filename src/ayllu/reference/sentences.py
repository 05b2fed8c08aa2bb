"""Steps and their outcomes in words."""

from typing import Any

from ayllu.grammar.inspect import ProcessRecord
from ayllu.grammar.money import Flow, Sends
from ayllu.grammar.outcomes import (
    Bears,
    Choose,
    Dies,
    Goes,
    GoesTo,
    Happens,
    Market,
    Moves,
    OwnRoof,
    Parts,
    Sets,
    Step,
    When,
)
from ayllu.grammar.process import Column
from ayllu.grammar.rules import label_of
from ayllu.reference.markdown import code

_TO = {
    "own": "founds a home of their own",
    "partner": "joins the partner's home",
    "relative": "joins the home of the relative with the highest {appeal}",
    "neighbour": "is taken in by a household of the community",
    "settlement": "founds a home in the youngest neighbourhood of the town",
}
_PARTY = {
    "alone": "alone",
    "with_children": "with dependent children",
    "couple": "with partner and dependent children",
    "everyone": "with everybody of the home",
}


def pace_of(step: Any) -> str:
    """When a step asks."""
    if isinstance(step, Market):
        return "every month"
    if step.on:
        return f"when {code(step.on)} happens"
    if step.pace == "start":
        return "in the first month of the world" + (f", each {step.of}" if step.of != "person" else "")
    if step.pace == "ending":
        return "of a household, when nobody belongs to it any more"
    often = "every month" if step.every == 1 else f"once in {step.every} months, by key"
    if step.of != "person":
        return f"{often}, each {step.of}"
    label = label_of(step.how_likely)
    if step.pace == "birthday":
        spread = label is not None and label.kind in ("hazard", "rate")
        opened = "".join(f" and when {code(event)} happens" for event in step.also_on)
        return f"at each birthday{opened}, for the twelve months that begin" if spread else "at each birthday"
    return often


def chance_of(step: Any) -> str:
    """How likely a step is, with its time unit."""
    if isinstance(step, Market):
        return f"the best {code(step.suitability.__name__)} among {code('p.' + step.acquaintances)} people met"
    if step.how_likely is None:
        return "certain"
    label = label_of(step.how_likely)
    per = f", per {label.per}" if label is not None and label.per else ""
    kind = label.kind if label is not None else "chance"
    return f"{code(step.how_likely.__name__)} ({kind}{per})"


def who_of(step: Any) -> str:
    """Whom a step asks."""
    if isinstance(step, Market):
        return f"everybody whose {code(step.looking.name or 'looking')} is 1 and who has no partner"
    return code(step.who.__name__) if step.who is not None else "everybody"


def outcome_of(record: ProcessRecord, outcome: Any) -> str:
    """What follows, in a few words."""
    if isinstance(outcome, Sets):
        to = outcome.to
        value = code(to.__name__) if callable(to) else code("month" if to == "this_month" else int(to))
        return f"{code(_column(record, outcome))} becomes {value}"
    if isinstance(outcome, Dies):
        return "dies"
    if isinstance(outcome, Bears):
        return f"gives birth: twins by {code(outcome.twins.__name__)}, a girl by {code(outcome.girl.__name__)}"
    if isinstance(outcome, Parts):
        return "the union ends"
    if isinstance(outcome, OwnRoof):
        return "the household sleeps under its own roof"
    if isinstance(outcome, Happens):
        return f"{code(outcome.event)} happens" + (" to both partners" if outcome.to == "couple" else "")
    if isinstance(outcome, Moves):
        return _move(outcome)
    if isinstance(outcome, Goes):
        return _go(outcome)
    if isinstance(outcome, GoesTo):
        whom = "the partner lives" if outcome.whom == "partner" else "the home stands"
        return f"goes to sleep where {whom}, {_PARTY[outcome.party]} ({code(outcome.event)})"
    if isinstance(outcome, Flow):
        return _flow(record, outcome)
    if isinstance(outcome, Sends):
        return _send(record, outcome)
    return _branches(record, outcome)


def _flow(record: ProcessRecord, flow: Flow) -> str:
    """What comes into or goes out of a purse, in words."""
    purse, amount = code(_purse(record, flow.purse)), code(flow.amount.__name__)
    debt = code(_purse(record, flow.debt)) if flow.debt is not None else ""
    if flow.verb == "takes_in":
        return f"{amount} comes into {purse} ({code(flow.account)})"
    if flow.verb == "pays":
        lacking = f", what is lacking is borrowed as {debt}" if debt else ""
        return f"{amount} is paid out of {purse} ({code(flow.account)}){lacking}"
    return f"{amount} is {'borrowed into' if flow.verb == 'borrows' else 'repaid out of'} {purse} ({debt})"


def _send(record: ProcessRecord, sends: Sends) -> str:
    """A transfer in words."""
    best = f" with the highest {code(sends.appeal.__name__)}" if sends.appeal is not None else ""
    given = {"fee": sends.fee, "channel": sends.channel, "use": sends.use}
    told = [
        f"{name} {code(rule.__name__ if callable(rule) else rule)}" for name, rule in given.items() if rule is not None
    ]
    more = f" ({', '.join([code(sends.kind), *told])})"
    what = f"{code(sends.amount.__name__)} is sent from {code(_purse(record, sends.purse))}"
    whose = f" of the member with the highest {code(sends.sender.__name__)}" if sends.sender is not None else ""
    return f"{what} to {code(_purse(record, sends.into))} of the {sends.to}{best}{whose}{more}"


def _purse(record: ProcessRecord, purse: Any) -> str:
    return purse if isinstance(purse, str) else _name(record, purse)


def _branches(record: ProcessRecord, outcome: Any) -> str:
    if isinstance(outcome, When):
        text = f"if {code(outcome.rule.__name__)}: {all_of(record, outcome.then)}"
        return text + (f"; otherwise: {all_of(record, outcome.otherwise)}" if outcome.otherwise else "")
    if isinstance(outcome, Choose):
        options = [f"{code(rule.__name__)}: {all_of(record, inner)}" for rule, inner in outcome.options]
        return "the most appealing of: " + "; ".join(options)
    return str(outcome)


def _move(move: Moves) -> str:
    appeal = code(move.appeal.__name__) if move.appeal is not None else "appeal"
    mover = "the partner " if move.mover == "partner" else ""
    text = f"{mover}{_TO[move.to].format(appeal=appeal)}, {_PARTY[move.party]}"
    if move.roof == "partner":
        text += ", and sleeps in the partner's dwelling"
    return text + (f" (if there is none: {_TO[move.otherwise]})" if move.otherwise else "")


def _go(outcome: Goes) -> str:
    """A choice among places in words."""
    open_to = "places of the country" if outcome.among == "home" else "destinations abroad"
    text = f"goes to the best of the {open_to} by {code(outcome.appeal.__name__)}, or stays; {_PARTY[outcome.party]}"
    if outcome.keeps is not None:
        text += f", keeping the home if {code(outcome.keeps.__name__)}"
    if outcome.host is not None:
        text += f", lodging with kin by {code(outcome.host.__name__)}"
    return f"{text} ({code(outcome.event)})"


def _column(record: ProcessRecord, outcome: Sets) -> str:
    return _name(record, outcome.column)


def _name(record: ProcessRecord, column: Column) -> str:
    for name in record.columns:
        if getattr(record.module, name) is column:
            return name
    return column.name


def all_of(record: ProcessRecord, outcomes: tuple[Any, ...]) -> str:
    """Several outcomes, one after the other."""
    return ", ".join(outcome_of(record, outcome) for outcome in outcomes)


def step_row(record: ProcessRecord, step: Any) -> list[str]:
    """The cells of a step: name, when, who, how likely, what follows."""
    follows = all_of(record, step.outcome) if isinstance(step, Step) else "the couple unites (`union`)"
    return [code(step.name), pace_of(step), who_of(step), chance_of(step), follows]
