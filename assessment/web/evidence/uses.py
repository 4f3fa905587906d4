"""Where a document is used, in words: the round, the indicator and the page it is asked on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from assessment.models import EvidenceLink, Round
from assessment.services.catalogue import index_for
from assessment.services.deadlines import PREPARED
from assessment.services.evidence.places import Place, places


@dataclass(frozen=True, slots=True)
class ShownUse:
    """One answer a document stands behind; `place` None where the form no longer asks for it."""

    link: EvidenceLink
    round: Round
    unit_slug: str
    place: Place | None
    editable: bool


def uses_of(links: Iterable[EvidenceLink]) -> tuple[ShownUse, ...]:
    """The uses of a document, newest round first, in the order of the form."""
    known: dict[str, dict[str, Place]] = {}
    found = []
    for link in links:
        round_ = link.submission.round
        if round_.code not in known:
            known[round_.code] = places(index_for(round_))
        place = known[round_.code].get(link.item)
        editable = link.submission.state in PREPARED
        found.append(ShownUse(link, round_, link.submission.unit.slug, place, editable))
    order = {code: {item: at for at, item in enumerate(by_item)} for code, by_item in known.items()}
    return tuple(sorted(found, key=lambda use: (-use.round.year, order[use.round.code].get(use.link.item, 0))))
