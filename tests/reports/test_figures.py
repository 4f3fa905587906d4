"""What the reports say equals the result they are made from, by rules that can be checked by hand."""

from __future__ import annotations

import re
from dataclasses import replace
from statistics import fmean, median

import pytest

from assessment.config import Settings
from assessment.reports.batch import national_job, scorecard_job
from assessment.reports.figures import climbed, group_ranks, main_nodes
from assessment.reports.gather import ReportData
from assessment.reports.national import NationalContext
from assessment.reports.pages import Document, html
from assessment.reports.scorecard import Mark, NodeLine, ScorecardContext, marked
from assessment.services.errors import NotFoundError
from assessment.services.standings import Spread
from questionnaires import Text
from questionnaires.model import Information


def test_the_main_indices_of_dti_2024_are_the_eight_of_the_decision_in_their_order(data: ReportData) -> None:
    codes = [node.code for node in main_nodes(data.standings.index)]
    assert codes == ["NT", "TC", "HT", "NL", "AT", "CQS", "KTS", "XHS"]


def test_a_scorecard_repeats_the_result(data: ReportData, context: ScorecardContext) -> None:
    row = data.standings.of("lao-cai")
    assert (context.rank, context.low, context.high, context.score) == (row.rank, row.low, row.high, row.score)
    for part in context.main:
        node = row.nodes[part.line.code]
        assert (part.line.score, part.line.maximum, part.line.rank) == (node.score, node.maximum, node.rank)
    assert context.points == pytest.approx(sum(part.line.score or 0 for part in context.main))  # points add up
    assert context.median_score == median(row.score for row in data.standings.units if row.score is not None)


def test_the_change_is_that_of_the_rank_since_the_converted_year_before(context: ScorecardContext) -> None:
    assert context.previous is not None
    assert context.previous.year == 2023
    assert context.previous.converted
    assert context.rank is not None
    assert context.climbed == context.previous.rank - context.rank  # 16 − 14 = 2: climbed two


def test_nobody_climbed_who_has_no_year_before() -> None:
    assert climbed((), 3) is None


def test_peers_are_the_region_and_two_on_either_side_in_rank_order(data: ReportData, context: ScorecardContext) -> None:
    own = data.standings.of("lao-cai")
    region = {row.unit.name.vi for row in data.standings.units if row.unit.region_code == own.unit.region_code}
    near = {row.unit.name.vi for row in data.standings.units if row.rank and abs(row.rank - (own.rank or 0)) <= 2}
    assert {peer.name for peer in context.peers} == region | near
    assert [peer.rank for peer in context.peers] == sorted(peer.rank for peer in context.peers)
    assert context.region_mean == pytest.approx(fmean(peer.score for peer in context.peers if peer.same_region))


def line(code: str, share: float, rank: int, low: float = 0.0, middle: float = 0.5, high: float = 1.0) -> NodeLine:
    spread = Spread(low, low, middle, high, high)
    return NodeLine(code, code, 1, True, "official", 10, None, None, share * 10, share, rank, 0, spread)


def test_strengths_and_weaknesses_are_the_extremes_of_the_unit_s_own_ranks() -> None:
    lines = [line(str(rank), 0.9 if rank < 17 else 0.1, rank) for rank in (5, 30, 7, 9, 25, 20, 12, 33)]
    strong, weak = marked(lines, 34)
    assert [found.rank for found in strong] == [5, 7, 9]  # three of eight: 8 × 3 ÷ 8
    assert [found.rank for found in weak] == [33, 30, 25]


def test_a_rank_of_three_or_better_is_always_a_strength() -> None:
    lines = [line(str(rank), 0.9, rank) for rank in (1, 2, 3, 3, 8, 9, 10, 11)]
    strong, weak = marked(lines, 34)
    assert [found.rank for found in strong] == [1, 2, 3, 3]
    assert weak == ()  # nothing below the median is nothing weak


def test_a_first_rank_that_most_of_the_country_shares_is_no_strength() -> None:
    shared = line("shared", 1.0, 1, middle=1.0)
    strong, _ = marked([shared, line("own", 0.8, 9)], 34)
    assert [found.code for found in strong] == ["own"]


def test_losses_are_the_largest_differences_to_the_maximum(context: ScorecardContext) -> None:
    lost = [(part.line.maximum or 0) - (part.line.score or 0) for part in context.main]
    assert [found.lost for found in context.losses] == pytest.approx(sorted(lost, reverse=True)[:5])


def test_an_unknown_unit_has_no_scorecard(data: ReportData, settings: Settings) -> None:
    with pytest.raises(NotFoundError):
        scorecard_job(data, "atlantis", "vi", settings)


def national(data: ReportData, settings: Settings) -> NationalContext:
    found = national_job(data, "vi", settings).document.context
    assert isinstance(found, NationalContext)
    return found


def test_the_national_ranking_is_the_result_s(data: ReportData, settings: Settings) -> None:
    page = national(data, settings)
    assert [(row.name, row.rank, row.score) for row in page.rows] == [
        (row.unit.name.vi, row.rank, row.score) for row in data.standings.units
    ]
    assert page.years == (2022, 2023)


def test_movers_are_those_who_moved_most_since_2022(data: ReportData, settings: Settings) -> None:
    page = national(data, settings)
    moved = sorted(row.moved for row in page.rows if row.moved is not None)
    assert [row.moved for row in page.risers] == moved[::-1][:5]
    assert [row.moved for row in page.fallers] == moved[:5]
    da_nang = next(row for row in page.rows if row.name == "Đà Nẵng")
    assert da_nang in page.fallers  # third in 2022 after conversion, 17th in 2024


