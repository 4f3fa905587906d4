"""Codes of the services as words of the interface: faults, states, roles, findings and events of the log."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext

from assessment.formats import NumberFault, moment, number
from assessment.models import Declared, LetterState, Occasion, Reply, RoundState, SubmissionState
from assessment.services.answers import Field
from assessment.services.progress import PartStatus
from assessment.services.submissions import SectionStatus
from assessment.web.fields import number_fault
from assessment.web.request import language
from questionnaires import Item, ItemKind
from questionnaires.model import Status

EXPLANATION = "explanation"


def fault(item: Item, code: str, found: str = "") -> str:
    """What to type instead of what was typed for `item`."""
    if code in set(NumberFault):
        return number_fault(NumberFault(code), found)
    words = {"range.low": _low, "range.high": _high, "decimals": _decimals, "choice": _choice}.get(code)
    if words is not None:
        return words(item)
    if code == "both":
        return _("Xóa nội dung ở ô này, hoặc chọn “Có số liệu”")
    if code == "whole":
        return _("Viết số nguyên, không có phần thập phân")
    if code == "date":
        return _("Viết ngày có thật theo thứ tự ngày/tháng/năm, ví dụ 05/03/2026")
    return _("Viết lại câu trả lời này")


def _low(item: Item) -> str:
    return _("Viết số từ %(minimum)s trở lên", minimum=number(item.minimum, None, language()))


def _high(item: Item) -> str:
    return _("Viết số không quá %(maximum)s", maximum=number(item.maximum, None, language()))


def _decimals(item: Item) -> str:
    return _("Viết nhiều nhất %(count)s chữ số sau dấu thập phân", count=item.decimals)


def _choice(item: Item) -> str:
    if item.kind is ItemKind.TICKS:
        return _("Chọn các mục đã làm, hoặc chỉ chọn “Không có mục nào”")
    return _("Chọn một trong các trường hợp bên dưới")


def field_fault(field: Field) -> str:
    """The words of a stored fault of the text itself, "" without one."""
    return fault(field.item, field.fault, field.found) if field.fault and field.fault != EXPLANATION else ""


def declaration_fault(field: Field) -> str:
    """What is missing beside "no figure" or "not applicable", "" where nothing is."""
    return (
        _("Viết giải trình: vì sao không có số liệu, hoặc vì sao không áp dụng") if field.fault == EXPLANATION else ""
    )


def declared(code: str) -> str:
    """What a unit declares of an indicator."""
    return {
        Declared.DATA: _("Có số liệu"),
        Declared.NO_DATA: _("Không có số liệu"),
        Declared.NOT_APPLICABLE: _("Không áp dụng"),
    }[Declared(code)]


def status_of_source(status: Status) -> str:
    """How far a line of the catalogue can be trusted."""
    return {
        Status.OFFICIAL: _("chính thức"),
        Status.COMPUTED: _("tính ngược từ kết quả công bố"),
        Status.DERIVED: _("suy ra từ văn bản"),
        Status.PROVISIONAL: _("tạm thời, chờ đối chiếu văn bản"),
    }[status]


def submission_state(state: str) -> str:
    """The state of a form as its people call it."""
    return {
        SubmissionState.NOT_STARTED: _("Chưa làm"),
        SubmissionState.PREPARING: _("Đang chuẩn bị"),
        SubmissionState.AWAITING_SIGN_OFF: _("Chờ ký duyệt"),
        SubmissionState.SENT: _("Đã gửi Bộ"),
        SubmissionState.UNDER_REVIEW: _("Đang thẩm định"),
        SubmissionState.RETURNED: _("Chờ giải trình"),
        SubmissionState.EXPLAINED: _("Đã giải trình"),
        SubmissionState.NOT_SENT: _("Không gửi"),
        SubmissionState.SETTLED: _("Đã chốt thẩm định"),
    }[SubmissionState(state)]


def submission_tone(state: str) -> str:
    """The look of a state's tag; the words carry the meaning."""
    return {
        SubmissionState.NOT_STARTED: "quiet",
        SubmissionState.SENT: "",
        SubmissionState.SETTLED: "done",
        SubmissionState.RETURNED: "warning",
        SubmissionState.NOT_SENT: "warning",
    }.get(SubmissionState(state), "")


def round_state(state: str) -> str:
    """The state of a round."""
    return {
        RoundState.PLANNED: _("Chưa mở"),
        RoundState.OPEN: _("Đang nhận phiếu"),
        RoundState.CLOSED: _("Đã đóng"),
        RoundState.VERIFYING: _("Đang thẩm định"),
        RoundState.EXPLAINING: _("Chờ giải trình"),
        RoundState.FROZEN: _("Đã chốt số liệu"),
        RoundState.EMBARGO: _("Chờ công bố"),
        RoundState.PUBLISHED: _("Đã công bố"),
    }[RoundState(state)]


