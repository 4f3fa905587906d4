"""PDF files and the code printed on them."""

import re
from io import BytesIO

import pikepdf
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from assessment.models import Round
from assessment.services import results
from tests.conftest import NOW
from tests.pages import Browser
from tests.world import DRAWS, PUBLISHED


def test_a_scorecard_comes_under_the_provinces_name_and_answers_its_etag(browser: Browser) -> None:
    first = browser.client.get("/tinh/lao-cai/phieu-diem.pdf")
    assert first.status_code == 200
    assert first.data.startswith(b"%PDF")
    disposition = first.headers["Content-Disposition"]
    assert re.search(r'attachment; filename="DTI-2024-v1-\w{6} Phieu diem Lao Cai.pdf"', disposition)
    assert "%C4%91i%E1%BB%83m%20L%C3%A0o%20Cai.pdf" in disposition  # điểm Lào Cai in NFC
    again = browser.client.get("/tinh/lao-cai/phieu-diem.pdf", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    first.close()
    again.close()


def test_a_scorecard_is_made_in_english_when_asked(browser: Browser) -> None:
    answer = browser.client.get("/tinh/lao-cai/phieu-diem.pdf?lang=en")
    assert "Scorecard" in answer.headers["Content-Disposition"]
    with pikepdf.open(BytesIO(answer.get_data())) as pdf:
        assert str(pdf.Root.Lang) == "en"
    answer.close()


def printed_code(browser: Browser) -> str:
    found = re.search(r"DTI-2024-v1-[0-9a-f]{6}", browser.get(f"/xep-hang/{PUBLISHED}").text)
    assert found
    return found.group()


def test_the_printed_code_is_found_in_any_case(browser: Browser) -> None:
    code = printed_code(browser)
    for typed in (code, code.upper(), code.lower()):
        page = browser.get(f"/kiem-tra/{typed}")
        assert page.heading == "Đây là bản công bố hiện hành"
    assert browser.client.get(f"/kiem-tra?ma={code}").headers["Location"] == f"/kiem-tra/{code}"


def test_another_code_is_not_a_published_one(browser: Browser) -> None:
    for code in ("DTI-2024-v1-000000", "DTI-2024-v9-" + printed_code(browser)[-6:], "x", "%25"):
        assert browser.get(f"/kiem-tra/{code}", status=404).heading == "Không có bản công bố nào mang mã này"


def test_the_code_of_a_draft_is_unknown_and_a_replaced_one_says_so(browser: Browser, site_engine: Engine) -> None:
    old = printed_code(browser)
    with Session(site_engine.execution_options(write=True)) as session:
        round_ = session.query(Round).filter_by(code=PUBLISHED).one()
        draft = results.compute(session, round_, actor=None, now=NOW, draws=DRAWS)
        new = f"DTI-2024-v2-{draft.checksum[:6]}"
        session.commit()
        browser.get(f"/kiem-tra/{new}", status=404)
        assert printed_code(browser) == old  # the ranking page shows the published version, not the newer draft
        results.publish(session, draft, actor=None, now=NOW)
        session.commit()
    assert browser.get(f"/kiem-tra/{new}").heading == "Đây là bản công bố hiện hành"
    assert browser.get(f"/kiem-tra/{old}").heading == "Bản này đã có bản mới thay thế"
