"""Relatives of a person in plain Python, the dead being walked through but not listed."""

from ayllu.engine.plain_people import Person
from ayllu.loops.walks import MOST_KIN
from ayllu.words.codes import KinTie

Relatives = list[tuple[Person, int]]


def kin_of(ego: Person) -> Relatives:
    """Living relatives and their ties: parents, grandparents, siblings, parents' siblings, children."""
    found: Relatives = []
    mother, father = ego.mother, ego.father
    grandparents = [
        _parent(mother, "mother"),
        _parent(mother, "father"),
        _parent(father, "mother"),
        _parent(father, "father"),
    ]
    for relative, tie in zip((mother, father, *grandparents), KinTie, strict=False):
        if relative is not None and relative.alive:
            found.append((relative, int(tie)))
    maternal, paternal = KinTie.MATERNAL_AUNT_OR_UNCLE, KinTie.PATERNAL_AUNT_OR_UNCLE
    _add_children(mother, ego, KinTie.SIBLING, found)
    _add_children(father, ego, KinTie.SIBLING, found)
    _add_children(grandparents[0], mother, maternal, found)
    _add_children(grandparents[1], mother, maternal, found)
    _add_children(grandparents[2], father, paternal, found)
    _add_children(grandparents[3], father, paternal, found)
    _add_children(ego, None, KinTie.CHILD, found)
    return found


def _parent(person: Person | None, link: str) -> Person | None:
    found: Person | None = getattr(person, link, None)
    return found


def _add_children(parent: Person | None, skip: Person | None, tie: KinTie, found: Relatives) -> None:
    """The living children of a parent, living or dead, except those already there."""
    for child in parent.children if parent is not None else []:
        if (
            child.alive
            and child is not skip
            and len(found) < MOST_KIN
            and all(child is not known for known, _ in found)
        ):
            found.append((child, int(tie)))


def are_close_kin(a: Person, b: Person) -> bool:
    """Parent and child, or brother and sister of one parent at least."""
    if a.mother is b or a.father is b or b.mother is a or b.father is a:
        return True
    return (a.mother is not None and a.mother is b.mother) or (a.father is not None and a.father is b.father)
