"""The lead's reminder buttons, the administrator's calendar and letters."""

from __future__ import annotations

from datetime import date, timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from assessment.config import Settings
from assessment.models import User
from assessment.services import departments
from assessment.services.delegation import Order, assign
from assessment.services.submissions import submission_for
from tests.conftest import NOW
from tests.web.conftest import Clock
from tests.web.working.conftest import SignIn
from tests.world import OPEN

PROGRESS = f"/phieu/{OPEN}/tien-do"


@pytest.fixture
def finance(site_engine: Engine) -> int:
    """Sở Tài chính of the home unit with HT.1 until 30 November; its officer has an address."""
    with Session(site_engine.execution_options(write=True)) as database:
        lead, officer = (database.scalars(select(User).where(User.login == who)).one() for who in ("lead", "officer"))
        made = departments.add(database, lead.unit_id or 0, "Sở Tài chính", actor=lead, now=NOW)
        officer.department, officer.email = made, "officer@lao-cai.example"
        form = submission_for(database, lead, OPEN)
        assign(database, form, Order(("HT.1",), made, date(2026, 11, 30)), actor=lead, now=NOW)
        database.commit()
        return made.id


def test_the_lead_reminds_one_department_and_sees_what_became_of_it(sign_in: SignIn, finance: int, app: Flask) -> None:
    lead = sign_in("lead")
    page = lead.get(PROGRESS)
    assert [button.get("value") for button in page.all("button", name="department")] == [str(finance)]
    page = lead.post(f"{PROGRESS}/nhac", {"department": str(finance)}, status=302)
    assert "Đã gửi 1 thư nhắc" in page.text
    (row,) = page.table("Thư nhắc gần đây")
    assert row[1:] == ["Người officer", "DTI 2026: Sở Tài chính còn 2 số liệu, hạn trong tỉnh 30/11/2026", "đã gửi"]
    settings: Settings = app.extensions["assessment"].settings
    (file,) = (settings.variable / "mail").glob("*.eml")
    body = message_from_bytes(file.read_bytes(), policy=default).as_string()
    assert f"{settings.public_url}/phieu/{OPEN}" in body
    again = lead.post(f"{PROGRESS}/nhac", {"department": str(finance)}, status=302)
    assert "vừa được nhắc trong vòng một giờ" in again.text


def test_all_that_are_late_are_reminded_at_once(sign_in: SignIn, finance: int, clock: Clock) -> None:
    lead = sign_in("lead")
    assert "Không có gì để nhắc" in lead.post(f"{PROGRESS}/nhac", status=302).text
    clock.at = NOW + timedelta(days=9)
    lead = sign_in("lead")
    assert "Nhắc mọi sở, ngành quá hạn" in lead.get(PROGRESS).text
    page = lead.post(f"{PROGRESS}/nhac", status=302)
    assert "đã quá hạn trong tỉnh 30/11/2026" in page.table("Thư nhắc gần đây")[0][2]
    assert finance


def test_letters_that_cannot_go_out_wait_and_the_page_works_all_the_same(
    sign_in: SignIn, finance: int, app: Flask, settings: Settings
) -> None:
    (settings.variable / "mail").parent.mkdir(parents=True, exist_ok=True)
    (settings.variable / "mail").write_text("a file where the folder should be")
    lead = sign_in("lead")
    page = lead.post(f"{PROGRESS}/nhac", {"department": str(finance)}, status=302)
    assert "Đã viết 1 thư nhắc, chưa gửi hết" in page.text
    assert "đang chờ gửi" in page.table("Thư nhắc gần đây")[0][3]
    admin = sign_in("admin")
    assert "đang chờ gửi" in admin.get("/thu-dien-tu").table("100 thư gần đây")[0][3]
    (settings.variable / "mail").unlink()
    assert "Đã gửi 1 thư, còn 0 thư chưa gửi được" in admin.post("/thu-dien-tu", status=302).text


def test_the_administrator_keeps_days_off_and_make_up_days(sign_in: SignIn) -> None:
    admin = sign_in("admin")
    page = admin.get("/ngay-nghi")
    assert ["02/09/2026 thứ Tư", "nghỉ", "Quốc khánh"] in [row[:3] for row in page.table("Những ngày khác lịch tuần")]
    for fields, words in (
        ({"day": "31/02/2026"}, "Viết ngày có thật"),
        ({"day": "07/12/2026", "kind": "off"}, "Viết tên ngày, ví dụ Quốc khánh"),
        ({"day": "07/12/2026", "name": "X"}, "Chọn nghỉ hoặc làm bù"),
        ({"day": "07/12/2026", "kind": "work", "name": "X"}, "Chọn lại: ngày nghỉ ghi cho thứ Hai đến thứ Sáu"),
    ):
        refused = admin.post("/ngay-nghi", fields, status=422)
        assert refused.title.startswith("Lỗi: ")
        assert words in refused.text
        assert refused.one("input", id="day").get("value") == fields["day"]
    kept = {"day": "12/12/2026", "kind": "work", "name": "Làm bù", "source": "123/TB-VPCP"}
    page = admin.post("/ngay-nghi", kept, status=302)
    assert ["12/12/2026 thứ Bảy", "làm bù", "Làm bù", "123/TB-VPCP"] in [
        row[:4] for row in page.table("Những ngày khác lịch tuần")
    ]
    page = admin.post("/ngay-nghi", {"remove": "2026-12-12"}, status=302)
    assert "12/12/2026 thứ Bảy" not in page.text
    assert "Chưa ghi ngày nào của năm 2031" in admin.get("/ngay-nghi?nam=2031").text
    admin.post("/ngay-nghi", {"remove": "2031-12-12"}, status=404)
