"""Pictures as inline SVG, the same for page and PDF: pure functions of plain values, in both languages."""

from assessment.pictures.classes import four_groups, heat_class
from assessment.pictures.contributions import change_bar
from assessment.pictures.intervals import IntervalRow, interval_plot, rank_interval
from assessment.pictures.movement import SlopeRow, TrendPoint, slope, trend
from assessment.pictures.ranges import SpreadLike, amount, dumbbell, median_dot, range_bar, strip
from assessment.pictures.tilemap import TileLike, tile_map

__all__ = [
    "IntervalRow",
    "SlopeRow",
    "SpreadLike",
    "TileLike",
    "TrendPoint",
    "amount",
    "change_bar",
    "dumbbell",
    "four_groups",
    "heat_class",
    "interval_plot",
    "median_dot",
    "range_bar",
    "rank_interval",
    "slope",
    "strip",
    "tile_map",
    "trend",
]
