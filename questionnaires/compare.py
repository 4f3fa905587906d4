"""Two versions of an index side by side: what is new, gone or changed, and which answers carry over."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

import yaml

from questionnaires.model import Count, Index, Item, Node, Predecessor, items_of
from questionnaires.writing import Document, item_document, node_document

Cell = str | float
# Sources are left out: they name the document of the version, so that they differ wherever nothing else does.
NODE_KEYS = (
    *("name", "max_points", "weight", "rule", "milestones", "assessed"),
    *("effect", "not_applicable", "weights", "budget", "aggregate", "impute", "treat", "normalise", "good"),
)
ITEM_KEYS = (
    *("kind", "question", "unit", "minimum", "maximum", "decimals", "choices", "period"),
    *("help", "evidence", "evidence_required", "holder", "data_source", "supplied_by"),
)
SCALE = (
    "rule",
    "milestones",
    "effect",
    "weights",
    "aggregate",
    "impute",
    "treat",
    "normalise",
)  # how a node is measured or scored
WORDING = ("question", "help")
SHOWN = 4  # decimals of the figures inside a rule
NAMING = ("item", "items", "numerator", "denominator", "respondents")  # the keys of a rule that name items


class Relation(StrEnum):
    """How a node of the new version stands to the old one: a `Comparability`, or dropped."""

    SAME = "same"
    REWORDED = "reworded"
    NEW_SCALE = "new_scale"
    NEW = "new"
    DROPPED = "dropped"

    @property
    def comparable(self) -> bool:
        """Whether the two values may stand in one trend."""
        return self in (Relation.SAME, Relation.REWORDED)


class Obstacle(StrEnum):
    """Why last year's answer to an item does not carry over."""

    KIND = "kind"
    UNIT = "unit"
    CHOICES = "choices"  # a choice that may have been given is gone


class Change(NamedTuple):
    """One key that differs, as the definition format writes its values; empty where it is left out."""

    key: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class NodePair:
    """A node and the one it follows; either is None where a node is new or dropped."""

    old: Node | None
    new: Node | None
    relation: Relation
    declared: bool = False  # by the new version; otherwise by the code, and compared
    changes: tuple[Change, ...] = ()

    @property
    def node(self) -> Node:
        """The new node, the old one where it was dropped."""
        found = self.new or self.old
        assert found is not None  # noqa: S101 - a pair has one side at least
        return found


@dataclass(frozen=True, slots=True)
class ItemPair:
    """An item and the one that asked the same before; either is None where it is new or no longer asked."""

    old: Item | None
    new: Item | None
    changes: tuple[Change, ...] = ()
    obstacles: tuple[Obstacle, ...] = ()

    @property
    def item(self) -> Item:
        """The new item, the old one where it is no longer asked."""
        found = self.new or self.old
        assert found is not None  # noqa: S101 - a pair has one side at least
        return found

    @property
    def carries(self) -> bool:
        """Whether the old answer can be taken over as it is."""
        return self.old is not None and self.new is not None and not self.obstacles


@dataclass(frozen=True, slots=True)
class Comparison:
    """Nodes and items in the order of the new version, then those that only the old one has."""

    old: Index
    new: Index
    nodes: tuple[NodePair, ...]
    items: tuple[ItemPair, ...]

    @property
    def main(self) -> tuple[NodePair, ...]:
        """The main indices: the children of the root in either version."""
        children = (*self.new.root.children, *self.old.root.children)
        return tuple(pair for pair in self.nodes if pair.node in children)

    def related(self, relation: Relation) -> tuple[NodePair, ...]:
        """The indicators that stand in a relation to the old version."""
        return tuple(pair for pair in self.nodes if pair.relation is relation and pair.node.rule is not None)


