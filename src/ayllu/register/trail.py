"""From any name of a pack back to what is known about it: card, claim, source, page."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from ayllu.register.cards import Card, CardHead
from ayllu.register.evidence import Case, Evidence, Policy
from ayllu.register.files import Row
from ayllu.register.pack import Pack
from ayllu.words.errors import AylluError, Problem, nearest

HIDDEN = frozenset({"at", "process", "name", "id", "key"})


@dataclass(frozen=True)
class Answer:
    """What a name is. `facts` are label and content; `because` answers what it rests on, one step down;
    `used_by` names what rests on it; `at` is its file and line below the pack."""

    kind: str
    name: str
    says: str
    at: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    because: tuple["Answer", ...] = ()
    used_by: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The answer as plain mappings and lists."""
        own = {"kind": self.kind, "name": self.name, "says": self.says, "at": self.at, "facts": self.facts}
        return own | {"because": [below.as_dict() for below in self.because], "used_by": list(self.used_by)}

    def lines(self, indent: int = 0) -> list[str]:
        """The answer as lines of text."""
        margin = "  " * indent
        text = [f"{margin}{self.kind} {self.name}: {self.says}"]
        text += [f"{margin}  {label}: {_plain(content)}" for label, content in self.facts.items()]
        if self.used_by:
            text.append(f"{margin}  used by: {', '.join(self.used_by)}")
        for below in self.because:
            text += below.lines(indent + 1)
        return text if not self.at else [*text, f"{margin}  written in: {self.at}"]


def _plain(content: Any) -> str:
    if isinstance(content, Mapping):
        return "; ".join(f"{key}: {_plain(value)}" for key, value in content.items())
    if isinstance(content, list | tuple):
        return ", ".join(_plain(part) for part in content)
    return f"{content:g}" if isinstance(content, float) else str(content)


def why(pack: Pack, name: str) -> list[Answer]:
    """Everything a pack knows under a name: the card of a number or table ('process.name' or the bare
    name), a claim, an outside number, a target, a quantity, a variable, a policy, a case, a source,
    a mechanism, a system, a process.

    Raises AylluError, with the nearest known names, when nothing has this name.
    """
    found = list(_answers(pack, name.strip()))
    if not found:
        known = _all_names(pack)
        near = nearest(name, known) or nearest(name.upper(), known)
        remedy = near or "Names are those of cards, claims, targets, variables, policies, cases and sources."
        raise AylluError(Problem(f"nothing is called '{name}'", reason="", remedy=remedy))
    return found


def _answers(pack: Pack, name: str) -> Iterator[Answer]:
    evidence = pack.evidence
    for head in pack.heads():
        if name in (head.name, head.full_name):
            yield _about_card(pack, head)
    yield from _about_evidence(pack, evidence, name)
    for row in pack.targets:
        if row["id"] == name:
            yield _about_target(evidence, row)
    same = [row for row in pack.targets if row["quantity"] == name]
    if same:
        says = f"a quantity with {len(same)} targets"
        yield Answer("quantity", name, says, used_by=tuple(row["id"] for row in same))
    if name in pack.mechanisms:
        members = tuple(head.full_name for head in pack.heads() if head.mechanism == name)
        yield Answer(
            "mechanism",
            name,
            f"a set of {len(members)} numbers that a knock-out makes neutral",
            used_by=members,
        )
    own = tuple(head.full_name for head in pack.heads() if head.process == name)
    if own:
        yield Answer("process", name, f"has {len(own)} numbers and tables", used_by=own)


def _about_card(pack: Pack, head: CardHead) -> Answer:
    facts = _facts(head) | {"mechanism": head.mechanism or "none"}
    below = tuple(answer for source in head.sources for answer in _short(pack, source))
    trust = {"measured": "measured", "assumed": "assumed, not measured"}.get(head.kind, head.kind)
    if isinstance(head, Card):
        says = f"{head.means}; {_plain(float(head.value))} {head.unit} ({trust})"
    else:
        says = f"{head.means} ({trust})"
    kind = "number" if isinstance(head, Card) else "table"
    return Answer(kind, head.full_name, says, head.at, facts, below)


def _facts(item: BaseModel) -> dict[str, Any]:
    """What a card or entry says, without empty keys."""
    stated = item.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return {key: value for key, value in stated.items() if key not in HIDDEN and value not in ("", None, [], {})}


