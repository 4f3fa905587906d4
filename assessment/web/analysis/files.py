"""A trace as plain text and as data, in both languages: what the page shows and nothing more."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from flask import Response
from flask_babel import gettext as _

from assessment.models import Review
from assessment.services.kept import REST
from assessment.web.request import language
from questionnaires import Text
from scoring.pipeline import Scores
from scoring.trace import Trace, trace
from scoring.words.rule_words import rule_words
from scoring.words.text import explain

TYPES = {"txt": "text/plain", "json": "application/json"}


def attachment(content: str, name: str, kind: str) -> Response:
    """A file to be kept."""
    return Response(
        content.encode(),
        content_type=f"{TYPES[kind]}; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.{kind}"'},
    )


def text_of(scores: Scores, unit: str, deepest: Collection[str] = ()) -> str:
    """The explanation of one unit's score, down to the nodes in `deepest` or to the answers."""
    lines = explain(scores, unit, language=language()).splitlines()
    if deepest:
        shown = set(_shown(trace(scores, unit, scores.index.root.code), deepest))
        lines = [line for line in lines if line.split(maxsplit=1)[0] in shown]
    return "\n".join(lines).replace(f"{REST} ", "") + "\n"


def alone(scores: Scores) -> Scores:
    """Scores of one unit by itself, which have no rank."""
    return replace(scores, rank=scores.rank * np.nan)


def decisions(reviews: Mapping[str, Review]) -> str:
    """The ministry's points and reasons that changed something, a line each."""
    told = [
        f"{review.indicator}: {review.reason}"
        for review in sorted(reviews.values(), key=lambda review: review.indicator)
        if review.reason
    ]
    return "\n".join([_("Lý do của Bộ"), *told]) + "\n" if told else ""


def _shown(of: Trace, deepest: Collection[str]) -> Iterator[str]:
    yield of.node.code
    if of.node.code not in deepest:
        for child in of.children:
            yield from _shown(child, deepest)


def data_of(
    scores: Scores, unit: str, deepest: Collection[str] = (), reviews: Mapping[str, Review] | None = None
) -> Any:
    """The trace as nested values, full precision."""
    return _node(trace(scores, unit, scores.index.root.code), deepest, reviews or {})


def _node(of: Trace, deepest: Collection[str], reviews: Mapping[str, Review]) -> dict[str, Any]:
    node, review = of.node, reviews.get(of.node.code)
    ends = node.code in deepest
    found: dict[str, Any] = {
        "code": node.code,
        "name": _both(node.name),
        "assessed": node.assessed,
        "score": of.score,
        "maximum": of.maximum,
        "weight_in_parent": of.effective,
        "weight_in_total": of.of_total,
        "not_applicable": of.not_applicable,
    }
    if node.rule is not None and not ends:
        found |= {"rule": _both(rule_words(node.rule, node.max_points)), "answers": dict(of.inputs), "given": of.given}
    if review is not None:
        found["decision"] = {"decision": review.decision, "points": review.points, "reason": review.reason}
    if not ends:
        found["children"] = [_node(child, deepest, reviews) for child in of.children]
    return found


def _both(text: Text) -> dict[str, str]:
    return {"vi": text.vi, "en": text.en}


def as_json(content: Any) -> str:
    """Data as text for people and machines."""
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"
