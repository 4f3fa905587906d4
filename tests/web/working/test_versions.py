"""Old versions stay readable; what changed since is listed with who and when; the log of saves can be searched."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from io import StringIO
from zoneinfo import ZoneInfo

import pytest

from tests.pages import Browser, text_of
from tests.web.conftest import Clock
from tests.web.working.conftest import Fields, SignIn

FORM = "/phieu/dti-2026"
Filled = Callable[..., Fields]
REASON = "Số hộ gia đình chưa khớp với niên giám thống kê."
LATER = datetime(2026, 11, 23, 10, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


@pytest.fixture
def reopened(sign_in: SignIn, filled: Filled, clock: Clock) -> Browser:
    """Version 1 was declined; the next day the lead changed one of two answers."""
    lead, certifier = sign_in("lead"), sign_in("certifier")
    boxes = {"answer__tong_so_ho": "3.000", "answer__so_ho_duoc_phu_cap_quang": "2.400"}
    save(lead, filled, **boxes, note__so_ho_duoc_phu_cap_quang="=HYPERLINK(1)")
    lead.post(f"{FORM}/trinh-ky", status=302)
    certifier.post(f"{FORM}/tra-lai", {"reason": REASON}, status=302)
    clock.at = LATER
    lead = sign_in("lead")  # the session of yesterday has ended
    save(lead, filled, answer__tong_so_ho="4.000")
    return lead


def save(browser: Browser, filled: Filled, **changed: str) -> None:
    browser.post(f"{FORM}/HT", filled(browser.get(f"{FORM}/HT"), **changed), status=302)


def test_an_earlier_version_of_a_reopened_form_stays_readable_and_its_way_is_told(reopened: Browser) -> None:
    page = reopened.get(f"{FORM}/phien-ban")
    assert page.table("Mới nhất trước")[0][1:3] == ["trình ký", "09:00 ngày 22/11/2026 Người lead"]
    old = reopened.get(f"{FORM}/phien-ban/1/HT")
    assert "Phiên bản 1, chỉ để đọc." in old.text
    assert "3.000" in old.text
    assert "4.000" not in old.text
    assert not old.one("main").findall(".//textarea")
    assert "4.000" in reopened.get(f"{FORM}/HT").source
    assert "Phiên bản 1" in reopened.get(f"{FORM}/phien-ban/1").heading
    acts = [text_of(act) for act in page.all("li") if act.find("p[@class='timeline-act']") is not None]
    assert acts == [
        f"Trả lại phiếu trong tỉnh 09:00 ngày 22/11/2026, Người certifier {REASON}",
        "Trình ký phiếu, phiên bản 1 09:00 ngày 22/11/2026, Người lead",
        "Bắt đầu phiếu 09:00 ngày 22/11/2026, Người lead",
    ]


def test_the_difference_lists_the_changed_indicator_with_both_values_who_and_when(reopened: Browser) -> None:
    page = reopened.get(f"{FORM}/so-sanh")
    assert "1 câu trả lời thay đổi, ở 1 chỉ tiêu." in page.text
    (row,) = page.table("Thay đổi ở chỉ tiêu")
    assert row[1:] == ["3.000 hộ", "4.000 hộ", "Người lead 10:30 ngày 23/11/2026"]
    # 2.400 of 3.000 is 80 %, of 4.000 it is 60 %: fewer points
    assert text_of(page.all("span", class_="fall")[0]).startswith("−")
    same = reopened.get(f"{FORM}/so-sanh?tu=1&den=1")
    assert "Không có gì khác nhau." in same.text


def test_the_downloads_are_the_frozen_text_and_a_table_in_which_nothing_runs(reopened: Browser) -> None:
    file = reopened.client.get(f"{FORM}/phien-ban/1.json")
    assert hashlib.sha256(file.data).hexdigest() in reopened.get(f"{FORM}/phien-ban/1").text
    assert len(json.loads(file.data)["answers"]) == 2
    assert file.headers["Content-Disposition"] == 'attachment; filename="dti-2026-lao-cai-v1.json"'
    table = reopened.client.get(f"{FORM}/phien-ban/1.csv").data.decode("utf-8-sig")
    rows = {row["Mã số liệu"]: row for row in csv.DictReader(StringIO(table, newline=""))}
    assert rows["tong_so_ho"]["Trả lời"] == "3.000"
    assert rows["so_ho_duoc_phu_cap_quang"]["Giải trình"] == "'=HYPERLINK(1)"
    assert len(rows) > 100  # everything the province is asked, answered or not


def test_what_is_not_there_is_not_found(reopened: Browser, sign_in: SignIn) -> None:
    for address in (
        "phien-ban/2",
        "phien-ban/2.json",
        "phien-ban/1/KHONG",
        "so-sanh?tu=7",
        "so-sanh?tu=x",
        "lich-su/X",
    ):
        reopened.get(f"{FORM}/{address}", status=404)
    stranger = sign_in("lead-away")
    for address in ("phien-ban/1", "phien-ban/1/HT", "phien-ban/1.json", "phien-ban/1.csv"):
        stranger.get(f"{FORM}/{address}", status=404)
    for address in ("lich-su", "phien-ban", "so-sanh?tu=1"):
        assert "Người lead " not in text_of(stranger.get(f"{FORM}/{address}").one("main"))


def test_every_save_is_told_can_be_searched_and_is_shown_by_indicator(reopened: Browser) -> None:
    rows = reopened.get(f"{FORM}/lich-su").table("Mới nhất trước")
    assert rows[0][1:] == ["giá trị 3.000 hộ → 4.000 hộ", "Người lead 10:30 ngày 23/11/2026"]
    assert len(rows) == 3
    assert len(reopened.get(f"{FORM}/lich-su?tu=23/11/2026").table("Mới nhất trước")) == 1
    assert len(reopened.get(f"{FORM}/lich-su?den=22/11/2026&muc=HT").table("Mới nhất trước")) == 2
    none = reopened.get(f"{FORM}/lich-su?muc=KTS")
    assert "Không có lần sửa nào khớp với bộ lọc." in none.text
    wrong = reopened.get(f"{FORM}/lich-su?tu=31/02/2026")
    assert wrong.title.startswith("Lỗi: ")
    assert text_of(wrong.one("p", id="tu-error")) == (
        "Lỗi: Viết ngày có thật theo thứ tự ngày/tháng/năm, ví dụ 05/03/2026"
    )
    links = [
        link.get("href") for link in reopened.get(f"{FORM}/HT").all("a") if "/lich-su/" in (link.get("href") or "")
    ]
    indicator = reopened.get(str(links[0]))
    assert len(indicator.table("Mới nhất trước")) == 3
    assert "4.000 hộ" in indicator.text
