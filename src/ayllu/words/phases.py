"""The phases of a month, in order, each with the reason for its place (DESIGN.md 3)."""

PHASES = {
    "calendar": "what the outside world imposes comes first: prices, unrest, visas, levers",
    "bodies": "deaths settle before births, so a woman who dies this month bears no child",
    "unions": "partners are sought among the living, and widows are known by now",
    "homes": "who lives with whom follows from deaths, births and unions",
    "learning_and_work": "schooling and work are done from the home where one lives now",
    "moves": "those who leave know their family, school and work",
    "papers": "status follows the border crossed",
    "money": "what was earned this month is spent, saved or sent",
    "care_and_time": "hours are divided among those present and paid for",
    "standing": "what others saw this month is judged last",
}
"""Folder name under processes/ -> why it stands where it does."""

EVENTS = {
    "birth": "a child is born (the rows are the newborn)",
    "delivery": "a woman gives birth (the rows are the mothers)",
    "death": "somebody dies",
    "widowhood": "a partner has died (the rows are the survivors)",
    "union": "two people unite (both rows)",
    "marriage": "a couple marries (both rows)",
    "separation": "two people part (both rows)",
    "orphaned": "a home is left without an adult (the row is its eldest member)",
    "founding": "somebody founds a household (the row is the founder)",
    "joining": "somebody joins another household (the row is who decided)",
    "own_roof": "a household leaves the roof it shared (the row is who decided)",
    "looking": "somebody begins to look for a partner",
    "migration": "somebody moves to another place of the country (everybody who moves)",
    "emigration": "somebody leaves the country, or moves on from one to the next (everybody who goes)",
    "return": "somebody comes back from abroad (everybody who comes)",
    "seasonal_leave": "somebody leaves for work elsewhere and keeps the home",
    "homecoming": "somebody comes back to the dwelling of the home",
    "flight": "somebody flees from violence (everybody who flees)",
    "leaving_school": "somebody leaves school",
    "regularisation": "somebody abroad gains papers",
    "naturalisation": "somebody becomes a citizen of the country where she or he lives",
    "lapse": "the papers of somebody abroad lapse",
    "visit": "somebody who lives abroad visits home",
    "turned_back": "somebody is turned back on the way (the row is who decided to go)",
    "deportation": "somebody without papers is sent home by an authority (the row is who was sent)",
    "trafficking": "somebody falls into the hands of traffickers on the way",
    "release": "somebody comes free from traffickers",
}
"""Event kinds that settlements raise; steps may answer them with on='...'."""
