"""Charts of a report: lines by sex with official points, pyramids, stacked shares."""

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt
import polars as pl
from altair.utils.schemapi import debug_mode

from ayllu.analysis.report.look import HEIGHT, INK, MEN, SEX_COLOURS, WIDTH, WOMEN, Rows, Spec, apart

AS_IS = alt.Color("colour:N", scale=None)


def _spec(chart: alt.Chart) -> Spec:
    """The specification of one view; views are put together as plain dicts, which altair does far slower."""
    spec: Spec = chart.to_dict(validate=False)
    return {key: value for key, value in spec.items() if key not in ("$schema", "config")}


def _layers(charts: Sequence[alt.Chart], width: int, height: int) -> Spec:
    return {"layer": [_spec(chart) for chart in charts], "width": width, "height": height}


class Sheet:
    """The data sets of one chart, kept apart from it so that altair need not walk through the rows."""

    def __init__(self) -> None:
        self.data: Rows = {}

    def rows(self, frame: pl.DataFrame) -> alt.Chart:
        """A chart over the rows of a frame."""
        name = f"rows{len(self.data)}"
        floats = [column for column, kind in frame.schema.items() if kind.is_float()]
        self.data[name] = frame.with_columns(pl.col(floats).round(5)).to_dicts()
        chart: alt.Chart = alt.Chart(alt.NamedData(name=name))
        return chart


@dataclass(frozen=True)
class Drawn:
    """The Vega-Lite specification of a chart, without its looks, and its data."""

    spec: Spec
    data: Rows


@dataclass(frozen=True)
class Axis:
    """What an axis shows: its title, number format, whether it starts at zero.

    `shared` axes are the same for all countries; `span` are the smallest and largest value they must hold.
    """

    title: str
    format: str = ",.0f"
    zero: bool = True
    shared: bool = True
    span: tuple[float, float] | None = None


YEARS = Axis("", "d", zero=False)


def lines(frame: pl.DataFrame, points: pl.DataFrame, y: Axis, x: Axis = YEARS) -> Drawn:
    """Simulated lines with a band of two Monte-Carlo errors, and official figures as open circles.

    `frame` has x, label, colour, dash, value, se; `points` has x, colour, value. Each line is named at its end.
    """
    sheet = Sheet()
    with debug_mode(False):
        low, high = _range(frame, points, y)
        scale = alt.Scale(domain=[low, high], nice=False, zero=False)
        up = alt.Y("value:Q", axis=alt.Axis(format=y.format, title=y.title or None, tickCount=5), scale=scale)
        across = _across(frame, points, x)
        band = 2 * pl.col("se").fill_null(0.0)
        ends = [(pl.col("value") + sign * band).clip(low, high) for sign in (-1, 1)]
        base = sheet.rows(frame.with_columns(ends[0].alias("low"), ends[1].alias("high")))
        common = {"x": across, "color": AS_IS, "detail": alt.Detail("label:N")}
        layers = [
            base.mark_area(opacity=0.16).encode(**common, y=alt.Y("low:Q", scale=scale), y2=alt.Y2("high:Q")),
            base.mark_line(strokeWidth=2.2).encode(**common, y=up, strokeDash=alt.StrokeDash("dash:N", scale=None)),
        ]
        if points.height:
            circles = sheet.rows(points).mark_point(filled=True, fill="white", size=36, strokeWidth=1.6, opacity=1)
            layers.append(circles.encode(x=across, y=up, stroke=alt.Stroke("colour:N", scale=None)))
        layers.append(_line_ends(sheet, frame, low, high).encode(x=across, y=up))
        return Drawn(_layers(layers, WIDTH, HEIGHT), sheet.data)


def _across(frame: pl.DataFrame, points: pl.DataFrame, x: Axis) -> alt.X:
    start, end = _span([*frame["x"].to_list(), *points["x"].to_list()])
    labels = alt.Axis(format=x.format, title=x.title or None, tickCount=7)
    return alt.X("x:Q", axis=labels, scale=alt.Scale(domain=[start, end], nice=False))


