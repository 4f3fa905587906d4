"""Why a score changed: two kept results of one unit, or its own and the verified scoring of a form, side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from math import fsum

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from assessment.models import Succession, Unit
from assessment.services.errors import NotFoundError
from assessment.services.kept import REST, Nodes, kept_rows, scored_again, with_rest
from assessment.services.standings import NodeStanding, Standings
from assessment.services.tracing import Passes
from questionnaires import Index, Node
from questionnaires.compare import Comparison, NodePair, Relation, compare
from scoring.change.difference import Difference, difference
from scoring.change.trend import Break, comparable_weights
from scoring.pipeline import Scores

ALL_COMPARABLE = 1 - 1e-9


@dataclass(frozen=True, slots=True)
class Change:
    """One unit's score twice.

    `converted` says that the earlier one is the plain mean of the predecessors', the official rule of DTI 2024 for the
    merger; `comparable` is the share of the index's weight that is measured and scored as before (0 to 1).
    """

    found: Difference
    before: Scores
    after: Scores
    converted: bool = False
    comparable: float = 1.0
    was: Mapping[str, str] = field(default_factory=dict)  # the earlier codes of nodes that had others

    @property
    def breaks(self) -> tuple[Break, ...]:
        """Why the two scores must not be read as one line."""
        units = (Break.UNITS,) if self.converted else ()
        return units if self.comparable >= ALL_COMPARABLE else (*units, Break.INDEX)


def by_review(passes: Passes) -> Change | None:
    """From a unit's own points to the ministry's; None while there are none to be seen."""
    if passes.verified is None:
        return None
    return Change(difference(passes.own, passes.verified, passes.unit), passes.own, passes.verified)


def between(session: Session, first: Standings, last: Standings, unit: str) -> Change:
    """From one kept result to a later one for a unit of `last`, by code; across the merger by the predecessors' mean.

    NotFoundError where the unit has no score on either side; NotExplainedError as `difference`.
    """
    after = {code: nodes for code, nodes in kept_rows(last).items() if code == unit}
    converted = first.unit_set != last.unit_set
    rows = kept_rows(first)
    before = _of_predecessors(session, rows, last.unit_set, unit) if converted else rows.get(unit)
    if before is None or not after:
        raise NotFoundError(unit)
    pair = _aligned(first.index, {unit: before}, last.index, after)
    found = difference(*pair.scores, unit, comparison=pair.comparison)
    weights = comparable_weights(pair.comparison, pair.scores[1].index, last.root)
    several = converted and len(_predecessors(session, last.unit_set, unit)) > 1
    return Change(found, *pair.scores, several, fsum(weights.values()), _codes_before(pair.comparison))


def _codes_before(found: Comparison | None) -> dict[str, str]:
    return {pair.new.code: pair.old.code for pair in (found.nodes if found else ()) if pair.new and pair.old}


@dataclass(frozen=True, slots=True)
class _Pair:
    scores: tuple[Scores, Scores]
    comparison: Comparison | None


def _aligned(old: Index, before: Mapping[str, Nodes], new: Index, after: Mapping[str, Nodes]) -> _Pair:
    """Both scored again, with the same main indices put together where one side did not publish them."""
    same = bool(new.digest) and old.digest == new.digest
    found = None if same else compare(old, new)
    followed = _followed(found, new)
    unknown = _unknown(old, before), _unknown(new, after)
    also_new = {code for code, was in followed.items() if was in unknown[0]} | unknown[1]
    also_old = {followed[code] for code in also_new if code in followed} | unknown[0]
    first, last = with_rest(old, before, also_old), with_rest(new, after, also_new)
    if found is not None and also_new:
        found = _with_rest(found, first[0], last[0], also_old, also_new)
    return _Pair((scored_again(*first), scored_again(*last)), found)


def _followed(found: Comparison | None, new: Index) -> dict[str, str]:
    """New main index → the old one it follows."""
    if found is None:
        return {child.code: child.code for child in new.root.children}
    here = {child.code for child in new.root.children}
    return {code: was for code, was in _codes_before(found).items() if code in here}


def _unknown(index: Index, rows: Mapping[str, Nodes]) -> set[str]:
    coarse, _rows = with_rest(index, rows)
    stays = {child.code for child in coarse.root.children}
    return {child.code for child in index.root.children if child.assessed and child.code not in stays}


def _with_rest(found: Comparison, old: Index, new: Index, gone_old: set[str], gone_new: set[str]) -> Comparison:
    """The comparison with one pair of rests in the place of all that was put together."""
    below_old, below_new = _below(found.old, gone_old), _below(found.new, gone_new)
    kept = [pair for pair in found.nodes if not (_code(pair.old) in below_old or _code(pair.new) in below_new)]
    within = [pair for pair in found.nodes if _code(pair.new) in gone_new]
    alike = all(pair.relation.comparable and _code(pair.old) in gone_old for pair in within)
    whole = alike and len(within) == len(gone_old)
    relation = Relation.SAME if whole else Relation.NEW_SCALE
    rest = NodePair(_rest(old), _rest(new), relation)
    return replace(found, nodes=(*kept, rest))


def _below(index: Index, codes: Iterable[str]) -> set[str]:
    return {node.code for code in codes for node in index.node(code).walk()}


def _code(node: Node | None) -> str:
    return "" if node is None else node.code


def _rest(index: Index) -> Node | None:
    return next((child for child in index.root.children if child.code == REST), None)


def _predecessors(session: Session, unit_set: str, unit: str) -> list[Unit]:
    rows = session.scalars(
        select(Succession)
        .join(Unit, Unit.id == Succession.successor_id)
        .where(Unit.unit_set == unit_set, Unit.code == unit)
        .options(joinedload(Succession.predecessor))
    )
    return [row.predecessor for row in rows]


def _of_predecessors(session: Session, rows: Mapping[str, Nodes], unit_set: str, unit: str) -> Nodes | None:
    """The plain means of the predecessors' scores; None where one of them has none."""
    parts = [rows.get(each.code) for each in _predecessors(session, unit_set, unit)]
    known = [nodes for nodes in parts if nodes is not None]
    if not known or len(known) < len(parts):
        return None
    return {code: _mean(code, [nodes[code] for nodes in known if code in nodes], len(known)) for code in known[0]}


def _mean(code: str, found: list[NodeStanding], wanted: int) -> NodeStanding:
    scores = [each.score for each in found if each.score is not None]
    maxima = [each.maximum for each in found if each.maximum is not None]
    score = fsum(scores) / wanted if len(scores) == wanted else None
    return NodeStanding(code, None, None, score, fsum(maxima) / len(maxima) if maxima else None, None)
