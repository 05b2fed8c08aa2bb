"""Tables of moves for a synthetic run, with numbers that can be checked by hand.

Of country AAA every year 30 women and 10 men go from A-N to A-S, 5 and 5 go back, 8 women and 4 men leave for X from
A-S, 2 women come home from X to A-N; of BBB nobody moves. All of a sort stand for one person each.
"""

import json
import shutil
from pathlib import Path

import polars as pl

from ayllu.analysis.move_claims import FILE
from ayllu.register.pack import read_pack

REGIONS = {
    "A-N": ("AAA", "coast", 0, 0),
    "A-S": ("AAA", "sierra_south", 1, 0),
    "B-E": ("BBB", "coast", 3, 0),
    "B-W": ("BBB", "coast", 4, 0),
}
ABROAD = ("X", "Y")
INFO: dict[str, object] = {
    "regions": [{"code": code, "name": f"Region {code}", "destination": 0} for code in REGIONS]
    + [{"code": code, "name": f"Land {code}", "destination": k + 1} for k, code in enumerate(ABROAD)]
}
FLOWS = (
    ("migration", "A-N-R", "A-S-U", "women", 30), ("migration", "A-N-R", "A-S-U", "men", 10),
    ("migration", "A-S-U", "A-N-R", "women", 5), ("migration", "A-S-U", "A-N-R", "men", 5),
    ("migration", "A-S-R", "A-S-U", "women", 7),
    ("seasonal_leave", "A-N-R", "A-S-U", "men", 3), ("homecoming", "A-S-U", "A-N-R", "men", 3),
    ("emigration", "A-S-U", "AAA-X", "women", 8), ("emigration", "A-S-U", "AAA-X", "men", 4),
    ("return", "AAA-X", "A-N-R", "women", 2),
)  # fmt: skip
BORN = (
    ("A-S", "A-N", "women", 300), ("A-S", "A-N", "men", 100), ("A-S", "A-S", "women", 500), ("A-S", "A-S", "men", 500),
    ("A-N", "A-N", "women", 400), ("A-N", "A-N", "men", 450), ("A-N", "A-S", "men", 50), ("A-N", "X", "women", 10),
)  # fmt: skip


def add_moves(run: Path, first: int, last: int) -> Path:
    """Write the tables of moves and the files of places into a run folder, and return it."""
    years = range(first, last + 1)
    flows = [(*row, row[-1] / 2) for row in FLOWS]
    names = ["kind", "from_place", "to_place", "sex", "people", "first_time"]
    _write(run, "flow_year", names, flows, years, age_group=20)
    rows = [(*row[:3], row[3]) for row in BORN]
    _write(run, "birthplace_year", ["region", "birth_region", "sex", "people"], rows, years, area="urban")
    _write(run, "recent_year", ["region", "from_region", "sex", "people"], rows, years)
    stocks = [("X", sex, born, n) for sex, n in (("women", 60), ("men", 40)) for born in ("home", "abroad")]
    stocks += [("Y", "women", "home", 20)]
    _write(
        run, "abroad_year", ["destination", "sex", "born", "people"], stocks, years, age_group=20, years_abroad="0-4"
    )
    growing = pl.read_parquet(run / "abroad_year.parquet").with_columns(pl.col("people") * (pl.col("year") - first + 1))
    growing.write_parquet(run / "abroad_year.parquet")
    why = [("migration", "A-N", "A-S", "women", "service", 20), ("migration", "A-N", "A-S", "women", "kin_there", 10)]
    why += [("migration", "A-N", "A-S", "men", "income", 10), ("emigration", "A-S", "X", "women", "<b>kin", 8)]
    _write(run, "reason_year", ["kind", "from_region", "to_region", "sex", "reason", "decisions"], why, years)
    fled = [("A-S", 100, 70, 60, 400, 25)]
    names = ["from_region", "households", "led_by_women", "led_by_women_without_partner", "people", "came_back"]
    _write(run, "displaced_year", names, fled, years)
    _places(run)
    info = json.loads((run / "run.json").read_text()) | INFO
    (run / "run.json").write_text(json.dumps(info))
    return run


def _write(run: Path, table: str, names: list[str], rows: object, years: range, **more: object) -> None:
    frame = pl.DataFrame(rows, names, orient="row").with_columns(country=pl.lit("AAA"))
    frame = frame.with_columns(pl.lit(value).alias(name) for name, value in more.items())
    yearly = pl.DataFrame({"year": list(years)}, {"year": pl.Int16}).join(frame, how="cross")
    amounts = {"people", "first_time", "decisions"} & set(names)
    yearly.with_columns(pl.col(list(amounts)).cast(pl.Float64)).write_parquet(run / f"{table}.parquet")


def _places(run: Path) -> None:
    for name in ("places", "evidence"):
        (run / name).mkdir()
    shutil.copyfile(read_pack("andes").root / FILE, run / FILE)
    lines = [
        f"{code},{country},Region {code},{zone},{-k}.5,{k}.5"
        for k, (code, (country, zone, *_)) in enumerate(REGIONS.items())
    ]
    lines += [f"{code},,Land {code},abroad,," for code in ABROAD]
    head = "region,country,name,zone,centroid_lat,centroid_lon"
    (run / "places" / "regions.csv").write_text("\n".join([head, *lines]) + "\n")
    places = [f"{code}-{a[0].upper()},{code},{a}" for code in REGIONS for a in ("rural", "urban")]
    places += [f"{country}-{code},{code},urban" for country in ("AAA", "BBB") for code in ABROAD]
    (run / "places" / "places.csv").write_text("\n".join(["place,region,area", *places]) + "\n")
    (run / "places" / "tilegrid.json").write_text(
        json.dumps({"grid": {c: [at[2], at[3]] for c, at in REGIONS.items()}})
    )
    (run / "places" / "departments.topo.json").write_text(json.dumps(topology()))


def topology() -> dict[str, object]:
    """Four squares in a row, quantized; A-N and A-S share arc 0, A-S and B-E arc 1."""
    arcs = [
        [[10, 0], [0, 10]], [[20, 0], [0, 10]], [[30, 0], [0, 10]],
        [[10, 10], [-10, 0], [0, -10], [10, 0]], [[20, 10], [-10, 0]], [[10, 0], [10, 0]],
        [[30, 10], [-10, 0]], [[20, 0], [10, 0]], [[30, 10], [10, 0], [0, -10], [-10, 0]],
    ]  # fmt: skip
    rings = {"A-N": [0, 3], "A-S": [-1, 5, 1, 4], "B-E": [-2, 7, 2, 6], "B-W": [2, 8]}
    shapes = [{"type": "Polygon", "id": code, "arcs": [ring]} for code, ring in rings.items()]
    shapes[-1] = {"type": "MultiPolygon", "id": "B-W", "arcs": [[rings["B-W"]]]}
    transform = {"scale": [0.1, 0.1], "translate": [0.0, -4.0]}
    return {"type": "Topology", "arcs": arcs, "transform": transform, "objects": {"regions": {"geometries": shapes}}}