def _span(values: Sequence[float | None]) -> tuple[float, float]:
    known = [value for value in values if value is not None]
    return (min(known), max(known)) if known else (0.0, 1.0)


def _range(frame: pl.DataFrame, points: pl.DataFrame, y: Axis) -> tuple[float, float]:
    start, end = y.span or _span([*frame["value"].to_list(), *points["value"].to_list()])
    room = (end - start) * 0.06 or 1.0
    return (0.0 if y.zero else start - room), end + room


def _line_ends(sheet: Sheet, frame: pl.DataFrame, low: float, high: float) -> alt.Chart:
    """The name of each line beside its last point."""
    last = frame.sort("x").group_by("label", maintain_order=True).last()
    heights = apart(last["value"].to_list(), low, high)
    named = sheet.rows(last.with_columns(pl.Series("value", heights, pl.Float64)))
    text: alt.Chart = named.mark_text(align="left", dx=7, baseline="middle", fontWeight=600, clip=False)
    text = text.encode(text=alt.Text("label:N"), color=AS_IS)
    return text


def pyramid(frame: pl.DataFrame) -> Drawn:
    """Population pyramids by year, women to the left, men to the right, at one scale.

    `frame` has year, sex, age_group (lower bound of five years), value in thousands.
    """
    sheet = Sheet()
    most = float(str(frame["value"].max() or 1)) * 1.06
    women = pl.col("sex") == "women"
    bars = frame.select(
        "year",
        pl.when(women).then(-pl.col("value")).otherwise(pl.col("value")).alias("side"),
        pl.lit(0.0).alias("zero"),
        pl.col("age_group").cast(pl.Float64).alias("low"),
        (pl.col("age_group") + 5.0).alias("high"),
        pl.col("sex").replace_strict(SEX_COLOURS).alias("colour"),
        pl.lit(None, pl.String).alias("name"),
    )
    corners = pl.DataFrame({"side": [-most, most], "colour": [WOMEN, MEN], "name": ["women", "men"]})
    names = frame.select("year").unique().join(corners, how="cross").with_columns(low=pl.lit(96.0))
    with debug_mode(False):
        rows = sheet.rows(pl.concat([bars, names], how="diagonal"))
        layers = _pyramid_layers(rows, most)
        panels = _layers(layers, 182, 160)
    for layer in panels["layer"]:
        del layer["data"]
    head = {
        "title": None,
        "labelFontSize": 13,
        "labelFontWeight": 600,
        "labelAnchor": "start",
        "labelPadding": 4,
    }
    facet = {"field": "year", "type": "ordinal", "header": head}
    spec = {"data": {"name": next(iter(sheet.data))}, "facet": facet, "columns": 2, "spec": panels}
    return Drawn({**spec, "spacing": {"row": 12, "column": 40}}, sheet.data)


def _pyramid_layers(rows: alt.Chart, most: float) -> list[alt.Chart]:
    label = "format(abs(datum.value), ',d')"
    scale = alt.Scale(domain=[-most, most], nice=False)
    x = alt.X("side:Q", scale=scale, axis=alt.Axis(title=None, labelExpr=label, tickCount=4, grid=False))
    ages = alt.Axis(title="Age", values=[0, 20, 40, 60, 80, 100])
    y = alt.Y("low:Q", axis=ages, scale=alt.Scale(domain=[0, 105], nice=False))
    bars = rows.transform_filter("datum.name == null").mark_bar(stroke="white", strokeWidth=0.6)
    names = rows.transform_filter("datum.name != null").mark_text(
        fontWeight=600, align={"expr": "datum.side < 0 ? 'left' : 'right'"}
    )
    return [
        bars.encode(x=x, x2=alt.X2("zero:Q"), y=y, y2=alt.Y2("high:Q"), color=AS_IS),
        names.encode(x=x, y=y, text=alt.Text("name:N"), color=AS_IS),
    ]


