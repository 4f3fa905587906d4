"""The administrator extends one unit's end, opens indicators again, closes what was not sent: each with a reason."""

from __future__ import annotations

from datetime import timedelta

from tests.pages import text_of
from tests.web.conftest import Clock
from tests.web.working.conftest import SignIn

ENDS, FORM = "/han/dti-2026", "/phieu/dti-2026"
REASON = "Tỉnh chịu ảnh hưởng của bão số 12, mất điện ba ngày liền."


def test_an_extension_is_given_with_a_reason_and_shown_to_the_unit(sign_in: SignIn, clock: Clock) -> None:
    admin = sign_in("admin")
    refused = admin.post(f"{ENDS}/lao-cai/gia-han", {"until": "mai", "reason": REASON}, status=422)
    assert refused.source.count("Viết giờ và ngày có thật, ví dụ 17:00 15/12/2026") == 2
    assert refused.one("input", id="gia-han-until").get("value") == "mai"
    short = admin.post(f"{ENDS}/lao-cai/gia-han", {"until": "17:00 16/12/2026", "reason": "bão"}, status=422)
    assert "Viết lý do cụ thể" in short.text
    sooner = admin.post(f"{ENDS}/lao-cai/gia-han", {"until": "17:00 14/12/2026", "reason": REASON}, status=422)
    assert "sau hạn hiện có" in sooner.text
    given = {"until": "17:00:30 ngày 16/12/2026", "reason": REASON}
    page = admin.post(f"{ENDS}/lao-cai/gia-han", given, status=302)
    assert f"gia hạn đến 17:00 ngày 16/12/2026. {REASON}" in page.text
    assert "gia hạn đến 17:00 ngày 16/12/2026" in str(admin.get(ENDS).table("Hạn của từng tỉnh"))
    for address in (FORM, "/viec-cua-toi"):
        shown = sign_in("officer").get(address).text
        assert "Được gia hạn đến 17:00 ngày 16/12/2026." in shown
        assert REASON in shown
    clock.at += timedelta(days=23)  # 09:00 on 15/12, after the round's end
    assert "còn 1 ngày 8 giờ" in sign_in("officer").get(FORM).text
    assert "đã hết hạn" in sign_in("officer-away").get(FORM).text


def test_a_form_that_was_not_sent_is_closed_and_says_so(sign_in: SignIn, clock: Clock) -> None:
    assert "Chốt theo dữ liệu hiện có" not in sign_in("admin").get(f"{ENDS}/lao-cai").text
    clock.at += timedelta(days=23)
    admin = sign_in("admin")
    page = admin.post(f"{ENDS}/lao-cai/chot", {"reason": REASON}, status=302)
    assert "Không gửi" in page.text
    shown = sign_in("lead").get(FORM)
    assert f"Bộ đã chốt theo dữ liệu hiện có (Người admin, 09:00 ngày 15/12/2026): {REASON}" in shown.text


def test_nobody_else_decides_about_ends(sign_in: SignIn) -> None:
    for login in ("reviewer", "ranker", "officer"):
        sign_in(login).get(f"{ENDS}/lao-cai", status=403)
    sign_in("lead").get(ENDS, status=404)  # not the lead's own round
    heading = sign_in("admin").get(f"{ENDS}/lao-cai")
    assert text_of(heading.one("h1")) == "Hạn của tỉnh Lào Cai"
