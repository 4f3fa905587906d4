"""The administrator's log: searched by kind, unit, person and day, and taken along as a file in which nothing runs."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import datetime
from io import StringIO
from urllib.parse import quote
from zoneinfo import ZoneInfo

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from assessment.services import audit
from tests.pages import Browser, text_of
from tests.web.conftest import Clock
from tests.web.working.conftest import Fields, SignIn
from tests.world import HOME, unit

FORM = "/phieu/dti-2026"
CAPTION = "Mới nhất trước"
LATER = datetime(2026, 11, 23, 10, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


def acts(browser: Browser, address: str) -> list[str]:
    return [row[2] for row in browser.get(address).table(CAPTION)]


def test_the_log_is_searched_and_taken_along(
    sign_in: SignIn, filled: Callable[..., Fields], clock: Clock, site_engine: Engine
) -> None:
    lead = sign_in("lead")
    lead.post(f"{FORM}/HT", filled(lead.get(f"{FORM}/HT"), answer__tong_so_ho="3.000"), status=302)
    clock.at = LATER
    with Session(site_engine.execution_options(write=True)) as session:
        place = unit(session, HOME).id
        audit.record(session, "answer.saved", actor=None, at=LATER, unit_id=place, subject="=1+1", after={"note": "x"})
        session.commit()
    admin = sign_in("admin")
    assert acts(admin, "/nhat-ky?viec=answer") == ["Lưu câu trả lời", "Lưu câu trả lời"]
    assert acts(admin, "/nhat-ky?viec=answer&ai=LEAD") == ["Lưu câu trả lời"]
    assert acts(admin, f"/nhat-ky?viec=answer&den={quote('22/11/2026')}") == ["Lưu câu trả lời"]
    assert acts(admin, f"/nhat-ky?viec=answer&dv={place}&tu=23/11/2026") == ["Lưu câu trả lời"]
    assert acts(admin, "/nhat-ky?viec=submission") == ["Bắt đầu phiếu"]
    none = admin.get("/nhat-ky?viec=answer&ai=ai-do")
    assert "Không có sự kiện nào khớp với bộ lọc" in none.text
    wrong = admin.get("/nhat-ky?tu=32/13/2026")
    assert wrong.title.startswith("Lỗi: ")
    assert "Viết ngày có thật" in text_of(wrong.one("p", id="tu-error"))

    file = admin.client.get(f"/nhat-ky.csv?viec=answer&dv={place}")
    assert file.headers["Content-Disposition"] == 'attachment; filename="nhat-ky-20261123-1030.csv"'
    rows = list(csv.DictReader(StringIO(file.data.decode("utf-8-sig"), newline="")))
    assert [row["Đối tượng"] for row in rows] == ["'=1+1", "tong_so_ho"]
    assert (rows[1]["Lúc"], rows[1]["Tài khoản"]) == ("2026-11-22 09:00:00+07:00", "lead")
    assert (rows[1]["Đơn vị"], rows[1]["Đợt"], rows[1]["Mã việc"]) == ("34/15", "dti-2026", "answer.saved")
    assert '"typed": "3.000"' in rows[1]["Sau"]
