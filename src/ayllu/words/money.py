"""Words of money: accounts by which it enters and leaves the world, and what transfers between purses are for.

Money is whole cents of constant 2005 US dollars. Books print these words; a process may use no others.
"""

MOST_MONEY = 2**31 - 1
"""Cents that a purse can hold (int32)."""

ACCOUNTS = {
    "start": "held when the world begins",
    "wages": "pay for work",
    "own_business": "gains of a business or trade of one's own",
    "harvest": "what the land gives, sold or eaten",
    "rent": "rent paid or taken",
    "support": "pensions, grants and programmes of a government or an organisation",
    "living": "food, clothing and other daily needs",
    "schooling": "fees, books and uniforms",
    "health": "medicine and doctors",
    "journey": "fares, agents and papers of a journey",
    "visit": "travel to those at home and back",
    "house": "building and repair of a house",
    "land": "plots and fields",
    "vehicle": "vehicles and tools",
    "business": "what a business is begun with",
    "feast": "feasts and offices held in turn",
    "care": "paid care of children and the old",
    "interest": "interest that raises a debt",
    "written_off": "debt that nobody pays any more",
    "estate": "what the dead leave to nobody in the world",
    "works": "works for a community, given through an association",
    "sold": "things sold when a household ends",
}
"""Account -> what it is for."""

BORROWED, REPAID, SENT, RECEIVED, FEE, INHERITED, LEFT = (
    "borrowed", "repaid", "sent", "received", "fee", "inherited", "left",
)  # fmt: skip
"""Accounts that settlements write: debt taken up and paid back, transfers, and what passes at a death."""

TRANSFERS = {
    "remittance": "money that somebody abroad sends to kin at home",
    "internal_remittance": "money that somebody elsewhere in the country sends to kin",
    "support_abroad": "money from home for somebody abroad",
    "collective": "money given through an association to a home community",
    "housekeeping": "money handed over within a household",
    "brought_home": "savings that somebody brings home",
    "gift": "money given among kin who live near",
    "loan": "money lent among kin",
}
"""Kind of a transfer -> what it is."""
