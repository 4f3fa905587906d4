"""A form that the ministry gave back: what the province sees, answers and sends again."""

from __future__ import annotations

from tests.gallery.camera import Camera

QUESTION = "Báo cáo kèm theo chưa nêu số liệu của cả năm, cần bổ sung (minh họa)."
REPLY = "Số liệu cả năm nằm ở phụ lục 2 của báo cáo, trang 14 (minh họa)."


def asking(camera: Camera, form: str, lead: str) -> None:
    """The lead asks a department, without saying why."""
    page = camera.visit("ask", "Yêu cầu sở, ngành bổ sung", f"{form}/yeu-cau/HT.1", lead)
    page.click("main form.narrow button")
    camera.take("ask-refused", "Yêu cầu thiếu lý do (422)", page)


def replying(camera: Camera, form: str, sheet: str, people: tuple[str, str, str, str]) -> None:
    """From the question to the second receipt; `people` are the reviewer, the lead, the officer and the certifier."""
    reviewer, lead, officer, certifier = people
    page = camera.visit("sheet-first", "Phiếu mới gửi, tỉnh minh họa", sheet, reviewer)
    card = page.locator("section.review:has(input[value=ask])").first
    card.locator("input[value=ask]").check()
    card.locator("textarea").fill(QUESTION)
    card.locator("button").last.click()
    page.goto(f"{camera.address}{sheet}/tra-lai")
    page.click("button[name=send]")
    camera.take("given-back", "Đã trả lại tỉnh", page)
    camera.visit("form-returned", "Phiếu được trả lại", form, officer)
    camera.visit("home-returned", "Việc của tôi khi phiếu được trả lại", "/viec-cua-toi", lead)
    page = camera.visit("replies", "Chỉ tiêu cần bổ sung", f"{form}/bo-sung", lead)
    code = page.locator("section.review").first.get_attribute("id") or ""
    camera.visit("section-returned", "Mục có chỉ tiêu được trả lại", f"{form}/{code.partition('.')[0]}", officer)
    page.locator("input[value=keep]").check()
    page.click("form.decision button")
    camera.take("reply-refused", "Trả lời thiếu giải trình (422)", page)
    page.locator("form.decision textarea").fill(REPLY)
    page.click("form.decision button")
    camera.take("replied", "Đã trả lời", page)
    page.click("form[action$='trinh-ky'] button")
    page = camera.visit("send-again", "Gửi lại phần bổ sung", f"{form}/gui", certifier)
    page.check("#confirm")
    page.click("main form .button")
    camera.take("receipt-again", "Biên nhận lần hai", page)
    camera.visit("sheet-replied", "Phiếu có trả lời của tỉnh", sheet, reviewer)
