"""What the linter looks at and what it says about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from questionnaires.document import Pool
from questionnaires.loader import POOLS
from questionnaires.model import Best, Index, Item, Node, Rule, Sum, Text, items_of, parts_of


class Severity(StrEnum):
    """How much a finding weighs."""

    ERROR = "error"  # the set does not do what it says
    WARNING = "warning"  # people will stumble over it
    NOTE = "note"  # worth knowing


class Found(NamedTuple):
    """What a check finds: the index or pool, the node or item in it, and what is wrong."""

    where: str  # the code of an index, or "items/NAME" for a pool
    node: str
    message: Text


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing an editor should look at."""

    check: str
    severity: Severity
    where: str
    node: str
    message: Text

    def __str__(self) -> str:
        return f"{self.where}: {self.node}: {self.message} ({self.check})"


@dataclass(frozen=True)
class View:
    """The indices and pools that are looked at together, what is older first."""

    indices: tuple[Index, ...]
    pools: tuple[Pool, ...] = ()

    @cached_property
    def items(self) -> tuple[tuple[str, Item], ...]:
        """Every item once, with the pool or else the first index that declares it."""
        found = {item: place(pool) for pool in self.pools for item in pool.items.values()}
        for index in self.indices:
            for item in index.items.values():
                found.setdefault(item, index.code)
        return tuple((where, item) for item, where in found.items())

    @cached_property
    def asked_of_units(self) -> tuple[tuple[str, Item], ...]:
        """The items that units supply themselves."""
        return tuple((where, item) for where, item in self.items if item.supplied_by == "unit")

    @cached_property
    def nodes(self) -> tuple[tuple[Index, Node], ...]:
        """Every node with its index."""
        return tuple((index, node) for index in self.indices for node in index.root.walk())

    @cached_property
    def rules(self) -> tuple[tuple[Index, Node, Rule], ...]:
        """Every indicator with its index and rule."""
        return tuple((index, node, node.rule) for index, node in self.nodes if node.rule is not None)

    def used(self, index: Index) -> frozenset[str]:
        """The items that the rules of an index read."""
        return frozenset(
            code for node in index.root.indicators() if node.rule is not None for code in items_of(node.rule)
        )


Look = Callable[[View], Iterator[Found]]


class Check(NamedTuple):
    """One kind of fault: its code, its weight and the function that looks for it."""

    code: str
    severity: Severity
    look: Look


def place(pool: Pool) -> str:
    """How a finding names a pool."""
    return f"{POOLS}/{pool.name}"


def leaves(rule: Rule) -> Iterator[Rule]:
    """The simple rules a rule is made of."""
    if isinstance(rule, Best | Sum):
        for part in parts_of(rule):
            yield from leaves(part)
    else:
        yield rule


def figure(value: float) -> str:
    """A number as Vietnamese texts write it: 0,5."""
    return f"{value:.10g}".replace(".", ",")
