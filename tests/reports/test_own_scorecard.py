"""The scorecard of a unit in a province's own round: its words are about the province, nothing is about the country."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from assessment.config import Settings
from assessment.reports.batch import all_jobs, scorecard_job
from assessment.reports.figures import main_nodes
from assessment.reports.gather import ReportData
from assessment.reports.own_words import INSTEAD
from assessment.reports.pages import html
from assessment.reports.scorecard import ScorecardContext
from assessment.translations.collect import collected
from questionnaires import Text
from questionnaires.model import Index
from tests.reports.conftest import UNIT

OWNER = Text("Tỉnh Sơn La", "Son La Province")
OF_THE_COUNTRY = (
    "cả nước",
    "tỉnh, thành phố",
    "tỉnh khác",
    "Bộ Khoa học",
    "của Bộ",
    "Vùng",
    "vùng",
    "bản đồ",
    "hợp nhất",
)


@pytest.fixture(scope="module")
def own(data: ReportData) -> ReportData:
    """The result as if its units were communes of Sơn La."""
    rows = tuple(
        replace(
            row,
            unit=replace(row.unit, full_name=Text(f"Xã {row.unit.name.vi}", row.unit.name.en)),
            nodes={code: replace(node, self_score=node.score) for code, node in row.nodes.items()},
        )
        for row in data.standings.units
    )
    made = replace(data.standings, units=rows, owner=OWNER, unit_set="x14", source="")
    return replace(data, standings=made, histories={}, tiles=())


def words(page: str) -> str:
    return re.sub(r"<[^>]+>|\s+", " ", page)


def test_it_names_the_province_and_how_many_communes_or_departments_are_ranked(
    own: ReportData, settings: Settings
) -> None:
    page = html(scorecard_job(own, UNIT, "vi", settings).document)
    assert "xếp thứ 14 trong 34 xã, phường của tỉnh Sơn La" in page
    assert "Tỉnh Sơn La tổng hợp" in page
    assert '<meta name="author" content="Tỉnh Sơn La">' in page
    departments = replace(own, standings=replace(own.standings, unit_set="s14"))
    assert "trong 34 sở, ngành của tỉnh Sơn La" in html(scorecard_job(departments, UNIT, "vi", settings).document)
    english = html(scorecard_job(own, UNIT, "en", settings).document)
    assert "ranked 14 among 34 communes and wards of Son La Province" in english


def test_it_says_nothing_of_the_country_the_regions_the_map_or_the_ministry(
    own: ReportData, settings: Settings
) -> None:
    for row in own.standings.units:
        page = words(html(scorecard_job(own, row.unit.slug, "vi", settings).document))
        assert [said for said in OF_THE_COUNTRY if said in page] == []
    english = words(html(scorecard_job(own, UNIT, "en", settings).document)).lower()
    assert [said for said in ("country", "region", "ministry", "provinces", "map") if said in english] == []


def test_the_ministrys_scorecards_keep_their_words(data: ReportData, settings: Settings) -> None:
    page = html(scorecard_job(data, UNIT, "vi", settings).document)
    for said in ("cả nước", "trong 34 tỉnh, thành phố", "Trên bản đồ", "Trung bình vùng"):
        assert said in page


def test_its_peers_are_the_two_on_either_side_not_every_commune_of_the_province(
    own: ReportData, settings: Settings
) -> None:
    card = scorecard_job(own, UNIT, "vi", settings).document.context
    assert isinstance(card, ScorecardContext)
    assert [peer.rank for peer in card.peers] == [12, 13, 14, 15, 16]


def test_a_batch_of_a_provinces_own_round_has_no_report_on_the_country_and_no_card_without_a_score(
    data: ReportData, own: ReportData, settings: Settings
) -> None:
    first, *rest = own.standings.units
    unscored = replace(own, standings=replace(own.standings, units=(*rest, replace(first, rank=None, score=None))))
    assert len(all_jobs(unscored, "vi", settings)) == 33
    assert {job.document.template for job in all_jobs(unscored, "vi", settings)} == {"scorecard"}
    assert len(all_jobs(data, "vi", settings)) == 35


def test_every_text_that_is_replaced_is_one_of_the_templates() -> None:
    found = collected()
    assert [text for text in INSTEAD if text not in found] == []


def test_indicators_that_are_grouped_once_more_belong_to_the_main_index_above_them(index_2024: Index) -> None:
    first, second, *rest = index_2024.root.children
    leaf = replace(second, children=())
    deeper = replace(first, code="NT.9", rule=None, children=(replace(leaf, code="NT.9.1"),))
    grown = replace(first, rule=None, children=(replace(leaf, code="NT.1"), deeper))
    root = replace(index_2024.root, children=(grown, second, *rest))
    assert [node.code for node in main_nodes(replace(index_2024, root=root))][:2] == ["NT", "TC"]


@pytest.fixture
def index_2024(data: ReportData) -> Index:
    return data.standings.index
