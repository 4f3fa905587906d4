"""What a page of the form sent: the answers that came in, each with the version its page was opened with."""

from __future__ import annotations

from collections.abc import Iterator

from werkzeug.datastructures import MultiDict

from assessment.services.layout import layout
from assessment.services.saving import AnswerChange
from assessment.web.fields import clean
from questionnaires import Index

ANSWER, SEEN, NOTE, EVIDENCE, DECLARED = "answer__", "seen__", "note__", "evidence__", "declared__"

Posted = MultiDict[str, str]


def asked(index: Index, section: str) -> Iterator[str]:
    """The items that a unit answers on a page of the form, in their order."""
    form = layout(index)
    return (code for code, indicator in form.asked.items() if form.home[indicator] == section)


def changes(posted: Posted, index: Index, section: str) -> tuple[AnswerChange, ...]:
    """The items of a section that came in; what the page did not send of them stays as it is."""
    return tuple(_change(posted, item) for item in asked(index, section) if posted.get(f"{SEEN}{item}", "").isdecimal())


def _change(posted: Posted, item: str) -> AnswerChange:
    return AnswerChange(
        item=item,
        typed="|".join(clean(text) for text in posted.getlist(f"{ANSWER}{item}")),  # ticks come one by one
        seen_version=int(posted[f"{SEEN}{item}"]),
        note=_text(posted, f"{NOTE}{item}"),
        evidence=_text(posted, f"{EVIDENCE}{item}"),
        declared=_text(posted, f"{DECLARED}{item}"),
    )


def _text(posted: Posted, name: str) -> str | None:
    return clean(posted[name]) if name in posted else None
