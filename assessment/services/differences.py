"""What changed between two versions of a form, or since one of them: answers before and after, who, when, points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assessment.models import Declared
from assessment.services.snapshots import Side, Snapshot
from questionnaires import Index, Item, Node, items_of, sections

NOISE = 1e-9  # of points: binary floats, no change


@dataclass(frozen=True, slots=True)
class Change:
    """One answer that says something else; None where there was none."""

    item: Item
    before: Side | None
    after: Side | None

    @property
    def value_changed(self) -> bool:
        """Whether the figure itself changed, not only its note or evidence."""
        return _says(self.before)[0] != _says(self.after)[0]

    @property
    def declared_changed(self) -> bool:
        """Whether it is now said that there is no figure, or that the indicator does not apply, or no longer."""
        return _says(self.before)[3] != _says(self.after)[3]

    @property
    def note_changed(self) -> bool:
        """Whether the explanation changed."""
        return _says(self.before)[1] != _says(self.after)[1]

    @property
    def evidence_changed(self) -> bool:
        """Whether the documents named changed."""
        return _says(self.before)[2] != _says(self.after)[2]


@dataclass(frozen=True, slots=True)
class Row:
    """An indicator that changed: its own answers, or only its points where an answer of another indicator counts."""

    section: Node
    node: Node
    changes: tuple[Change, ...]
    before: float | None  # points
    after: float | None

    @property
    def gained(self) -> float:
        """Points more than before; negative when fewer."""
        return (self.after or 0.0) - (self.before or 0.0)


@dataclass(frozen=True, slots=True)
class Difference:
    """All that changed, in the order of the form."""

    before: Snapshot
    after: Snapshot
    rows: tuple[Row, ...]

    @property
    def remarks_changed(self) -> bool:
        """Whether the difficulties and proposals changed."""
        return self.before.remarks != self.after.remarks

    @property
    def answers(self) -> int:
        """How many answers say something else."""
        return sum(len(row.changes) for row in self.rows)

    @property
    def gained(self) -> float:
        """Points more than before in all."""
        return self.after.points - self.before.points


def difference(before: Snapshot, after: Snapshot) -> Difference:
    """What `after` says otherwise than `before`, by indicator; every answer once, where it is asked."""
    index = after.index
    changes = _changes(index, before.answers, after.answers)
    rows = []
    seen: set[str] = set()
    for section in sections(index):
        for node in section.indicators:
            codes = [code for code in items_of(node.rule) if code not in seen] if node.rule else []
            seen.update(codes)
            own = tuple(changes[code] for code in codes if code in changes)
            row = Row(section.node, node, own, before.scores.get(node.code), after.scores.get(node.code))
            if own or abs(row.gained) > NOISE:
                rows.append(row)
    return Difference(before, after, tuple(rows))


def _changes(index: Index, before: Mapping[str, Side], after: Mapping[str, Side]) -> dict[str, Change]:
    found = (Change(item, before.get(code), after.get(code)) for code, item in index.items.items())
    return {change.item.code: change for change in found if _says(change.before) != _says(change.after)}


def _says(side: Side | None) -> tuple[str, str, str, str]:
    return side.says if side else ("", "", "", Declared.DATA)
