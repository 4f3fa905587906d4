"""The walk through the catalogue: reading the sets, and drafting a new version of one."""

from __future__ import annotations

from tests.gallery.camera import Camera

SETS = "/bo-chi-so"
OLD, NEW = f"{SETS}/DTI-2026", f"{SETS}/DTI-2027"
ADMIN = "quantri"


def reading(camera: Camera) -> None:
    """What everybody may read."""
    camera.visit("sets", "Các bộ chỉ số", SETS)
    camera.visit("set", "Một bộ chỉ số", OLD)
    camera.visit("set-weights", "Bộ chỉ số tổng hợp", f"{SETS}/PCI-DIGITAL")
    camera.visit("set-node", "Một chỉ tiêu", f"{OLD}/chi-so/NT.2")
    camera.visit("set-target", "Chỉ tiêu có mốc theo năm", f"{SETS}/TARGETS-749/chi-so/CQS.1")
    camera.visit("set-item", "Một số liệu", f"{OLD}/so-lieu/so_ho_so_truc_tuyen")
    camera.visit("set-changes", "Khác biệt giữa hai phiên bản", f"{SETS}/PAR-2022/so-sanh")
    camera.visit("coverage", "Bảng bao phủ", f"{SETS}/bao-phu")


def drafting(camera: Camera) -> None:
    """What the administrator does with a new version."""
    page = camera.visit("set-admin", "Bộ chỉ số, quản trị", OLD, ADMIN)
    page.fill("#code", "Đợt 2027")
    page.locator("form", has=page.locator("#code")).locator("button").click()
    camera.take("copy-refused", "Mã không đúng (422)", page)
    page.fill("#code", "DTI-2027")
    page.locator("form", has=page.locator("#code")).locator("button").click()
    page.wait_for_url(f"**{NEW}")
    camera.take("draft-set", "Bản nháp", page)
    camera.visit("draft-item", "Sửa số liệu", f"{NEW}/so-lieu/truong_ban_chi_dao/sua", ADMIN)
    page = camera.visit("draft-node", "Sửa chỉ tiêu", f"{NEW}/chi-so/NT.1/sua", ADMIN)
    page.fill("#amount", {"vi": "12.5", "en": "12,5"}[camera.language])
    page.locator("main form button").click()
    camera.take("draft-node-refused", "Số viết sai (422)", page)
    page.fill("#amount", "25")
    page.locator("main form button").click()
    page.wait_for_url(f"**{NEW}/chi-so/NT.1")
    camera.take("draft-node-saved", "Đã lưu vào bản nháp", page)
    camera.visit("draft-changes", "Bản nháp khác gì bản cũ", f"{NEW}/so-sanh", ADMIN)
    camera.visit("trial", "Thử điền với số liệu mẫu", f"{NEW}/thu/NT", ADMIN)
    page = camera.visit("sets-admin", "Các bộ chỉ số, quản trị", SETS, ADMIN)
    page.set_input_files("#workbook", {"name": "bo-chi-so.xlsx", "mimeType": "", "buffer": b"not a workbook"})
    page.locator("main form button").click()
    camera.take("upload-refused", "Tệp Excel có lỗi (422)", page)
