"""Puts a part of a check to a run: whether its tables have what it reads, and the sums that its statistic needs."""

from string import Template

from ayllu.analysis.open import Run
from ayllu.register.claim_checks import Part
from ayllu.verification.claims.sums import SUMMED, Tally, tally
from ayllu.words.errors import AylluError, Problem
from ayllu.words.months import MONTHS_A_YEAR

GATHERED = f"""
WITH basis AS (
$rows
),
told AS (
  SELECT CAST($cluster AS VARCHAR) AS cluster, CAST($group AS INTEGER) AS grp, CAST($cell AS VARCHAR) AS cell,
    CAST($weight AS DOUBLE) AS w, CAST($value AS DOUBLE) AS v, CAST($base AS DOUBLE) AS b,
    CAST($along AS DOUBLE) AS x
  FROM basis WHERE $where
)
SELECT cluster, grp, cell, {
    ", ".join(
        f"SUM({text}) AS {name}"
        for name, text in zip(SUMMED, ("1", "w", "w * v", "w * b", "w * x", "w * x * x", "w * x * v"), strict=True)
    )
}
FROM told WHERE w > 0 AND v IS NOT NULL AND grp IS NOT NULL AND b IS NOT NULL AND cell IS NOT NULL
GROUP BY cluster, grp, cell
"""


def lacking(run: Run, part: Part) -> str:
    """Why a run cannot answer a part, in words; empty when it can."""
    missing = []
    for table, columns in part.reads.items():
        if table not in run.tables:
            missing.append(f"no table {table}")
            continue
        held = run.scan(table).collect_schema().names()
        absent = [column for column in columns if column not in held]
        if absent:
            missing.append(f"{table} has no {', '.join(absent)}")
    if not missing and part.years is not None:
        first, last = _year(run, "from"), _year(run, "until")
        if part.years[0] < first or part.years[1] > last:
            missing.append(f"the run covers {first}-{last}, not {part.years[0]}-{part.years[1]}")
    return "; ".join(missing)


def _year(run: Run, key: str) -> int:
    """Calendar year of the first or last month."""
    return int(str(run.info[key])[:4])


def gathered(run: Run, part: Part, claim: str) -> Tally:
    """The sums of a part over the rows of a run; AylluError naming the check when its SQL has no answer."""
    try:
        return tally(run.sql(query(run, part)))
    except AylluError as error:
        reason = error.problems[0].reason or error.problems[0].what
        problem = Problem(f"the check of {claim} cannot be computed: {part.what}", str(run.path), reason)
        raise AylluError(problem) from error


def query(run: Run, part: Part) -> str:
    """The SQL of a part, with its expressions and years filled in."""
    cell = part.cell or (part.value if part.statistic == "quantile" else "''")
    parts = {
        "rows": part.rows or f'SELECT * FROM "{next(iter(part.reads))}"',
        "where": f"({part.where})",
        "cluster": part.cluster,
        "group": part.group or "1",
        "cell": cell,
        "weight": part.weight,
        "value": part.value,
        "base": part.base or "1",
        "along": part.along or "0",
    }
    span = part.years or (_year(run, "from"), _year(run, "until"))
    known = {"epoch": run.epoch_year, "from": span[0], "until": span[1], "months_a_year": MONTHS_A_YEAR}
    whole = Template(GATHERED).safe_substitute({key: text.strip() for key, text in parts.items()})
    return Template(whole).safe_substitute(known)
