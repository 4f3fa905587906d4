"""The walk: every page in every state, in the order in which a form goes from the officer to the public."""

from __future__ import annotations

import shutil
from functools import partial
from pathlib import Path

from playwright.sync_api import Page

from tests.gallery import analyses, dividing, drafts, evidence, kept, moments, own_rounds, papers, replying, workbooks
from tests.gallery.camera import Camera, opened_browser, save
from tests.served import DATABASE, current_round, served

FORM = f"/phieu/{current_round()}"
REVIEW = f"/tham-dinh/{current_round()}"
DESK = f"/xep-hang-bo/{current_round()}"
FILLED, EMPTY = "HT", "KTS"  # sections of Lạng Sơn's form, which is half filled in
OFFICER, LEAD, CERTIFIER = "chuyenvien", "daumoi", "lanhdaotinh"
REVIEWER, RANKER, VIEWER, ADMIN = "thamdinh", "xephang", "lanhdaobo", "quantri"
EVERYBODY = (OFFICER, LEAD, CERTIFIER, REVIEWER, RANKER, VIEWER, ADMIN)
AMOUNT = "input.amount[inputmode=decimal]"
WRONG = {"vi": "12.5", "en": "12,5"}


def photograph(world: Path, out: Path, language: str) -> None:
    """The whole walk in one language."""
    folder = world / language
    folder.mkdir()
    shutil.copyfile(world / DATABASE, folder / DATABASE)
    with served(folder) as address:
        papers.draw(address, out, language)
        with opened_browser() as browser:
            walk(Camera(browser, address, out, language))


def walk(camera: Camera) -> None:
    """All of it; the last parts change the world, and come after those that need it as it was."""
    for group, part in (
        ("Công khai", public),
        ("Bộ chỉ số", drafts.reading),
        ("Đăng nhập và từ chối", doors),
        ("Việc của tôi", desks),
        ("Phân công", dividing.dividing),
        ("Tài khoản", dividing.accounts),
        ("Kho tài liệu", evidence.keeping),
        ("Phiếu của tỉnh", form),
        ("Phiếu bằng Excel", partial(workbooks.by_excel, officer=OFFICER, lead=LEAD)),
        ("Trình ký và gửi", sending),
        ("Thẩm định", review),
        ("Trả lại và hạn", returning),
        ("Trả lại và hạn", answering),
        ("Xếp hạng", ranking),
        ("Đợt của tỉnh", partial(own_rounds.own_rounds, lead=LEAD, ranker=RANKER)),
        ("Phân tích", analyses.explaining),
        ("Phân tích", analyses.comparing),
        ("Phân tích", analyses.looking_ahead),
        ("Phân tích", analyses.judging),
        ("Soạn bộ chỉ số", drafts.drafting),
    ):
        camera.group = group
        part(camera)
    camera.remember()


def public(camera: Camera) -> None:
    """What needs no account."""
    camera.visit("overview", "Tổng quan", "/")
    ranking = camera.visit("ranking", "Bảng xếp hạng", "/xep-hang/dti-2024")
    code = ranking.locator("a[href*='/kiem-tra/']").first.get_attribute("href") or ""
    region = ranking.locator("select[name=vung] option").nth(1).get_attribute("value")
    camera.visit("ranking-sorted", "Xếp theo Hạ tầng số", "/xep-hang/dti-2024?sap=-ht")
    camera.visit("ranking-region", "Lọc một vùng", f"/xep-hang/dti-2024?vung={region}")
    camera.visit("ranking-search", "Tìm không dấu", "/xep-hang/dti-2024?tim=da+nang")
    camera.visit("ranking-none", "Tìm không thấy", "/xep-hang/dti-2024?tim=xyz")
    camera.visit("ranking-63", "63 tỉnh, năm 2022", "/xep-hang/dti-2022-63")
    camera.visit("province-merged", "Tỉnh hợp nhất", "/tinh/lao-cai")
    camera.visit("province-unmerged", "Tỉnh giữ nguyên", "/tinh/lang-son")
    camera.visit("province-city", "Thành phố", "/tinh/da-nang")
    camera.visit("province-old", "Tỉnh đã sáp nhập", "/tinh/yen-bai?dot=dti-2022-63")
    camera.visit("method", "Phương pháp", "/phuong-phap")
    camera.visit("help", "Trợ giúp", "/tro-giup")
    camera.visit("accessibility", "Tuyên bố tiếp cận", "/tuyen-bo-tiep-can")
    camera.visit("verify", "Kiểm tra bản in", "/kiem-tra")
    camera.visit("verify-known", "Mã đúng", code)
    camera.visit("verify-unknown", "Mã không có", "/kiem-tra/DTI-0000")


