"""A deadline that was extended, or a form closed unsent, is printed with name, day and reason in both reports."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from assessment.clock import VIETNAM
from assessment.config import Settings
from assessment.reports.batch import national_job, scorecard_job
from assessment.reports.gather import ReportData
from assessment.reports.pages import html
from assessment.services.exceptional import Act, Exceptional
from tests.reports.conftest import UNIT

DECIDED = datetime(2025, 12, 14, 9, 30, tzinfo=VIETNAM)
STORM = "Bão số 12, mất điện <ba> ngày liền ở vùng cao."
GIVEN = Act("Nguyễn Minh Anh", DECIDED, STORM, DECIDED + timedelta(days=2))
CLOSED = Act("Trần Văn Bình", DECIDED + timedelta(days=3), "Quá hạn hai ngày mà phiếu vẫn chưa được gửi.")
EXTENDED_VI = (
    "Được gia hạn đến 09:30 ngày 16/12/2025 (Nguyễn Minh Anh, ngày 14/12/2025): "
    "Bão số 12, mất điện &lt;ba&gt; ngày liền ở vùng cao."
)
CLOSED_VI = (
    "Không gửi phiếu, chốt theo dữ liệu hiện có (Trần Văn Bình, ngày 17/12/2025): "
    "Quá hạn hai ngày mà phiếu vẫn chưa được gửi."
)
SCORED = "được chấm và xếp hạng theo dữ liệu hiện có sau khi thẩm định"
UNRANKED = "Đơn vị không gửi phiếu không được xếp hạng trong đợt này."


def decided(data: ReportData, *acts: Act, rule: str = "scored") -> ReportData:
    """The result with decisions about one unit, its figures as if a province had claimed them."""
    unit = data.standings.of(UNIT).unit
    rows = tuple(
        replace(row, nodes={code: replace(node, self_score=node.score) for code, node in row.nodes.items()})
        for row in data.standings.units
    )
    found = (Exceptional(unit.id, unit.code, unit.name, acts),)
    return replace(data, standings=replace(data.standings, units=rows, exceptions=found, unsent_rule=rule))


def test_a_scorecard_prints_an_extension_on_its_last_page_and_points_there_on_its_first(
    data: ReportData, settings: Settings
) -> None:
    page = html(scorecard_job(decided(data, GIVEN), UNIT, "vi", settings).document)
    assert "Được gia hạn đến 09:30 ngày 16/12/2025; lý do ở trang cuối." in page.split("Vì sao đạt hạng này")[0]
    last = page.split("Cách tính và cách đọc")[1]
    assert EXTENDED_VI in last
    assert SCORED not in last  # it was sent after all
    other = html(scorecard_job(decided(data, GIVEN), "hue", "vi", settings).document)
    assert "gia hạn" not in other.lower()


@pytest.mark.parametrize(("rule", "means"), [("scored", SCORED), ("unranked", UNRANKED)])
def test_a_scorecard_says_that_the_form_was_closed_unsent_and_what_became_of_it(
    data: ReportData, settings: Settings, rule: str, means: str
) -> None:
    page = html(scorecard_job(decided(data, GIVEN, CLOSED, rule=rule), UNIT, "vi", settings).document)
    first, last = page.split("Vì sao đạt hạng này")[0], page.split("Cách tính và cách đọc")[1]
    assert "Phiếu không gửi, chốt theo dữ liệu hiện có; lý do ở trang cuối." in first
    assert "gia hạn" not in first
    assert EXTENDED_VI in last
    assert CLOSED_VI in last
    assert means in last


def test_the_national_report_lists_the_units_that_were_given_time_or_closed(
    data: ReportData, settings: Settings
) -> None:
    page = html(national_job(decided(data, GIVEN, CLOSED), "vi", settings).document)
    for said in (EXTENDED_VI, CLOSED_VI):
        assert f"<strong>Lào Cai.</strong> {said}" in page
    assert SCORED in page
    assert "Gia hạn, không gửi phiếu" not in html(national_job(data, "vi", settings).document)


def test_an_english_report_says_it_in_english_and_marks_the_reason_as_vietnamese(
    data: ReportData, settings: Settings
) -> None:
    page = html(scorecard_job(decided(data, GIVEN, CLOSED), UNIT, "en", settings).document)
    assert "Extended until 09:30 on 16 December 2025 (Nguyễn Minh Anh, 14 December 2025):" in page
    assert 'Form not sent, closed on the data at hand (Trần Văn Bình, 17 December 2025): <span lang="vi">Quá' in page
