"""Sections of a report: words around figures and tables."""

from collections.abc import Callable
from html import escape

import polars as pl

from ayllu.analysis.headline import SEXES
from ayllu.analysis.measures import measures
from ayllu.analysis.report import figures
from ayllu.analysis.report.charts import Axis
from ayllu.analysis.report.html import Figure, badge, pair, section, text
from ayllu.analysis.report.material import Material
from ayllu.analysis.words import number, sentence

Drawing = Callable[[Material, str], Figure | None]
MILLION = 1e-3


def opening(m: Material) -> str:
    """Simulated beside official, a table for each country."""
    tables = [_headline(name, m.headline.filter(pl.col("country") == code)) for code, name in m.run.countries.items()]
    return section(
        "headline",
        "Simulated beside official",
        *tables,
        '<p class="note">± is two Monte-Carlo standard errors of this one run: how far another seed may lie. It says '
        "nothing about the assumptions. Households, unions, kin and schooling come from the recorded sample; their "
        "band takes people as independent, which families are not, so it is somewhat too narrow. Household size under "
        "women and men is that of homes which a woman or a man heads.</p>",
        '<p class="note"><span class="badge reproduced">reproduced input</span> the model was given these rates, so '
        'agreement shows only that it does what it is told. <span class="badge fitted">fitted</span> numbers were '
        'chosen to meet it. <span class="badge predicted">predicted</span> follows from the rest. '
        '<span class="badge assumed">assumed</span> rests on an assumption alone.</p>',
    )


def _headline(country: str, rows: pl.DataFrame) -> str:
    groups = "".join(f'<th scope="colgroup" colspan="2" class="{sex}">{sex.capitalize()}</th>' for sex in SEXES)
    heads = '<th scope="col">simulated</th><th scope="col" class="official">official</th>' * len(SEXES)
    body = "".join(_headline_row(row) for row in rows.iter_rows(named=True))
    return (
        f'<div class="scroll full"><table><caption>{escape(country)}</caption><thead>'
        f'<tr><th rowspan="2" scope="col">Figure</th><th rowspan="2" scope="col">When</th>{groups}'
        f'<th rowspan="2" scope="col">Class</th></tr><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>'
    )


def _headline_row(row: dict[str, object]) -> str:
    decimals = measures()[str(row["quantity"])].decimals
    cells = []
    for sex in SEXES:
        value, error, told = (_float(row[key]) for key in (sex, f"{sex}_se", f"{sex}_official"))
        band = f" <small>±{number(2 * error, decimals)}</small>" if error is not None else ""
        cells += [
            f"<td>{number(value, decimals)}{band}</td>",
            f'<td class="official">{number(told, decimals)}</td>',
        ]
    title = f"{escape(str(row['title']))}<small>{escape(str(row['unit']))}</small>"
    return f'<tr><th scope="row">{title}</th><td>{row["period"]}</td>{"".join(cells)}<td>{badge(str(row["class"]))}</td></tr>'


def _float(value: object) -> float | None:
    return float(value) if isinstance(value, float | int) else None


def _drawn(m: Material, *drawings: Drawing) -> list[str]:
    """A pair of figures for each drawing, the countries side by side; nothing where the run has no data."""
    rows = []
    for draw in drawings:
        shown = [found for code in m.run.countries if (found := draw(m, code)) is not None]
        rows += [pair(shown)] if shown else []
    return rows


def _line(quantity: str, axis: Axis, sexes: tuple[str, ...] = figures.SEXES, times: float = 1.0) -> Drawing:
    return lambda m, country: figures.by_year(m, country, quantity, axis, sexes, times)


def people(m: Material) -> str:
    """Totals against official series, and pyramids."""
    total = _line("population_total", Axis("million", ",.2~f", shared=False), (*figures.SEXES, "both"), MILLION)
    said = text(sentence(measures()["population_total"].closed) + ".") if m.cells.is_closed else ""
    return section("people", "How many people, of what ages", said, *_drawn(m, total, figures.ages))


def lives(m: Material) -> str:
    """Life expectancy and fertility."""
    drawn = _drawn(m, _line("e0", Axis("years", zero=False)), _line("tfr", Axis("", ".2~f"), ("women",)))
    words = "Lines are simulated, with a band of two Monte-Carlo standard errors; circles are official figures, placed in the middle of their period."
    return section("lives", "Lives and births", text(words), *drawn)


def families(m: Material) -> str:
    """Unions, households and kin, or a word that the run did not record them."""
    if not m.has_samples:
        return section("families", "Unions, homes, kin and school", text("This run was recorded with counts only."))
    unions = _drawn(m, figures.marital_states, _line("smam", Axis("years", zero=False)))
    homes = _drawn(m, figures.home_types, _line("household_size_mean", Axis("", ".2~f"), (*figures.SEXES, "both")))
    kin = _drawn(m, figures.grandmothers)
    school = _drawn(m, _line("mean_years_schooling", Axis("years")))
    founders = (
        "Kin of the first inhabitants are known only as far as they were given to the model; grandmothers are complete "
        "for children born some decades after the start."
    )
    heads = "In the charts of size, women and men are the sex of the head of the household."
    return (
        section("unions", "Unions", *unions)
        + section("homes", "Homes", text(heads), *homes)
        + section("kin", "Kin", text(founders), *kin)
        + section("school", "School", *school)
        + section("work", "Work", *work(m))
        + section("beliefs", "What people hold of women and men", *beliefs(m))
    )


def work(m: Material) -> list[str]:
    """Charts of work, women and men side by side."""
    share = Axis("percent", ".2~f")
    quantities = ("labour_force_participation", "agriculture_share_of_employment", "informal_employment")
    return _drawn(m, *(_line(name, share) for name in quantities), _line("mean_earnings", Axis("dollars of 2005")))


def beliefs(m: Material) -> list[str]:
    """Charts of beliefs, women and men side by side."""
    share = Axis("percent", ".2~f")
    return _drawn(m, *(_line(f"belief_{name}", share) for name in ("equality", "motherhood", "provider")))