def doors(camera: Camera) -> None:
    """Signing in, and what is refused."""
    page = camera.another_page()
    page.goto(f"{camera.address}/dang-nhap")
    camera.take("sign-in", "Đăng nhập", page)
    camera.sign_in(page, OFFICER, "sai mật khẩu rồi")
    camera.take("sign-in-refused", "Sai mật khẩu", page)
    camera.visit("unknown", "Không có trang (404)", "/khong-co")
    camera.visit("nobody", "Chưa đăng nhập (401)", FORM)
    camera.visit("forbidden", "Không có quyền (403)", "/nhat-ky", OFFICER)


def desks(camera: Camera) -> None:
    """Where everybody's work begins."""
    for login in EVERYBODY:
        camera.visit(f"home-{login}", f"Việc của tôi: {login}", "/viec-cua-toi", login)


def form(camera: Camera) -> None:
    """Filling in."""
    camera.visit("form", "Phiếu", FORM, OFFICER)
    camera.visit("form-lead", "Phiếu, đầu mối", FORM, LEAD)
    for section in ("NT", FILLED, "XHS"):
        camera.visit(f"section-{section.lower()}", f"Mục {section}", f"{FORM}/{section}", OFFICER)
    page = camera.visit("section-empty", "Mục trống", f"{FORM}/{EMPTY}", OFFICER)
    conflict(camera, page)
    saved(camera, page)
    camera.visit("section-partly", "Mục nhập dở", f"{FORM}/{EMPTY}", OFFICER)
    faults(camera, page)
    camera.visit("check", "Kiểm tra đầy đủ", f"{FORM}/kiem-tra", OFFICER)
    mended(camera, page)
    moments.claims(camera, f"{FORM}/{EMPTY}", OFFICER)
    moments.failures(camera, f"{FORM}/{EMPTY}", OFFICER)
    moments.ending(camera, FORM, OFFICER)
    replying.asking(camera, FORM, LEAD)


def conflict(camera: Camera, mine: Page) -> None:
    """Two people type into the same box."""
    theirs = camera.page(LEAD)
    theirs.goto(f"{camera.address}{FORM}/{EMPTY}")
    for page, typed in ((theirs, "41"), (mine, "42")):
        page.locator(AMOUNT).first.fill(typed)
        save(page)
    camera.take("section-conflict", "Hai người cùng sửa (409)", mine)


def saved(camera: Camera, page: Page) -> None:
    """The answer to a save."""
    page.goto(f"{camera.address}{FORM}/{EMPTY}")
    page.locator(AMOUNT).nth(4).fill("18")
    page.locator("textarea[name^=evidence__]").first.fill(
        "Quyết định số 123/QĐ-UBND ngày 05/03/2026, trang 2 (minh họa)"
    )
    save(page)
    camera.take("section-saved", "Đã lưu", page)


def faults(camera: Camera, page: Page) -> None:
    """Texts that cannot be read."""
    page.goto(f"{camera.address}{FORM}/{EMPTY}")
    for place, typed in enumerate((WRONG[camera.language], "khoảng 30", "-4")):
        page.locator(AMOUNT).nth(place).fill(typed)
    save(page)
    camera.take("section-faults", "Có ô cần sửa (422)", page)
    camera.visit("form-faults", "Phiếu có ô cần sửa", FORM, OFFICER)
    camera.visit("section-faults-again", "Mở lại mục có ô cần sửa", f"{FORM}/{EMPTY}", OFFICER)


def mended(camera: Camera, page: Page) -> None:
    """The faults corrected, so that the form may go on."""
    page.goto(f"{camera.address}{FORM}/{EMPTY}")
    for place, typed in enumerate(("12", "3", "4")):  # a part within its whole: nothing unusual to give one's word on
        page.locator(AMOUNT).nth(place).fill(typed)
    save(page)