def stacked_by_age(frame: pl.DataFrame, order: Sequence[str], colours: Sequence[str]) -> Drawn:
    """Shares that add up to 100 by age group, women beside men: sex, age, part, rank, value."""
    sheet = Sheet()
    ages = frame["age"].unique(maintain_order=True).to_list()
    panels = []
    with debug_mode(False):
        scale = alt.Scale(domain=list(order), range=list(colours))
        legend = alt.Legend(columns=len(order), symbolSize=110, columnPadding=8)
        for place, sex in enumerate(("women", "men")):
            y_axis = alt.Axis(format=".0%", title=None, labels=place == 0, tickCount=5)
            x_axis = alt.Axis(title="Age", labelAngle=0, values=ages[::3], labelOverlap=False)
            bars = sheet.rows(frame.filter(pl.col("sex") == sex)).mark_bar(stroke="white", strokeWidth=0.5)
            drawn = bars.encode(
                x=alt.X("age:N", sort=ages, axis=x_axis, scale=alt.Scale(paddingInner=0.06, paddingOuter=0)),
                y=alt.Y("value:Q", stack="normalize", axis=y_axis),
                color=alt.Color("part:N", scale=scale, legend=legend),
                order=alt.Order("rank:Q"),
            )
            title = alt.TitleParams(text=sex.capitalize(), color=SEX_COLOURS[sex], frame="group")
            panels.append(_spec(drawn.properties(width=205, height=HEIGHT - 30, title=title)))
    return Drawn({"hconcat": panels, "spacing": 18}, sheet.data)


def stacked_by_year(frame: pl.DataFrame, order: Sequence[str], colours: Sequence[str]) -> Drawn:
    """Shares that add up to 100 by year, each named at the right end: year, part, value (percent)."""
    sheet = Sheet()
    tops = _piled(frame, order, colours)
    last = tops.filter(pl.col("year") == pl.col("year").max())
    middle = apart(((last["low"] + last["high"]) / 2).to_list(), 0, 100)
    named = last.with_columns(pl.Series("low", middle, pl.Float64))
    with debug_mode(False):
        x = alt.X(
            "year:Q",
            axis=alt.Axis(format="d", title=None, tickCount=7),
            scale=alt.Scale(nice=False, zero=False),
        )
        y = alt.Y("low:Q", axis=alt.Axis(title=None, tickCount=5), scale=alt.Scale(domain=[0, 100], nice=False))
        area = sheet.rows(tops).mark_area(stroke="white", strokeWidth=0.8)
        text = sheet.rows(named).mark_text(align="left", dx=7, color=INK)
        piled = area.encode(x=x, y=y, y2=alt.Y2("high:Q"), color=AS_IS, detail=alt.Detail("part:N"))
        named_parts = text.encode(x=x, y=y, text=alt.Text("part:N"))
        return Drawn(_layers([piled, named_parts], WIDTH - 90, HEIGHT), sheet.data)


def _piled(frame: pl.DataFrame, order: Sequence[str], colours: Sequence[str]) -> pl.DataFrame:
    """Lower and upper edge of each part in each year, the first part at the bottom; absent parts are zero."""
    known = set(frame["part"].to_list())
    parts = [
        (rank, part, colour) for rank, (part, colour) in enumerate(zip(order, colours, strict=True)) if part in known
    ]
    looks = pl.DataFrame(parts, ["rank", "part", "colour"], orient="row")
    grid = frame.select("year").unique().join(looks, how="cross")
    full = grid.join(frame.select("year", "part", "value"), on=["year", "part"], how="left").sort("year", "rank")
    full = full.with_columns(pl.col("value").fill_null(0.0))
    high = full.with_columns(pl.col("value").cum_sum().over("year").alias("high"))
    return high.with_columns((pl.col("high") - pl.col("value")).alias("low"))
