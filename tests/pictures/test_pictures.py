"""Pictures state their finding, carry no inline style and never say more than their figures."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from markupsafe import Markup

from assessment import pictures
from assessment.pictures import IntervalRow, SlopeRow
from questionnaires import Text

SVG = "{http://www.w3.org/2000/svg}"
SPREAD = SimpleNamespace(minimum=0.2, first_quartile=0.4, median=0.5, third_quartile=0.6, maximum=0.9)
TILES = [
    SimpleNamespace(row=0, column=0, label="A&B", name=Text("An <Bình>", "An <Binh>"), slug="an-binh", unit_code="01"),
    SimpleNamespace(row=1, column=0, label="ĐNg", name=Text("Đà Nẵng", "Da Nang"), slug="da-nang", unit_code="48"),
    SimpleNamespace(
        row=1,
        column=2,
        label="H.Sa",
        name=Text("Quần đảo Hoàng Sa", "Hoàng Sa (Paracel Islands)"),
        slug=None,
        unit_code="48",
    ),
]


def year(number: int, rank: int, *, converted: bool) -> SimpleNamespace:
    return SimpleNamespace(year=number, score=0.5, rank=rank, of=34, converted=converted)


ACROSS_THE_MERGER = [year(2022, 2, converted=True), year(2023, 3, converted=True), year(2024, 17, converted=False)]
ROWS = [IntervalRow("Hà Nội", 1, 1, 2, 0.8241, 1), IntervalRow("Huế", 2, 1, 5, 0.7951, 1, own=True)]
SLOPES = [SlopeRow("Đà Nẵng", 3, 17, marked=True), SlopeRow("Hà Nội", 11, 1, marked=True), SlopeRow("Huế", 2, 2)]

EVERY: dict[str, Callable[[str], Markup]] = {
    "tile_map": lambda language: pictures.tile_map(
        TILES, {"an-binh": 1, "da-nang": 3}, own="da-nang", language=language
    ),
    "rank_interval": lambda language: pictures.rank_interval(14, 12, 15, 34, language=language),
    "range_bar": lambda language: pictures.range_bar(SPREAD, 0.866, language=language),
    "median_dot": lambda language: pictures.median_dot(0.866, 0.5, language=language),
    "strip": lambda language: pictures.strip([0.2, 0.5, 0.866], 0.866, 0.5, language=language),
    "dumbbell": lambda language: pictures.dumbbell(0.9, 0.7, language=language),
    "trend": lambda language: pictures.trend(ACROSS_THE_MERGER, of=34, language=language),
    "interval_plot": lambda language: pictures.interval_plot(ROWS, language=language),
    "slope": lambda language: pictures.slope(SLOPES, before="2022", after="2024", of=34, language=language),
}


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_picture_is_wellformed_titled_and_free_of_inline_style(name: str, language: str) -> None:
    svg = EVERY[name](language)
    root = ET.fromstring(svg)  # noqa: S314 - our own picture
    first = root[0]
    assert first.tag == f"{SVG}title"
    assert first.text
    assert root.get("role") == "img"
    assert root.get("font-family")
    assert not [node for node in root.iter() if "style" in node.attrib or node.tag == f"{SVG}style"]
    assert not re.search(r"nan|inf|None", svg.split("</title>", 1)[1])


@pytest.mark.parametrize("name", EVERY)
def test_titles_are_in_the_language_of_the_page(name: str) -> None:
    def title(language: str) -> str:
        return ET.fromstring(EVERY[name](language))[0].text or ""  # noqa: S314

    assert title("vi") != title("en")
    assert not re.search(r"\d\.\d", title("vi"))
    assert not re.search(r"\d,\d", title("en"))


def texts(svg: Markup) -> list[str]:
    return [node.text or "" for node in ET.fromstring(svg).iter(f"{SVG}text")]  # noqa: S314


def test_the_rank_interval_prints_rank_and_both_ends() -> None:
    shown = texts(pictures.rank_interval(14, 12, 15, 34))
    assert {"hạng 14", "12", "15", "1", "34"} <= set(shown)


def test_the_first_rank_with_a_narrow_interval_keeps_its_labels_inside_and_apart() -> None:
    for rank, low, high in ((1, 1, 2), (34, 33, 34), (2, 1, 3)):
        svg = ET.fromstring(pictures.rank_interval(rank, low, high, 34, width=480))  # noqa: S314
        above = [node for node in svg.iter(f"{SVG}text") if float(node.get("y", "0")) < 20]
        spans = sorted(span(node) for node in above)
        assert spans[0][0] >= 0
        assert spans[-1][1] <= 480
        assert all(first[1] < second[0] for first, second in itertools.pairwise(spans))


def span(node: Any) -> tuple[float, float]:
    width = len(node.text) * 0.57 * float(node.get("font-size"))
    x = float(node.get("x"))
    start = {"middle": x - width / 2, "end": x - width}.get(node.get("text-anchor"), x)
    return start, start + width


def test_no_line_crosses_the_break_between_converted_and_published_years() -> None:
    svg = ET.fromstring(pictures.trend(ACROSS_THE_MERGER, of=34))  # noqa: S314
    thick = [node for node in svg.iter(f"{SVG}line") if node.get("stroke-width") == "2"]
    assert len(thick) == 1  # 2022–2023 are joined; 2023–2024 are not
    assert thick[0].get("stroke-dasharray")
    published = [year(2024, 17, converted=False), year(2025, 15, converted=False)]
    joined = ET.fromstring(pictures.trend(published, of=34))  # noqa: S314
    solid = [node for node in joined.iter(f"{SVG}line") if node.get("stroke-width") == "2"]
    assert len(solid) == 1
    assert solid[0].get("stroke-dasharray") is None


def test_a_slope_across_the_merger_does_not_join_its_ends() -> None:
    def lines(broken: bool) -> list[tuple[float, float]]:
        svg = ET.fromstring(pictures.slope(SLOPES, before="2022", after="2024", of=34, broken=broken, width=420))  # noqa: S314
        found = [node for node in svg.iter(f"{SVG}line") if node.get("x1") != node.get("x2")]
        return [(float(node.get("x1", "")), float(node.get("x2", ""))) for node in found]

    assert (112, 308) in lines(broken=False)  # 420 − 112
    assert not [ends for ends in lines(broken=True) if ends[0] < 210 - 6 and ends[1] > 210 + 6]


def test_converted_years_say_so() -> None:
    assert "quy đổi theo 34 tỉnh" in texts(pictures.trend(ACROSS_THE_MERGER, of=34))
    assert "converted to 34 provinces" in texts(pictures.trend(ACROSS_THE_MERGER, of=34, language="en"))


def test_a_converted_year_names_the_set_it_was_ranked_in_and_not_who_is_ranked_today() -> None:
    few = SimpleNamespace(year=2026, score=0.5, rank=1, of=2, converted=False)
    assert "quy đổi theo 34 tỉnh" in texts(pictures.trend([ACROSS_THE_MERGER[1], few], of=2))


def test_every_tile_prints_its_label_and_class_and_islands_take_their_province_s() -> None:
    shown = texts(pictures.tile_map(TILES, {"an-binh": 1, "da-nang": 3}))
    assert shown.count("A&B") == shown.count("ĐNg") == shown.count("H.Sa") == 1
    after = {label: shown[shown.index(label) + 1] for label in ("A&B", "ĐNg", "H.Sa")}
    assert after == {"A&B": "1", "ĐNg": "3", "H.Sa": "3"}


def test_a_tile_map_with_links_is_a_group_whose_links_are_named() -> None:
    svg = ET.fromstring(pictures.tile_map(TILES, {"an-binh": 2}, link=lambda slug: f"/tinh/{slug}?a=1&b=2"))  # noqa: S314
    assert svg.get("role") == "group"
    links = {node.get("href"): node.get("aria-label") for node in svg.iter(f"{SVG}a")}
    assert links["/tinh/an-binh?a=1&b=2"] == "An <Bình>: nhóm 2"
    assert links["/tinh/da-nang?a=1&b=2"] == "Đà Nẵng: không xếp hạng"
    assert len(links) == 2  # an archipelago is no unit


def test_an_english_map_names_its_tiles_in_english_and_marks_their_labels() -> None:
    svg = ET.fromstring(pictures.tile_map(TILES, {"da-nang": 1}, language="en"))  # noqa: S314
    titles = [node.text for tile in svg.iter(f"{SVG}g") for node in tile.findall(f"{SVG}title")]
    assert titles == ["An <Binh>: not ranked", "Da Nang: group 1", "Hoàng Sa (Paracel Islands): group 1"]
    labels = [node for node in svg.iter(f"{SVG}text") if node.text in ("A&B", "ĐNg", "H.Sa")]
    assert [node.get("lang") for node in labels] == ["vi", "vi", "vi"]


def test_four_groups_are_equal_and_keep_ties_together() -> None:
    ranks: dict[str, int | None] = {str(rank): rank for rank in range(1, 35)}
    groups = pictures.four_groups(ranks)
    sizes = [list(groups.values()).count(number) for number in (1, 2, 3, 4)]
    assert sizes == [9, 8, 9, 8]  # 34 / 4 = 8.5
    assert pictures.four_groups({"a": 1, "b": 1, "c": 3, "d": None}) == {"a": 1, "b": 1, "c": 3}


def test_heat_classes_count_from_the_best_quarter() -> None:
    quartiles = (0.4, 0.5, 0.6)
    assert [pictures.heat_class(share, quartiles) for share in (0.9, 0.6, 0.55, 0.4, 0.39)] == [1, 1, 2, 3, 4]
