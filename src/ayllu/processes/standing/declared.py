"""Declared: what husband and wife tell of who provides, at home, to neighbours and to who asks with a form.

Women's earnings are called a help, and the man stays the one who provides, even where they live from hers [BB-076,
BB-084]. Whoever is blamed for going her or his own way disguises it [BB-180]. One rule for all: tell what costs least,
reproach by what the audience expects (growing with the square of the distance), strain of hiding, less what
recognition one wants. So people tell the truth within a band around what is expected and the band's edge beyond it;
strain is largest at home, where much is seen, reproach is largest among neighbours.
"""

from ayllu.grammar import process, term, view
from ayllu.words.curves import clamp

declared = process(phase="standing", asks="What is told of who provides, and to whom?")


@term
def recognition(equality, p):
    """Wish to be known for what one brings, more in who holds with equality."""
    return p.recognition * (p.half + equality / p.full)


@term
def exposure_to_reproach(stories_heard, lost_standing, p):
    """Where there is talk, and for who is blamed already, a wrong word costs more."""
    return 1 + p.talk * stories_heard + p.blamed * lost_standing


@term
def expected_at_home(partner_provider, asked_to_provide, p):
    """Part that the partner expects one to bring."""
    held = p.half + partner_provider / p.full
    return asked_to_provide * held + (1 - asked_to_provide) * (1 - held)


@view
def told_at_home(share_earned, expected_at_home, recognition, p):
    """Part of the couple's money that one claims to bring, at home."""
    low = expected_at_home + (recognition - p.strain_at_home) / p.reproach_at_home
    high = expected_at_home + (recognition + p.strain_at_home) / p.reproach_at_home
    return clamp(clamp(share_earned, low, high), 0, 1)


@view
def told_to_neighbours(share_earned, expected_provision, recognition, exposure_to_reproach, p):
    """Part of the couple's money that one claims to bring, among neighbours."""
    cost = p.reproach_of_neighbours * exposure_to_reproach
    low = expected_provision + (recognition - p.strain_outside) / cost
    high = expected_provision + (recognition + p.strain_outside) / cost
    return clamp(clamp(share_earned, low, high), 0, 1)


@view
def told_to_interviewer(share_earned, expected_provision, recognition, exposure_to_reproach, p):
    """Part of the couple's money that one claims to bring, when an interviewer asks."""
    cost = p.reproach_of_interviewer * exposure_to_reproach
    low = expected_provision + (recognition - p.strain_outside) / cost
    high = expected_provision + (recognition + p.strain_outside) / cost
    return clamp(clamp(share_earned, low, high), 0, 1)


recorded = [told_at_home, told_to_neighbours, told_to_interviewer]
