"""Index definitions, shipped or written in the product: finding, drafting, editing and publishing versions.

A shipped definition is a file of the release and a published one a row that never changes; a draft is edited until it
is published under its own code. Everything that scores or asks finds its index here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import lru_cache
from time import monotonic
from typing import Any

import yaml
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, object_session

from assessment.models import Definition, Round, User
from assessment.services import audit
from assessment.services.errors import IncompleteError, NotFoundError, StaleError, TransitionError
from questionnaires import Index, Node, catalogue, load
from questionnaires.coverage import Coverage, coverage, current
from questionnaires.lint import Finding, Severity, lint
from questionnaires.loader import parse
from questionnaires.model import Comparability, Predecessor
from questionnaires.writing import as_yaml, document

SHIPPED, DRAFT, PUBLISHED = "shipped", "draft", "published"


@dataclass(frozen=True, slots=True)
class Edition:
    """One definition and where it stands; `version` is 0 for a shipped one."""

    index: Index
    state: str  # SHIPPED, DRAFT, PUBLISHED
    version: int = 0
    changed_at: datetime | None = None
    changed_by: str = ""


def index_of(session: Session, code: str) -> Index:
    """The index a round is on: shipped or written in the product. NotFoundError when there is none of that code."""
    return edition(session, code).index


def index_for(round_: Round) -> Index:
    """The index a round is on, whoever wrote it; NotFoundError.

    A session lives on one state of it, whatever becomes of the files of a shipped one meanwhile.
    """
    session = object_session(round_)
    if round_.index_code not in catalogue():
        if session is None:
            raise NotFoundError(round_.index_code)
        return index_of(session, round_.index_code)
    seen: dict[str, Index] = session.info.setdefault("indices", {}) if session is not None else {}
    if round_.index_code not in seen:
        seen[round_.index_code] = _shipped(round_.index_code)
    return seen[round_.index_code]


def _shipped(code: str) -> Index:
    """A shipped definition, its files looked at again when that was a second ago."""
    kept = _looked_at.get(code)
    if kept is None or monotonic() - kept[0] >= 1:
        kept = _looked_at[code] = monotonic(), load(code)
    return kept[1]


_looked_at: dict[str, tuple[float, Index]] = {}


def edition(session: Session, code: str) -> Edition:
    """One definition by its code; NotFoundError."""
    if code in catalogue():
        return Edition(load(code), SHIPPED)
    return _edition(_row(session, code))


def editions(session: Session, *, drafts: bool) -> tuple[Edition, ...]:
    """All definitions by code; drafts only where `drafts`."""
    return _editions(session) if drafts else _editions(session, Definition.published_at.is_not(None))


def _editions(session: Session, *written_ones: ColumnElement[bool]) -> tuple[Edition, ...]:
    shipped = [Edition(load(code), SHIPPED) for code in catalogue()]
    written = [_edition(row) for row in session.scalars(select(Definition).where(*written_ones))]
    return tuple(sorted([*shipped, *written], key=lambda each: each.index.code))


def current_sets(session: Session, today: date) -> tuple[Index, ...]:
    """The versions in force that provinces fill in, shipped and published, by code.

    Sets that provinces use in their own rounds are filled in by their communes or departments, so they do not count.
    """
    own = select(Round.id).where(Round.index_code == Definition.code, Round.owner_id.is_not(None)).exists()
    return current((each.index for each in _editions(session, Definition.published_at.is_not(None), ~own)), today)


def coverage_of(session: Session, today: date) -> Coverage:
    """Which figure feeds which of the sets in force; computed once for the same sets."""
    sets = current_sets(session, today)
    return _covered(_Sets(tuple(each.digest for each in sets), sets))


@dataclass(frozen=True, slots=True)
class _Sets:
    """Indices known by their digests, which say all that is in them."""

    digests: tuple[str, ...]
    indices: tuple[Index, ...] = field(compare=False)


@lru_cache(maxsize=4)
def _covered(sets: _Sets) -> Coverage:
    return coverage(sets.indices)


def findings(session: Session, index: Index) -> tuple[Finding, ...]:
    """What the linter has to say of an index beside the version it follows."""
    try:
        before = (index_of(session, index.previous),) if index.previous else ()
    except NotFoundError:
        before = ()
    return lint(index, beside=before)


def draft_copy(session: Session, code: str, new_code: str, *, actor: User | None, now: datetime) -> Edition:
    """A draft that starts as a copy of a version and follows it node by node.

    NotFoundError for an unknown version, TransitionError where the new code is taken, DefinitionError for a bad code.
    """
    old = index_of(session, code)
    root = _following(old.root, is_root=True)
    new = replace(old, code=new_code, previous=old.code, root=root, valid_from=None, valid_to=None)
    return add_draft(session, new, actor=actor, now=now)


def add_draft(session: Session, index: Index, *, actor: User | None, now: datetime) -> Edition:
    """Keep an index, such as one read from a workbook, as a draft; TransitionError where its code is taken."""
    if index.code in catalogue() or _find(session, index.code) is not None:
        raise TransitionError("add", index.code)
    text = as_yaml(document(index))
    checked = _parsed(text, index.code)
    row = Definition(code=index.code, document=text, digest=checked.digest, version=1, changed_at=now, changed_by=actor)
    session.add(row)
    session.flush()
    audit.record(
        session,
        "definition.drafted",
        actor=actor,
        at=now,
        subject=index.code,
        after={"previous": index.previous, "digest": checked.digest},
    )
    return _edition(row)


def put_draft(session: Session, index: Index, *, actor: User | None, now: datetime, seen: int | None = None) -> Edition:
    """Keep an index as the draft of its code, in the place of the one there is.

    `seen` is the version the change was made on, None for whatever is there. TransitionError where the code is that of
    a shipped or published version, StaleError where somebody changed the draft meanwhile.
    """
    row = _find(session, index.code)
    if row is None:
        return add_draft(session, index, actor=actor, now=now)
    text = as_yaml(document(index))
    return _write(session, index.code, text, row.version if seen is None else seen, actor=actor, now=now)


def change_node(
    session: Session, code: str, node: str, changes: Mapping[str, Any], seen: int, *, actor: User | None, now: datetime
) -> Edition:
    """Change keys of one node of a draft: key → its value as a definition writes it, None takes the key away.

    Raises as `put_draft`; NotFoundError for what is no draft and for an unknown node; DefinitionError where the
    definition would be wrong, and then nothing is written.
    """
    written = _document(session, code)
    _merge(_node(written["root"], node), changes)
    _add_up(written["root"])
    return _write(session, code, as_yaml(written), seen, actor=actor, now=now, subject=node)


def change_item(
    session: Session, code: str, item: str, changes: Mapping[str, Any], seen: int, *, actor: User | None, now: datetime
) -> Edition:
    """Change keys of one item of a draft, as `change_node`."""
    written = _document(session, code)
    if item not in written["items"]:
        raise NotFoundError(item)
    _merge(written["items"][item], changes)
    return _write(session, code, as_yaml(written), seen, actor=actor, now=now, subject=item)


def publish(session: Session, code: str, seen: int, *, actor: User | None, now: datetime) -> Edition:
    """Close a draft for ever; IncompleteError with what the linter holds against it, else as `put_draft`."""
    row = _draft(session, code, seen)
    found = findings(session, _parsed(row.document, code))
    wrong = [f"{finding.node}: {finding.message.vi}" for finding in found if finding.severity is Severity.ERROR]
    if wrong:
        raise IncompleteError(tuple(wrong))
    row.published_at = now
    row.changed_by = actor
    session.flush()
    audit.record(session, "definition.published", actor=actor, at=now, subject=code, after={"digest": row.digest})
    return _edition(row)


def discard(session: Session, code: str, seen: int, *, actor: User | None, now: datetime) -> None:
    """Throw a draft away; what it said stays in the log. Raises as `put_draft`."""
    row = _draft(session, code, seen)
    audit.record(session, "definition.discarded", actor=actor, at=now, subject=code, before={"document": row.document})
    session.delete(row)
    session.flush()


def _write(
    session: Session,
    code: str,
    text: str,
    seen: int,
    *,
    actor: User | None,
    now: datetime,
    subject: str = "",
) -> Edition:
    row = _draft(session, code, seen)
    checked = _parsed(text, code)
    before = row.digest
    row.document, row.digest, row.version = text, checked.digest, row.version + 1
    row.changed_at, row.changed_by = now, actor
    session.flush()
    audit.record(
        session,
        "definition.changed",
        actor=actor,
        at=now,
        subject=f"{code} {subject}".strip(),
        before={"digest": before},
        after={"digest": checked.digest},
    )
    return _edition(row)


def _document(session: Session, code: str) -> dict[str, Any]:
    written: dict[str, Any] = yaml.load(_row(session, code).document, Loader=yaml.CSafeLoader)
    return written


def _node(written: dict[str, Any], code: str) -> dict[str, Any]:
    if written["code"] == code:
        return written
    for child in written.get("children", ()):
        try:
            return _node(child, code)
        except NotFoundError:
            continue
    raise NotFoundError(code)


def _merge(written: dict[str, Any], changes: Mapping[str, Any]) -> None:
    for key, value in changes.items():
        if value is None:
            written.pop(key, None)
        else:
            written[key] = value


def _add_up(written: dict[str, Any]) -> None:
    """A parent's points are the sum of its children's; written sums would have to be changed with every child."""
    if "children" in written:
        written.pop("max_points", None)
        for child in written["children"]:
            _add_up(child)


def _following(node: Node, *, is_root: bool = False) -> Node:
    """The node as the successor of itself, and so all below."""
    children = tuple(_following(child) for child in node.children)
    predecessor = None if is_root else Predecessor(Comparability.SAME, node.code)
    return replace(node, predecessor=predecessor, children=children)


def _find(session: Session, code: str) -> Definition | None:
    return session.scalars(select(Definition).where(Definition.code == code)).first()


def _row(session: Session, code: str) -> Definition:
    row = _find(session, code)
    if row is None:
        raise NotFoundError(code)
    return row


def _draft(session: Session, code: str, seen: int) -> Definition:
    row = session.scalars(select(Definition).where(Definition.code == code).with_for_update(of=Definition)).first()
    if row is None:
        raise NotFoundError(code)
    if row.published_at is not None:
        raise TransitionError("change", PUBLISHED)
    if row.version != seen:
        raise StaleError(row.changed_by.full_name if row.changed_by else "", row.version)
    return row


def _edition(row: Definition) -> Edition:
    return Edition(
        index=_parsed(row.document, row.code),
        state=DRAFT if row.published_at is None else PUBLISHED,
        version=row.version,
        changed_at=row.published_at or row.changed_at,
        changed_by=row.changed_by.full_name if row.changed_by else "",
    )


@lru_cache(maxsize=64)
def _parsed(text: str, code: str) -> Index:
    """The same text is read once: when it is written, and then for whoever looks at it."""
    return parse(text, code)