def test_heat_classes_follow_the_quartiles_of_the_country(data: ReportData, settings: Settings) -> None:
    page = national(data, settings)
    place = [main.code for main in page.main].index("XHS")
    spread = data.standings.spread["XHS"]
    for row in page.rows:
        cell = row.cells[place]
        assert cell.share is not None
        assert (cell.quarter == 1) == (cell.share >= spread.third_quartile)
        assert (cell.quarter == 4) == (cell.share < spread.first_quartile)


def test_the_four_groups_of_the_map_are_named_by_their_ranks(data: ReportData) -> None:
    assert group_ranks(data.standings) == {1: (1, 9), 2: (10, 17), 3: (18, 26), 4: (27, 34)}


def test_sixty_points_were_not_assessed_and_the_report_knows(context: ScorecardContext) -> None:
    assert (context.issue.maximum, context.issue.not_assessed) == (940, 60)
    assert context.issue.weights_status == "computed"


def test_every_unit_has_a_sentence_a_page_and_no_undefined_name(data: ReportData, settings: Settings) -> None:
    for row in data.standings.units:
        page = html(scorecard_job(data, row.unit.slug, "vi", settings).document)
        assert row.unit.full_name.vi in page
        assert f"xếp thứ {row.rank} trong 34" in page


def test_a_gain_is_the_distance_to_the_other_share_and_never_below_zero(
    data: ReportData, context: ScorecardContext
) -> None:
    assert context.gains is not None
    row = data.standings.of("lao-cai")
    for line in context.gains.lines:
        node, spread = row.nodes[line.code], data.standings.spread[line.code]
        assert node.share is not None
        best = max(
            other.nodes[line.code].share or 0
            for other in data.standings.units
            if other.unit.region_code == row.unit.region_code
        )
        assert [aim.share for aim in line.aims] == [spread.median, best, spread.maximum]
        expected = [max(aim.share - node.share, 0) * (node.maximum or 0) for aim in line.aims]
        assert [aim.points for aim in line.aims] == pytest.approx(expected)


def test_the_score_and_rank_of_an_aim_are_those_of_the_points_it_adds(
    data: ReportData, context: ScorecardContext
) -> None:
    assert context.gains is not None
    for place, outcome in enumerate(context.gains.outcomes):
        added = sum(line.aims[place].points for line in context.gains.lines)
        assert outcome.points == pytest.approx(added)
        assert outcome.score == pytest.approx(((context.points or 0) + added) / 940, abs=0.00005)  # four decimals
        above = [row for row in data.standings.units if (row.score or 0) > outcome.score + 0.00005]
        assert outcome.rank == len(above) + 1
    assert context.gains.outcomes[-1].rank == 1  # whoever is best in everything leads


def test_general_information_is_no_main_index(data: ReportData) -> None:
    index = data.standings.index
    first = index.root.children[0]
    block = replace(first, code="TT", rule=Information(("nhan_thuc_so",)), assessed=False, max_points=None)
    grown = replace(index, root=replace(index.root, children=(block, *index.root.children)))
    assert main_nodes(grown) == main_nodes(index)


def test_a_result_is_central_until_one_score_was_assessed_or_verified(
    data: ReportData, context: ScorecardContext
) -> None:
    assert data.standings.central
    assert context.issue.central
    row = data.standings.units[0]
    claimed = replace(row, nodes={**row.nodes, "NT": replace(row.nodes["NT"], self_score=40.0)})
    assert not replace(data.standings, units=(claimed, *data.standings.units[1:])).central


@pytest.mark.parametrize(
    ("language", "letters", "legend"),
    [
        ("vi", ["Đ", "K"], "Dấu: Đ điều chỉnh khi thẩm định, K không có số liệu."),
        ("en", ["A", "N"], "Marks: A adjusted at verification, N no data."),
    ],
)
def test_marks_are_letters_of_the_reports_language_with_their_meaning(
    language: str, letters: list[str], legend: str, data: ReportData, settings: Settings
) -> None:
    card = scorecard_job(data, "hue", language, settings).document.context
    assert isinstance(card, ScorecardContext)
    below = tuple(replace(line("NT.1", 0.5, 3), mark=mark) for mark in (Mark.ADJUSTED, Mark.MISSING))
    nested = replace(card, nested=True, main=(replace(card.main[0], indicators=below), *card.main[1:]))
    page = html(Document("scorecard", nested))
    assert re.findall(r"<td>(\w)</td></tr>", page) == letters
    assert legend in page


def test_an_english_report_marks_what_there_is_in_vietnamese_only(data: ReportData, settings: Settings) -> None:
    index = data.standings.index
    first = replace(index.root.children[0], name=Text("Nhận thức số"))
    grown = replace(index, root=replace(index.root, children=(first, *index.root.children[1:])))
    changed = replace(data, standings=replace(data.standings, index=grown, source="Bảng công bố của Bộ"))
    for document in (scorecard_job(changed, "hue", "en", settings), national_job(changed, "en", settings)):
        page = html(document.document)
        assert '<span lang="vi">Nhận thức số</span>' in page
        assert '<span lang="vi">Bảng công bố của Bộ</span>' in page
        assert "405/QĐ-BKHCN, the provincial index." in page


def test_texts_of_the_ministry_cannot_add_markup(context: ScorecardContext) -> None:
    job = replace(context, comment="<img src=file:///etc/passwd>")
    assert "<img src=file" not in html(Document("scorecard", job))
