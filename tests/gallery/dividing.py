"""The part of the walk where the lead divides the work; nothing is changed that later parts need."""

from __future__ import annotations

from tests.gallery.camera import Camera
from tests.served import current_round

FORM = f"/phieu/{current_round()}"
LEAD, FINANCE, ADMIN = "daumoi", "chuyenvien2", "quantri"


def dividing(camera: Camera) -> None:
    """Departments, assignments, progress, and what an officer of one department sees."""
    page = camera.visit("departments", "Sở, ngành và cán bộ", "/so-nganh", LEAD)
    page.locator("button[value=add]").click()
    camera.take("departments-refused", "Thêm sở, ngành thiếu tên (422)", page)
    camera.visit("departments-empty", "Tỉnh chưa có sở, ngành", "/so-nganh?tinh=ha-noi", ADMIN)
    page = camera.visit("assign", "Phân công", f"{FORM}/phan-cong?muc=KTS", LEAD)
    page.locator(".assign-bar button").click()
    camera.take("assign-refused", "Phân công khi chưa đánh dấu (422)", page)
    page = camera.visit("assign-all", "Phân công, đánh dấu cả mục", f"{FORM}/phan-cong?muc=AT&chon=1", LEAD)
    page.select_option("#department", label="Sở Nội vụ")
    page.locator(".assign-bar button").click()
    camera.take("assign-has-data", "Đổi sở, ngành khi đã có số liệu (422)", page)
    page = camera.visit("progress", "Tiến độ", f"{FORM}/tien-do", LEAD)
    page.locator("button.remind").first.click()
    camera.take("progress-reminded", "Tiến độ sau khi gửi thư nhắc", page)
    page = camera.visit("calendar", "Ngày nghỉ, ngày làm bù", "/ngay-nghi", ADMIN)
    page.locator(".narrow button").click()
    camera.take("calendar-refused", "Lưu ngày thiếu nội dung (422)", page)
    camera.visit("letters", "Thư điện tử của hệ thống", "/thu-dien-tu", ADMIN)
    camera.visit("home-department", "Việc của tôi: một sở khác", "/viec-cua-toi", FINANCE)
    camera.visit("section-divided", "Mục có phần của sở khác", f"{FORM}/TC", FINANCE)
