"""A province's own round on its pages: units, accounts, a round opened, answered, verified, ranked and published."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from assessment.exchange.workbooks import read_workbook
from assessment.models import Submission, SubmissionState, Unit
from assessment.services import catalogue
from tests.conftest import NOW
from tests.exchange import commune as commune_set
from tests.pages import Browser
from tests.web.working.conftest import Fields, SignIn
from tests.world import AWAY, HOME, OPEN

OWN = f"/dot-cua-tinh/{HOME}"
CODE = f"{HOME}-xa-2026"
LIST = {"kind": "x", "listed": "Mã;Tên\n02650;Phường Lào Cai\n02671;Xã Bát Xát"}
ROUND = {"kind": "x", "index": "DTI-XA-TAY-NINH-2025", "year": "2026", "closes_on": "15/12/2026"}
MINE = "Đợt của tỉnh Lào Cai"


def load_the_commune_set(engine: Engine) -> None:
    """The 62 indicators of an official's workbook, as the administrator publishes them."""
    index = read_workbook(commune_set.WORKBOOK.read_bytes(), commune_set.WORKBOOK.name)
    with Session(engine.execution_options(write=True)) as session:
        catalogue.add_draft(session, index, actor=None, now=NOW)
        catalogue.publish(session, index.code, 1, actor=None, now=NOW)
        session.commit()


def opened(lead: Browser) -> None:
    """A round of two communes."""
    lead.post(f"{OWN}/don-vi", LIST, status=302)
    page = lead.post(f"{OWN}/mo", ROUND, status=302)
    assert page.heading == "Hàng đợi thẩm định"
    assert MINE in page.text
    assert "Đánh giá cấp xã 2026" in page.text


def account(lead: Browser, login: str, role: str) -> str:
    """An account of Bát Xát; its first password, which the page shows once."""
    fields = {"unit": "02671", "login": login, "full_name": "Người xã", "role": role}
    page = lead.post(f"{OWN}/tai-khoan", fields)
    assert page.heading == "Đã tạo tài khoản"
    return "".join(page.all("code")[1].itertext())


def test_a_lead_brings_in_communes_opens_a_round_and_a_commune_answers_and_sends_it(
    sign_in: SignIn, filled: Callable[..., Fields], site_engine: Engine
) -> None:
    lead = sign_in("lead")
    assert "Tỉnh chưa mở đợt nào" in lead.get("/viec-cua-toi").text
    load_the_commune_set(site_engine)
    opened(lead)
    commune = Browser(lead.client.application)
    first = account(lead, "batxat", "lead")
    commune.sign_in("batxat", first)
    commune.post("/mat-khau", {"password": first, "new_password": "mật khẩu của xã Bát Xát"}, status=302)
    home = commune.get("/viec-cua-toi")
    assert "Phiếu tự đánh giá: Đánh giá cấp xã 2026" in home.text
    assert "Đợt đánh giá của tỉnh" not in home.text
    form = commune.get(f"/phieu/{CODE}")
    assert "Xã Bát Xát" in form.text
    assert MINE in form.text
    assert "Phiếu chưa gửi tỉnh." in form.text
    assert "gửi Bộ" not in form.text.replace("không gửi Bộ", "")
    page = commune.get(f"/phieu/{CODE}/1")
    commune.post(f"/phieu/{CODE}/1", filled(page, answer__ct_1_1="50"), status=302)
    for address in (
        f"/phieu/{OPEN}",
        f"/tham-dinh/{CODE}",
        f"/tham-dinh/{CODE}/xa-bat-xat",
        f"/tham-dinh/{CODE}/xa-bat-xat/phien-ban",
        OWN,
        f"/xep-hang-bo/{CODE}",
    ):
        commune.get(address, status=404)
    review = lead.get(f"/tham-dinh/{CODE}/xa-bat-xat")
    assert MINE in review.text
    send(site_engine)
    assert "Chốt thẩm định" in lead.get(f"/tham-dinh/{CODE}/xa-bat-xat").text
    assert "Chốt thẩm định" not in sign_in("reviewer").get(f"/tham-dinh/{CODE}/xa-bat-xat").text
    settle(site_engine)
    draft = lead.post(f"/xep-hang-bo/{CODE}/tinh", status=302)
    assert [row[1] for row in draft.table("đơn vị được xếp hạng")] == ["Xã Bát Xát"]
    public = Browser(lead.client.application)
    card, draft_card = f"/xep-hang/{CODE}/phieu-diem/xa-bat-xat.pdf", f"/xep-hang-bo/{CODE}/1/phieu-diem/xa-bat-xat.pdf"
    for address in (f"/xep-hang/{CODE}", f"/xep-hang/{CODE}/ranking.csv", card):
        public.get(address, status=404)
    assert draft_card in [link.get("href") for link in draft.all("a")]
    for reader in (lead, sign_in("viewer")):
        assert pdf(reader, draft_card).startswith("attachment")
    for stranger in (commune, sign_in("lead-away")):
        stranger.get(draft_card, status=404)
    lead.get(f"/xep-hang-bo/{CODE}/1/phieu-diem/phuong-lao-cai.pdf", status=404)  # was not ranked, has no score
    lead.get(f"/xep-hang-bo/{CODE}/2/phieu-diem/xa-bat-xat.pdf", status=404)
    sign_in("ranker").client.get(f"/xep-hang-bo/{CODE}")
    lead.post(f"/xep-hang-bo/{CODE}/cong-bo", {"version": "1", "decision": "12/QĐ-UBND"}, status=302)
    shown = public.get(f"/xep-hang/{CODE}")
    assert shown.heading == "Đánh giá cấp xã 2026"
    assert [row[:3] for row in shown.table("Bảng xếp hạng")] == [
        ["1", "Xã Bát Xát", "5,0000"]
    ]  # half of the 10 points of 1.1
    assert card in [link.get("href") for link in shown.all("a")]
    for reader in (public, commune, lead):
        assert "XA-2026-v1" in pdf(reader, card)
    public.get("/xep-hang/dti-2024/phieu-diem/hue.pdf", status=404)  # the ministry's is at the province's own address
    assert CODE not in public.get("/").source
    for address in ("/tinh/xa-bat-xat", f"/tinh/xa-bat-xat?dot={CODE}", f"/tinh/xa-bat-xat/phieu-diem.pdf?dot={CODE}"):
        public.get(address, status=404)


