"""The walk through the pages of analysis."""

from __future__ import annotations

from tests.gallery.camera import Camera
from tests.served import current_round

FORM = f"/phieu/{current_round()}"
REVIEW = f"/tham-dinh/{current_round()}"
DESK = f"/xep-hang-bo/{current_round()}"
OFFICER, LEAD, REVIEWER, RANKER = "chuyenvien", "daumoi", "thamdinh", "xephang"


def explaining(camera: Camera) -> None:
    """Why a score is what it is."""
    camera.visit("trace-public", "Vì sao được điểm này, công khai", "/tinh/lao-cai/vi-sao")
    camera.visit("trace-rest", "Vì sao, năm công bố ít chỉ số", "/tinh/ha-noi/vi-sao?dot=dti-2022-63")
    camera.visit("trace-own", "Vì sao, phiếu của tỉnh", f"{FORM}/vi-sao?nut=HT.1", OFFICER)
    camera.visit("trace-reviewed", "Vì sao, tự chấm và thẩm định", f"{REVIEW}/hue/vi-sao?nut=NT.3", REVIEWER)


def comparing(camera: Camera) -> None:
    """Why a score changed; after a ranking was computed."""
    camera.visit("change-public", "Vì sao điểm thay đổi, qua sáp nhập", "/tinh/lao-cai/thay-doi")
    camera.visit("change-same", "Vì sao điểm thay đổi, cùng bộ chỉ số", "/tinh/ha-noi/thay-doi?dot=dti-2023-63")
    camera.visit("change-none", "Vì sao điểm thay đổi, năm đầu", "/tinh/ha-noi/thay-doi?dot=dti-2022-63")
    camera.visit("change-own-waiting", "Tự chấm và thẩm định, chưa chốt", f"{FORM}/thay-doi", OFFICER)
    camera.visit("change-reviewed", "Tự chấm và thẩm định", f"{REVIEW}/hue/thay-doi", REVIEWER)
    camera.visit("change-versions", "Hai phiên bản", f"{DESK}/thay-doi", RANKER)


def looking_ahead(camera: Camera) -> None:
    """What would lift the score of a form that is half filled in."""
    camera.visit("lift", "Còn tăng được bao nhiêu điểm", f"{FORM}/tang-diem", OFFICER)
    page = camera.visit("what-if", "Thử đổi câu trả lời", f"{FORM}/thu-doi?muc=HT", OFFICER)
    page.locator("input.amount").first.fill("12.5")
    page.click(".save-bar button")
    camera.take("what-if-fault", "Thử đổi, ô chưa đọc được (422)", page)
    page.locator("input.amount").first.fill("1")
    page.click(".save-bar button")
    camera.take("what-if-tried", "Thử đổi, kết quả", page)
    page = camera.visit("plan", "Cách ít công nhất", f"{FORM}/it-cong", LEAD)
    page.locator("details.efforts summary").first.click()
    camera.take("plan-efforts", "Cách ít công nhất, đặt mức công", page)
    camera.visit("targets", "Mục tiêu quốc gia", f"{FORM}/muc-tieu", LEAD)
    camera.visit("plan-fault", "Cách ít công nhất, điểm chưa đọc được (422)", f"{FORM}/it-cong?dich=diem&diem=x", LEAD)


def judging(camera: Camera) -> None:
    """What the ranker reads beside a ranking; computes one where there is none."""
    page = camera.page(RANKER)
    page.goto(f"{camera.address}{DESK}")
    if not page.locator("li.version").count():
        page.click("form[action$='tinh'] button")
    camera.visit("sureness", "Hạng chắc đến đâu", f"{DESK}/1/do-chac?thay=weights&thay=aggregate", RANKER)
    camera.visit("health", "Sức khỏe câu hỏi", f"{DESK}/suc-khoe", RANKER)
    camera.visit("health-verified", "Sức khỏe câu hỏi, sau thẩm định", f"{DESK}/suc-khoe?diem=tham-dinh", REVIEWER)
