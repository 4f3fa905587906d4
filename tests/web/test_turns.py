"""Who works and who only waits."""

from __future__ import annotations

import threading

from flask import Flask

from assessment.web import turns
from tests.pages import Browser


def test_whoever_waits_for_a_report_takes_no_turn(app: Flask) -> None:
    rules = list(app.url_map.iter_rules())
    assert {rule.endpoint for rule in rules} >= turns.WITHOUT
    assert {rule.endpoint for rule in rules if rule.rule.endswith((".pdf", ".docx"))} <= turns.WITHOUT


def test_every_turn_is_given_back_whatever_the_answer(app: Flask) -> None:
    browser = Browser(app)
    for _ in range(2 * turns.AT_ONCE):
        for address in ("/", "/khong-co", "/viec-cua-toi", "/dang-nhap"):
            browser.client.get(address)
        browser.client.post("/dang-nhap", data={"login": "x"})  # a forged form
        browser.client.post("/dang-nhap", data=b"x" * 2**21, content_type="application/x-www-form-urlencoded")
    asked = threading.Thread(target=lambda: Browser(app).client.get("/"), daemon=True)
    asked.start()
    asked.join(timeout=30)
    assert not asked.is_alive()