def sending(camera: Camera) -> None:
    """From the lead to the ministry."""
    lead, certifier = camera.page(LEAD), camera.page(CERTIFIER)
    stale = camera.page(OFFICER)
    stale.goto(f"{camera.address}{FORM}/{EMPTY}")
    lead.goto(f"{camera.address}{FORM}")
    lead.click("form[action$='trinh-ky'] button")
    camera.take("form-awaiting", "Phiếu chờ ký duyệt", lead)
    stale.locator(AMOUNT).first.fill("55")
    save(stale)
    camera.take("section-too-late", "Lưu khi phiếu đã chuyển bước (409)", stale)
    camera.visit("section-read-only", "Mục chỉ đọc", f"{FORM}/{FILLED}", OFFICER)
    camera.visit("home-certifier-waiting", "Việc của lãnh đạo tỉnh khi có phiếu", "/viec-cua-toi", CERTIFIER)
    camera.visit("form-certifier", "Phiếu, lãnh đạo tỉnh", FORM, CERTIFIER)
    certifier.click("form[action$='tra-lai'] button")
    camera.take("form-decline-refused", "Trả lại thiếu lý do (422)", certifier)
    kept.changed_after_declining(camera, FORM, certifier, lead)
    camera.visit("send", "Gửi Bộ", f"{FORM}/gui", CERTIFIER)
    certifier.click("main form .button")
    camera.take("send-unconfirmed", "Gửi khi chưa xác nhận (422)", certifier)
    certifier.check("#confirm")
    certifier.click("main form .button")
    camera.take("receipt", "Biên nhận", certifier)
    camera.visit("form-sent", "Phiếu đã gửi", FORM, OFFICER)
    kept.reading(camera, FORM, OFFICER)
    camera.visit("home-sent", "Việc của tôi sau khi gửi", "/viec-cua-toi", OFFICER)


def review(camera: Camera) -> None:
    """The ministry's reading."""
    camera.visit("queue", "Hàng đợi thẩm định", REVIEW, REVIEWER)
    page = camera.visit("sheet", "Phiếu mới gửi", f"{REVIEW}/ca-mau", REVIEWER)
    card = page.locator("section.review").first
    card.locator("input[value=adjust]").check()
    card.locator(".amount").fill("99999")
    card.locator("button").click()
    camera.take("sheet-points-refused", "Điểm ngoài khoảng (422)", page)
    card.locator(".amount").fill("1")
    card.locator("textarea").fill("chưa đạt")
    card.locator("button").click()
    camera.take("sheet-reason-refused", "Điều chỉnh thiếu lý do (422)", page)
    camera.visit("sheet-half", "Phiếu thẩm định dở", f"{REVIEW}/can-tho", REVIEWER)
    camera.visit("sheet-settled", "Phiếu đã chốt", f"{REVIEW}/hue", REVIEWER)
    camera.visit("sheet-viewer", "Phiếu, lãnh đạo Bộ xem", f"{REVIEW}/hue", VIEWER)


def returning(camera: Camera) -> None:
    """The right of reply, and ends of single units."""
    page = camera.visit("sheet-returned", "Phiếu có chỉ tiêu chờ trả lời", f"{REVIEW}/can-tho", REVIEWER)
    card = page.locator("section.review:has(input[value=ask])").last
    card.locator("input[value=ask]").check()
    card.locator("textarea").fill("Báo cáo kèm theo chưa nêu số liệu của cả năm, cần bổ sung.")
    card.locator("button").last.click()
    page = camera.visit("give-back", "Trả lại để tỉnh bổ sung", f"{REVIEW}/can-tho/tra-lai", REVIEWER)
    page.locator("textarea").first.fill("chưa đủ")
    page.click("button[name=send]")
    camera.take("give-back-refused", "Trả lại thiếu lý do (422)", page)
    camera.visit("replies-none", "Không có chỉ tiêu cần bổ sung", f"{FORM}/bo-sung", LEAD)
    camera.visit("ends", "Hạn và gia hạn", f"/han/{current_round()}", ADMIN)
    page = camera.visit("end", "Hạn của một tỉnh", f"/han/{current_round()}/lang-son", ADMIN)
    page = camera.visit("end-sent", "Mở lại một phiếu", f"/han/{current_round()}/ca-mau", ADMIN)
    page.locator("form[action$='mo-lai'] button").click()
    camera.take("end-refused", "Mở lại thiếu lý do (422)", page)


def answering(camera: Camera) -> None:
    """A form that was sent, given back and sent again; after `sending`."""
    replying.replying(camera, FORM, f"{REVIEW}/lang-son", (REVIEWER, LEAD, OFFICER, CERTIFIER))


def ranking(camera: Camera) -> None:
    """Computing, and what only the ministry sees."""
    page = camera.visit("desk-empty", "Tính xếp hạng, chưa tính", DESK, RANKER)
    page.click("form[action$='tinh'] button")
    camera.take("draft", "Bản dự thảo", page)
    camera.visit("desk", "Tính xếp hạng", DESK, RANKER)
    page.locator("form[action$='cong-bo'] input[name=decision]").first.fill("123/QĐ-BKHCN")
    page.click("form[action$='cong-bo'] button")
    camera.take("publish-refused", "Công bố khi còn phiếu chưa chốt (422)", page)
    camera.visit("home-viewer-draft", "Lãnh đạo Bộ khi có dự thảo", "/viec-cua-toi", VIEWER)
    camera.visit("audit", "Nhật ký", "/nhat-ky", ADMIN)
