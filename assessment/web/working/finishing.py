"""“Đã nhập xong mục này?”: asked with the answers of a section, so that a button never drops what was typed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from assessment.models import Role, Submission
from assessment.services import confirming, progress
from assessment.services.answers import SectionView
from assessment.services.confirming import Part
from assessment.services.duties import duties
from assessment.services.errors import DomainError, IncompleteError
from assessment.services.progress import PartStatus
from assessment.web.request import db, now, signed_in

DONE, WAS = "done__", "was__"  # the choice, and what the page showed
YES, NO = "yes", "no"


@dataclass(frozen=True, slots=True)
class Question:
    """A part of the section this person may say is done."""

    part: PartStatus
    name: str  # of the radio buttons
    label: str

    @property
    def was(self) -> str:
        """The name of the field that says what the page showed."""
        return self.name.replace(DONE, WAS)

    @property
    def done(self) -> bool:
        """What was said before."""
        return self.part.confirmation is not None


def questions(submission: Submission, view: SectionView) -> tuple[Question, ...]:
    """What to ask below a section: about the own part first, about nobody's part, and of a lead about everybody's."""
    user = signed_in()
    found = progress.progress(db(), submission, now(), view.duties)
    mine = [part for part in found.of_section(view.node.code) if confirming.may_confirm(user, found.duties, part.key)]
    return tuple(Question(part, f"{DONE}{part.key[1] or 0}", _label(part, len(mine))) for part in mine)


def _label(part: PartStatus, among: int) -> str:
    if part.department is not None:
        return _("Phần của %(department)s đã nhập xong?", department=part.department.name)
    if among == 1 and signed_in().role == Role.OFFICER:
        return _("Đã nhập xong mục này?")
    return _("Phần chưa phân công đã nhập xong?")


def apply(submission: Submission, section: str, posted: Mapping[str, str]) -> str:
    """Carry out the choices that differ from what the page showed; what came of them, in words, "" of none."""
    chosen = tuple(_chosen(section, posted))
    known = duties(db(), submission)
    said: dict[str, None] = {}
    for part, done in chosen:
        act = confirming.confirm if done else confirming.withdraw
        try:
            act(db(), submission, part, duties=known, actor=signed_in(), now=now())
            said[_("Đã xác nhận nhập xong") if done else _("Đã ghi là chưa nhập xong")] = None
        except IncompleteError:
            said[_("Chưa xác nhận nhập xong được: còn ô chưa đọc được")] = None
        except DomainError:
            said[_("Phần việc đã được giao lại; xem lại bên dưới")] = None
    if _taken_back(submission, section, posted):
        said[_("Xác nhận nhập xong được rút vì có thay đổi; chọn lại “Có” khi xong")] = None
    return ". ".join(said)


def _chosen(section: str, posted: Mapping[str, str]) -> Iterator[tuple[Part, bool]]:
    for key, before in posted.items():
        number = key.removeprefix(WAS)
        choice = posted.get(f"{DONE}{number}", before)
        if key.startswith(WAS) and number.isdecimal() and choice in (YES, NO) and choice != before:
            yield (section, int(number) or None), choice == YES


def _taken_back(submission: Submission, section: str, posted: Mapping[str, str]) -> bool:
    """Whether a part that was done, and was left so, has to be confirmed again because something in it changed."""
    left = [
        (section, int(number) or None)
        for key, before in posted.items()
        if key.startswith(WAS) and (number := key.removeprefix(WAS)).isdecimal()
        if before == YES == posted.get(f"{DONE}{number}", before)
    ]
    return bool(left) and any(part not in confirming.confirmations_of(db(), submission) for part in left)
