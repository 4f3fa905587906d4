"""Checks of the tree: codes, sums, items nobody reads, composites, and what a version says about the one before."""

from __future__ import annotations

import re
from collections.abc import Iterator

from questionnaires.lint.findings import Check, Found, Severity, View, figure, place
from questionnaires.model import Comparability, Effect, Index, Node, Text, Weights

YEAR = re.compile(r"(?<!\d)(19|20)\d\d(?!\d)")
NODE = re.compile(r"[A-Z0-9]+([.-][A-Z0-9]+)*")
WORDS = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
LONGEST = 60  # characters of an item's code: it names a column of a table
TOLERANCE = 1e-6


def code_style(view: View) -> Iterator[Found]:
    """Codes that differ from the house style, which people read aloud and type."""
    for index in view.indices:
        named = YEAR.search(index.code)
        if named and index.year is not None and named[0] != str(index.year):
            message = Text(
                f"mã nói {named[0]}, năm là {index.year}", f"the code says {named[0]}, the year {index.year}"
            )
            yield Found(index.code, index.code, message)
    for index, node in view.nodes:
        if not NODE.fullmatch(node.code):
            yield Found(
                index.code, node.code, Text("mã nên viết hoa, như NT.1", "write the code in capitals, such as NT.1")
            )
    for where, item in view.items:
        for code in (item.code, *(choice.code for choice in item.choices)):
            if not WORDS.fullmatch(code) or len(code) > LONGEST:
                message = Text(
                    f"mã {code!r} nên là chữ thường nối bằng _, tối đa {LONGEST} ký tự",
                    f"write {code!r} in lower case joined by _, at most {LONGEST} characters",
                )
                yield Found(where, item.code, message)


def code_under_parent(view: View) -> Iterator[Found]:
    """Nodes whose code begins neither with their parent's nor with the root's: nobody finds them in a long list."""
    for index, parent in view.nodes:
        if parent is index.root:
            continue
        for child in parent.children:
            if not child.code.startswith((f"{parent.code}.", f"{parent.code}-", f"{index.root.code}.")):
                message = Text(f"mã không bắt đầu bằng {parent.code}.", f"the code does not begin with {parent.code}.")
                yield Found(index.code, child.code, message)


def sums(view: View) -> Iterator[Found]:
    """Points of a parent that are not the sum over its assessed children; a bonus or penalty may be capped lower."""
    for index, node in view.nodes:
        counted = [child for child in node.children if child.assessed and child.effect is Effect.POINTS]
        points = [child.max_points for child in counted if child.max_points is not None]
        total, own = sum(points), node.max_points or 0.0
        capped = node.effect is not Effect.POINTS and own < total
        if points and abs(total - own) > TOLERANCE and not capped:
            message = Text(
                f"tối đa {figure(own)} điểm nhưng các chỉ tiêu con cộng lại {figure(total)}",
                f"at most {own:.10g} points, but the children add up to {total:.10g}",
            )
            yield Found(index.code, node.code, message)


def weights(view: View) -> Iterator[Found]:
    """Written weights of a composite index that add up to neither 1 nor 100."""
    for index, node in view.nodes:
        given = [child.weight for child in node.children]
        points = any(child.max_points is not None for child in node.children)
        if points or node.weights is not Weights.GIVEN or len(set(given)) <= 1:
            continue
        assessed = sum(child.weight for child in node.children if child.assessed)
        if not any(abs(total - whole) <= TOLERANCE * whole for total in (sum(given), assessed) for whole in (1, 100)):
            total = sum(given)
            message = Text(
                f"trọng số các nút con cộng lại {figure(total)}, không phải 1 hay 100",
                f"the children's weights add up to {total:.10g}, neither 1 nor 100",
            )
            yield Found(index.code, node.code, message)


def unused_pool_items(view: View) -> Iterator[Found]:
    """Items of a pool that no index reads."""
    used = {index.items[code] for index in view.indices for code in view.used(index)}
    for pool in view.pools:
        for code, item in pool.items.items():
            if item not in used:
                yield Found(place(pool), code, Text("chưa bộ chỉ số nào dùng", "no index reads it"))


def unused_own_items(view: View) -> Iterator[Found]:
    """Items an index asks for and no rule of it reads."""
    for index in view.indices:
        used = view.used(index)
        for code in index.items:
            if code not in used:
                yield Found(index.code, code, Text("không chỉ tiêu nào dùng", "no indicator reads it"))


def codes_in_two_pools(view: View) -> Iterator[Found]:
    """One code for two figures: an index cannot use both pools, and data tables cannot tell them apart."""
    first: dict[str, str] = {}
    for pool in view.pools:
        for code in pool.items:
            if code in first:
                yield Found(
                    place(pool), code, Text(f"mã đã có trong {first[code]}", f"{first[code]} has this code too")
                )
            first.setdefault(code, place(pool))


