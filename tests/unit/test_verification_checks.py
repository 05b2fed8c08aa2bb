"""The report, the rule of judging, and every check that needs no engine: it passes, and fails once broken."""

import numpy as np
import pytest

from ayllu.population import draws
from ayllu.population.draws import uniform
from ayllu.verification import battery, ranks, report
from ayllu.verification.judging import Quantity, agree, judge, judge_counts, nothing_wrong
from ayllu.verification.peers import neworder_markov, neworder_option
from ayllu.verification.report import Entry, Finding
from ayllu.verification.theory import calibration_ranks, kinship
from ayllu.verification.theory import draws as draw_checks
from ayllu.words.errors import AylluError

COUNT = 400_000


def quantity(ours: float, error: float = 0.01, notice: float = 0.1) -> Quantity:
    return Quantity("x", 1.0, ours, error, notice)


def test_verdicts_of_a_quantity():
    assert judge([quantity(1.01)], "off").verdict == "pass"
    assert judge([quantity(1.05)], "off").verdict == "fail"
    assert judge([quantity(1.01, notice=0.03)], "off").verdict == "no power"
    assert judge([quantity(float("nan"))], "off").verdict == "fail"
    assert judge([quantity(1.0), quantity(1.05)], "off").verdict == "fail"
    assert judge([quantity(1.0, error=0.0)], "off").verdict == "pass"
    weak_and_strong = [quantity(1.0, notice=0.01), quantity(1.0)]
    assert judge(weak_and_strong, "off").verdict == "no power"
    assert judge(weak_and_strong, "off", joint=True).verdict == "pass"
    assert judge([], "off").verdict == "no power"


def test_verdicts_of_counts():
    generator = np.random.default_rng(2)
    even = generator.multinomial(100_000, np.full(50, 1 / 50))
    assert judge_counts(even, 1 / 50, 0.05).verdict == "pass"
    assert judge_counts(even, 1 / 50, 0.001).verdict == "no power"
    assert judge_counts(np.full(50, 2000), 1 / 50, 0.05).verdict == "fail"
    assert judge_counts(even + 200 * (np.arange(50) % 2), 1 / 50, 0.05).verdict == "fail"


def test_verdicts_without_sampling():
    assert agree("numbers", [1, 2], [1, 2.0005], 0.001, "").verdict == "pass"
    assert agree("numbers", [1, 2], [1, 2.01], 0.001, "").verdict == "fail"
    assert agree("numbers", [1, 2], [1], 0.001, "").verdict == "fail"
    assert nothing_wrong("pairs", 1, 10, "").verdict == "fail"
    assert nothing_wrong("pairs", 0, 0, "").verdict == "no power"


def test_report_runs_what_is_asked(monkeypatch):
    def bad(quick):
        raise RuntimeError("broken")

    good = Entry("one", "h", lambda quick: Finding(1.0, 1.0, [0.0, 2.0], "pass", "p"))
    monkeypatch.setattr(report, "entries", lambda: [good, Entry("two", "h", bad)])
    heard: list[str] = []
    done = report.run_checks(progress=heard.append)
    assert heard == ["one", "two"]
    assert [item.verdict for item in done] == ["pass", "fail"]
    assert "RuntimeError: broken" in str(done[1].ours)
    assert [item.name for item in report.run_checks(only=["one"])] == ["one"]
    shape = report.as_json(done)["checks"][0]
    assert {"name", "target", "ours", "band", "verdict", "power"} <= set(shape)
    assert report.as_table(done).row_count == 2
    with pytest.raises(AylluError, match="Did you mean 'two'"):
        report.run_checks(only=["twoo"])


def test_checks_are_found_in_the_folders():
    names = {entry.name for entry in report.entries()}
    assert {"matrix kinship", "Philox known answers", "neworder option", "neworder Markov chain"} <= names


@pytest.mark.parametrize("run", [draw_checks.known_answers, draw_checks.even, draw_checks.independent,
                                 kinship.matrix_kinship, neworder_option.option, neworder_markov.markov])  # fmt: skip
def test_checks_without_the_engine_pass(run):
    assert run(True).verdict == "pass"


def test_known_answers_notice_nine_rounds(monkeypatch):
    monkeypatch.setattr(draws, "ROUNDS", 9)
    assert draw_checks.known_answers(True).verdict == "fail"


def test_batteries_notice_bad_generators(monkeypatch):
    def multiplied(seed, key, month, site, alternative):
        mixed = key * np.uint64(0x9E3779B97F4A7C15) + np.asarray(month + site + alternative, np.uint64)
        return np.asarray(mixed + np.asarray(seed, np.uint64) >> np.uint64(11)) * 2.0**-53

    def without_month(seed, key, month, site, alternative):
        return np.broadcast_to(uniform(seed, key, 0, site, alternative), np.broadcast_shapes(*map(np.shape, (
            seed, key, month, site, alternative))))  # fmt: skip

    def of_mothers(seed, key, month, site, alternative):
        return uniform(seed, key >> np.uint64(60), month, site, alternative)

    assert "people in a row" in battery.evenness(multiplied, COUNT, 0.06).power
    found = battery.independence(without_month, COUNT, 0.06)
    assert found.verdict == "fail" and "months" in found.power
    assert battery.evenness(of_mothers, COUNT, 0.06).verdict == "fail"
    monkeypatch.setattr(draws, "ROUNDS", 2)
    assert battery.independence(uniform, COUNT, 0.06).verdict == "fail"


def test_children_that_draw_like_their_mothers_are_noticed(monkeypatch):
    monkeypatch.setattr(battery, "child_key", lambda mother, order: mother ^ (order << np.uint64(63)))
    found = battery.independence(lambda s, k, m, t, a: uniform(s, k & np.uint64(2**62 - 1), m, t, a), COUNT, 0.06)
    assert found.verdict == "fail" and "mother and child" in found.power


def test_short_keys_collide():
    keys = battery.family(2_000, 5, 3)
    assert len(keys) == 2_000 * 364 and battery.collisions(keys) == 0
    assert battery.collisions(keys & np.uint64(2**34 - 1)) > 3


def test_squeezed_draws_misprice_the_option():
    def squeezed(*asked):
        return 0.005 + 0.99 * uniform(*asked)

    assert judge(neworder_option.quantities(squeezed, 2_000_000), "off").verdict == "fail"


def test_faster_chain_is_noticed(monkeypatch):
    monkeypatch.setitem(neworder_markov.WAITING, (0, 1), 13.0 / 1.1)
    assert neworder_markov.markov(True).verdict == "fail"
    assert neworder_markov.matrix().sum(axis=1) == pytest.approx([1, 1, 1])


def test_wrong_likelihood_leans_the_ranks():
    cohort = ranks.drawn_cohort()
    right, wrong = (ranks.ranks(cohort, 1_000, factor) for factor in (1.0, 1.15))
    middle = ranks.POSTERIOR_DRAWS / 2
    assert abs(right.mean() - middle) < 3 * 18.5 / np.sqrt(1_000)
    counts = np.bincount(wrong.astype(int) * 16 // 64, minlength=16)
    assert judge_counts(counts, 1 / 16, calibration_ranks.RIPPLE).verdict == "fail"
