"""The shipped definitions are complete, in both languages, and add up."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

import pytest

from questionnaires import catalogue, load
from questionnaires.model import Best, Cases, Count, Index, Ratio, Rule, Status, Sum, Text, Ticks, items_of

POINTS = {  # what each set of points adds up to
    "DTI-2020": 1000,
    "DTI-2022": 1000,
    "DTI-2024": 940,
    "DTI-2026": 1000,
    "DVC-766": 100,
    "IT-USE": 100,
    "PAR-2017": 100,
    "PAR-2022": 100,
    "QUARTERLY-749": 18,
    "SECTORS-749": 100,
    "TARGETS-749": 100,
}
COMPOSITE = ("ICT-INDEX", "PCI-2013-policy-bias", "PCI-2016", "PCI-DIGITAL")
SHIPPED = tuple(sorted([*POINTS, *COMPOSITE]))
MAIN = ("NT", "TC", "HT", "NL", "AT", "CQS", "KTS", "XHS")
NEW_TONE_PLACE = re.compile(r"o[àáảãạ]\b|o[èéẻẽẹ]\b|\b(\w*[^q])?u[ỳýỷỹỵ]\b", re.IGNORECASE)


@pytest.fixture(params=SHIPPED)
def index(request: pytest.FixtureRequest) -> Index:
    return load(str(request.param))


def texts(index: Index) -> Iterator[Text]:
    yield from (index.name, index.short_name, *(band.name for band in index.bands))
    for node in index.root.walk():
        yield from (text for text in (node.name, node.good) if text)
    for item in index.items.values():
        found = (item.question, item.unit, item.help, item.evidence, item.holder)
        yield from (text for text in (*found, *(choice.text for choice in item.choices)) if text)


def rules(rule: Rule) -> Iterator[Rule]:
    yield rule
    parts = rule.parts if isinstance(rule, Best) else [part for _, part in rule.parts] if isinstance(rule, Sum) else []
    for part in parts:
        yield from rules(part)


def test_the_catalogue_names_the_shipped_definitions() -> None:
    assert tuple(catalogue()) == SHIPPED
    assert all(path.stem == code.lower() for code, path in catalogue().items())


@pytest.mark.parametrize(("code", "points"), POINTS.items())
def test_every_set_of_points_adds_up(code: str, points: float) -> None:
    assessed = [node for node in load(code).root.indicators() if node.assessed]
    assert sum(node.max_points or 0 for node in assessed) == pytest.approx(points, abs=1e-9)
    assert load(code).root.max_points == points


@pytest.mark.parametrize(
    ("code", "points"),
    [
        ("DTI-2022", [100, 100, 100, 100, 100, 200, 150, 150]),  # 1000
        ("DTI-2024", [50, 50, 140, 100, 100, 200, 150, 150]),  # 940
        ("DTI-2026", [100, 100, 100, 100, 100, 200, 150, 150]),  # 1000
    ],
)
def test_the_provincial_index_has_the_same_eight_main_indices_every_year(code: str, points: list[int]) -> None:
    index = load(code)
    main = [node for node in index.root.children if node.assessed]
    assert tuple(node.code for node in main) == MAIN
    assert [node.max_points for node in main] == points
    assert index.root.max_points == sum(points)
    assert (index.root.code, index.publish_as_share, index.precision) == ("DTI", True, 4)


def test_every_text_is_in_both_languages_and_in_the_old_tone_place(index: Index) -> None:
    for text in texts(index):
        assert text.vi, text
        assert text.en, text
        assert not NEW_TONE_PLACE.search(text.vi), text.vi
        assert unicodedata.is_normalized("NFC", text.vi)


def test_english_texts_have_no_vietnamese_letters(index: Index) -> None:
    for text in texts(index):
        plain = re.sub(r"\d+/\d+/\S+|Nghị.*", "", text.en)
        assert plain.isascii() or not re.search(r"[ăâđêôơưạ-ỹ]", plain), text.en


def test_every_line_has_a_clause(index: Index) -> None:
    sources = [item.source for item in index.items.values()] + [node.source for node in index.root.walk()]
    assert all(source.document and source.clause for source in sources)


def test_every_item_is_used_and_every_indicator_can_reach_its_maximum(index: Index) -> None:
    used = {code for node in index.root.indicators() if node.rule for code in items_of(node.rule)}
    assert used == set(index.items)
    for node in index.root.indicators():
        assert node.rule is not None
        for rule in rules(node.rule):
            if isinstance(rule, Cases):
                assert max(rule.shares.values()) == 1, node.code
            if isinstance(rule, Ticks):
                assert sum(rule.shares.values()) == pytest.approx(1), node.code


def test_the_index_of_2020_has_three_pillars_of_seven_main_indices_each() -> None:
    pillars = load("DTI-2020").root.children
    assert [pillar.max_points for pillar in pillars] == [400, 300, 300]  # 1726/QĐ-BTTTT
    assert [len(pillar.children) for pillar in pillars] == [7, 7, 7]


@pytest.mark.parametrize("code", ["DTI-2022", "DTI-2026"])
def test_the_overlapping_pillars_of_922_count_the_foundations_in_each(code: str) -> None:
    index = load(code)
    pillars = {each.code: sum(index.node(part).max_points or 0 for part in each.of) for each in index.composites}
    assert {name: pillars[name] for name in ("TC-CQS", "TC-KTS", "TC-XHS")} == {
        "TC-CQS": 700,  # 5 × 100 + 200
        "TC-KTS": 650,  # 5 × 100 + 150
        "TC-XHS": 650,
    }


def test_the_round_of_2026_has_the_98_component_indicators_of_922() -> None:
    main = load("DTI-2026").root.children
    counts = {node.code: len(node.children) for node in main if node.code != "TTC"}  # general information is none
    assert counts == {  # 922/QĐ-BTTTT: 56 foundations, 3 of them on smart cities, which are not scored; 42 activities
        "NT": 10,
        "TC": 11,
        "HT": 7,
        "NL": 13,
        "AT": 12,
        "DTTM": 3,
        "CQS": 22,
        "KTS": 12,
        "XHS": 8,
    }
    assert sum(counts.values()) == 56 + 42 == 98
    assert all(node.good for node in main if node.assessed)


def test_the_round_of_2026_uses_every_rule_for_points_that_one_unit_alone_decides() -> None:
    found = {
        type(rule).__name__ for node in load("DTI-2026").root.indicators() if node.rule for rule in rules(node.rule)
    }
    expected = "Best Cases Count Given Information Milestone Ratio Share Steps Sum SurveyMean Ticks"
    assert found == set(expected.split())


def test_what_a_province_is_asked_says_who_holds_it_and_which_documents_prove_it() -> None:
    for item in load("DTI-2026").items.values():
        assert item.holder, item.code
        assert item.supplied_by == "ministry" or item.evidence, item.code
        assert item.kind != "number" or (item.unit and item.minimum is not None and item.maximum is not None), item.code


def test_nothing_is_asked_of_the_district_level_which_ended_on_1_july_2025() -> None:
    assert not [text.vi for text in texts(load("DTI-2026")) if re.search(r"\bhuyện\b", text.vi)]


def test_the_eight_priority_sectors_of_the_decision_all_count() -> None:
    clauses = " ".join(
        node.source.clause for node in load("DTI-2026").root.indicators() if "VIII" in node.source.clause
    )
    assert {int(number) for number in re.findall(r"khoản (\d)", clauses)} == set(range(1, 9))


def test_the_targets_of_the_decision_are_the_full_marks() -> None:
    full_at = {
        rule.numerator: rule.full_at
        for node in load("DTI-2026").root.indicators()
        if node.rule
        for rule in rules(node.rule)
        if isinstance(rule, Ratio)
    }
    targets_2025 = {
        "so_dich_vu_cong_toan_trinh": 0.8,  # point a, clause 1, part II
        "ho_so_cong_viec_tinh_mang": 0.9,
        "ho_so_cong_viec_xa_mang": 0.6,
        "so_che_do_bao_cao_ket_noi": 1,
        "cuoc_kiem_tra_moi_truong_so": 0.5,
        "so_ho_duoc_phu_cap_quang": 0.8,  # point c, clause 1, part II
        "so_xa_co_cap_quang": 1,
    }
    assert {code: full_at[code] for code in targets_2025} == targets_2025


def test_counts_reach_the_maximum_at_a_whole_number() -> None:
    for node in load("DTI-2026").root.indicators():
        if isinstance(node.rule, Count) and node.max_points:
            assert (node.max_points / node.rule.each).is_integer()


def test_lines_of_ours_say_that_they_are_derived() -> None:
    index = load("DTI-2026")
    assert index.source.status is Status.DERIVED
    assert all(band.source and band.source.status is Status.DERIVED for band in index.bands)
    noted = [node.source for node in index.root.walk() if "do hệ thống này đặt" in node.source.note]
    assert noted
    assert all(source.status is Status.DERIVED for source in noted)
