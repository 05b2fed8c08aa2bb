"""Who belongs to which home, in plain Python: entering, leaving, heads, parties that move together."""

from ayllu.engine.plain_draws import WORD, combine, mix64
from ayllu.engine.plain_people import Community, Home, Person
from ayllu.engine.settle_homes import MOST_PARTY
from ayllu.words.codes import Sex

NEXT_DOOR = 0x6E657874
EDGE = 0x65646765


def leave_home(person: Person) -> None:
    """Take a person out of the home; a head leaves it without one."""
    home = person.home
    home.members.remove(person)
    home.community.size -= 1
    if home.head is person:
        home.head = None


def enter_home(person: Person, home: Home, dwelling: Home) -> None:
    """Put a person into a home."""
    person.home, person.dwelling = home, dwelling
    home.members.insert(0, person)
    home.community.size += 1


def choose_head(home: Home, headship_years: int) -> None:
    """Name the member with the most years as head, those present first; women count so many less."""

    def rank(member: Person) -> tuple[bool, int, int]:
        years = member.age - headship_years * (member.sex == Sex.FEMALE)
        return not member.present, -years, member.key

    home.head = min(home.members, key=rank, default=None)


def eldest_of(home: Home) -> Person | None:
    """The member born first among those present."""
    present = [member for member in home.members if member.present]
    return min(present, key=lambda member: (member.birth, member.key), default=None)


def home_again(person: Person) -> Home | None:
    """The dwelling where those of the home who stayed sleep, or its own; None for those who are at home."""
    if person.present:
        return None
    stayed = [member for member in person.home.members if member.present]
    return min(stayed, key=lambda member: member.key).dwelling if stayed else person.home


def carry_absent(left: Home, home: Home) -> None:
    """When nobody is left at home, those away belong to the new home of the party that has moved."""
    if any(member.present for member in left.members):
        return
    for member in list(left.members):
        leave_home(member)
        enter_home(member, home, member.dwelling)


def gather_party(mover: Person, kind: str, dependent_age: int) -> list[Person]:
    """Who moves together: alone, with dependent children at home, with a partner of the same place, or everyone."""
    party, mate = [mover], mover.partner
    if kind == "alone":
        return party
    together = kind == "couple" and mate is not None and mate.place == mover.place
    adults = [mover, mate] if together and mate is not None else [mover]
    for adult in adults:
        if adult is not mover:
            party.append(adult)
        for member in adult.home.members:
            child = member.mother is adult or member.father is adult
            depends = child and member.age < dependent_age and member.partner is None
            near = member.dwelling is adult.dwelling
            comes = near and (kind == "everyone" or (depends and member is not mate))
            if comes and member not in party and len(party) < MOST_PARTY:
                party.append(member)
    return party


def room_in(community: Community, full: int, communities: list[Community]) -> Community:
    """The community, or the neighbour it founds when full."""
    while community.size >= full:
        community = community.next or found_next(community, communities)
    return community


def found_next(community: Community, communities: list[Community]) -> Community:
    """The neighbour that a community without one founds."""
    community.next = Community(len(communities), combine(community.key, NEXT_DOOR), community.place)
    communities.append(community.next)
    return community.next


def arrival(communities: list[Community], place: int, key: int) -> Community:
    """The community of a place where a stranger arrives, by keyed lot among its oldest ones."""
    founded = {id(community.next) for community in communities}
    oldest = [c for c in communities if c.place == place and id(c) not in founded]
    lot = mix64(key ^ mix64((place + EDGE) & WORD))
    return sorted(oldest, key=lambda community: community.key)[lot % len(oldest)]


def edge(community: Community, communities: list[Community]) -> Community:
    """The youngest neighbour of a community, founded now if there is none."""
    if community.next is None:
        return found_next(community, communities)
    while community.next is not None:
        community = community.next
    return community
