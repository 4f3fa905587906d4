"""The check of the whole form: errors, warnings, unusual values with tick and reason, and clean."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from assessment.models import Assurance
from tests.pages import Browser, Page, text_of
from tests.web.working.conftest import Fields, SignIn

FORM = "/phieu/dti-2026"
CHECK = f"{FORM}/kiem-tra"
ITEM = "so_ho_duoc_phu_cap_quang"
WHY = "Số phủ cáp do nhà mạng tính cả hộ tạm trú."
Filled = Callable[..., Fields]


@pytest.fixture
def lead(sign_in: SignIn, filled: Filled) -> Browser:
    """The lead, after typing a part larger than its whole."""
    browser = sign_in("lead")
    save(browser, filled, "1.000", "1.200")
    return browser


def save(browser: Browser, filled: Filled, whole: str, part: str, status: int = 302) -> Page:
    page = browser.get(f"{FORM}/HT")
    boxes = {"answer__tong_so_ho": whole, f"answer__{ITEM}": part}
    return browser.post(f"{FORM}/HT", filled(page, **boxes), status=status)


def test_an_unusual_value_is_signed_only_with_a_tick_and_a_reason_and_nothing_typed_is_lost(
    lead: Browser, filled: Filled, site_engine: Engine
) -> None:
    page = lead.post(f"{FORM}/trinh-ky", status=302)
    assert page.heading == "Kiểm tra đầy đủ"
    assert "Còn giá trị khác thường chưa xác nhận." in page.text
    assert "1 giá trị khác thường chưa xác nhận" in page.text
    assert "1.200 hộ. Phần lớn hơn toàn thể: 1.200 hộ, trong khi" in page.text
    link = next(link.get("href") for link in page.all("a") if (link.get("href") or "").endswith(f"#answer__{ITEM}"))
    assert lead.get(str(link)).one("input", id=f"answer__{ITEM}") is not None

    short = lead.post(CHECK, filled(page, **{f"right__{ITEM}": "y", f"reason__{ITEM}": "Đúng"}), status=422)
    assert short.title.startswith("Lỗi: ")
    assert short.source.count("Viết lý do dài ít nhất 10 ký tự") == 2
    assert short.one("input", id=f"right__{ITEM}").get("checked") is not None
    assert "Đúng" in text_of(short.one("textarea", id=f"reason__{ITEM}"))
    unticked = lead.post(CHECK, filled(page, **{f"reason__{ITEM}": WHY}), status=422)
    assert WHY in text_of(unticked.one("textarea", id=f"reason__{ITEM}"))

    done = lead.post(CHECK, filled(page, **{f"right__{ITEM}": "y", f"reason__{ITEM}": WHY}), status=302)
    assert "Đã xác nhận 1 giá trị." in done.text
    assert f"Số này đúng: {WHY}" in done.text
    assert "Không có gì ngăn việc trình ký." in done.text  # only warnings are left
    with Session(site_engine) as session:
        assert session.scalars(select(Assurance.value)).all() == ["1200"]
    assert lead.post(f"{FORM}/trinh-ky", status=302).heading == "Phiếu tự đánh giá"
    assert f"Số này đúng: {WHY}" in lead.get(CHECK).text
    assert not lead.get(CHECK).all("textarea")


def test_a_value_that_changed_meanwhile_is_not_confirmed_unseen(lead: Browser, filled: Filled) -> None:
    opened = lead.get(CHECK)
    save(lead, filled, "1.000", "1.300")
    stale = lead.post(CHECK, filled(opened, **{f"right__{ITEM}": "y", f"reason__{ITEM}": WHY}), status=422)
    assert "Số này vừa được sửa" in stale.text
    assert WHY in text_of(stale.one("textarea", id=f"reason__{ITEM}"))
    save(lead, filled, "1.000", "900")
    gone = lead.get(CHECK)
    assert "Giá trị khác thường" not in gone.text
    assert "Không có gì ngăn việc trình ký." in gone.text


def test_errors_and_unusual_values_are_counted_apart(lead: Browser, filled: Filled) -> None:
    page = lead.get(f"{FORM}/HT")
    other = str(page.all("input", inputmode="decimal")[2].get("name"))
    lead.post(f"{FORM}/HT", filled(page, **{other: "ba"}), status=422)
    told = lead.get(CHECK).text
    assert "Chưa trình ký được: 1 ô chưa đọc được, 1 giá trị khác thường chưa xác nhận." in told


def test_the_leads_overview_is_filtered_by_its_address_and_gives_the_letter_of_the_newest_version(
    lead: Browser, filled: Filled
) -> None:
    page = lead.get(f"{FORM}/tong-hop?loc=unusual")
    (row,) = page.table("Từng chỉ tiêu")
    assert row[0].startswith("HT.1")
    assert row[1] == "1.200 hộ 1.000 hộ"
    assert "Phần lớn hơn toàn thể" in row[4]
    assert row[4].endswith("Chưa xác nhận.")
    wrong = lead.get(f"{FORM}/tong-hop?loc=moved&lech=x")
    assert wrong.title.startswith("Lỗi: ")
    assert "Không có chỉ tiêu nào khớp với bộ lọc." in wrong.text
    assert "bao-cao.pdf" not in page.source
    lead.post(CHECK, filled(lead.get(CHECK), **{f"right__{ITEM}": "y", f"reason__{ITEM}": WHY}), status=302)
    lead.post(f"{FORM}/trinh-ky", status=302)
    assert f"Đã xác nhận: {WHY}" in lead.get(f"{FORM}/tong-hop").text
    link = next(link for link in lead.get(f"{FORM}/tong-hop").all("a") if "bao-cao.pdf" in (link.get("href") or ""))
    file = lead.client.get(str(link.get("href")))
    assert file.data.startswith(b"%PDF-")
    assert file.headers["Content-Disposition"].startswith("attachment")
    file.close()
