"""The walk through the library of documents and the picker beside an answer."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import Page

from assessment.services.evidence.places import places
from questionnaires import load
from tests.files import samples
from tests.gallery.camera import Camera
from tests.served import current_round

ROUND = current_round()
FIRST = next(iter(places(load("DTI-2026"))))
PICK = f"/phieu/{ROUND}/tai-lieu/{FIRST}"
OFFICER, LEAD, REVIEWER = "chuyenvien", "daumoi", "thamdinh"


def keeping(camera: Camera) -> None:
    """What a unit does with its documents; removal is asked about and not done."""
    page = camera.visit("documents", "Kho tài liệu", "/tai-lieu", LEAD)
    page.locator(".shelf a", has_text="hạ tầng viễn thông").click()
    camera.take("document-warned", "Tài liệu có cảnh báo", page)
    address = page.url
    page.fill("#issued_on", "31/02/2026")
    page.click(".describe button")
    camera.take("document-refused", "Mô tả cần sửa (422)", page)
    page.goto(f"{address}/xoa")
    camera.take("document-removal", "Hỏi trước khi xóa", page)
    page.goto(f"{address}/gan?dot={ROUND}")
    camera.take("document-spread", "Gắn vào nhiều chỉ tiêu", page)
    camera.visit("documents-none", "Kho tài liệu, tìm không thấy", "/tai-lieu?tim=xyz", LEAD)
    page.goto(f"{camera.address}/tai-lieu")
    wrong = {"trang.html": samples.HTML, "hinh.pdf": samples.SVG, "khoa.pdf": samples.pdf(password="mở")}
    page.set_input_files("#files", [samples.payload(*each) for each in wrong.items()])
    page.click("form[enctype] button")
    camera.take("documents-refused", "Có tệp chưa nhận được (422)", page)
    uploaded(camera, page)
    camera.visit("document-picker", "Tài liệu của một chỉ tiêu", PICK, LEAD)
    camera.visit("document-ministry", "Tài liệu, người của Bộ xem", urlsplit(address).path, REVIEWER)


def uploaded(camera: Camera, page: Page) -> None:
    """A file taken, and the same one again under another name."""
    for name, title, file in (
        ("document-uploaded", "Đã tải lên một tài liệu", "báo cáo.pdf"),
        ("documents-known", "Tệp đã có trong kho", "báo cáo (1).pdf"),
    ):
        page.goto(f"{camera.address}/tai-lieu")
        page.set_input_files("#files", [samples.payload(file, samples.pdf("báo cáo"))])
        with page.expect_navigation():
            page.click("form[enctype] button")
        camera.take(name, title, page)
