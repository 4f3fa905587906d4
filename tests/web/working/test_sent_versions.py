"""Whoever runs a round reads the versions handed over, as pages and files; inner sign-offs stay the unit's own."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest
from flask import Flask

from tests.pages import Browser, text_of
from tests.web.working.conftest import Fields, SignIn

FORM, SHEET = "/phieu/dti-2026", "/tham-dinh/dti-2026/lao-cai"
ASKED = "Quyết định kèm theo đã hết hiệu lực, cần bản mới của năm 2026."
INNER = "Trưởng ban chưa đúng quyết định, xem lại rồi trình."
FILES = ("phien-ban/2.json", "phien-ban/2.csv")
PAGES = ("phien-ban", "so-sanh", "phien-ban/2", "phien-ban/2/NT", *FILES)
MINISTRY = ("reviewer", "ranker", "viewer", "admin")
Filled = Callable[..., Fields]


def answer(lead: Browser, filled: Filled, head: str) -> None:
    """NT.1, who heads the steering committee: 20 points for "bi_thu_chu_tich", 10 for "cap_pho", else none."""
    lead.post(f"{FORM}/NT", filled(lead.get(f"{FORM}/NT"), answer__truong_ban_chi_dao=head), status=302)


def send(certifier: Browser) -> None:
    seen = str(certifier.get(f"{FORM}/gui").one("input", name="seen").get("value"))
    certifier.post(f"{FORM}/gui", {"confirm": "y", "seen": seen}, status=302)


@pytest.fixture
def signed_off(sign_in: SignIn, filled: Filled) -> None:
    """Version 1 was handed to the leader and declined inside the province."""
    lead = sign_in("lead")
    answer(lead, filled, "khac")
    lead.post(f"{FORM}/trinh-ky", status=302)
    sign_in("certifier").post(f"{FORM}/tra-lai", {"reason": INNER}, status=302)


@pytest.fixture
def sent(signed_off: None, sign_in: SignIn, filled: Filled) -> None:
    """Version 2 was sent."""
    lead = sign_in("lead")
    answer(lead, filled, "cap_pho")
    lead.post(f"{FORM}/trinh-ky", status=302)
    send(sign_in("certifier"))


@pytest.fixture
def sent_again(sent: None, sign_in: SignIn, filled: Filled) -> None:
    """NT.1 came back, and version 3 was sent with a better figure."""
    reviewer, lead = sign_in("reviewer"), sign_in("lead")
    note = {"decision": "ask", "points": "", "reason": ASKED, "version": "0", "sending": "1"}
    reviewer.post(f"{SHEET}/NT.1", note, status=302)
    reviewer.post(f"{SHEET}/tra-lai", {**filled(reviewer.get(f"{SHEET}/tra-lai")), "send": "1"}, status=302)
    answer(lead, filled, "bi_thu_chu_tich")
    lead.post(f"{FORM}/bo-sung/NT.1", {"kind": "change", "text": "Đã đính kèm quyết định mới của năm."}, status=302)
    lead.post(f"{FORM}/trinh-ky", status=302)
    send(sign_in("certifier"))


def test_the_ministry_reads_what_was_sent_and_takes_it_as_files(sign_in: SignIn, sent: None) -> None:
    for login in MINISTRY:
        reader = sign_in(login)
        (row,) = reader.get(f"{SHEET}/phien-ban").table("Mới nhất trước")
        assert row[1].startswith("gửi lần 1, biên nhận DTI-2026")
        for address in PAGES[:-2]:
            reader.get(f"{SHEET}/{address}")
        file = reader.client.get(f"{SHEET}/phien-ban/2.json")
        assert hashlib.sha256(file.data).hexdigest() in reader.get(f"{SHEET}/phien-ban/2").text
        assert "truong_ban_chi_dao" in reader.client.get(f"{SHEET}/phien-ban/2.csv").data.decode()
    kept = sign_in("reviewer").get(f"{SHEET}/phien-ban/2")
    assert "phiếu do Người certifier gửi lúc 09:00 ngày 22/11/2026 (gửi lần 1, biên nhận" in kept.text
    assert "So với hiện nay" not in kept.text
    targets = [str(link.get("href")) for link in kept.all("a")]
    assert f"{SHEET}/phien-ban/2/bao-cao.pdf" in targets
    assert not [target for target in targets if target.startswith(FORM)]  # a way into pages the ministry cannot open


def test_a_version_for_an_inner_sign_off_stays_the_provinces_own(sign_in: SignIn, sent: None) -> None:
    reviewer = sign_in("reviewer")
    for address in ("phien-ban/1", "phien-ban/1/NT", "phien-ban/1.json", "phien-ban/1.csv", "phien-ban/1/bao-cao.pdf"):
        reviewer.get(f"{SHEET}/{address}", status=404)
    for ends in ("tu=1&den=2", "tu=2&den=1", "tu=2&den=now", "tu=x"):
        reviewer.get(f"{SHEET}/so-sanh?{ends}", status=404)
    page = reviewer.get(f"{SHEET}/phien-ban")
    acts = [text_of(act) for act in page.all("p", class_="timeline-act")]
    assert acts == ["Gửi phiếu lên Bộ, phiên bản 2"]
    assert INNER not in page.text
    own = sign_in("lead")
    own.get(f"{FORM}/phien-ban/1")
    assert INNER in own.get(f"{FORM}/phien-ban").text


def test_before_the_first_sending_there_is_nothing_to_read(sign_in: SignIn, signed_off: None) -> None:
    reviewer = sign_in("reviewer")
    for address in ("phien-ban", "so-sanh"):
        assert "Phiếu chưa gửi lần nào." in reviewer.get(f"{SHEET}/{address}").text
    assert "Các phiên bản đã gửi" not in reviewer.get(SHEET).text


def test_a_reviewer_sees_what_changed_since_the_first_sending(sign_in: SignIn, sent_again: None) -> None:
    reviewer = sign_in("reviewer")
    targets = [str(link.get("href")) for link in reviewer.get(SHEET).all("a")]
    assert {f"{SHEET}/phien-ban", f"{SHEET}/so-sanh"} <= set(targets)
    page = reviewer.get(f"{SHEET}/so-sanh")
    assert "gửi lần 1, 09:00 ngày 22/11/2026" in page.text
    assert "gửi lần 2, 09:00 ngày 22/11/2026" in page.text
    assert "Hiện nay" not in page.text
    assert "ở 1 chỉ tiêu" in page.text
    assert "Điểm: 10,00 thành 20,00, +10,00" in page.text  # 0.5 × 20, then 1 × 20
    assert f"{SHEET}#NT.1" in [str(link.get("href")) for link in page.all("a")]
    rows = reviewer.get(f"{SHEET}/phien-ban").table("Mới nhất trước")
    assert [row[1][:9] for row in rows] == ["gửi lần 2", "gửi lần 1"]


@pytest.mark.parametrize("login", ["officer", "lead", "certifier", "lead-away"])
def test_a_unit_is_not_shown_a_form_from_the_ministrys_side(sign_in: SignIn, sent: None, login: str) -> None:
    browser = sign_in(login)
    for address in (*PAGES, "phien-ban/2/bao-cao.pdf"):
        browser.get(f"{SHEET}/{address}", status=404)


def test_nobody_without_an_account_reads_a_version(app: Flask, sent: None) -> None:
    for address in PAGES:
        assert Browser(app).client.get(f"{SHEET}/{address}").status_code == 302