def pdf(reader: Browser, address: str) -> str:
    """How the file is called that is found there."""
    with reader.client.get(address) as file:
        assert file.data.startswith(b"%PDF")
        return file.headers["Content-Disposition"]


def _move(engine: Engine, state: SubmissionState) -> None:
    with Session(engine.execution_options(write=True)) as session:
        place = session.scalars(select(Unit.id).where(Unit.name_vi == "Xã Bát Xát")).one()
        session.scalars(select(Submission).where(Submission.unit_id == place)).one().state = state
        session.commit()


def send(engine: Engine) -> None:
    _move(engine, SubmissionState.SENT)


def settle(engine: Engine) -> None:
    _move(engine, SubmissionState.SETTLED)


def test_another_province_and_the_ministry_do_not_act_in_it(sign_in: SignIn, site_engine: Engine) -> None:
    load_the_commune_set(site_engine)
    lead, away = sign_in("lead"), sign_in("lead-away")
    opened(lead)
    sheet = f"/tham-dinh/{CODE}/xa-bat-xat"
    assert MINE in lead.get(f"{sheet}/phien-ban").text
    for address in (OWN, f"/tham-dinh/{CODE}", sheet, f"{sheet}/phien-ban", f"{sheet}/so-sanh", f"/xep-hang-bo/{CODE}"):
        away.get(address, status=404)
    for address, fields in ((f"{OWN}/don-vi", LIST), (f"{OWN}/mo", ROUND), (f"/xep-hang-bo/{CODE}/tinh", {})):
        away.post(address, fields, status=404)
    ranker = sign_in("ranker")
    assert "Tính bản dự thảo mới" not in ranker.get(f"/xep-hang-bo/{CODE}").text
    ranker.post(f"/xep-hang-bo/{CODE}/tinh", status=403)
    assert "Đánh giá cấp xã 2026, Tỉnh Lào Cai" in ranker.get("/viec-cua-toi").text
    assert f"/dot-cua-tinh/{AWAY}" in away.get("/viec-cua-toi").source


def test_what_cannot_be_read_is_refused_at_its_field_and_kept(sign_in: SignIn, site_engine: Engine) -> None:
    load_the_commune_set(site_engine)
    lead = sign_in("lead")
    page = lead.post(f"{OWN}/don-vi", {"kind": "x", "listed": "02650;\n02671;Xã B"}, status=422)
    assert page.text.count("Dòng 1: viết tên đơn vị sau mã") == 2
    assert "02671;Xã B" in page.text
    page = lead.post(f"{OWN}/mo", ROUND | {"closes_on": "32/12/2026"}, status=422)
    assert page.text.count("Ghi một ngày sau hôm nay") == 2
    assert "nhập danh sách đơn vị trước" in lead.post(f"{OWN}/mo", ROUND, status=422).text
    opened(lead)
    assert "Năm này đã có một đợt như vậy" in lead.post(f"{OWN}/mo", ROUND, status=422).text
    account(lead, "xa.1", "officer")
    taken = {"unit": "02671", "login": "xa.1", "full_name": "x", "role": "lead"}
    assert "đã có người dùng" in lead.post(f"{OWN}/tai-khoan", taken, status=422).text
    assert lead.get(f"{OWN}?lang=en").heading == "Rounds of the province"
