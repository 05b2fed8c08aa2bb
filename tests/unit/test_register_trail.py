"""What is known about a name, what is not known, and the packs that come with the software."""

import json
from pathlib import Path

import pytest

from ayllu.register.checks import check_pack
from ayllu.register.create import new_pack
from ayllu.register.gaps import BY_RUN, gaps
from ayllu.register.pack import Pack, built_in_packs, read_pack
from ayllu.register.trail import why
from ayllu.words.errors import AylluError


@pytest.fixture(scope="module")
def pack() -> Pack:
    return read_pack("andes")


@pytest.mark.parametrize("name", sorted(built_in_packs()))
def test_the_packs_of_the_software_have_no_faults(name: str) -> None:
    assert [str(problem) for problem in check_pack(name)] == []


def test_a_table_leads_to_its_sources(pack: Pack) -> None:
    (answer,) = why(pack, "mortality.death_rate")
    assert answer.kind == "table" and answer.at.startswith("parameters/mortality.yaml:")
    assert [below.kind for below in answer.because] == ["source"] * len(answer.because) and answer.because
    assert answer in why(pack, "death_rate")


def test_each_kind_of_name_has_an_answer(pack: Pack) -> None:
    evidence = pack.evidence
    names = {
        "claim": next(iter(evidence.claims)),
        "policy": next(iter(evidence.policies)),
        "case": next(iter(evidence.cases)),
        "variable": next(iter(evidence.variables)),
        "source": next(iter(evidence.sources)),
        "outside number": next(iter(evidence.outside)),
        "system": next(iter(evidence.systems)),
        "target": pack.targets[0]["id"],
        "quantity": pack.targets[0]["quantity"],
        "process": "mortality",
    }
    for kind, name in names.items():
        answers = why(pack, name)
        assert kind in [answer.kind for answer in answers], name
        for answer in answers:
            assert answer.says and name in answer.lines()[0]
            assert json.loads(json.dumps(answer.as_dict()))["name"] == name


def test_a_claim_tells_statement_place_strength_and_role(pack: Pack) -> None:
    claim = next(claim for claim in pack.evidence.claims.values() if claim.how_to_check)
    (answer,) = why(pack, claim.id)
    assert answer.says == claim.statement
    assert {"where", "strength", "role", "how_to_check"} <= answer.facts.keys()
    assert answer.because[0].kind == "source"


def test_a_policy_tells_what_it_changes_and_on_what_it_rests(pack: Pack) -> None:
    policy = next(policy for policy in pack.evidence.policies.values() if policy.changes and policy.claims)
    (answer,) = why(pack, policy.id)
    assert answer.facts["changes"] == policy.changes
    assert [below.name for below in answer.because] == list(policy.claims)


def test_an_unknown_name_is_told_with_the_nearest(pack: Pack) -> None:
    with pytest.raises(AylluError, match=r"Did you mean 'mortality\.death_rate'"):
        why(pack, "mortality.deathrate")


def test_every_assumed_number_is_a_gap_with_its_reason(pack: Pack) -> None:
    rows = gaps(pack)
    assert {row.name for row in rows} == {head.full_name for head in pack.heads() if head.kind == "assumed"}
    assert all(row.because and row.basis for row in rows)
    known = [row.influence for row in rows if row.influence is not None]
    assert known == sorted(known, reverse=True)


def test_a_sensitivity_run_replaces_the_guess(pack: Pack) -> None:
    name = gaps(pack)[-1].name
    first = gaps(pack, {name: 1e9})[0]
    assert (first.name, first.influence, first.basis) == (name, 1e9, BY_RUN)


def test_a_new_pack_is_the_example_under_a_new_name(tmp_path: Path) -> None:
    folder = new_pack(tmp_path / "my coast")
    assert read_pack(folder).name == "my-coast"
    assert check_pack(folder) == []
    example = built_in_packs()["islands"]
    copied = {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()}
    assert copied == {
        path.relative_to(example) for path in example.rglob("*") if path.is_file() and "__pycache__" not in path.parts
    }
    text = (folder / "pack.toml").read_text("utf-8").replace('name = "my-coast"', 'name = "islands"')
    assert text == (example / "pack.toml").read_text("utf-8")


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("x")
    with pytest.raises(AylluError, match="not empty"):
        new_pack(tmp_path)
    with pytest.raises(AylluError, match="not empty"):
        new_pack(tmp_path / "mine.txt")
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_an_unknown_template_is_told(tmp_path: Path) -> None:
    with pytest.raises(AylluError, match="Did you mean 'islands'"):
        new_pack(tmp_path / "x", template="island")
