"""The words of letters: plain Vietnamese text, one link, a subject that says what it is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from assessment.clock import local
from assessment.formats import day, moment
from assessment.models import Submission, User
from assessment.services.catalogue import index_for
from assessment.services.progress import Row
from assessment.services.reminding import Notice

MOST_LINES = 12  # sections or departments named in one letter


@dataclass(frozen=True, slots=True)
class Words:
    """Subject and body of a letter."""

    subject: str
    body: str


def reminder(notice: Notice, *, public_url: str, ministry: str, actor: User | None, now: datetime) -> Words:
    """What a person is told; `actor` None: the system reminds by itself."""
    if notice.returned:
        return _reply_reminder(notice, public_url=public_url, ministry=ministry, now=now)
    submission, round_ = notice.submission, notice.submission.round
    unit = submission.unit.full_name(local(now).date())
    own = notice.rows[0].department if len(notice.rows) == 1 else None
    whose = own.name if own and notice.user.role == "officer" else f"phiếu của {_of_the_unit(submission, now)}"
    left = sum(row.asked - row.answered for row in notice.rows)
    still = f"còn {left} số liệu" if left else "còn chỗ cần sửa hoặc xác nhận"
    subject = f"{_round(submission)}: {whose} {still}, {_deadline(notice)}"
    lines = [
        f"Kính gửi {notice.user.full_name},",
        "",
        f"Phiếu tự đánh giá {round_.family} {round_.year} của {unit} chưa gửi Bộ; {whose} {still}.",
        f"{_deadline(notice)[:1].upper()}{_deadline(notice)[1:]} ({_time_left(notice.left)}).",
        *([f"Hạn gửi Bộ: {moment(round_.closes_at)}."] if notice.inner else []),
        "",
        "Phần chưa xong:",
        *_what_is_left(notice),
        "",
        "Mở phiếu (luôn là một phiếu này, nhập tiếp từ chỗ đã lưu):",
        f"{public_url}/phieu/{round_.code}",
        "",
        _from_whom(actor, ministry),
    ]
    return Words(subject, "\n".join(lines) + "\n")


def returned(
    submission: Submission,
    recipient: User,
    reasons: Mapping[str, str],
    reply_by: datetime,
    *,
    public_url: str,
    ministry: str,
    now: datetime,
) -> Words:
    """What a province is told when the ministry gives indicators back; `reasons` by indicator."""
    round_ = submission.round
    names = _names(submission)
    what = f"Bộ trả lại {len(reasons)} chỉ tiêu của {_of_the_unit(submission, now)}"
    lines = [
        f"Kính gửi {recipient.full_name},",
        "",
        f"{what}, {round_.family} {round_.year}. Trả lời trước {moment(reply_by)}.",
        "Với từng chỉ tiêu, tỉnh giữ nguyên và giải trình hoặc sửa số liệu; sau đó trình ký và gửi lại.",
        "",
        *(f"- {code} {names.get(code, '')}: {' '.join(reason.split())}" for code, reason in reasons.items()),
        "",
        "Mở phiếu:",
        f"{public_url}/phieu/{round_.code}",
        "",
        f"{ministry} gửi thư này từ hệ thống đánh giá.",
    ]
    return Words(f"{_round(submission)}: {what}", "\n".join(lines) + "\n")


def _reply_reminder(notice: Notice, *, public_url: str, ministry: str, now: datetime) -> Words:
    """What of the returned indicators the ministry still waits for."""
    submission, round_, names = notice.submission, notice.submission.round, _names(notice.submission)
    ends = sorted(
        ((row.reply_end, row) for row in notice.returned if row.reply_end is not None), key=lambda each: each[0]
    )
    unanswered = sum(row.reply is None for row in notice.returned)
    still = f"còn {unanswered} chỉ tiêu chưa trả lời" if unanswered else "đã trả lời đủ, chưa gửi lại"
    what = f"{len(notice.returned)} chỉ tiêu trả lại của {_of_the_unit(submission, now)} {still}"
    lines = [
        f"Kính gửi {notice.user.full_name},",
        "",
        f"{what[:1].upper()}{what[1:]}, {round_.family} {round_.year}.",
        f"Hạn trả lời gần nhất {moment(ends[0][0])} ({_time_left(notice.left)}).",
        "Trả lời xong, đầu mối của tỉnh trình ký và gửi lại.",
        "Hết hạn mà chưa gửi lại, Bộ thẩm định tiếp trên bản đã gửi.",
        "",
        *(
            f"- {row.indicator} {names.get(row.indicator, '')}: "
            f"{'chưa trả lời' if row.reply is None else 'đã trả lời'}, hạn {moment(end)}"
            for end, row in ends
        ),
        "",
        "Mở phiếu:",
        f"{public_url}/phieu/{round_.code}",
        "",
        _from_whom(None, ministry),
    ]
    return Words(f"{_round(submission)}: {what}, hạn {day(notice.due_on)}", "\n".join(lines) + "\n")


def _round(submission: Submission) -> str:
    """What a subject begins with."""
    mark = " (minh họa)" if submission.illustrative else ""
    return f"{submission.round.family} {submission.round.year}{mark}"


def _of_the_unit(submission: Submission, now: datetime) -> str:
    """The unit's name within a sentence."""
    unit = submission.unit.full_name(local(now).date())
    return f"{unit[:1].lower()}{unit[1:]}"


def _names(submission: Submission) -> Mapping[str, str]:
    """The indicators' names by code."""
    return {node.code: node.name.vi for node in index_for(submission.round).root.indicators()}


def _deadline(notice: Notice) -> str:
    kind = "hạn trong tỉnh" if notice.inner else "hạn gửi Bộ"
    when = day(notice.due_on)
    return f"đã quá {kind} {when}" if notice.left < 0 else f"{kind} {when}"


def _time_left(left: int) -> str:
    if left < 0:
        return f"quá {-left} ngày làm việc"
    return f"còn {left} ngày làm việc" if left else "hôm nay là ngày cuối"


def _what_is_left(notice: Notice) -> list[str]:
    lines = _departments(notice.rows) if len(notice.rows) > 1 else _sections(notice.rows[0])
    if len(lines) > MOST_LINES:
        return [*lines[:MOST_LINES], f"- và {len(lines) - MOST_LINES} dòng nữa, xem trong phiếu"]
    return lines


def _sections(row: Row) -> list[str]:
    found = []
    for part in row.parts.values():
        if not part.done:
            faults = f", {part.faults} ô cần sửa" if part.faults else ""
            found.append(f"- {part.name.vi}: đã có {part.answered}/{part.asked} số liệu{faults}")
    return found


def _departments(rows: tuple[Row, ...]) -> list[str]:
    return [
        f"- {row.department.name if row.department else 'Chưa giao cho ai'}: đã có {row.answered}/{row.asked} số liệu"
        for row in rows
    ]


def _from_whom(actor: User | None, ministry: str) -> str:
    if actor is not None:
        return f"{actor.full_name}, đầu mối của tỉnh, gửi thư này từ hệ thống đánh giá của {ministry}."
    return f"Hệ thống đánh giá của {ministry} tự gửi thư này. Hỏi đầu mối của tỉnh khi cần đổi phân công hoặc hạn."