def _short(pack: Pack, source: str) -> Iterator[Answer]:
    """What a card rests on, each with its own source."""
    evidence = pack.evidence
    if source in evidence.claims:
        claim = evidence.claims[source]
        facts = {"where": claim.where, "strength": claim.strength, "role": claim.role}
        facts |= {key: value for key, value in _facts(claim).items() if key == "figures"}
        below = tuple(a for key in (claim.source,) if key in evidence.sources for a in _short(pack, key))
        yield Answer("claim", source, claim.statement, claim.at, facts, below)
    elif source in evidence.outside:
        yield _about_outside(evidence.outside[source])
    elif source in evidence.sources:
        entry = evidence.sources[source]
        facts = {key: value for key, value in _facts(entry).items() if key != "title"}
        yield Answer("source", source, entry.title, entry.at, facts)
    else:
        yield from (_about_target(evidence, row) for row in pack.targets if row["id"] == source)


def _about_evidence(pack: Pack, evidence: Evidence, name: str) -> Iterator[Answer]:
    if name in evidence.claims:
        claim = evidence.claims[name]
        below = tuple(_short(pack, claim.source)) if claim.source in evidence.sources else ()
        facts = {key: value for key, value in _facts(claim).items() if key != "statement"}
        yield Answer("claim", name, claim.statement, claim.at, facts, below, _cited_by(pack, evidence, name))
    if name in evidence.outside:
        answer = _about_outside(evidence.outside[name])
        yield Answer(answer.kind, name, answer.says, answer.at, answer.facts, (), _cited_by(pack, evidence, name))
    if name in evidence.variables:
        variable = evidence.variables[name]
        claims = tuple(claim.id for claim in evidence.claims.values() if name in claim.variables)
        yield Answer("variable", name, variable.meaning, variable.at, {"type": variable.type}, used_by=claims)
    kinds: tuple[tuple[str, Mapping[str, Policy | Case]], ...]
    kinds = (("policy", evidence.policies), ("case", evidence.cases))
    for kind, told in kinds:
        if name in told:
            item = told[name]
            below = tuple(answer for claim in item.claims for answer in _short(pack, claim))
            yield Answer(kind, name, item.name, item.at, _facts(item), below)
    if name in evidence.sources:
        yield from (
            Answer(a.kind, a.name, a.says, a.at, a.facts, (), _cited_by(pack, evidence, name))
            for a in _short(pack, name)
        )
    if name in evidence.systems:
        claims = tuple(claim.id for claim in evidence.claims.values() if name in claim.systems)
        yield Answer("system", name, evidence.systems[name], "evidence/systems.md", used_by=claims)


def _cited_by(pack: Pack, evidence: Evidence, name: str) -> tuple[str, ...]:
    """Cards, claims, policies, cases and targets that cite an id."""
    cards = [head.full_name for head in pack.heads() if name in head.sources]
    claims = [claim.id for claim in evidence.claims.values() if claim.source == name]
    told = [policy.id for policy in evidence.policies.values() if name in policy.claims]
    told += [case.id for case in evidence.cases.values() if name in case.claims]
    return (*cards, *claims, *told, *(row["id"] for row in pack.targets if row["source"] == name))


def _about_outside(row: Row) -> Answer:
    says = f"{row.get('quantity', row['id'])}: {row['value']} {row.get('unit', '')}".strip()
    facts = {key: text for key, text in row.items() if text and key not in ("id", "quantity", "value", "unit")}
    return Answer("outside number", row["id"], says, "evidence/outside_numbers.csv", facts)


def _about_target(evidence: Evidence, row: Row) -> Answer:
    says = f"{row['quantity']} = {row['value']} {row['unit']}"
    facts = {key: text for key, text in row.items() if text and key not in ("id", "quantity", "value", "unit")}
    known = evidence.sources.get(row["source"])
    below = () if known is None else (Answer("source", row["source"], known.title, known.at),)
    return Answer("target", row["id"], says, "targets", facts, below)


def _all_names(pack: Pack) -> list[str]:
    evidence = pack.evidence
    registers = (evidence.claims, evidence.outside, evidence.variables, evidence.policies, evidence.cases)
    names = [name for register in registers for name in register]
    names += [*evidence.sources, *evidence.systems, *pack.mechanisms]
    for head in pack.heads():
        names += [head.full_name, head.name]
    return [*names, *(row["id"] for row in pack.targets), *(row["quantity"] for row in pack.targets)]
