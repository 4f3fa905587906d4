"""Questions to an indicator and the answers to them, as pages show them: who asked, what stood there, what does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask_babel import gettext as _

from assessment.formats import words as marked
from assessment.models import Level, Return, Submission
from assessment.services import returns
from assessment.services.catalogue import index_for
from assessment.services.replies import own_items, present
from assessment.web.request import language, now
from assessment.web.working import words
from assessment.web.working.cards import understood
from questionnaires import Index, Item, Node, sections

Held = Mapping[str, Mapping[str, Any]]  # item → typed, value, note, evidence


@dataclass(frozen=True, slots=True)
class Line:
    """One part of an indicator that was changed: what stood there when it was asked, and what stood there next."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Question:
    """One return with its reply."""

    row: Return
    title: str
    left: str  # how long a reply is taken, "" where it is not waited for
    late: bool
    lines: tuple[Line, ...]

    @property
    def waits(self) -> bool:
        """Whether the unit may still answer it, or change its answer."""
        return self.row.closed_at is None and not self.late


@dataclass(frozen=True, slots=True)
class Asked:
    """One indicator with everything that was asked of it, oldest first."""

    node: Node
    section: Node
    questions: tuple[Question, ...]
    figures: tuple[tuple[str, str], ...]  # what stands in the form now: label, value

    @property
    def last(self) -> Question:
        """The newest question."""
        return self.questions[-1]


def threads(submission: Submission, *, inner: bool = True) -> dict[str, Asked]:
    """By indicator, in the order of the form; only what was given back already, and `inner` what the lead asked."""
    index, found = index_for(submission.round), returns.threads(submission, inner=inner)
    return {
        node.code: Asked(
            node,
            section.node,
            _questions(submission, index, found[node.code]),
            _figures(index, node.code, present(submission, node.code)),
        )
        for section in sections(index)
        for node in section.indicators
        if node.code in found
    }


def _questions(submission: Submission, index: Index, rows: Iterable[Return]) -> tuple[Question, ...]:
    asked = tuple(rows)
    next_states = [*(row.before for row in asked[1:]), present(submission, asked[0].indicator)]
    return tuple(
        Question(row, title(row), _left(row), _late(row), _lines(index, row.indicator, row.before, after))
        for row, after in zip(asked, next_states, strict=True)
    )


def title(row: Return) -> str:
    """Whose question it is."""
    return {
        Level.INNER: _("Đầu mối của tỉnh yêu cầu bổ sung"),
        Level.MINISTRY: _("Bộ yêu cầu bổ sung"),
        Level.REOPENING: _("Bộ mở lại chỉ tiêu"),
    }[Level(row.level)]


def _late(row: Return) -> bool:
    return row.reply_end is not None and now() >= row.reply_end


def _left(row: Return) -> str:
    if row.closed_at is not None or row.reply_end is None:
        return ""
    return _("đã hết hạn") if _late(row) else words.duration(row.reply_end - now())


def _lines(index: Index, indicator: str, before: Held, after: Held) -> tuple[Line, ...]:
    lines = (Line(label, shown(before), shown(after)) for label, shown in _parts(index, indicator))
    return tuple(line for line in lines if line.before != line.after)


def _figures(index: Index, indicator: str, held: Held) -> tuple[tuple[str, str], ...]:
    return tuple((label, shown(held)) for label, shown in _parts(index, indicator))


def _parts(index: Index, indicator: str) -> list[tuple[str, Callable[[Held], str]]]:
    items = [index.items[code] for code in own_items(index, indicator)]
    return [
        *((marked(item.question, language()), partial(_shown, item)) for item in items),
        (_("Tài liệu kiểm chứng"), partial(_proof, items)),
        (_("Giải trình"), partial(_notes, items)),
    ]


def _shown(item: Item, held: Held) -> str:
    state = held[item.code]
    return understood(item, state["value"]) or state["typed"] or _("chưa có số liệu")


def _proof(items: Iterable[Item], held: Held) -> str:
    kept = [text for item in items for text in (held[item.code]["evidence"], *held[item.code]["documents"])]
    return "\n".join(text for text in kept if text) or _("không có")


def _notes(items: Iterable[Item], held: Held) -> str:
    return "\n".join(text for item in items if (text := held[item.code]["note"])) or _("không có")