def section_status(status: SectionStatus | PartStatus, confirmed: bool = False) -> tuple[str, str]:
    """Words and look of how far a section, or a department's part of it, is."""
    if status.faults:
        return ngettext("%(num)s ô cần sửa", "%(num)s ô cần sửa", status.faults), "warning"
    if not status.asked:
        return _("Bộ cung cấp"), "quiet"
    if confirmed:
        return _("Đã nhập xong"), "done"
    if not status.answered:
        return _("Chưa làm"), ""
    if status.answered < status.asked:
        return _("Đang làm"), ""
    return _("Đã nhập đủ"), "done"


def finding(kind: str) -> str:
    """What the check found, in words."""
    return {
        "missing": _("Chưa có số liệu"),
        "fault": _("Chưa đọc được, cần sửa"),
        "no_evidence": _("Chưa ghi tài liệu kiểm chứng"),
    }[kind]


def letter_state(state: str) -> str:
    """What became of a letter."""
    return {
        LetterState.WAITING: _("đang chờ gửi"),
        LetterState.SENDING: _("đang gửi"),
        LetterState.SENT: _("đã gửi"),
        LetterState.GIVEN_UP: _("không gửi được"),
    }[LetterState(state)]


def duration(left: timedelta) -> str:
    """How long is left: days and hours, on the last day hours and minutes."""
    hours, minutes = divmod(left.seconds // 60, 60)
    if left.days >= 1:
        days = ngettext("còn %(num)s ngày", "còn %(num)s ngày", left.days)
        return ngettext("%(days)s %(num)s giờ", "%(days)s %(num)s giờ", hours, days=days) if hours else days
    if hours:
        return _("còn %(hours)s giờ %(minutes)s phút", hours=hours, minutes=minutes)
    return _("còn %(minutes)s phút", minutes=max(minutes, 1))


def event(action: str) -> str:
    """An action of the log in words; an action without words is shown by its code."""
    return {
        "account.created": _("Tạo tài khoản"),
        "account.password_changed": _("Đổi mật khẩu"),
        "account.password_refused": _("Đổi mật khẩu bị từ chối"),
        "account.password_given": _("Cấp mật khẩu mới"),
        "account.closed": _("Khóa tài khoản"),
        "account.opened": _("Mở lại tài khoản"),
        "account.signed_in": _("Đăng nhập"),
        "account.sign_in_refused": _("Đăng nhập bị từ chối"),
        "round.created": _("Tạo đợt đánh giá"),
        "round.opened": _("Mở đợt đánh giá"),
        "units.imported": _("Nhập danh sách đơn vị của tỉnh"),
        "answer.saved": _("Lưu câu trả lời"),
        "answer.assured": _("Xác nhận giá trị khác thường"),
        "account.placed": _("Đổi sở, ngành hoặc thư điện tử của tài khoản"),
        "calendar.changed": _("Đổi ngày nghỉ, ngày làm bù"),
        "reminder.asked": _("Nhắc sở, ngành bằng thư"),
        "department.added": _("Thêm sở, ngành"),
        "department.renamed": _("Đổi tên sở, ngành"),
        "department.closed": _("Ngừng dùng sở, ngành"),
        "assignment.changed": _("Phân công chỉ tiêu"),
        "section.confirmed": _("Xác nhận đã nhập xong mục"),
        "section.confirmation_taken_back": _("Rút xác nhận đã nhập xong mục"),
        "answers.imported": _("Nhập câu trả lời từ Excel"),
        "evidence.added": _("Thêm tài liệu vào kho"),
        "evidence.edited": _("Sửa mô tả tài liệu"),
        "evidence.replaced": _("Thay tệp của tài liệu"),
        "evidence.removed": _("Xóa tài liệu khỏi kho"),
        "evidence.linked": _("Gắn tài liệu"),
        "evidence.unlinked": _("Gỡ tài liệu"),
        "evidence.infected": _("Phát hiện mã độc"),
        "evidence.swept": _("Dọn tệp không tài liệu nào dùng"),
        "submission.started": _("Bắt đầu phiếu"),
        "submission.request_sign_off": _("Trình ký phiếu"),
        "submission.request_sign_off_again": _("Trình ký phần bổ sung"),
        "submission.decline_again": _("Trả lại phần bổ sung trong tỉnh"),
        "submission.send_again": _("Gửi lại phiếu lên Bộ"),
        "submission.receipt": _("Lập biên nhận"),
        "submission.remarks": _("Sửa khó khăn, kiến nghị"),
        "submission.signed_copy": _("Tải lên báo cáo đã ký"),
        "submission.give_back": _("Trả lại phiếu để bổ sung"),
        "submission.given_back_ministry": _("Bộ yêu cầu bổ sung"),
        "submission.given_back_reopening": _("Bộ mở lại chỉ tiêu"),
        "submission.given_back_inner": _("Đầu mối của tỉnh yêu cầu bổ sung"),
        "submission.taken_back": _("Rút yêu cầu bổ sung"),
        "submission.replied": _("Trả lời yêu cầu bổ sung"),
        "submission.end_replies": _("Kết thúc chờ giải trình"),
        "submission.reopen": _("Mở lại phiếu"),
        "submission.extended": _("Gia hạn"),
        "submission.close_unsent": _("Chốt theo dữ liệu hiện có"),
        "submission.closed_because": _("Lý do chốt theo dữ liệu hiện có"),
        "submission.open_unsent": _("Mở lại phiếu không gửi"),
        "submission.frozen": _("Giữ phiên bản phiếu"),
        "submission.decline": _("Trả lại phiếu trong tỉnh"),
        "submission.declined_because": _("Lý do trả lại"),
        "submission.send": _("Gửi phiếu lên Bộ"),
        "submission.review": _("Bắt đầu thẩm định phiếu"),
        "submission.settle": _("Chốt thẩm định phiếu"),
        "review.decided": _("Thẩm định chỉ tiêu"),
        "result.computed": _("Tính kết quả"),
        "result.published": _("Công bố kết quả"),
        "result.imported": _("Nhập kết quả đã công bố"),
    }.get(action, action)


def event_key(key: str) -> str:
    """What a line of an event is about."""
    return {
        "checksum": _("mã kiểm tra"),
        "closes_at": _("hạn"),
        "decision": _("quyết định"),
        "digest": _("mã nội dung"),
        "declared": _("khai"),
        "department": _("sở, ngành"),
        "due_on": _("hạn trong tỉnh"),
        "email": _("thư điện tử"),
        "kind": _("loại"),
        "name": _("tên"),
        "source": _("căn cứ"),
        "evidence": _("tài liệu"),
        "file": _("tệp"),
        "files": _("số tệp"),
        "parts": _("lần tải lên bỏ dở"),
        "bytes": _("số byte"),
        "saved": _("đã ghi"),
        "conflicts": _("xung đột"),
        "expires_on": _("hết hiệu lực"),
        "found": _("phát hiện"),
        "issued_on": _("ngày ban hành"),
        "issuer": _("cơ quan ban hành"),
        "items": _("số liệu"),
        "note": _("giải trình"),
        "occasion": _("nhân dịp"),
        "number": _("số, ký hiệu"),
        "pages": _("trang"),
        "period_from": _("số liệu từ"),
        "period_to": _("số liệu đến"),
        "points": _("điểm"),
        "reason": _("lý do"),
        "receipt": _("biên nhận"),
        "reply": _("trả lời"),
        "reply_by": _("trả lời trước"),
        "unanswered": _("chưa trả lời"),
        "until": _("đến"),
        "state": _("trạng thái"),
        "title": _("trích yếu"),
        "typed": _("đã nhập"),
        "url": _("địa chỉ"),
        "units": _("số đơn vị"),
        "set": _("danh sách"),
        "added": _("mới thêm"),
        "value": _("giá trị"),
        "version": _("phiên bản"),
    }.get(key, key)


def reply_kind(kind: str) -> str:
    """What the province answered to a return."""
    return {Reply.KEEP: _("Giữ nguyên và giải trình"), Reply.CHANGE: _("Sửa số liệu")}[Reply(kind)]


def occasion(why: str) -> str:
    """Why a version was frozen."""
    return {
        Occasion.SIGN_OFF: _("trình ký"),
        Occasion.SENT: _("gửi Bộ"),
        Occasion.SENT_AGAIN: _("gửi lại sau khi bổ sung"),
        Occasion.REOPENED: _("trước khi mở lại"),
    }[Occasion(why)]


def _state(state: str) -> str:
    return submission_state(state) if state in set(SubmissionState) else round_state(state)


# What a line of an event may hold as a code, and who says it in words.
_WORDS: dict[str, Callable[[str], str]] = {
    "state": _state,
    "reply": reply_kind,
    "occasion": occasion,
    "declared": declared,
}
_CODES: dict[str, set[str]] = {
    "state": set(SubmissionState) | set(RoundState),
    "reply": set(Reply),
    "occasion": set(Occasion),
    "declared": set(Declared),
}
_MOMENTS = frozenset({"closes_at", "reply_by", "until"})


def event_value(key: str, value: object) -> str:
    """A value of an event; states, replies and moments in words, numbers in the page's language."""
    if value in _CODES.get(key, ()):
        return _WORDS[key](str(value))
    if key in _MOMENTS and isinstance(value, str):
        return moment(datetime.fromisoformat(value), language())
    if isinstance(value, list):
        return ", ".join(value) or "–"
    if isinstance(value, float):
        return number(value, None, language())
    return "–" if value is None or value == "" else str(value)
