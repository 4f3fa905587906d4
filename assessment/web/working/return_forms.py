"""Forms of returns: a reply, a reason, the ministry's list with a moment, and what an administrator opens or closes."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from assessment.models import Reply
from assessment.services.reasons import SHORTEST_REASON
from assessment.web.fields import LongTextField, MomentField


class ReplyForm(FlaskForm):
    """The province's answer to one returned indicator; the service measures the text."""

    kind = RadioField(
        _l("Trả lời"),
        [InputRequired(_l("Chọn Giữ nguyên và giải trình hoặc Sửa số liệu"))],
        choices=[
            SelectChoice(Reply.KEEP.value, _l("Giữ nguyên và giải trình")),
            SelectChoice(Reply.CHANGE.value, _l("Sửa số liệu")),
        ],
    )
    text = LongTextField(_l("Giải trình"))


class SendAgainForm(FlaskForm):
    """The certifier confirms the replies, and knowingly what stays without one."""

    without = BooleanField(_l("Tôi biết còn chỉ tiêu chưa trả lời và vẫn gửi"))
    confirm = BooleanField(
        _l("Tôi đã xem các trả lời trên và đồng ý gửi lại Bộ"),
        [InputRequired(_l("Đánh dấu vào ô này để xác nhận trước khi gửi"))],
    )
    seen = HiddenField()  # the digest of what the page showed


class ReasonForm(FlaskForm):
    """A reason, which the service measures."""

    reason = LongTextField(_l("Lý do"))

    def say_what_is_missing(self) -> None:
        """After a ReasonError."""
        self.reason.errors = [reason_fault()]


class GiveBackForm(FlaskForm):
    """Until when the province replies; the indicators and their reasons come by name."""

    reply_by = MomentField(_l("Trả lời trước"), [InputRequired(_l("Viết giờ và ngày, ví dụ 17:00 15/12/2026"))])


class EndForm(FlaskForm):
    """What is decided about one unit's end: until when and why; the service measures the reason."""

    until = MomentField(_l("Đến"), [InputRequired(_l("Viết giờ và ngày, ví dụ 17:00 15/12/2026"))])
    reason = LongTextField(_l("Lý do"))


def reason_fault() -> str:
    """What to write instead of a reason that was refused."""
    return _("Viết lý do cụ thể, ít nhất %(least)s ký tự, không để lời mẫu", least=SHORTEST_REASON)
