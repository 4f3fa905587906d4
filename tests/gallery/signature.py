"""The report on its way to be signed outside, and back."""

from __future__ import annotations

import re
from io import BytesIO

import pikepdf
from playwright.sync_api import Page

from tests.gallery.camera import Camera

REMARKS = "Cấp xã thiếu người chuyên trách về công nghệ thông tin (minh họa).\nKiến nghị tập huấn trước tháng 9."
OTHER = "DTI-2026-20-v7-0123ABCD"


def remarks(camera: Camera, form: str, lead: Page) -> None:
    """Difficulties and proposals, before the form is handed over."""
    lead.goto(f"{camera.address}{form}/tong-hop")
    lead.fill("#remarks", REMARKS)
    lead.click("form[action$='kien-nghi'] button")
    camera.take("remarks-saved", "Đã lưu khó khăn, kiến nghị", lead)


def signed(camera: Camera, form: str, lead: Page) -> None:
    """The signed copy: none yet, of another version, with a box left empty, kept."""
    lead.goto(f"{camera.address}{form}/ban-ky")
    camera.take("signed-none", "Chưa có báo cáo đã ký", lead)
    upload(lead, OTHER)
    camera.take("signed-other", "Báo cáo của phiên bản khác (422)", lead)
    upload(lead, "")
    camera.take("signed-no-number", "Đã nhận tệp, thiếu số và ngày (422)", lead)
    lead.fill("#number", "15/BC-UBND")
    lead.fill("#signed_on", "01/01/2020")
    lead.click("main form .button")
    camera.take("signed-early", "Ngày ký trước khi trình ký (422)", lead)
    said = lead.locator("#signed_on-error").inner_text()  # names the first day that can be
    lead.fill("#signed_on", re.findall(r"\d\d/\d\d/\d{4}", said)[0])
    lead.click("main form .button")
    camera.take("signed", "Báo cáo đã ký", lead)


def upload(lead: Page, subject: str) -> None:
    out = BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.docinfo["/Subject"] = subject
        document.save(out)
    lead.set_input_files("#files", {"name": "15-BC-UBND.pdf", "mimeType": "application/pdf", "buffer": out.getvalue()})
    lead.click("main form .button")
