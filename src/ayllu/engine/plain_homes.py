"""Who belongs to which home, in plain Python: entering, leaving, heads, parties that move together."""

from ayllu.engine.plain_draws import combine
from ayllu.engine.plain_people import Community, Home, Person
from ayllu.engine.settle_homes import MOST_PARTY
from ayllu.words.codes import Sex

NEXT_DOOR = 0x6E657874


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
    """Name the member with the most years as head; women count so many less."""

    def rank(member: Person) -> tuple[int, int]:
        years = member.age - headship_years * (member.sex == Sex.FEMALE)
        return -years, member.key

    home.head = min(home.members, key=rank, default=None)


def eldest_of(home: Home) -> Person:
    """The member born first."""
    return min(home.members, key=lambda member: (member.birth, member.key))


def gather_party(mover: Person, kind: str, dependent_age: int) -> list[Person]:
    """Who moves together: alone, with dependent children at home, as a couple with theirs, or everyone."""
    party, mate = [mover], mover.partner
    if kind == "alone":
        return party
    adults = [mover, mate] if kind == "couple" and mate is not None else [mover]
    for adult in adults:
        if adult is not mover:
            party.append(adult)
        for member in adult.home.members:
            child = member.mother is adult or member.father is adult
            depends = child and member.age < dependent_age and member.partner is None
            comes = kind == "everyone" or (depends and member is not mate)
            if comes and member not in party and len(party) < MOST_PARTY:
                party.append(member)
    return party


def room_in(community: Community, full: int, communities: list[Community]) -> Community:
    """The community, or the neighbour it founds when full."""
    while community.size >= full:
        if community.next is None:
            key = combine(community.key, NEXT_DOOR)
            community.next = Community(len(communities), key, community.place)
            communities.append(community.next)
        community = community.next
    return community
