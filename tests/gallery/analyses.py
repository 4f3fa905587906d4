"""The walk through the pages of analysis."""

from __future__ import annotations

from tests.gallery.camera import Camera
from tests.served import current_round

FORM = f"/phieu/{current_round()}"
REVIEW = f"/tham-dinh/{current_round()}"
OFFICER, REVIEWER = "chuyenvien", "thamdinh"


def explaining(camera: Camera) -> None:
    """Why a score is what it is."""
    camera.visit("trace-public", "Vì sao được điểm này, công khai", "/tinh/lao-cai/vi-sao")
    camera.visit("trace-rest", "Vì sao, năm công bố ít chỉ số", "/tinh/ha-noi/vi-sao?dot=dti-2022-63")
    camera.visit("trace-own", "Vì sao, phiếu của tỉnh", f"{FORM}/vi-sao?nut=HT.1", OFFICER)
    camera.visit("trace-reviewed", "Vì sao, tự chấm và thẩm định", f"{REVIEW}/hue/vi-sao?nut=NT.3", REVIEWER)
