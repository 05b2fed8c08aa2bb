"""Nothing social is written in: changed packs are what they say, and a hidden rule of sex is found and named."""

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from ayllu.doors.cli.main import main
from ayllu.register.pack import read_pack
from ayllu.runs.discover import discover
from ayllu.verification.social import outcomes, packs
from ayllu.verification.social.checks import mirrored, rules_of_sex, social_mechanisms
from ayllu.verification.social.judging import told
from ayllu.verification.social.outcomes import Outcomes
from ayllu.verification.worlds import BASIS, PackCopy, copied


def tables(change: Callable[[PackCopy], Any], times: int = 1) -> dict[str, np.ndarray[Any, Any]]:
    """All tables of the basis pack after a change, women and men on the first axis after time where they have one."""
    with copied() as copy:
        for _ in range(times):
            change(copy)
        pack = read_pack(copy.root)
    found = {}
    for table in (table for own in pack.tables.values() for table in own.values()):
        stack = np.moveaxis(table.stack, 1 + table.by.index("sex"), 1) if "sex" in table.by else table.stack
        found[table.head.full_name] = stack
    return found


def sexed() -> set[str]:
    return {table.head.full_name for table in packs.sexed_tables(read_pack(BASIS))}


def nothing(copy: PackCopy) -> None:
    """The pack as it is."""


def test_the_mirror_exchanges_women_and_men_wherever_cards_say_sex() -> None:
    base, other = tables(nothing), tables(packs.mirror)
    assert len(sexed()) > 15
    assert all(np.array_equal(other[name], base[name][:, ::-1] if name in sexed() else base[name]) for name in base)
    unequal = [name for name in sexed() if not np.array_equal(base[name][:, 0], base[name][:, 1])]
    assert len(unequal) > 10, "there is something to exchange"
    again = tables(packs.mirror, times=2)
    assert all(np.array_equal(again[name], base[name]) for name in base)


def test_alike_gives_both_the_mean() -> None:
    base = read_pack(BASIS)
    equal = {table.head.full_name: table for table in packs.sexed_tables(packs.alike(base))}
    for table in packs.sexed_tables(base):
        side = 1 + table.by.index("sex")
        both = equal[table.head.full_name].stack
        assert np.array_equal(both.take(0, side), both.take(1, side)), table.head.full_name
        assert np.allclose(both.mean(side), table.stack.mean(side))
        assert both.shape == table.stack.shape


def test_exchanged_destinations_take_each_others_rows_and_people() -> None:
    base, again = tables(nothing), tables(packs.exchange, times=2)
    assert all(np.array_equal(base[name], again[name]) for name in base)
    with copied() as copy:
        before = {place.code: place.population_start for place in read_pack(copy.root).places}
        one, other = packs.exchange(copy)
        pack = read_pack(copy.root)
    after = {place.code: place.population_start for place in pack.places}
    country = pack.countries[0].code
    assert after[f"{country}-{one}"] == before[f"{country}-{other}"] != before[f"{country}-{one}"]
    assert sum(after.values()) == sum(before.values())


def test_names_change_no_life(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outcomes, "MONTHS", 4)
    base, renamed = outcomes.live(1), outcomes.live(1, packs.relabel)
    assert base.digest == renamed.digest
    assert base.digest != outcomes.live(2).digest, "the digest sees other lives"
    assert sum(base.events.values()) > 100


def worlds(women: float, men: float, noise: float, seed: int) -> list[Outcomes]:
    """Twelve worlds in which so many women and men work."""
    waves = np.sin(np.arange(24).reshape(12, 2) * 78.233 + seed) * noise
    return [Outcomes({"works": np.array([women, men]) + wave, "tall": np.array([0.3, 0.5])}, "") for wave in waves]


def test_a_hidden_rule_of_sex_is_named() -> None:
    base = worlds(0.4, 0.8, 0.02, 1)
    right = [
        Outcomes({"works": run.figures["works"], "tall": np.array([0.5, 0.3])}, "") for run in worlds(0.8, 0.4, 0.02, 2)
    ]
    assert told(mirrored(base, right), "").verdict == "pass"
    stays = told(mirrored(base, worlds(0.4, 0.8, 0.02, 3)), "")
    assert stays.verdict == "fail" and "works" in str(stays.ours)


def test_noise_has_no_power() -> None:
    base = [Outcomes({"works": run.figures["works"]}, "") for run in worlds(0.59, 0.6, 0.5, 1)]
    other = [Outcomes({"works": run.figures["works"]}, "") for run in worlds(0.6, 0.59, 0.5, 2)]
    assert told(mirrored(base, other), "").verdict == "no power"


def test_rules_that_read_sex_are_found_outside_of_bodies() -> None:
    records = discover()
    found = rules_of_sex(records)
    bodies = {record.name for record in records if record.process.phase == "bodies"}
    assert found and not [name for name in found if name.partition(".")[0] in bodies]
    assert "partnership.is_woman" in found


def test_social_mechanisms_leave_bodies_alone() -> None:
    pack = read_pack(BASIS)
    social = social_mechanisms(pack)
    assert "rural-mortality" not in social and "rural-births" not in social and "patrilocality" in social
    assert social_mechanisms(pack, {"no such phase"}) == ()


def test_wrong_names_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", "--social", "--only", "mirorr", "--json"]) == 2
    assert "no check is called 'mirorr'" in json.loads(capsys.readouterr().out)["problems"][0]["what"]


def test_states_are_shares_and_values_are_means() -> None:
    sex, count = np.array([0, 0, 1, 1]), np.array([2.0, 2.0])
    shares = outcomes._states("papers", np.array([0, 1, 1, 1]), sex, count)
    assert {name: tuple(by) for name, by in shares.items()} == {"papers = 1": (0.5, 1.0)}
    many = np.arange(40)
    means = outcomes._states("pay", many, many % 2, np.array([20.0, 20.0]))
    assert tuple(means["pay, mean"]) == (19.0, 20.0) and tuple(means["pay known"]) == (1.0, 1.0)
