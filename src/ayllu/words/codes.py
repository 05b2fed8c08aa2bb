"""Codes of states: the integers that columns hold and the words that tables print."""

from enum import IntEnum


class Sex(IntEnum):
    """Sex as the sources record it."""

    FEMALE = 0
    MALE = 1


class Area(IntEnum):
    """Kind of settlement."""

    RURAL = 0
    URBAN = 1


class UnionStatus(IntEnum):
    """Marital state; cohabiting and married people have a partner."""

    SINGLE = 0
    COHABITING = 1
    MARRIED = 2
    SEPARATED = 3
    WIDOWED = 4


class LegalStatus(IntEnum):
    """Papers of a person abroad; who lives in the country of origin needs none."""

    NONE = 0
    WITHHELD = 1
    """Without papers and not free: others hold both (trafficking)."""
    IRREGULAR = 2
    REGULAR = 3
    NATURALISED = 4


class KinTie(IntEnum):
    """How a relative is related to ego, from ego's side."""

    MOTHER = 0
    FATHER = 1
    MATERNAL_GRANDMOTHER = 2
    MATERNAL_GRANDFATHER = 3
    PATERNAL_GRANDMOTHER = 4
    PATERNAL_GRANDFATHER = 5
    SIBLING = 6
    MATERNAL_AUNT_OR_UNCLE = 7
    PATERNAL_AUNT_OR_UNCLE = 8
    CHILD = 9


class Channel(IntEnum):
    """Way in which a transfer travels."""

    BY_HAND = 0
    COURIER = 1
    TRANSFER_COMPANY = 2
    BANK = 3
    ASSOCIATION = 4


class Use(IntEnum):
    """What a transfer is meant for."""

    DAILY_NEEDS = 0
    SCHOOLING = 1
    HEALTH = 2
    DEBT = 3
    HOUSE = 4
    LAND = 5
    VEHICLE = 6
    BUSINESS = 7
    COMMUNITY_WORKS = 8


class Job(IntEnum):
    """What somebody does for a living, at home or abroad."""

    NONE = 0
    SEEKING = 1
    OWN_FARM = 2
    OWN_ACCOUNT = 3
    LIVE_IN = 4
    DOMESTIC = 5
    DAY_LABOUR = 6
    FARM_HAND = 7
    INDUSTRY = 8
    FORMAL = 9
    HEALTH = 10
    PROFESSIONAL = 11


class Credential(IntEnum):
    """What schooling is worth where one lives."""

    OWN_COUNTRY = 0
    NOT_RECOGNISED = 1
    RECOGNISED = 2


class Motive(IntEnum):
    """What drove somebody who set out to leave the country."""

    NONE = 0
    WORK = 1
    CRISIS = 2
    DANGER = 3
    DISGRACE = 4
    DEBT = 5


class Project(IntEnum):
    """What somebody went abroad for."""

    NONE = 0
    FOR_HOME = 1
    AUTONOMOUS = 2
    FOLLOWING = 3
    FLIGHT = 4


class Company(IntEnum):
    """With whom somebody set out to go abroad."""

    NONE = 0
    ALONE = 1
    FAMILY = 2


class ReturnWay(IntEnum):
    """Why somebody came back from abroad."""

    NONE = 0
    GOAL_REACHED = 1
    FAILURE = 2
    CRISIS = 3
    FAMILY = 4
    RETIREMENT = 5
    SENT_HOME = 6


class HouseStage(IntEnum):
    """How far a household has come with a house of its own."""

    NONE = 0
    PLOT = 1
    ROOM = 2
    WALLS = 3
    ROOF = 4
    STOREY = 5


class Carer(IntEnum):
    """Who looks after a child: a parent, other kin, others of the home, somebody paid, or whoever is about."""

    NONE = 0
    MOTHER = 1
    FATHER = 2
    MATERNAL_GRANDMOTHER = 3
    MATERNAL_GRANDFATHER = 4
    PATERNAL_GRANDMOTHER = 5
    PATERNAL_GRANDFATHER = 6
    SIBLING = 7
    MATERNAL_AUNT_OR_UNCLE = 8
    PATERNAL_AUNT_OR_UNCLE = 9
    HOME = 10
    NEIGHBOUR = 11
    OTHERS = 12


class Helper(IntEnum):
    """Who looks after somebody who is frail; none for those who manage, alone where nobody does."""

    NONE = 0
    PARTNER = 1
    CHILD = 2
    CHILD_IN_LAW = 3
    GRANDCHILD = 4
    HOME = 5
    NEIGHBOUR = 6
    ALONE = 7


NOBODY = -1
"""Row of a person, household or community that is not there."""
NEVER = -9999
"""Month number of something that has not happened."""

SEX_WORDS = ("women", "men")
AREA_WORDS = ("rural", "urban")
UNION_WORDS = ("single", "cohabiting", "married", "separated", "widowed")
CHANNEL_WORDS = tuple(channel.name.lower() for channel in Channel)
USE_WORDS = tuple(use.name.lower() for use in Use)
JOB_WORDS = tuple(job.name.lower() for job in Job)
"""none; seeking (unemployed); own farm; own account (street trade, workshop, home work); domestic service and care,
live-in or live-out; day labour (informal wages, building); farm hand (herding too); industry (mines, factories,
sewing); formal (shops, offices, transport); health; professional (teachers, public service, professions)."""
LEGAL_WORDS = ("none", "withheld", "irregular", "regular", "naturalised")
PROJECT_WORDS = tuple(project.name.lower() for project in Project)
COMPANY_WORDS = tuple(company.name.lower() for company in Company)
HOUSE_WORDS = tuple(stage.name.lower() for stage in HouseStage)
CARER_WORDS = tuple(carer.name.lower() for carer in Carer)
"""none (nobody asked yet); parents; grandparents; elder sibling; aunt or uncle; another member of the home; a neighbour
who is paid; others, who look in without being asked."""
RETURN_WORDS = tuple(way.name.lower() for way in ReturnWay)
AGE_GROUPS = (0, 1, *range(5, 105, 5))
"""Lower bounds of the 22 age groups of official life tables."""

OLDEST = 100
"""Last single year of age; older people share its rates."""

BARRED = -1.0e30
"""Appeal of an alternative that is not open."""
