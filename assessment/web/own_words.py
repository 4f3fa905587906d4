"""What the pages say instead in a province's own round, where the province is what elsewhere the ministry is.

The left is a text of the pages, the right what stands in its place; both are translated like any other text.
"""

from __future__ import annotations

from flask import g, has_request_context

from assessment.models import Round
from assessment.translations import N_

INSTEAD: dict[str, str] = {
    "Phiếu chưa gửi Bộ.": N_("Phiếu chưa gửi tỉnh."),
    "Hạn gửi Bộ": N_("Hạn gửi tỉnh"),
    "Gửi Bộ": N_("Gửi tỉnh"),
    "gửi Bộ": N_("gửi tỉnh"),
    "Đã gửi Bộ": N_("Đã gửi tỉnh"),
    "Còn ở tỉnh": N_("Còn ở đơn vị"),
    "Xem và gửi Bộ": N_("Xem và gửi tỉnh"),
    "Gửi phiếu lên Bộ": N_("Gửi phiếu lên tỉnh"),
    "số liệu tỉnh kê khai": N_("số liệu đơn vị kê khai"),
    "Tỉnh, thành phố": N_("Đơn vị"),
    "Phiếu của các tỉnh, thành phố": N_("Phiếu của các đơn vị"),
    "Trạng thái phiếu của các tỉnh, thành phố": N_("Trạng thái phiếu của các đơn vị"),
    "%(ranked)s tỉnh, thành phố được xếp hạng": N_("%(ranked)s đơn vị được xếp hạng"),
    "Không có tỉnh nào trong phiên bản này.": N_("Không có đơn vị nào trong phiên bản này."),
    "Chưa có tỉnh nào gửi phiếu. Hạn gửi: %(when)s (%(left)s).": N_(
        "Chưa có đơn vị nào gửi phiếu. Hạn gửi: %(when)s (%(left)s)."
    ),
    "Tỉnh chưa gửi phiếu; Bộ xem được nhưng chưa thẩm định.": N_(
        "Đơn vị chưa gửi phiếu; tỉnh xem được nhưng chưa thẩm định."
    ),
    "Chưa công bố. Chỉ người của Bộ được giao việc này xem được.": N_("Chưa công bố. Chỉ tỉnh và Bộ xem được."),
    "Phiếu đã gửi Bộ lúc %(when)s và không sửa được nữa.": N_("Phiếu đã gửi tỉnh lúc %(when)s và không sửa được nữa."),
    "Phiếu đang chờ lãnh đạo tỉnh ký duyệt, chưa gửi Bộ.": N_(
        "Phiếu đang chờ lãnh đạo đơn vị ký duyệt, chưa gửi tỉnh."
    ),
    "Phiếu chưa gửi Bộ; hạn là %(when)s. Quản trị của Bộ là người gia hạn được.": N_(
        "Phiếu chưa gửi tỉnh; hạn là %(when)s. Đầu mối của tỉnh là người trả lời được về hạn."
    ),
    "Trình ký: phiếu tạm khóa và chuyển cho lãnh đạo tỉnh. Lãnh đạo gửi Bộ hoặc trả lại kèm lý do.": N_(
        "Trình ký: phiếu tạm khóa và chuyển cho lãnh đạo đơn vị. Lãnh đạo gửi tỉnh hoặc trả lại kèm lý do."
    ),
    "Đầu mối của tỉnh trình ký và lãnh đạo tỉnh gửi Bộ, sau khi các mục đã nhập xong.": N_(
        "Đầu mối của đơn vị trình ký và lãnh đạo đơn vị gửi tỉnh, sau khi các mục đã nhập xong."
    ),
    "Đã trình lãnh đạo tỉnh ký duyệt. Phiếu tạm khóa cho đến khi được gửi hoặc trả lại.": N_(
        "Đã trình lãnh đạo đơn vị ký duyệt. Phiếu tạm khóa cho đến khi được gửi hoặc trả lại."
    ),
    "Đã trả lại. Đầu mối của tỉnh thấy lý do ở đầu phiếu.": N_(
        "Đã trả lại. Đầu mối của đơn vị thấy lý do ở đầu phiếu."
    ),
    "Ít nhất 20 ký tự; đầu mối của tỉnh đọc lý do này.": N_("Ít nhất 20 ký tự; đầu mối của đơn vị đọc lý do này."),
    "Lãnh đạo tỉnh trả lại phiếu": N_("Lãnh đạo đơn vị trả lại phiếu"),
    "Hiện không có phiếu nào. Khi Bộ mở đợt đánh giá, phiếu của tỉnh hiện ở đây kèm hạn gửi.": N_(
        "Hiện không có phiếu nào. Khi tỉnh mở đợt đánh giá, phiếu của đơn vị hiện ở đây kèm hạn gửi."
    ),
    "Bộ thẩm định: %(points)s điểm": N_("Tỉnh thẩm định: %(points)s điểm"),
    "Mã biên nhận tính từ đúng nội dung đã gửi; ghi mã này khi trao đổi với Bộ.": N_(
        "Mã biên nhận tính từ đúng nội dung đã gửi; ghi mã này khi trao đổi với tỉnh."
    ),
    "Tôi đã xem các số liệu trên và đồng ý gửi Bộ": N_("Tôi đã xem các số liệu trên và đồng ý gửi tỉnh"),
    "Đầu mối của tỉnh": N_("Đầu mối"),
    "Lãnh đạo tỉnh": N_("Lãnh đạo đơn vị"),
    "Chuyên viên sở, ngành": N_("Chuyên viên"),
}


def about(round_: Round) -> None:
    """From now on the request is about this round."""
    g.own_round = round_.owner_id is not None


def is_own() -> bool:
    """Whether the request is about a province's own round, as every one of its units' people is."""
    if not has_request_context():
        return False
    if "own_round" in g:  # the page of a round says so itself; nobody's unit need be read for it
        return bool(g.own_round)
    user = g.get("actor")
    return user is not None and user.unit is not None and user.unit.parent_id is not None
