"""What is kept of a form: its versions, what changed between them, and every save."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.gallery import signature
from tests.gallery.camera import Camera, save

WHY = "Số phủ cáp do nhà mạng tính cả hộ tạm trú (minh họa)."
REASON = "Thiếu số liệu của Sở Y tế ở mục Hoạt động xã hội số (minh họa)."


def changed_after_declining(camera: Camera, form: str, certifier: Page, lead: Page) -> None:
    """The leader hands the form back, the lead changes a figure and hands it over again."""
    certifier.fill("#reason", REASON)
    certifier.click("form[action$='tra-lai'] button")
    lead.goto(f"{camera.address}{form}/HT")
    lead.locator("input.amount").first.fill("9999")
    save(lead)
    unusual(camera, form, lead)
    lead.goto(f"{camera.address}{form}/tong-hop?loc=unusual")
    camera.take("consolidation", "Tổng hợp và trình ký", lead)
    lead.goto(f"{camera.address}{form}/tong-hop?loc=moved&lech=x")
    camera.take("consolidation-none", "Tổng hợp, không khớp bộ lọc", lead)
    lead.goto(f"{camera.address}{form}/so-sanh")
    camera.take("compare", "Khác biệt so với phiên bản trước", lead)
    signature.remarks(camera, form, lead)
    lead.goto(f"{camera.address}{form}")
    lead.click("form[action$='trinh-ky'] button")
    signature.signed(camera, form, lead)


def unusual(camera: Camera, form: str, lead: Page) -> None:
    """A part larger than its whole: the form is not signed without a word on it."""
    lead.goto(f"{camera.address}{form}")
    lead.click("form[action$='trinh-ky'] button")
    camera.take("check-unusual", "Giá trị khác thường", lead)
    lead.locator("input[name^=right__]").first.check()
    lead.locator("textarea[name^=reason__]").first.fill("Đúng")
    lead.click("main form button")
    camera.take("check-unusual-refused", "Xác nhận thiếu lý do (422)", lead)
    lead.locator("textarea[name^=reason__]").first.fill(WHY)
    lead.click("main form button")
    camera.take("check-assured", "Giá trị khác thường đã xác nhận", lead)


def reading(camera: Camera, form: str, officer: str) -> None:
    """Versions and histories, for reading only."""
    camera.visit("versions", "Các phiên bản", f"{form}/phien-ban", officer)
    camera.visit("version", "Một phiên bản", f"{form}/phien-ban/1", officer)
    camera.visit("version-section", "Một mục của phiên bản cũ", f"{form}/phien-ban/1/HT", officer)
    camera.visit("compare-same", "Không có gì khác nhau", f"{form}/so-sanh", officer)
    camera.visit("history", "Lịch sử sửa đổi", f"{form}/lich-su?muc=HT&tu=31/02/2026", officer)
    camera.visit("history-none", "Lịch sử, không khớp bộ lọc", f"{form}/lich-su?den=01/01/2020", officer)
    camera.visit("history-indicator", "Lịch sử một chỉ tiêu", f"{form}/lich-su/HT.1", officer)
