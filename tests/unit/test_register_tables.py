"""Tables: labels, gaps, and the slice in force in a month."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ayllu.register.cards import TableHead
from ayllu.register.dimensions import counted, dimensions
from ayllu.register.files import PackFiles
from ayllu.register.tables import TableCard, read_table

SIDES = dimensions(["EAS", "WES"], ["E1", "W1"], ["E1R", "E1U", "W1R"])
AGE_GROUPS = ["0", "1-4", *(f"{low}-{low + 4}" for low in range(5, 100, 5)), "100+"]
EPOCH = 1950


def table(
    folder: Path, by: list[str], lines: str, between: str = "none", **more: object
) -> tuple[TableCard | None, str]:
    """A table read from text, and the problems told."""
    (folder / "tables").mkdir(exist_ok=True)
    (folder / "tables" / "t.csv").write_text(lines, "utf-8")
    head = {"means": "m", "kind": "measured", "table": "t.csv", "by": by, "plausible": [0, 1000]}
    time = {"column": "year", "between": between} | {key: more.pop(key) for key in ["periods"] if key in more}
    files = PackFiles(folder)
    read = read_table(files, TableHead.model_validate(head | {"time": time} | more), SIDES, EPOCH)
    return read, "\n".join(map(str, files.problems.found))


def good(folder: Path, by: list[str], lines: str, between: str = "none", **more: object) -> TableCard:
    read, told = table(folder, by, lines, between, **more)
    assert read is not None, told
    return read


def test_age_groups_cover_each_single_year_once(tmp_path: Path) -> None:
    lines = "age,value\n" + "".join(f"{group},{row}\n" for row, group in enumerate(AGE_GROUPS))
    values = good(tmp_path, ["age"], lines).slice_at(0)
    assert values.shape == (101,)
    assert [values[age] for age in (0, 1, 4, 5, 99, 100)] == [0, 1, 1, 2, 20, 21]


@given(cuts=st.sets(st.integers(1, 100)), data=st.data())
def test_groups_that_cut_the_ages_cover_each_age_once(cuts: set[int], data: st.DataObject) -> None:
    age, edges = counted("age", 101), [0, *sorted(cuts), 101]
    labels = []
    for low, after in pairwise(edges):
        spelt = [f"{low}-{after - 1}"] + [str(low)] * (after == low + 1) + [f"{low}+"] * (after == 101)
        labels.append(data.draw(st.sampled_from(spelt)))
    spans = [age.span(label) for label in labels]
    covered = [year for span in spans if span for year in range(*span)]
    assert covered == list(range(101))


@pytest.mark.parametrize("label", ["4-1", "101", "99-101", "-1", "1 4", "old", "", "1.5", "+"])
def test_unknown_ages_have_no_span(label: str) -> None:
    assert SIDES["age"].span(label) is None


def test_all_and_other_spellings_fill_every_cell(tmp_path: Path) -> None:
    lines = "sex,area,union,place,value\nF,all,all,all,1\nmen,rural,all,all,2\nM,urban,all,all,3\n"
    values = good(tmp_path, ["sex", "area", "union", "place"], lines).slice_at(0)
    assert values.shape == (2, 2, 5, 3) and values.flags.c_contiguous and values.dtype == np.float64
    assert [values[0].mean(), values[1, 0].mean(), values[1, 1].mean()] == [1, 2, 3]


def test_dimensions_of_what_lies_ahead(tmp_path: Path) -> None:
    """Destinations begin with home; the place that is looked at has dimensions of its own."""
    lines = "region,there_region,value\nE1,all,1\nW1,E1,2\nW1,W1,3\n"
    assert good(tmp_path, ["region", "there_region"], lines).slice_at(0).tolist() == [[1, 1], [2, 3]]
    sides = dimensions(["EAS"], ["E1", "OVE"], ["E1R"], ["OVE"], ["OLD"])
    assert sides["destination"].labels == sides["there_destination"].labels == ("home", "OVE")
    assert sides["ancestry"].labels == ("none", "OLD")


def test_a_partial_table_says_what_holds_otherwise(tmp_path: Path) -> None:
    lines = "region,year,value\nE1,1980,4\nW1,1981,5\n"
    read = good(tmp_path, ["region"], lines, "step", otherwise=0.5)
    assert [read.slice_at(month).tolist() for month in (0, 371, 372)] == [[4, 0.5], [4, 0.5], [0.5, 5]]
    assert "no value for time 1980, region W1" in table(tmp_path, ["region"], lines, "step")[1]
    assert "several values" in table(tmp_path, ["region"], lines + "all,1981,7\n", "step", otherwise=0.5)[1]


def test_the_order_of_by_is_the_order_of_the_array(tmp_path: Path) -> None:
    lines = "sex,country,value\nwomen,EAS,1\nwomen,WES,2\nmen,EAS,3\nmen,WES,4\n"
    assert good(tmp_path, ["sex", "country"], lines).slice_at(0).tolist() == [[1, 2], [3, 4]]
    assert good(tmp_path, ["country", "sex"], lines).slice_at(0).tolist() == [[1, 3], [2, 4]]


def test_single_numbers_by_year_need_no_dimension(tmp_path: Path) -> None:
    read = good(tmp_path, [], "year,value\n1950,1\n1960,2\n", "step")
    assert [float(read.slice_at(month)) for month in (0, 119, 120)] == [1, 1, 2]


def test_steps_hold_from_their_label_and_keep_the_object(tmp_path: Path) -> None:
    read = good(tmp_path, ["country"], "country,year,value\nall,1950,1\nall,1951-07,2\nall,1960-1965,3\n", "step")
    assert [read.slice_at(month)[0] for month in (-100, 0, 17, 18, 119, 120, 9999)] == [1, 1, 1, 2, 2, 3, 3]
    assert read.slice_at(18) is read.slice_at(119)
    assert read.slice_at(17) is not read.slice_at(18)


def test_lines_pass_through_the_centres_of_periods(tmp_path: Path) -> None:
    lines = "country,year,value\nall,1950-1955,10\nall,1955-1960,20\n"
    read = good(tmp_path, ["country"], lines, "linear")
    assert read.slice_at(2 * 12)[0] == 10 and read.slice_at(7 * 12 + 11)[0] == 20
    assert read.slice_at(3 * 12)[0] == pytest.approx(12)
    shifted = good(tmp_path, ["country"], lines, "linear", periods="mid-year")
    assert shifted.slice_at(3 * 12)[0] == pytest.approx(11)


def test_lines_change_each_january_only(tmp_path: Path) -> None:
    read = good(tmp_path, ["country"], "country,year,value\nall,1950,0\nall,1960,10\n", "linear")
    for year in range(12):
        months = [read.slice_at(12 * year + month) for month in range(12)]
        assert all(values is months[0] for values in months) and months[0].flags.c_contiguous
        assert months[0][0] == pytest.approx(min(year, 10))
    assert read.slice_at(-1) is read.slice_at(0) and read.slice_at(120) is read.slice_at(999)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(years=st.lists(st.integers(1900, 2050), min_size=2, max_size=6, unique=True), data=st.data())
def test_between_two_years_the_slice_is_on_the_line(tmp_path: Path, years: list[int], data: st.DataObject) -> None:
    values = [data.draw(st.floats(0, 100)) for _ in years]
    rows = "".join(f"all,{year},{value!r}\n" for year, value in zip(years, values, strict=True))
    read = good(tmp_path, ["country"], "country,year,value\n" + rows, "linear")
    order = np.argsort(years)
    for year in data.draw(st.lists(st.integers(1890, 2060), max_size=10)):
        straight = np.interp(year, np.array(years)[order], np.array(values)[order])
        found = read.slice_at((year - EPOCH) * 12 + data.draw(st.integers(0, 11)))
        assert found == pytest.approx(np.full(2, straight), abs=1e-9)


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ("sex,value\nwomen,1\n", "tables/t.csv: no value for sex men because 1 of 2 cells are missing"),
        ("sex,value\nwomen,1\nmen,2\nF,3\n", "t.csv:4: several values for sex women because lines 2, 4"),
        ("sex,value\nwomen,1\nman,2\n", "t.csv:3: unknown sex 'man'. Did you mean 'men'"),
        ("sex,value\nwomen,1\nmen,-0.5\n", "t.csv:3: the value -0.5 of . is not plausible"),
        ("sex,value\nwomen,1\nmen,\n", "t.csv:3: the value '' is not a number"),
        ("sex,value\nwomen,1\nmen,inf\n", "t.csv:3: the value 'inf' is not a number"),
        ("sex,vlaue\nwomen,1\n", "the column 'value' is missing. Did you mean 'vlaue'?"),
        ("sex,value,age\nall,1,3\n", "unknown column 'age'"),
        ("sex,value\n", "no value for sex women"),
        ("", "the column 'sex' is missing"),
        ("sex,value\n" + "all,1\n" * 50, "several values for sex women"),
    ],
)
def test_faults_of_a_table_are_told(tmp_path: Path, lines: str, says: str) -> None:
    read, told = table(tmp_path, ["sex"], lines)
    assert read is None or "unknown column" in told
    assert says in told


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ("sex,year,value\nall,195,1\n", "t.csv:2: '195' is not a year"),
        ("sex,year,value\nall,1955-1950,1\n", "'1955-1950' is not a year"),
        ("sex,year,value\nall,1950-06,1\n", "'1950-06' is not a year"),
        ("sex,year,value\nall,1950,1\nall,1950-1951,1\n", "means the same year as another label"),
        ("sex,year,value\nall,1950,1\nwomen,1951,1\n", "no value for time 1951, sex men"),
        ("sex,year,value\nall,all,1\n", "no year is given"),
    ],
)
def test_faults_of_years_are_told(tmp_path: Path, lines: str, says: str) -> None:
    read, told = table(tmp_path, ["sex"], lines, "linear")
    assert read is None and says in told


def test_a_year_that_is_all_fills_every_year(tmp_path: Path) -> None:
    lines = "sex,year,value\nwomen,all,7\nmen,1950,1\nmen,1960,2\n"
    read = good(tmp_path, ["sex"], lines, "step")
    assert read.slice_at(0).tolist() == [7, 1] and read.slice_at(120).tolist() == [7, 2]