def compare(old: Index, new: Index) -> Comparison:
    """What changed from one version to the next.

    Nodes follow the `predecessor` they name, where the new version follows the old one, else the node of the same code;
    what the new version does not declare is compared. Items follow their `previous`, else the item of the same code.
    """
    items = tuple(_items(old, new))
    named = _predecessors(old, new)
    followed = dict(_followed(old, new, named))
    judge = _Judge({pair.item.code: pair for pair in items if pair.new and pair.old}, followed, named)
    pairs = [judge.pair(node, followed.get(node.code)) for node in new.root.walk()]
    kept = {node.code for node in followed.values()}
    dropped = [NodePair(node, None, Relation.DROPPED) for node in old.root.walk() if node.code not in kept]
    return Comparison(old, new, (*pairs, *dropped), items)


def table(found: Comparison) -> list[list[Cell]]:
    """The comparison as rows of a table, its header first: a row per node, then a row per item."""
    header: list[Cell] = [
        "what",
        "old",
        "new",
        "relation",
        "name",
        "old_points",
        "new_points",
        "carries_over",
        "changes",
    ]
    return [header, *(_node_cells(pair) for pair in found.nodes), *(_item_cells(pair) for pair in found.items)]


def _node_cells(pair: NodePair) -> list[Cell]:
    what = "node" if pair.node.rule is None else "indicator"
    codes = [node.code if node else "" for node in (pair.old, pair.new)]
    points = [_number(node.max_points) if node else "" for node in (pair.old, pair.new)]
    return [what, *codes, pair.relation.value, pair.node.name.vi, *points, "", _told(pair.changes)]


def _item_cells(pair: ItemPair) -> list[Cell]:
    codes = [item.code if item else "" for item in (pair.old, pair.new)]
    relation = "new" if pair.old is None else "dropped" if pair.new is None else "changed" if pair.changes else "same"
    carries = "yes" if pair.carries else f"no: {', '.join(pair.obstacles)}" if pair.obstacles else ""
    return ["item", *codes, relation, pair.item.question.vi, "", "", carries, _told(pair.changes)]


def _number(points: float | None) -> Cell:
    return "" if points is None else points


def _told(changes: tuple[Change, ...]) -> str:
    return "; ".join(f"{change.key}: {change.old} → {change.new}" for change in changes)


def _predecessors(old: Index, new: Index) -> dict[str, Predecessor]:
    """What the new version declares, by node; nothing where it follows another version than this one."""
    if new.previous not in ("", old.code):
        return {}
    return {node.code: node.predecessor for node in new.root.walk() if node.predecessor}


def _followed(old: Index, new: Index, named: Mapping[str, Predecessor]) -> Iterator[tuple[str, Node]]:
    """New code → the old node it follows. An old node that is named is not taken by its code again."""
    before = {node.code: node for node in old.root.walk()}
    taken = {predecessor.code for predecessor in named.values()}
    for node in new.root.walk():
        code = named[node.code].code if node.code in named else node.code if node.code not in taken else ""
        if code in before:
            yield node.code, before[code]


def _items(old: Index, new: Index) -> Iterator[ItemPair]:
    taken = set()
    for item in new.items.values():
        before = old.items.get(item.previous or item.code)
        if before is None:
            yield ItemPair(None, item)
            continue
        taken.add(before.code)
        changes = _changes(item_document(before), item_document(item), ITEM_KEYS)
        yield ItemPair(before, item, changes, tuple(_obstacles(before, item)))
    yield from (ItemPair(item, None) for item in old.items.values() if item.code not in taken)


def _obstacles(old: Item, new: Item) -> Iterator[Obstacle]:
    if old.kind is not new.kind:
        yield Obstacle.KIND
    elif not {choice.code for choice in old.choices} <= {choice.code for choice in new.choices}:
        yield Obstacle.CHOICES
    if (old.unit and old.unit.vi) != (new.unit and new.unit.vi):
        yield Obstacle.UNIT


