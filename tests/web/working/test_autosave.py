"""Saving in the background: the same checks as the button, and an answer a script can read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Any

from sqlalchemy import Engine, event

from tests.pages import Browser, text_of
from tests.web.conftest import Clock
from tests.web.working.conftest import Fields, SignIn

HT = "/phieu/dti-2026/HT"
NOTHING: Mapping[str, str] = MappingProxyType({})
ALL, DONE = "tong_so_ho", "so_ho_duoc_phu_cap_quang"  # households, and those with fibre


def saved(
    browser: Browser, sent: Mapping[str, str] = NOTHING, *, status: int = 200, section: str = HT, **fields: str
) -> Any:
    """What the page's script is told after sending these fields."""
    answer = browser.client.post(f"{section}/luu", data={"csrf_token": browser.token(), **sent, **fields})
    assert answer.status_code == status, answer.get_data(as_text=True)[:2000]
    return answer.get_json()


def test_what_is_sent_is_saved_and_the_page_is_told_what_it_means(sign_in: SignIn) -> None:
    officer = sign_in("officer")
    saved(officer, answer__tong_so_ho="3.000", seen__tong_so_ho="0")
    told = saved(officer, answer__so_ho_duoc_phu_cap_quang="1.200", seen__so_ho_duoc_phu_cap_quang="0")
    assert told["saved"] == "Đã lưu lúc 09:00"
    assert told["items"][DONE] == {"version": 1, "figure": "1.200", "words": "một nghìn hai trăm", "fault": ""}
    assert told["cards"]["HT.1"]["points"] == "10,00"  # 1,200 ÷ 3,000 ÷ 0.8 × 20
    assert told["cards"]["HT.1"]["quotient"] == "Tỷ lệ 40,0%"
    assert list(told["cards"]) == ["HT.1"]  # nothing of what was not touched
    page = officer.get(HT)
    assert page.one("input", name=f"answer__{DONE}").get("value") == "1.200"
    assert told["points"] == text_of(page.one("b", data_total=""))


def test_unreadable_text_is_saved_as_a_draft_and_says_what_to_type(sign_in: SignIn) -> None:
    officer = sign_in("officer")
    told = saved(officer, answer__tong_so_ho="12.5", seen__tong_so_ho="0")
    assert told["items"][ALL]["fault"] == "Viết dấu phẩy cho phần thập phân, ví dụ 12,5"
    assert told["items"][ALL]["version"] == 1
    assert officer.get(HT).one("input", name=f"answer__{ALL}").get("value") == "12.5"


def test_a_part_that_was_not_sent_stays_as_it_is(sign_in: SignIn) -> None:
    officer = sign_in("officer")
    saved(officer, answer__tong_so_ho="5", seen__tong_so_ho="0")
    saved(
        officer,
        answer__so_ho_duoc_phu_cap_quang="2",
        seen__so_ho_duoc_phu_cap_quang="0",
        note__so_ho_duoc_phu_cap_quang="Có",
    )
    saved(officer, answer__so_ho_duoc_phu_cap_quang="3", seen__so_ho_duoc_phu_cap_quang="1")
    page = officer.get(HT)
    assert text_of(page.one("textarea", name=f"note__{DONE}")) == "Có"
    assert page.one("input", name=f"answer__{ALL}").get("value") == "5"


def test_a_stale_save_is_not_written_and_names_who_was_faster(sign_in: SignIn) -> None:
    officer, lead = sign_in("officer"), sign_in("lead")
    saved(lead, answer__tong_so_ho="4000", seen__tong_so_ho="0")
    told = saved(officer, answer__tong_so_ho="3000", seen__tong_so_ho="0")
    assert told["conflicts"] == {ALL: "Người lead đã lưu giá trị khác lúc 09:00. Bấm Lưu để xem và chọn."}
    assert officer.get(HT).one("input", name=f"answer__{ALL}").get("value") == "4.000"


