"""The states of a round that a province runs itself: its lead's pages, a commune's, and what the ministry reads."""

from __future__ import annotations

from tests.gallery.camera import Camera
from tests.served import current_round

COMMUNE = "xa.daumoi"  # of the commune whose form is still open
OWN = "/dot-cua-tinh/lang-son"
CODE = f"lang-son-xa-{current_round().removeprefix('dti-')}"


def own_rounds(camera: Camera, lead: str, ranker: str) -> None:
    """From the list of communes to the draft of a ranking."""
    camera.visit("own-rounds", "Đơn vị và đợt của tỉnh", OWN, lead)
    page = camera.page(lead)
    page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
    page.fill("#listed", "02650;\nxã;Xã A")
    with page.expect_navigation():
        page.click("form[action$='don-vi'] button")
    camera.take("own-rounds-refused", "Danh sách không đọc được (422)", page)
    camera.visit("own-queue", "Hàng đợi thẩm định của tỉnh", f"/tham-dinh/{CODE}", lead)
    camera.visit("own-sheet", "Thẩm định một xã", f"/tham-dinh/{CODE}/xa-loc-binh", lead)
    page = camera.visit("own-desk", "Tính xếp hạng của tỉnh", f"/xep-hang-bo/{CODE}", lead)
    with page.expect_navigation():
        page.click("form[action$='tinh'] button")
    camera.take("own-draft", "Bản dự thảo của tỉnh", page)
    camera.visit("own-home", "Việc của tôi: xã", "/viec-cua-toi", COMMUNE)
    camera.visit("own-form", "Phiếu của xã", f"/phieu/{CODE}", COMMUNE)
    camera.visit("own-section", "Một mục của phiếu xã", f"/phieu/{CODE}/1", COMMUNE)
    camera.visit("own-desk-ministry", "Bộ đọc đợt của tỉnh", f"/xep-hang-bo/{CODE}", ranker)