class _Judge:
    """Says what relation a node has to the one it follows; needs to know what became of the items and nodes below."""

    def __init__(
        self, items: Mapping[str, ItemPair], followed: Mapping[str, Node], named: Mapping[str, Predecessor]
    ) -> None:
        self.items = items
        self.followed = followed
        self.named = named
        self.renamed = {pair.old.code: code for code, pair in items.items() if pair.old}

    def pair(self, new: Node, old: Node | None) -> NodePair:
        named = self.named.get(new.code)
        if old is None:
            return NodePair(None, new, Relation.NEW, named is not None)
        changes = self._changes(old, new)
        if named:
            return NodePair(old, new, Relation(named.comparability.value), True, changes)
        return NodePair(old, new, self._compared(old, new, {change.key for change in changes}), False, changes)

    def _changes(self, old: Node, new: Node) -> tuple[Change, ...]:
        before, after = _node_document(old), _node_document(new)
        if "rule" in before:
            before["rule"] = self._translated(before["rule"])
        return _changes(before, after, NODE_KEYS)

    def _translated(self, rule: Any, named: bool = False) -> Any:
        """A rule in the item codes of the new version, so that a code alone is no change."""
        if isinstance(rule, Mapping):
            return {key: self._translated(value, key in NAMING) for key, value in rule.items()}
        if isinstance(rule, list):
            return [self._translated(value, named) for value in rule]
        return self.renamed.get(rule, rule) if named else rule

    def _compared(self, old: Node, new: Node, changed: set[str]) -> Relation:
        if changed & set(SCALE) or (isinstance(new.rule, Count) and "max_points" in changed):
            return Relation.NEW_SCALE
        if new.rule is None:
            return self._sum_of_children(old, new, changed)
        read = [self.items[code] for code in items_of(new.rule) if code in self.items]
        if any(pair.obstacles for pair in read):
            return Relation.NEW_SCALE
        reworded = "name" in changed or any(change.key in WORDING for pair in read for change in pair.changes)
        return Relation.REWORDED if reworded else Relation.SAME

    def _sum_of_children(self, old: Node, new: Node, changed: set[str]) -> Relation:
        """A parent is the same where its children are and weigh the same."""
        pairs = [self.pair(child, self.followed.get(child.code)) for child in new.children]
        weights = [_relative(old), _relative(new, {pair.node.code: pair.old.code for pair in pairs if pair.old})]
        if weights[0] != weights[1] or not all(pair.relation.comparable for pair in pairs):
            return Relation.NEW_SCALE
        reworded = "name" in changed or any(pair.relation is Relation.REWORDED for pair in pairs)
        return Relation.REWORDED if reworded else Relation.SAME


def _relative(node: Node, names: Mapping[str, str] | None = None) -> dict[str, float]:
    """Child → its weight in percent of its siblings', under the names of the old version."""
    counted = {child.code: child.max_points or child.weight for child in node.children if child.assessed}
    total = sum(counted.values())
    return {(names or {}).get(code, code): round(100 * weight / total, 6) for code, weight in counted.items()}


def _node_document(node: Node) -> Document:
    points = {} if node.max_points is None else {"max_points": node.max_points}
    return node_document(node) | points  # a parent's points are derived, and yet what a reader asks first


def _changes(old: Document, new: Document, keys: tuple[str, ...]) -> tuple[Change, ...]:
    pairs = ((key, _vietnamese(old.get(key)), _vietnamese(new.get(key))) for key in keys)
    return tuple(Change(key, _written(before), _written(after)) for key, before, after in pairs if before != after)


def _vietnamese(value: Any) -> Any:
    """A value with the Vietnamese of its texts: another translation is no other question."""
    if isinstance(value, Mapping):
        return value["vi"] if "vi" in value else {key: _vietnamese(each) for key, each in value.items()}
    return value


def _written(value: Any) -> str:
    """A value on one line, as the format writes it."""
    if isinstance(value, Mapping):
        written = yaml.safe_dump(
            _rounded(value), allow_unicode=True, sort_keys=False, default_flow_style=True, width=math.inf
        )
        return str(written).strip()
    return "" if value is None else f"{value:.10g}" if isinstance(value, float) else str(value)


def _rounded(value: Any) -> Any:
    """A third reads 0.3333."""
    if isinstance(value, Mapping):
        return {key: _rounded(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_rounded(each) for each in value]
    return round(value, SHOWN) if isinstance(value, float) else value
