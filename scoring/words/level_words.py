"""The level a unit has reached and what the next one asks for, in lines of plain text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

import numpy as np

from questionnaires.model import Band, Effect, Node, Text
from scoring.pipeline import Scores, has_points, published_decimals
from scoring.rank import INNER_DECIMALS, quantise
from scoring.words.figures import number, percent

REACHED = Text("mức {code} {name}, từ {minimum}", "level {code} {name}, from {minimum}")
NO_LEVEL = Text("chưa đạt mức nào", "no level reached")
NEXT = Text("mức tiếp theo {code} {name} cần {needs}", "the next level, {code} {name}, needs {needs}")
A_SCORE = Text("điểm từ {least}, còn thiếu {short}", "a score of {least}, {short} more")
A_GATE = Text("{node} từ {least}, nay {now}", "{node} from {least}, now {now}")
NOTHING = Text("chưa có điểm", "no score")
AND = Text(" và ", " and ")


def level_lines(scores: Scores, unit: str, language: str) -> Iterator[str]:
    """The level a unit has, and what is missing for the next; nothing without levels or without a score."""
    score = scores.of(unit, scores.index.root.code)
    if not scores.index.bands or score is None:
        return
    rising = sorted(scores.index.bands, key=lambda band: band.minimum)
    decimals = min(published_decimals(scores.index), 4)
    place = next((at for at, band in enumerate(rising) if band.code == scores.band[unit]), -1)
    yield _named(REACHED, rising[place], language, decimals) if place >= 0 else NO_LEVEL.into(language)
    if place + 1 < len(rising):
        following = rising[place + 1]
        needs = AND.into(language).join(_needs(scores, unit, following, score, language, decimals))
        yield _named(NEXT, following, language, decimals).format(needs=needs)


def _named(text: Text, band: Band, language: str, decimals: int) -> str:
    said = {"code": band.code, "name": band.name.into(language), "minimum": number(band.minimum, language, decimals)}
    if band.code == said["name"]:
        said["name"] = ""
    return " ".join(text.into(language).format(**said, needs="{needs}").replace(" ,", ",").split())


def _needs(scores: Scores, unit: str, band: Band, score: float, language: str, decimals: int) -> Iterator[str]:
    reached = float(quantise(np.array([score]), published_decimals(scores.index))[0])
    if reached < band.minimum:
        least, short = (number(each, language, decimals) for each in (band.minimum, band.minimum - reached))
        yield A_SCORE.into(language).format(least=least, short=short)
    for code, share in band.gates.items():
        now = _share(scores, unit, code)
        if (now is None and not _nothing_applies(scores, unit, code)) or (now is not None and now < share):
            said = {"least": _figure(scores, share, language), "now": NOTHING.into(language)}
            if now is not None:
                said["now"] = _figure(scores, now, language)
            yield A_GATE.into(language).format(node=code, **said)


def _figure(scores: Scores, value: float, language: str) -> str:
    return percent(value, language) if has_points(scores.index) else number(value, language, 4)


def _share(scores: Scores, unit: str, code: str) -> float | None:
    """What a gate looks at: the node's share of the unit's maximum, or its score in a composite index."""
    score = scores.of(unit, code)
    if score is not None and has_points(scores.index):
        most = cast("float", scores.max_score.at[unit, code])
        score = score / most if most > 0 else None
    return None if score is None else float(quantise(np.array([score]), INNER_DECIMALS)[0])


def _nothing_applies(scores: Scores, unit: str, code: str) -> bool:
    """Whether every indicator that counts below a node is left out for the unit, which waives a gate."""
    node = next((each for each in scores.index.root.walk() if each.code == code), None)
    leaves = _counting(node) if node is not None else []
    claimed = scores.tables["not_applicable"]
    return bool(leaves) and all(leaf.code in claimed and bool(claimed.at[unit, leaf.code]) for leaf in leaves)


def _counting(node: Node) -> list[Node]:
    if not node.assessed or node.effect is not Effect.POINTS:
        return []
    return [node] if node.rule is not None else [leaf for child in node.children for leaf in _counting(child)]
