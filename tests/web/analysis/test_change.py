"""Pages that say why a score changed, for everybody, for a province and for the ranker."""

from datetime import datetime

from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session

from assessment.models import Review, Round, User
from assessment.services import results
from tests.pages import Browser
from tests.web.analysis.conftest import form_of
from tests.web.working.conftest import SignIn

DESK = "/xep-hang-bo/dti-2026/thay-doi"


def test_a_merged_province_is_explained_with_both_breaks_named(browser: Browser, site_engine: Engine) -> None:
    queries: list[str] = []
    event.listen(site_engine, "before_cursor_execute", lambda *arguments: queries.append(arguments[2]))
    page = browser.get("/tinh/lao-cai/thay-doi")
    assert len(queries) <= 30, queries
    assert "Từ 0,6965 năm 2023 đến 0,7167 năm 2024: +0,0202. Hạng 16 trên 34, rồi 14 trên 34." in page.text
    assert "trung bình cộng của các tỉnh, thành phố trước sáp nhập (Lào Cai, Yên Bái)" in page.text
    assert "Phần trọng số đo và chấm như năm trước: 0%." in page.text
    lines = page.table("Mỗi chỉ số chính")
    assert lines[0][:4] == ["CQS Hoạt động chính quyền số", "150,52", "126,24", "−0,0252"]
    assert lines[-1][:4] == ["Cộng", "0,6965", "0,7167", "+0,0202"]
    bars = [element for element in page.root.iter() if str(element.tag).endswith("svg")]
    assert len(bars) == len(lines) - 2  # neither rounding nor the sum has a bar
    text = browser.client.get("/tinh/lao-cai/thay-doi.txt?tu=dti-2022-63").text
    assert text.startswith("DTI Chuyển đổi số cấp tỉnh: 0,6001 → 0,7167, thay đổi +0,1166\n")
    assert "CON_LAI" not in text


def test_the_first_year_has_nothing_to_be_held_against(browser: Browser) -> None:
    page = browser.get("/tinh/ha-noi/thay-doi?dot=dti-2022-63")
    assert "Chưa có năm nào trước 2022 được công bố để so." in page.text
    browser.get("/tinh/ha-noi/thay-doi?tu=dti-2026", status=404)
    assert browser.get("/tinh/ha-noi/thay-doi?lang=en").heading == "Why the score of Ha Noi changed"


def test_self_and_verified_differ_by_the_ministrys_decisions_and_their_reasons(
    sign_in: SignIn, settled: None, site_engine: Engine
) -> None:
    lead = sign_in("lead")
    page = lead.get("/phieu/dti-2026/thay-doi?tat-ca=1")
    with Session(site_engine) as session:
        mine = Review.submission_id == form_of(session, "lao-cai").id
        cut = session.scalars(select(Review).where(mine, Review.decision == "adjust")).all()
    lines = page.table("Chỉ tiêu nào")
    assert {line[0].split()[0] for line in lines[:-1]} - {"Do"} == {review.indicator for review in cut}
    assert all("Minh họa: tài liệu kiểm chứng" in line[5] for line in lines if line[0].split()[0] not in ("Do", "Cộng"))
    assert "Lý do của Bộ" in lead.client.get("/phieu/dti-2026/thay-doi.txt").text
    assert "Cộng" in sign_in("reviewer").get("/tham-dinh/dti-2026/lao-cai/thay-doi").text


def test_a_province_waits_for_its_settled_review(sign_in: SignIn, answered: None) -> None:
    lead = sign_in("lead")
    assert "Trang này có khi Bộ chốt thẩm định" in lead.get("/phieu/dti-2026/thay-doi").text
    assert lead.client.get("/phieu/dti-2026/thay-doi.txt").status_code == 404
    lead.get("/tham-dinh/dti-2026/lao-cai/thay-doi", status=404)
    page = sign_in("reviewer").get("/tham-dinh/dti-2026/lao-cai/thay-doi")
    assert "Chưa có quyết định thẩm định nào" in page.text


def test_the_ranker_compares_two_versions_unit_by_unit(
    sign_in: SignIn, settled: None, site_engine: Engine, now: datetime
) -> None:
    ranker = sign_in("ranker")
    with Session(site_engine.execution_options(write=True)) as session:
        round_ = session.scalars(select(Round).where(Round.code == "dti-2026")).one()
        actor = session.scalars(select(User).where(User.login == "ranker")).one()
        results.compute(session, round_, actor=actor, now=now, draws=10)
        session.commit()
        assert "đợt này có 1" in ranker.get(DESK).text
        review = next(row for row in form_of(session, "hue").reviews if row.points >= 2)
        indicator, review.points = review.indicator, review.points - 2
        session.flush()
        session.expire_all()
        results.compute(session, round_, actor=actor, now=now, draws=10)
        session.commit()
    page = ranker.get(f"{DESK}?don_vi=hue")
    lines = page.table("Chỉ tiêu nào")
    assert lines[0][0].startswith(indicator)
    assert lines[0][3] == "−0,0020"  # 2 of 1000 points
    assert [line[3] for line in page.table("Điểm và hạng")] == ["−0,0020", "0,0000"]
    ranker.get(f"{DESK}?tu=7", status=404)
    sign_in("reviewer").get(DESK, status=403)