def test_after_the_deadline_nothing_is_written_and_the_page_is_told(sign_in: SignIn, clock: Clock) -> None:
    officer = sign_in("officer")
    clock.at += timedelta(days=40)
    sign_in_again = sign_in("officer")
    told = saved(sign_in_again, status=409, answer__tong_so_ho="3", seen__tong_so_ho="0")
    assert "Phiếu không nhận câu trả lời nữa" in told["refused"]
    clock.at -= timedelta(days=40)
    assert officer.get(HT).one("input", name=f"answer__{ALL}").get("value") == ""


def test_it_takes_a_token_and_a_session_like_every_other_form(sign_in: SignIn, clock: Clock) -> None:
    officer = sign_in("officer")
    fields = {"answer__tong_so_ho": "3", "seen__tong_so_ho": "0"}
    assert officer.client.post(f"{HT}/luu", data=fields).status_code == 400
    token = officer.token()
    clock.at += timedelta(minutes=61)
    assert officer.client.post(f"{HT}/luu", data={**fields, "csrf_token": token}).status_code == 401


def test_a_save_costs_few_queries_however_long_the_section_is(sign_in: SignIn, site_engine: Engine) -> None:
    officer = sign_in("officer")
    first = {"answer__tong_so_dich_vu_cong": "100", "seen__tong_so_dich_vu_cong": "0"}
    saved(officer, first, section="/phieu/dti-2026/CQS")
    queries: list[str] = []
    token = officer.token()
    event.listen(site_engine, "before_cursor_execute", lambda *arguments: queries.append(arguments[2]))
    fields = {"answer__tong_so_dich_vu_cong": "101", "seen__tong_so_dich_vu_cong": "1", "csrf_token": token}
    assert officer.client.post("/phieu/dti-2026/CQS/luu", data=fields).status_code == 200
    assert len(queries) <= 6, queries  # the person with the form, its answers; BEGIN, the form, the change, the log


# What is declared instead of a figure

NL = "/phieu/dti-2026/NL"


def claimable(browser: Browser) -> str:
    """The head item of the first indicator of NL that may be said not to apply."""
    page = browser.get(NL)
    box = next(box for box in page.all("input", value="not_applicable"))
    return str(box.get("name")).removeprefix("declared__")


def test_no_figure_needs_an_explanation_and_then_is_no_gap(sign_in: SignIn, filled: Callable[..., Fields]) -> None:
    officer = sign_in("officer")
    page = officer.post(HT, filled(officer.get(HT), **{f"declared__{DONE}": "no_data"}), status=422)
    words = "Viết giải trình: vì sao không có số liệu, hoặc vì sao không áp dụng"
    assert page.source.count(words) == 2  # above and at the box
    assert page.one("a", href=f"#note__{DONE}") is not None
    mended = filled(page, **{f"note__{DONE}": "Sở chưa thống kê được đến cấp thôn."})
    page = officer.post(HT, mended, status=302)
    assert page.one("input", name=f"declared__{DONE}", value="no_data").get("checked") is not None
    checked = officer.get("/phieu/dti-2026/kiem-tra")
    assert not [link for link in checked.all("a") if str(link.get("href")).endswith(f"#answer__{DONE}")]


def test_a_figure_beside_no_figure_is_kept_and_must_be_mended(sign_in: SignIn, filled: Callable[..., Fields]) -> None:
    officer = sign_in("officer")
    both = {f"declared__{DONE}": "no_data", f"note__{DONE}": "Không thống kê.", f"answer__{DONE}": "7"}
    page = officer.post(HT, filled(officer.get(HT), **both), status=422)
    assert "Xóa nội dung ở ô này, hoặc chọn “Có số liệu”" in page.text
    assert page.one("input", name=f"answer__{DONE}").get("value") == "7"
    page = officer.post(HT, filled(page, **{f"declared__{DONE}": "data"}), status=302)
    assert page.one("input", name=f"answer__{DONE}").get("value") == "7"