def composites(view: View) -> Iterator[Found]:
    """Composites that count a node twice or are no sum of several."""
    for index in view.indices:
        nodes = {node.code: node for node in index.root.walk()}
        for composite in index.composites:
            of = [nodes[code] for code in composite.of if code in nodes]
            for code in sorted(_counted_twice(of)):
                message = Text(f"{code} được tính hai lần", f"{code} is counted twice")
                yield Found(index.code, composite.code, message)
            if len(composite.of) < 2:
                yield Found(index.code, composite.code, Text("chỉ gồm một nút", "it is made of one node only"))


def _counted_twice(nodes: list[Node]) -> set[str]:
    seen: set[str] = set()
    twice: set[str] = set()
    for node in nodes:
        below = {each.code for each in node.walk()}
        twice |= {each.code for each in nodes if each is not node and each.code in below}
        twice |= below & seen & {node.code}
        seen.add(node.code)
    return twice


def unknown_previous(view: View) -> Iterator[Found]:
    """A previous version that is not there, or predecessors without one."""
    known = _by_code(view)
    for index in view.indices:
        if index.previous and index.previous not in known:
            message = Text(f"không có bộ chỉ số trước {index.previous}", f"there is no previous index {index.previous}")
            yield Found(index.code, index.code, message)
        following = [node.code for node in index.root.walk() if node.predecessor and node.predecessor.code]
        if following and not index.previous:
            message = Text(
                f"{', '.join(following[:3])} có chỉ tiêu trước nhưng bộ chỉ số chưa ghi previous",
                f"{', '.join(following[:3])} name predecessors, but the index names no previous version",
            )
            yield Found(index.code, index.code, message)


def unknown_predecessors(view: View) -> Iterator[Found]:
    """Predecessors that the previous version does not have."""
    known = _by_code(view)
    for index in view.indices:
        if index.previous not in known:
            continue
        before = {node.code for node in known[index.previous].root.walk()}
        for node in index.root.walk():
            if node.predecessor and node.predecessor.code and node.predecessor.code not in before:
                code = node.predecessor.code
                message = Text(f"{index.previous} không có {code}", f"{index.previous} has no {code}")
                yield Found(index.code, node.code, message)


def unknown_previous_items(view: View) -> Iterator[Found]:
    """Items that follow one which is nowhere in the catalogue."""
    codes = {item.code for _where, item in view.items}
    for where, item in view.items:
        if item.previous and item.previous not in codes:
            message = Text(f"không có số liệu trước {item.previous!r}", f"there is no item {item.previous!r} to follow")
            yield Found(where, item.code, message)


def not_carried(view: View) -> Iterator[Found]:
    """Nodes of the previous version that none follows: they were dropped, on purpose or not."""
    known = _by_code(view)
    for index in view.indices:
        if index.previous not in known:
            continue
        for node in _dropped(known[index.previous].root, _carried(index)):
            message = Text(
                f"không chỉ tiêu nào nối tiếp {node.code} {node.name.vi} của {index.previous}",
                f"nothing follows {node.code} {node.name.into('en')} of {index.previous}",
            )
            yield Found(index.code, index.code, message)


def _dropped(node: Node, carried: set[str]) -> Iterator[Node]:
    """The highest nodes that, with all below them, are not carried."""
    if not any(each.code in carried for each in node.walk()):
        yield node
    else:
        for child in node.children:
            yield from _dropped(child, carried)


def _carried(index: Index) -> set[str]:
    """The codes of the previous version that are named, or kept by a node or composite that names none."""
    nodes = list(index.root.walk())
    named = {node.predecessor.code for node in nodes if node.predecessor}
    same = {node.code for node in nodes if not node.predecessor}
    return named | same | {composite.code for composite in index.composites}


def contradictory_predecessors(view: View) -> Iterator[Found]:
    """One node of the previous version that two nodes claim to be the same as."""
    for index in view.indices:
        first: dict[str, str] = {}
        for node in index.root.walk():
            if node.predecessor and node.predecessor.comparability is Comparability.SAME:
                code = node.predecessor.code
                if code in first:
                    message = Text(f"{first[code]} cũng nối tiếp {code}", f"{first[code]} follows {code}, too")
                    yield Found(index.code, node.code, message)
                first.setdefault(code, node.code)


def _by_code(view: View) -> dict[str, Index]:
    return {index.code: index for index in view.indices}


CHECKS = (
    Check("code-style", Severity.WARNING, code_style),
    Check("code-under-parent", Severity.WARNING, code_under_parent),
    Check("sums", Severity.ERROR, sums),
    Check("weights", Severity.WARNING, weights),
    Check("unused-pool-item", Severity.WARNING, unused_pool_items),
    Check("unused-own-item", Severity.WARNING, unused_own_items),
    Check("code-in-two-pools", Severity.ERROR, codes_in_two_pools),
    Check("composites", Severity.ERROR, composites),
    Check("unknown-previous", Severity.ERROR, unknown_previous),
    Check("unknown-predecessor", Severity.ERROR, unknown_predecessors),
    Check("same-predecessor", Severity.WARNING, contradictory_predecessors),
    Check("unknown-previous-item", Severity.WARNING, unknown_previous_items),
    Check("not-carried", Severity.NOTE, not_carried),
)
