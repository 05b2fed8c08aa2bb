"""Staying: what a parent weighs who is at home with the children while the partner lives elsewhere.

Each quarter one comparison is made, the same for wives and husbands: the pay of the present or expected job, less the
price of care that kin do not take over, and the reproach of neighbours and of the partner, against days with the
children, the standing that they give [BB-145, BB-151] and the money that is expected from afar and hangs on care
[BB-146, BB-155]. That it may stop is learnt from silence, doubts and from neighbours for whom nothing comes [BB-152];
who fears it leans on standing. What follows is left to others: jobs given up, minutes of care, help of kin declined
[BB-153], schools and what neighbours see. In the countryside fewer watch.
"""

from ayllu.grammar import amount, column, count, exposed, most, process, sets, step, tally, term, view
from ayllu.words.codes import BARRED, Area, Carer
from ayllu.words.curves import clamp, log, logistic
from ayllu.words.months import MONTHS_A_QUARTER

staying = process(
    phase="care_and_time", asks="What does who stays with the children weigh?", after=("care_of_children",)
)

devotion = column("uint8", "days given to the children by who stayed", unit="percent", values=(0, 100))
drawn_home = column(
    "int8", "what speaks for days with the children beside pay, for who stayed", "tenths of a score", values=(-100, 100)
)


# Who?


@view
def stays(partner, partner_place, place, away, dependent_children):
    """At home with own children while the partner lives elsewhere."""
    return partner >= 0 and partner_place != place and not away and dependent_children > 0


@exposed
def compares(partner, partner_place, place, devotion):
    """Those whose partner lives elsewhere; who is together again compares no longer."""
    return (partner >= 0 and partner_place != place) or devotion > 0


# What is expected from afar?


@view
def months_of_silence(month, partner_last_sent, partner_months_since_move):
    """Months since the partner last sent or, if that is later, moved."""
    return min(month - partner_last_sent, partner_months_since_move)


@exposed
def hears_nothing(stays, months_of_silence, p):
    """Nothing has come for long."""
    return stays and months_of_silence > p.silence


waiting = tally("community", means="parents who stay with the children", who="stays")
let_down = tally("community", means="those of them for whom nothing comes", who="hears_nothing")


@view
def fear_of_silence(waiting, let_down, doubt, p):
    """How far one fears that nothing will come any more: what neighbours live through, and doubts; 0 to 1."""
    return clamp(p.stories * let_down / max(waiting, 1) + p.doubted * doubt / p.full, 0, 1)


@view
def expected_from_afar(
    partner, partner_home, home, partner_away, partner_usual_sent, months_of_silence, fear_of_silence, p
):
    """Money that a partner who is away usually sends in a month, less with silence and the fear of it, cents."""
    if partner < 0 or partner_home != home or not partner_away:
        return 0
    return p.cents * partner_usual_sent * (1 - fear_of_silence) * max(0, 1 - months_of_silence / p.silence)


# What speaks for a job?


@count(over="children")
def children_in_care(each_of_care_age, each_dwelling, dwelling):
    """Own children under the same roof who need care."""
    return each_of_care_age and each_dwelling == dwelling


@count(over="children")
def children_kept(each_of_care_age, each_dwelling, dwelling, each_carer, each_mother, row):
    """Those of them whom one looks after oneself."""
    own = each_carer == (Carer.MOTHER if each_mother == row else Carer.FATHER)
    return own and each_of_care_age and each_dwelling == dwelling


@most(over="children")
def help_offered(each_of_care_age, each_offer_of_others):
    """The best offer of somebody else to look after one of one's children."""
    return each_offer_of_others if each_of_care_age else BARRED


@term
def pay_thought_of(works, earnings, earning_power, pay_day_labour):
    """Pay of the present job, or of one that can be had any day, cents a month."""
    return earnings if works else earning_power * pay_day_labour


@term
def price_of_care(children_in_care, price_of_neighbour, help_offered, p):
    """What care costs while one is at work, where kin do not take it over, cents a month."""
    return children_in_care * price_of_neighbour * (1 - logistic(help_offered - p.enough_help))


@term
def gain_of_pay(pay_thought_of, money_of_home, p):
    """What pay adds to the money of the home."""
    return p.gain * log(1 + pay_thought_of / money_of_home)


@term
def lost_to_care(gain_of_pay, pay_thought_of, price_of_care, money_of_home, p):
    """Part of it that the price of care takes."""
    return gain_of_pay - p.gain * log(1 + max(0, pay_thought_of - price_of_care) / money_of_home)


# What speaks for the children?


@view
def watched(area, p):
    """How far neighbours and teachers see what one does; less in the countryside."""
    return p.rural if area == Area.RURAL else 1


@term
def reproach_of_others(expected_care, watched, care_expected_by_partner, contact_of_couple, p):
    """What neighbours, and the partner by telephone, would say to work that leaves the children to others."""
    return p.neighbours * expected_care * watched + p.partner * care_expected_by_partner * contact_of_couple


@term
def worth_of_time(duty_at_home, p):
    """Time with the children, as far as one holds them to be one's own task."""
    return p.time * duty_at_home


@term
def worth_of_standing(expected_care, watched, fear_of_silence, p):
    """Being seen to live for the children; it counts more for who fears to be left with nothing."""
    return p.standing * expected_care * watched * (1 + p.coping * fear_of_silence)


@term
def worth_of_answer(expected_from_afar, partner_answer_to_care, money_of_home, p):
    """Money thought to hang on care: a part believed at first, and what one has seen the partner's judgement move."""
    moved = expected_from_afar * (p.believed + abs(partner_answer_to_care - 1))
    return p.gain * log(1 + moved / money_of_home)


@term
def draws(lost_to_care, reproach_of_others, worth_of_time, worth_of_standing, worth_of_answer):
    """All that speaks against a job beside its pay."""
    return lost_to_care + reproach_of_others + worth_of_time + worth_of_standing + worth_of_answer


# What follows?


@amount
def drawn_home_now(stays, draws, p):
    """As it is kept, in tenths."""
    return p.tenths * draws if stays else 0


@amount
def devotion_now(devotion, stays, draws, gain_of_pay, p):
    """Moves towards what the comparison says."""
    if not stays:
        return 0
    return devotion + p.adjusting * (p.full * logistic(draws - gain_of_pay) - devotion)


@view
def torn(devotion, works, p):
    """Works although the days belong to the children, 0 to 1."""
    return works * devotion / p.full


@view
def pull_of_children(drawn_home, p):
    """Worth of staying out of work for who stayed with the children."""
    return p.drawn * drawn_home / p.tenths


@view
def keeps_to_oneself(devotion, p):
    """Worth of looking after the children oneself although others offer to [BB-153]."""
    return p.declining * devotion / p.full


@view
def more_care(devotion, works, p):
    """Minutes of care given beyond those usual, as a part of what a child needs; fewer beside a job."""
    return p.intensive * devotion / p.full * (1 - p.at_work * works)


@most(over="household")
def devoted_at_home(each_devotion):
    """Devotion of who gives most days to children of the home, percent."""
    return each_devotion


@view
def praise(devotion, watched, p):
    """Approval of teachers, other mothers and fathers for who lives for the children, against that for others."""
    return p.praised * devotion / p.full * watched


steps = [
    step(
        "comparing",
        every=MONTHS_A_QUARTER,
        who=compares,
        outcome=[sets(drawn_home, drawn_home_now), sets(devotion, devotion_now)],
    )
]
recorded = [stays]
