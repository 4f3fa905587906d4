"""Headers, cookies, CSRF tokens, sessions, limits: what every answer carries and every form must bring."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from assessment.app import create_app
from assessment.config import Settings
from assessment.models import User
from tests.pages import Browser
from tests.web.conftest import Clock
from tests.world import PASSWORD

ANSWERS = ("/", "/khong-co", "/dang-nhap", "/static/css/site.css", "/suc-khoe", "/xep-hang/dti-2024/scores.csv")


@pytest.mark.parametrize("address", ANSWERS)
def test_every_answer_carries_the_headers(browser: Browser, address: str) -> None:
    answer = browser.client.get(address)
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    for needed in ("form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'", "script-src 'self'"):
        assert needed in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in answer.headers["Permissions-Policy"]
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    answer.close()


def test_production_adds_transport_security_and_a_secure_host_cookie(settings: Settings) -> None:
    app = create_app(replace(settings, production=True))
    answer = app.test_client().get("/dang-nhap", base_url="https://example.test")
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-session=")
    assert "Secure" in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Domain" not in cookie
    app.extensions["assessment"].engine.dispose()


def test_every_post_needs_a_token(browser: Browser, app: Flask) -> None:
    browser.sign_in("officer", PASSWORD)
    answer = browser.client.post("/dang-xuat")
    assert answer.status_code == 400
    assert "Biểu mẫu đã quá hạn" in answer.text


def test_a_form_without_a_valid_token_gives_the_typed_text_back_but_no_password(browser: Browser) -> None:
    page = browser.post(
        "/dang-nhap", {"login": "nguyen.van.a", "password": "bí mật", "note": "đã gõ"}, status=400, token="wrong"
    )
    assert [box.text for box in page.all("textarea")] == ["nguyen.van.a", "đã gõ"]
    assert "bí mật" not in page.source


def test_an_ended_session_gives_the_typed_text_back(browser: Browser) -> None:
    page = browser.post("/phieu/dti-2026/HT", {"so_xa": "12,5"}, status=401)
    assert page.heading == "Phiên làm việc đã kết thúc"
    assert [box.text for box in page.all("textarea")] == ["12,5"]


def test_a_wrong_password_and_an_unknown_account_look_the_same(browser: Browser) -> None:
    wrong = browser.post("/dang-nhap", {"login": "officer", "password": "x"}, status=422)
    unknown = browser.post("/dang-nhap", {"login": "nobody", "password": "x"}, status=422)
    assert wrong.title.startswith("Lỗi: ")
    assert wrong.text == unknown.text
    assert wrong.text.count("Tài khoản hoặc mật khẩu chưa đúng") == 2  # in the summary and at the field
    assert wrong.one("input", id="login").get("value") == "officer"


def test_empty_fields_are_each_named(browser: Browser) -> None:
    page = browser.post("/dang-nhap", {"login": "", "password": ""}, status=422)
    summary = page.one("div", class_="error-summary")
    assert [link.get("href") for link in summary.iter("a")] == ["#login", "#password"]


def test_signing_in_leads_to_where_one_wanted_to_go(browser: Browser) -> None:
    answer = browser.client.get("/nhat-ky")
    assert answer.headers["Location"] == "/dang-nhap?next=/nhat-ky"
    page = browser.get(answer.headers["Location"])
    assert page.one("input", id="next").get("value") == "/nhat-ky"
    fields = {"login": "admin", "password": PASSWORD, "next": "/nhat-ky"}
    answer = browser.client.post("/dang-nhap", data={**fields, "csrf_token": browser.token()})
    assert answer.headers["Location"] == "/nhat-ky"


@pytest.mark.parametrize(
    "wish", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "evil", "/a\\..\\b"]
)
def test_signing_in_never_leads_to_another_site(browser: Browser, wish: str) -> None:
    fields = {"login": "officer", "password": PASSWORD, "next": wish}
    answer = browser.client.post("/dang-nhap", data={**fields, "csrf_token": browser.token()})
    assert answer.headers["Location"] == "/viec-cua-toi"


def test_a_session_planted_before_signing_in_does_not_survive_it(browser: Browser) -> None:
    with browser.client.session_transaction() as planted:
        planted["planted"] = "yes"
    before = browser.token()
    browser.sign_in("officer", PASSWORD)
    with browser.client.session_transaction() as now:
        assert "planted" not in now
    assert browser.client.post("/dang-xuat", data={"csrf_token": before}).status_code == 400


def test_signing_out_ends_the_session(browser: Browser) -> None:
    browser.sign_in("officer", PASSWORD)
    assert browser.client.get("/viec-cua-toi").status_code == 200
    browser.client.post("/dang-xuat", data={"csrf_token": browser.token()})
    assert browser.client.get("/viec-cua-toi").status_code == 302


def test_an_hour_without_a_request_ends_the_session_and_a_request_before_that_prolongs_it(
    browser: Browser, clock: Clock
) -> None:
    browser.sign_in("officer", PASSWORD)
    clock.at += timedelta(minutes=59)
    assert browser.client.get("/viec-cua-toi").status_code == 200
    clock.at += timedelta(minutes=59)
    assert browser.client.get("/viec-cua-toi").status_code == 200
    clock.at += timedelta(minutes=61)
    assert browser.client.get("/viec-cua-toi").status_code == 302


def test_a_new_password_and_a_closed_account_end_the_session(browser: Browser, site_engine: Engine) -> None:
    for change in ({"password_hash": "another"}, {"active": False}):
        browser.sign_in("officer", PASSWORD)
        with Session(site_engine.execution_options(write=True)) as session:
            user = session.scalars(select(User).where(User.login == "officer")).one()
            kept = {key: getattr(user, key) for key in change}
            for key, value in change.items():
                setattr(user, key, value)
            session.commit()
            assert browser.client.get("/viec-cua-toi").status_code == 302
            for key, value in kept.items():
                setattr(user, key, value)
            session.commit()


def test_a_changed_cookie_is_nobodys(browser: Browser, app: Flask) -> None:
    browser.sign_in("admin", PASSWORD)
    cookie = browser.client.get_cookie("session")
    assert cookie is not None
    browser.client.set_cookie("session", cookie.value[:-2] + ("AA" if cookie.value[-2:] != "AA" else "BB"))
    assert browser.client.get("/nhat-ky").status_code == 302


def test_the_eleventh_try_within_five_minutes_waits_from_one_address(browser: Browser) -> None:
    token = browser.token()
    for number in range(10):
        browser.post("/dang-nhap", {"login": f"user{number}", "password": "x"}, status=422, token=token)
    page = browser.post("/dang-nhap", {"login": "officer", "password": PASSWORD}, status=429, token=token)
    assert page.heading == "Thử đăng nhập quá nhiều lần"
    assert page.response.headers["Retry-After"] == "300"
    assert browser.client.get("/").status_code == 200


def test_the_eleventh_try_on_one_account_waits_from_any_address(browser: Browser) -> None:
    token = browser.token()
    for number in range(11):
        answer = browser.client.post(
            "/dang-nhap",
            data={"login": " Officer", "password": "x", "csrf_token": token},
            environ_base={"REMOTE_ADDR": f"192.0.2.{number}"},
        )
    assert answer.status_code == 429


def test_too_large_a_form_is_refused_with_a_page(browser: Browser) -> None:
    page = browser.post("/dang-nhap", {"login": "x" * 1_100_000}, status=413)
    assert page.heading == "Nội dung gửi lên quá lớn"


def test_a_fault_of_the_program_shows_a_page_without_its_insides(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    monkeypatch.setitem(app.view_functions, "public.help", lambda: 1 / 0)
    page = Browser(app).get("/tro-giup", status=500)
    assert page.heading == "Hệ thống gặp lỗi"
    assert "ZeroDivisionError" not in page.source
    assert "Traceback" not in page.source


def test_public_pages_answer_their_etag_and_private_ones_are_never_kept(browser: Browser) -> None:
    first = browser.client.get("/xep-hang/dti-2024")
    assert first.headers["Cache-Control"] == "no-cache"
    again = browser.client.get("/xep-hang/dti-2024", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    browser.sign_in("officer", PASSWORD)
    assert browser.client.get("/viec-cua-toi").headers["Cache-Control"] == "no-store"
    assert browser.client.get("/xep-hang/dti-2024").headers["Cache-Control"] == "no-store"


def test_static_files_with_their_digest_may_be_kept_for_ever(browser: Browser) -> None:
    sheet = next(str(link.get("href")) for link in browser.get("/").all("link", rel="stylesheet"))
    assert "?v=" in sheet
    answer = browser.client.get(sheet)
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    answer.close()


def test_the_style_sheet_stays_small(browser: Browser) -> None:
    answer = browser.client.get("/static/css/site.css")
    assert len(answer.get_data()) <= 15 * 1024
    answer.close()
