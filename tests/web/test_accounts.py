"""Accounts in the product: first passwords that must be changed, new ones, forgotten ones, closed accounts."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.pages import Browser, Page, text_of
from tests.web.conftest import Clock
from tests.world import PASSWORD

PEOPLE, OWN = "/so-nganh", "/mat-khau"
NEW = "một câu dễ nhớ của tôi"
MAI = {"login": "mai.vt", "full_name": "Vi Thị Mai", "department": "", "role": "officer"}


def signed_in(app: Flask, login: str, password: str = PASSWORD) -> Browser:
    browser = Browser(app)
    browser.sign_in(login, password)
    return browser


def told(page: Page) -> tuple[str, str]:
    """The account name and the password that a page shows once."""
    login, password = (text_of(code) for code in page.one("main").iter("code"))
    return login, password


def people(browser: Browser) -> str:
    return browser.get(PEOPLE).text


def act(browser: Browser, label: str) -> str:
    """The address behind the button of that label."""
    for form in browser.get(PEOPLE).one("main").iter("form"):
        if any(text_of(button) == label for button in form.iter("button")):
            return str(form.get("action"))
    raise AssertionError(label)


def test_a_first_password_lets_nobody_do_anything_before_an_own_one_is_set(app: Flask) -> None:
    login, first = told(signed_in(app, "lead").post(f"{PEOPLE}/tai-khoan", MAI))
    assert login == "mai.vt"
    mai = signed_in(app, login, first)
    for address in ("/viec-cua-toi", "/phieu/dti-2026", "/tai-lieu"):
        answer = mai.client.get(address)
        assert (answer.status_code, answer.headers["Location"]) == (302, OWN)
    assert "Mật khẩu này do người khác cấp." in mai.get(OWN).text
    assert mai.client.get("/phien").get_json()["left"] == 3600  # asked by the page itself, every few minutes
    assert mai.post(OWN, {"password": first, "new_password": NEW}, status=302).heading == "Việc của tôi"
    assert mai.get("/phieu/dti-2026").heading == "Phiếu tự đánh giá"
    assert signed_in(app, login, NEW).get("/viec-cua-toi").heading == "Việc của tôi"


@pytest.mark.parametrize(
    ("password", "new", "words"),
    [
        ("sai rồi", NEW, "Mật khẩu đang dùng chưa đúng"),
        (PASSWORD, "ngắn quá", "Đặt mật khẩu dài hơn, ít nhất 12 ký tự"),
        (PASSWORD, PASSWORD, "Đặt mật khẩu khác với mật khẩu đang dùng"),
        (PASSWORD, "", "Nhập mật khẩu mới"),
    ],
    ids=["wrong", "short", "the same", "empty"],
)
def test_a_new_password_is_refused_in_words_and_the_old_one_stays(
    app: Flask, password: str, new: str, words: str
) -> None:
    officer = signed_in(app, "officer")
    refused = officer.post(OWN, {"password": password, "new_password": new}, status=422)
    assert refused.title.startswith("Lỗi: ")
    assert words in refused.text
    assert password not in refused.source
    signed_in(app, "officer")


def test_a_new_password_ends_the_other_sessions_and_keeps_this_one(app: Flask) -> None:
    here, elsewhere = signed_in(app, "officer"), signed_in(app, "officer")
    here.post(OWN, {"password": PASSWORD, "new_password": NEW}, status=302)
    assert here.get("/viec-cua-toi").heading == "Việc của tôi"
    assert elsewhere.client.get("/viec-cua-toi").status_code == 302


def test_guessing_the_present_password_is_counted_like_signing_in(app: Flask) -> None:
    officer = signed_in(app, "officer")
    answers = [
        officer.client.post(
            OWN, data={"password": "sai", "new_password": NEW, "csrf_token": officer.token()}
        ).status_code
        for _ in range(10)
    ]
    assert answers == [422] * 9 + [429]  # the sign-in was the first of ten attempts


def test_no_error_page_gives_a_password_back(app: Flask) -> None:
    officer = signed_in(app, "officer")
    forged = officer.client.post(OWN, data={"password": PASSWORD, "new_password": NEW, "csrf_token": "x"})
    assert forged.status_code == 400
    assert NEW not in forged.text
    assert PASSWORD not in forged.text


def test_a_lead_keeps_officers_of_the_own_unit_and_nobody_else(app: Flask) -> None:
    lead = signed_in(app, "lead")
    made = lead.post(f"{PEOPLE}/tai-khoan", {**MAI, "role": "certifier"}, status=403)
    assert "Mật khẩu" not in made.text.replace("Đổi mật khẩu", "")
    page = lead.get(PEOPLE)
    assert "Người officer" in page.text
    buttons = [text_of(button) for button in page.one("ul", class_="accounts").iter("button")]
    assert "Cấp mật khẩu mới Người officer" in buttons
    assert not any("certifier" in button or "lead" in button for button in buttons)
    for person in range(1, 12):  # whoever they are, lead and certifier and other units' people are not found
        answer = lead.client.post(f"{PEOPLE}/tai-khoan/{person}/mat-khau", data={"csrf_token": lead.token()})
        assert answer.status_code in (200, 404)
        assert "Người certifier" not in answer.text
    signed_in(app, "certifier")
    signed_in(app, "officer-away")


def test_a_forgotten_password_is_replaced_by_a_given_one(app: Flask) -> None:
    lead, officer = signed_in(app, "lead"), signed_in(app, "officer")
    login, password = told(lead.post(act(lead, "Cấp mật khẩu mới Người officer")))
    assert officer.client.get("/viec-cua-toi").headers["Location"].startswith("/dang-nhap")
    assert "chưa đặt mật khẩu riêng" in people(lead)
    assert signed_in(app, login, password).client.get("/viec-cua-toi").headers["Location"] == OWN


def test_a_closed_account_ends_at_once_and_can_be_opened_again(app: Flask) -> None:
    lead, officer = signed_in(app, "lead"), signed_in(app, "officer")
    closed = lead.post(act(lead, "Khóa Người officer"), {"act": "close"}, status=302)
    assert "Đã khóa tài khoản officer" in closed.text
    assert officer.client.get("/viec-cua-toi").status_code == 302
    lead.post(act(lead, "Mở lại Người officer"), {"act": "open"}, status=302)
    signed_in(app, "officer")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"full_name": ""}, "Viết họ và tên"),
        ({"login": "Vi Thị Mai"}, "ví dụ mai.vi"),
        ({"login": "officer"}, "Chọn tên đăng nhập khác"),
    ],
    ids=["no name", "with marks and spaces", "taken"],
)
def test_a_new_account_is_refused_in_words_and_keeps_what_was_typed(
    app: Flask, changed: dict[str, str], words: str
) -> None:
    refused = signed_in(app, "lead").post(f"{PEOPLE}/tai-khoan", MAI | changed, status=422)
    assert words in refused.text
    typed = (MAI | changed)["full_name"], (MAI | changed)["login"]
    assert (refused.one("input", id="full_name").get("value"), refused.one("input", id="login").get("value")) == typed


def test_the_administrator_opens_accounts_of_leads_in_any_unit(app: Flask) -> None:
    admin = signed_in(app, "admin")
    made = admin.post(f"{PEOPLE}/tai-khoan?tinh=hue", {**MAI, "role": "lead"})
    login, first = told(made)
    assert "Thành phố Huế" in made.text
    mai = signed_in(app, login, first)
    mai.post(OWN, {"password": first, "new_password": NEW}, status=302)
    assert "Đầu mối" in mai.get("/viec-cua-toi").text


def test_a_lead_keeps_all_accounts_of_units_below_and_none_of_other_units(app: Flask) -> None:
    lead = signed_in(app, "lead")
    listed = {"kind": "x", "listed": "02671; Xã Bát Xát"}
    lead.post("/dot-cua-tinh/lao-cai/don-vi", listed, status=302)
    login, first = told(lead.post(f"{PEOPLE}/tai-khoan?tinh=xa-bat-xat", {**MAI, "role": "certifier"}))
    page = lead.get(f"{PEOPLE}?tinh=xa-bat-xat")
    assert "Vi Thị Mai, Lãnh đạo" in page.text
    assert "Thêm sở, ngành" not in page.text  # divided by the commune's own lead
    assert signed_in(app, login, first).client.get("/viec-cua-toi").headers["Location"] == OWN
    for other in ("hue", "lao-cai"):
        assert lead.client.get(f"{PEOPLE}?tinh={other}").status_code == 404
    stranger = signed_in(app, "lead-away")
    assert stranger.client.get(f"{PEOPLE}?tinh=xa-bat-xat").status_code == 404


def test_the_sign_in_page_says_why_it_stands_there(app: Flask, clock: Clock) -> None:
    page = Page(Browser(app).client.get("/dang-nhap?next=/phieu/dti-2026"))
    assert "Phiên làm việc kết thúc sau 60 phút không thao tác" in page.text
