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


def accounts(camera: Camera) -> None:
    """A new officer's account, from the lead's form to the own password; and one that is closed."""
    page = camera.visit("account-new", "Thêm cán bộ, đã điền", "/so-nganh", LEAD)
    page.fill("#full_name", "Vi Thị Mai (minh họa)")
    page.locator("form[action*='tai-khoan'] .button").click()
    camera.take("account-refused", "Thêm cán bộ thiếu tên đăng nhập (422)", page)
    page.fill("#login", "mai.vt")
    page.locator("form[action*='tai-khoan'] .button").click()
    camera.take("account-made", "Đã tạo tài khoản", page)
    first = page.locator("main code").nth(1).inner_text()
    mai = camera.another_page()
    camera.sign_in(mai, "mai.vt", first)
    camera.take("password-given", "Đặt mật khẩu riêng lần đầu", mai)
    mai.fill("#password", first)
    mai.fill("#new_password", "ngắn")
    mai.locator("main .button").click()
    camera.take("password-refused", "Mật khẩu mới quá ngắn (422)", mai)
    page.goto(f"{camera.address}/so-nganh")
    page.locator("li:has-text('mai.vt') button[value=close]").click()
    camera.take("account-closed", "Tài khoản đã khóa", page)
