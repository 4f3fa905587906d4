"""Codes of evidence as words of the interface: refusals, warnings, states of scans and links, sizes."""

from __future__ import annotations

from pathlib import PurePath

from flask_babel import gettext as _
from flask_babel import ngettext

from assessment.files.kinds import FileFault
from assessment.formats import NBSP, day, number
from assessment.models import Evidence, ScanState
from assessment.services.evidence.warnings import Warned, Worry
from assessment.web.request import language, world

KILOBYTE = 1024


def none_chosen() -> str:
    """Nothing was sent."""
    return _("Chọn ít nhất một tệp trước khi tải lên")


def too_many(count: int, most: int) -> str:
    """More files than one form takes."""
    return _("Mỗi lần tải nhiều nhất %(most)s tệp, bạn chọn %(count)s. Chia làm nhiều lần", most=most, count=count)


def not_stored(name: str) -> str:
    """The store did not answer."""
    return _("%(name)s: chưa lưu được vì kho tệp không trả lời. Tải lại sau vài phút", name=name)


def file_fault(fault: FileFault, name: str) -> str:
    """What is wrong with a file, and what to do."""
    return {
        FileFault.EMPTY: _("%(name)s: tệp rỗng. Mở tệp gốc, lưu lại rồi tải lên", name=name),
        FileFault.BIG: _(
            "%(name)s: lớn hơn %(most)s MB. Giảm dung lượng hoặc tách thành nhiều tệp",
            name=name,
            most=world().settings.evidence_megabytes,
        ),
        FileFault.TYPE: _(
            "%(name)s: chỉ nhận PDF, DOCX, XLSX, JPG, PNG. Chuyển sang một dạng đó rồi tải lên", name=name
        ),
        FileFault.CONTENT: _(
            "%(name)s: nội dung khác với đuôi %(suffix)s của tên tệp. Xuất lại từ phần mềm gốc rồi tải lên",
            name=name,
            suffix=PurePath(name).suffix,
        ),
        FileFault.PASSWORD: _("%(name)s: tệp có mật khẩu. Bỏ mật khẩu rồi tải lên", name=name),
        FileFault.BROKEN: _("%(name)s: tệp hỏng, không mở được. Xuất lại từ phần mềm gốc rồi tải lên", name=name),
    }[fault]


def added(count: int) -> str:
    """So many are in the library now."""
    return ngettext("Đã tải lên %(num)s tài liệu", "Đã tải lên %(num)s tài liệu", count)


def linked(count: int) -> str:
    """So many stand behind the answer now."""
    return ngettext("Đã gắn %(num)s tài liệu", "Đã gắn %(num)s tài liệu", count)


def title_of(name: str) -> str:
    """A first title for a document nobody has described yet: its file's name without the ending."""
    return PurePath(name).stem.replace("_", " ").strip() or name


def size(count: int | None) -> str:
    """Bytes as people read them: "12 KB", "3,4 MB"."""
    if count is None:
        return ""
    if count < KILOBYTE * KILOBYTE:
        return f"{number(max(1, round(count / KILOBYTE)), 0, language())}{NBSP}KB"
    return f"{number(count / KILOBYTE / KILOBYTE, 1, language())}{NBSP}MB"


def kind(piece: Evidence) -> str:
    """What sort of document it is."""
    if piece.url:
        return _("liên kết")
    return PurePath(piece.file_name or "").suffix.lstrip(".").upper()


def warning(warned: Warned) -> str:
    """What to look at."""
    match warned.worry:
        case Worry.COPY:
            return _("Trùng nội dung với một tài liệu khác trong kho")
        case Worry.MANY:
            return _("Dùng cho %(count)s chỉ tiêu của năm %(year)s", count=warned.count, year=warned.year)
        case Worry.PERIOD:
            return _("Số liệu trong tài liệu ngoài kỳ đánh giá %(year)s", year=warned.year)
        case Worry.EXPIRED:
            when = day(warned.on, language())
            return _("Hết hiệu lực ngày %(day)s, trong kỳ đánh giá %(year)s", day=when, year=warned.year)


def scan(piece: Evidence) -> str:
    """What the scanner says, "" where there is nothing to say."""
    return {
        ScanState.UNSCANNED: "",
        ScanState.PENDING: _("đang quét mã độc") if world().settings.clamav else "",
        ScanState.CLEAN: _("đã quét, sạch"),
        ScanState.INFECTED: _("có mã độc, không mở được"),
    }[ScanState(piece.scan)]


def link_status(status: str) -> str:
    """What the last check of an address found."""
    return {
        "ok": _("mở được"),
        "missing": _("trang không còn"),
        "failed": _("máy chủ báo lỗi"),
        "unreachable": _("không kết nối được"),
        "private": _("địa chỉ nội bộ, không kiểm tra"),
    }.get(status, status)