def test_not_applicable_is_offered_where_the_index_allows_it_only(sign_in: SignIn) -> None:
    officer = sign_in("officer")
    assert claimable(officer)
    assert not officer.get(HT).all("input", value="not_applicable")
    told = officer.client.post(
        f"{HT}/luu",
        data={"csrf_token": officer.token(), f"seen__{DONE}": "0", f"declared__{DONE}": "not_applicable"},
    )
    assert told.status_code == 404


def test_a_claim_leaves_the_indicator_out_of_the_own_score(sign_in: SignIn) -> None:
    officer = sign_in("officer")
    head = claimable(officer)
    before = text_of(officer.get(NL).one("span", data_maximum=""))
    claim = {
        f"seen__{head}": "0",
        f"declared__{head}": "not_applicable",
        f"note__{head}": "Tỉnh không có đối tượng này.",
    }
    told = saved(officer, claim, section=NL)
    (card,) = [card for card in told["cards"].values() if card["fault"] == ""]
    assert card["points"] == "–"
    assert float(told["maximum"]) < float(before)


def test_one_indicator_has_a_page_of_its_own_that_saves_it_alone(
    sign_in: SignIn, filled: Callable[..., Fields]
) -> None:
    officer = sign_in("officer")
    page = officer.get(f"{HT}/HT.1")
    assert page.heading.startswith("HT.1 ")
    assert len(page.all("fieldset", class_="indicator")) == 1
    page = officer.post(f"{HT}/HT.1", filled(page, **{f"answer__{ALL}": "9"}), status=302)
    assert page.heading.startswith("HT.1 ")
    assert page.one("input", name=f"answer__{ALL}").get("value") == "9"
    officer.get(f"{HT}/NT.1", status=404)


# Who else is at work


def ping(browser: Browser, *, form: str, status: int = 200, **fields: str) -> list[str]:
    data = {"csrf_token": browser.token(), "form": form, "page": "a", **fields}
    answer = browser.client.post(f"{HT}/dang-sua", data=data)
    assert answer.status_code == status, answer.get_data(as_text=True)[:1000]
    return answer.get_json()["lines"] if status == 200 else []


def form_of(browser: Browser) -> str:
    found = re.search(r'data-form="(\d+)"', browser.get(HT).source)
    assert found
    return found.group(1)


def test_the_others_are_told_who_is_at_which_indicator_until_the_page_is_closed_or_silent(
    sign_in: SignIn, clock: Clock
) -> None:
    officer, lead = sign_in("officer"), sign_in("lead")
    form = form_of(officer)
    assert ping(officer, form=form, indicator="HT.1", active="1") == []  # nobody sees themselves
    assert ping(lead, form=form) == ["Người officer đang sửa chỉ tiêu HT.1 (vừa xong)"]
    clock.at += timedelta(seconds=61)
    ping(officer, form=form, indicator="HT.1")  # still open, nothing happened
    assert ping(lead, form=form) == ["Người officer đang sửa chỉ tiêu HT.1 (1 phút trước)"]
    clock.at += timedelta(seconds=61)
    assert ping(lead, form=form) == []  # silent for more than a minute
    ping(officer, form=form, indicator="HT.1", active="1")
    ping(officer, form=form, left="1")
    assert ping(lead, form=form) == []


def test_nobody_speaks_for_another_units_form(sign_in: SignIn) -> None:
    form = form_of(sign_in("officer"))
    ping(sign_in("officer-away"), form=form, status=404, indicator="HT.1")


def test_an_open_page_keeps_no_session_alive_and_a_hand_does(sign_in: SignIn, clock: Clock) -> None:
    officer = sign_in("officer")
    form, token = form_of(officer), officer.token()
    for _half_an_hour in range(2):
        clock.at += timedelta(minutes=29)
        officer.client.post(f"{HT}/dang-sua", data={"csrf_token": token, "form": form, "page": "a"})
    assert officer.client.get("/phien").get_json()["left"] == 120  # 60 − 58 minutes
    assert officer.client.post("/phien", data={"csrf_token": token}).get_json() == {"left": 3600}
    clock.at += timedelta(minutes=59)
    officer.get(HT)
