"""What a process file may not say is refused when the world is assembled, in words that name the place."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ayllu.grammar.inspect import ProcessRecord
from ayllu.loops.plan import make_plan
from ayllu.runs.discover import discover
from ayllu.words.errors import AylluError, ModelError

HEAD = '''"""A process that is written for this test and says something."""

from ayllu.grammar import amount, column, exposed, happens, hazard, market, moves, process, rate, sets, step, term, view
from ayllu.words.codes import Sex

sample = process(phase="bodies", asks="What is asked?")
mood = column("uint8", "mood", values=(0, 9))


@exposed
def grown(age):
    """Grown."""
    return age > 1


@amount
def brighter(mood):
    """Brighter."""
    return mood + 1


'''
GOOD = 'steps = [step("wake", who=grown, outcome=[sets(mood, brighter)])]\n'

Assemble = Callable[..., list[ProcessRecord]]


@pytest.fixture
def assemble(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Assemble:
    """Read a process file from its text, after HEAD, and plan the month with it and all others."""
    monkeypatch.setenv("AYLLU_CACHE", str(tmp_path / "cache"))

    def read(text: str, head: str = HEAD) -> list[ProcessRecord]:
        (tmp_path / "sample.py").write_text(head + text)
        return make_plan([r for r in discover([tmp_path]) if r.name in ("sample", "kin")]).records

    return read


def test_a_good_process_is_planned(assemble: Assemble) -> None:
    assert [record.name for record in assemble(GOOD)] == ["sample", "kin"]


RULE = '@term\ndef wrong({reads}):\n    """Wrong."""\n    {body}\n\n\n@amount\ndef right(wrong):\n    """Right."""\n    return wrong\n\n\n'
ASK = 'steps = [step("wake", outcome=[sets(mood, right)])]\n'


@pytest.mark.parametrize(
    ("reads", "body", "said"),
    [
        ("agee", "return agee", "Did you mean 'age'"),
        ("age", "return age ** 2", r"use \+ - \* / only"),
        ("age", "return round(age)", "not one of the shapes"),
        ("age", "return age.real", "neither a number of the pack nor a code"),
        ("age", "for a in (age,):\n        pass\n    return age", "plain formula"),
        ("age", "return Sex.UNKNOWN", "neither a number of the pack nor a code"),
    ],
)
def test_rules_are_plain(assemble: Assemble, reads: str, body: str, said: str) -> None:
    with pytest.raises((ModelError, AylluError), match=said):
        assemble(RULE.format(reads=reads, body=body) + ASK)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('steps = [step("wake", on="sunrise", outcome=[sets(mood, 1)])]', "no event is called 'sunrise'"),
        ('steps = [step("wake", outcome=[happens("sunrise")])]', "no event is called 'sunrise'"),
        ('steps = [step("wake", on="death", outcome=[sets(mood, 1)])]', "the dead do not act"),
        (
            'steps = [step("wake", pace="weekly", outcome=[sets(mood, 1)])]',
            "pace is 'monthly', 'birthday', 'start' or 'ending', not 'weekly'",
        ),
        ('steps = [step("wake", outcome=["sing"])]', "is not an outcome"),
        (
            '@hazard(per="month")\ndef force():\n    """Force."""\n    return 1\n\n\n'
            'steps = [step("wake", pace="birthday", how_likely=force, outcome=[sets(mood, 1)])]',
            "per year",
        ),
        (
            '@amount\ndef like_partner(partner_mood):\n    """As the partner."""\n    return partner_mood\n\n\n'
            'steps = [step("wake", outcome=[sets(mood, like_partner)])]',
            "reads it from other people",
        ),
        ('@view\ndef has_partner(age):\n    """Twice."""\n    return age\n\n\nsteps = []', "declared by both"),
    ],
)
def test_steps_are_checked(assemble: Assemble, text: str, said: str) -> None:
    with pytest.raises((ModelError, AylluError), match=said):
        assemble(text)


def test_phases_and_order_are_checked(assemble: Assemble) -> None:
    with pytest.raises((ModelError, AylluError), match="phase 'dreams' is not one of"):
        assemble(GOOD, HEAD.replace('"bodies"', '"dreams"'))
    with pytest.raises((ModelError, AylluError), match="comes after nobody, which does not exist"):
        assemble(GOOD, HEAD.replace('asks="What is asked?"', 'asks="What?", after=("nobody",)'))
    with pytest.raises((ModelError, AylluError), match="wait for each other or for a later phase"):
        assemble(GOOD, HEAD.replace('asks="What is asked?"', 'asks="What?", after=("kin",)'))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("readiness", "readiness of partnership is also a view of sample"),
        ("looking", "looking of partnership is also a view of sample"),
    ],
)
def test_a_view_does_not_stand_before_what_others_have(tmp_path: Path, name: str, said: str) -> None:
    view = f'@view\ndef {name}(age):\n    """Seen."""\n    return age\n\n\n'
    (tmp_path / "sample.py").write_text(HEAD + view + GOOD)
    with pytest.raises(ModelError, match=said):
        make_plan(discover([tmp_path]))


def test_a_column_does_not_bear_the_name_of_a_table(tmp_path: Path) -> None:
    (tmp_path / "sample.py").write_text(HEAD + 'readiness = column("uint8", "how ready", of="household")\nsteps = []')
    with pytest.raises(ModelError, match="column readiness of sample is also a table of partnership"):
        make_plan(discover([tmp_path]))


def test_two_owners_of_a_column(assemble: Assemble) -> None:
    with pytest.raises(ModelError, match="column age of sample already belongs to the core"):
        assemble('age = column("uint8", "age")\nsteps = []')


def test_unreadable_files_are_named(assemble: Assemble) -> None:
    with pytest.raises(AylluError, match="cannot be read"):
        assemble("def (")
