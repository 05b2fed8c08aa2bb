"""Ensembles: many runs in processes of their own, kept, resumed and stopped."""

import os
import signal
import time
from pathlib import Path

import pytest

from ayllu.doors.cli.ensembles import seed_list
from ayllu.runs.ensemble import Job, Outcome, jobs_of, run_ensemble, summary
from ayllu.words.errors import AylluError, Problem
from fake_run import Fake, fake_run

SEED_THAT_FAILS, SEED_THAT_DIES, SEED_THAT_NEVER_ENDS, SEED_THAT_WAITS = 13, 14, 15, 16


def pretend(job: Job, alone: bool) -> None:
    """A run that is made up, or goes wrong."""
    if job.seed == SEED_THAT_FAILS:
        raise AylluError(Problem("bad luck", "seed"))
    if job.seed == SEED_THAT_DIES:
        os.kill(os.getpid(), signal.SIGKILL)
    if job.seed == SEED_THAT_NEVER_ENDS:
        job.out.with_name("begun").touch()
        try:
            time.sleep(60)
        except KeyboardInterrupt:
            job.out.with_name("in order").touch()
            raise
    if job.seed == SEED_THAT_WAITS:
        while not job.out.with_name("begun").exists():
            time.sleep(0.05)
    threads = os.environ.get("POLARS_MAX_THREADS", "all")
    fake_run(job.out, Fake(seed=job.seed, people=100, hazard=0.01 * job.seed, info={"threads": [threads, alone]}))


def test_finished_runs_are_kept_and_failed_ones_told(tmp_path: Path) -> None:
    jobs = jobs_of(["calm"], [1, SEED_THAT_FAILS, SEED_THAT_DIES, 2], tmp_path, "islands")
    heard: list[Outcome] = []
    outcomes = run_ensemble(jobs, 2, heard.append, work=pretend)
    assert [outcome.job for outcome in outcomes] == jobs
    assert [bool(outcome.error) for outcome in outcomes] == [False, True, True, False]
    assert "bad luck" in outcomes[1].error
    assert "exit code -9" in outcomes[2].error
    assert len(heard) == 4
    assert '"threads": ["1", false]' in (tmp_path / "calm-s1" / "run.json").read_text()
    again = run_ensemble([jobs[0], jobs[3]], 2, heard.append, work=pretend)
    assert all(outcome.kept for outcome in again)


def test_ctrl_c_lets_the_runs_leave_in_order(tmp_path: Path) -> None:
    jobs = jobs_of(["calm"], [SEED_THAT_NEVER_ENDS, SEED_THAT_WAITS], tmp_path, "islands")
    with pytest.raises(KeyboardInterrupt):
        run_ensemble(jobs, 2, _raise, work=pretend)
    assert (tmp_path / "in order").exists()


def _raise(outcome: Outcome) -> None:
    raise KeyboardInterrupt


def test_the_spread_over_seeds_is_students(tmp_path: Path) -> None:
    outs = [fake_run(tmp_path / f"s{seed}", Fake(seed=seed, hazard=0.01 * seed)) for seed in (1, 2, 3)]
    rows = {(row["event"], row["sex"]): row for row in summary(outs)}
    deaths = rows["death", "women"]
    cells = 5 * 12 * 4 * 2 * 22
    assert deaths["seeds"] == 3
    assert deaths["mean"] == cells * 200 * 100
    assert deaths["sd"] == pytest.approx(cells * 100 * 100)
    half = 4.302653 * cells * 100 * 100 / 3**0.5
    assert deaths["high"] - deaths["mean"] == pytest.approx(half, rel=1e-6)
    assert summary(outs[:1])[0]["low"] is None


@pytest.mark.parametrize(
    ("text", "seeds"), [("1-3", [1, 2, 3]), ("7", [7]), ("1,2,8", [1, 2, 8]), (" 4 , 6-7 ", [4, 6, 7])]
)
def test_seeds_can_be_written_in_short(text: str, seeds: list[int]) -> None:
    assert seed_list(text) == seeds


@pytest.mark.parametrize("text", ["", "a", "3-1", "1-", "-1", "1-99999999999", "1.5", "1;2"])
def test_wrong_seeds_are_refused(text: str) -> None:
    with pytest.raises(AylluError):
        seed_list(text)


def test_a_seed_or_scenario_given_twice_is_refused(tmp_path: Path) -> None:
    for scenarios, seeds in ((["calm"], [1, 1]), (["hot", "x/hot.toml"], [1])):
        with pytest.raises(AylluError, match="twice"):
            jobs_of(scenarios, seeds, tmp_path, "islands")
