"""Faults in what a process says of money are refused, with the purse or word and what would do."""

import re
from pathlib import Path

import pytest

from ayllu.loops.plan import make_plan
from ayllu.runs.discover import discover
from ayllu.words.errors import AylluError, ModelError

HEAD = '''
"""Sample."""

from ayllu.grammar import amount, appeal, borrows, charges, column, hazard, pays, process, purse, repays, sends, sets
from ayllu.grammar import step, takes_in, total

sample = process(phase="money", asks="What is asked?")
cash = purse("cash", of="household")
debt = purse("debt", of="household", owed=True)
savings = purse("savings", left_to="cash")
mood = column("uint8", "mood")


@amount
def some(age):
    """Some."""
    return age


@amount
def of_home(cash):
    """Some."""
    return cash


@appeal
def near(tie):
    """Near."""
    return tie


@amount
def like_mother(mother_savings):
    """As hers."""
    return mother_savings


'''
REFUSED = {
    'step("a", outcome=[sets(savings, 1)])': "sets the purse 'savings'; use takes_in, pays",
    'step("a", outcome=[takes_in(savings, some, account="wage")])': "account='wage' is not one of .* Did you mean 'wages'",
    'step("a", outcome=[takes_in("saving", some, account="wages")])': "no purse is called 'saving'. Did you mean 'savings'",
    'step("a", outcome=[takes_in(mood, some, account="wages")])': "'mood' is no purse",
    'step("a", outcome=[pays(savings, some, account="living", lacking=debt)])': "'debt' must be a debt .* of a person",
    'step("a", outcome=[borrows(cash, debt, some)])': "'cash' must be a debt|names first the debt",
    'step("a", outcome=[sends(savings, some, to="moon", into=cash, kind="gift")])': "to='moon' is not one of",
    'step("a", outcome=[sends(savings, some, to="head", into=cash, kind="gift")])': "a person sends to 'home', .*not to='head'",
    'step("a", outcome=[sends(savings, some, to="home", into=savings, kind="gift")])': "to='home' needs a purse of a household",
    'step("a", outcome=[sends(savings, some, to="home", into=debt, kind="gift")])': "into a purse, not a debt",
    'step("a", outcome=[sends(cash, some, to="home", into=cash, kind="gift")])': "people send from purses of their own",
    'step("a", outcome=[sends(savings, some, to="home", into=cash, kind="bribe")])': "kind='bribe' is not one of",
    'step("a", outcome=[sends(savings, some, to="relative", into=cash, kind="gift")])': "needs an appeal",
    'step("a", outcome=[sends(savings, some, to="home", into=cash, kind="gift", appeal=near)])': "takes no appeal",
    'step("a", outcome=[sends(savings, some, to="relative", into=savings, kind="gift", appeal=near, sender=near)])': "in the own name",
    'step("a", of="household", outcome=[sends(cash, of_home, to="head", into=savings, kind="gift", sender=near)])': "a sender is the member",
    'step("a", outcome=[takes_in(savings, like_mother, account="wages")])': "reads it from other people",
    'step("a", of="household", outcome=[takes_in(savings, of_home, account="wages")])': "cannot use the purse of a person",
    'step("a", of="community", outcome=[takes_in(cash, of_home, account="wages")])': "a community has no purse",
    'step("a", of="household", outcome=[takes_in(cash, some, account="wages")])': "reads 'age', which nobody declares",
    'step("a", pace="birthday", every=3, outcome=[takes_in(savings, some, account="wages")])': "every=3 is for what is asked",
    'step("a", pace="yearly", of="household", outcome=[takes_in(cash, of_home, account="wages")])': "pace is 'monthly'",
}


@pytest.fixture
def sample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for one process, and a cache of its own."""
    monkeypatch.setenv("AYLLU_CACHE", str(tmp_path / "cache"))
    return tmp_path


def assemble(folder: Path, text: str, head: str = HEAD) -> None:
    (folder / "sample.py").write_text(head + text, encoding="utf-8")
    make_plan([record for record in discover([folder]) if record.name in ("sample", "kin")])


@pytest.mark.parametrize("said", REFUSED)
def test_what_makes_no_sense_is_refused(sample: Path, said: str) -> None:
    with pytest.raises((ModelError, AylluError)) as refused:
        assemble(sample, f"steps = [{said}]\n")
    assert re.search(REFUSED[said], str(refused.value)), str(refused.value)


def test_what_makes_sense_is_planned(sample: Path) -> None:
    assemble(sample, 'steps = [step("a", outcome=[sends(savings, some, to="home", into=cash, kind="gift")])]\n')


@pytest.mark.parametrize(
    ("declared", "said"),
    [
        ('hoard = purse("hoard", of="community")', "a purse is of a person or household"),
        ('hoard = purse("hoard", left_to="debt")', "left_to='debt' is not a purse of a household"),
        ('hoard = purse("hoard", left_to="treasure")', "left_to='treasure' is not a purse of a household"),
        ('owed = purse("owed", owed=True, left_to="cash")', "left_to='cash' is not a debt of a household"),
        ('far = total(over="kin_there")', "gathered over='household' or over='children'"),
    ],
)
def test_purses_are_checked(sample: Path, declared: str, said: str) -> None:
    with pytest.raises((ModelError, AylluError)) as refused:
        assemble(sample, f"{declared}\nsteps = []\n")
    assert said in str(refused.value)
