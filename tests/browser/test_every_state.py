"""Every page in every state of the gallery's walk, looked at as `inspection` says."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from tests.browser.conftest import Site
from tests.browser.inspection import Inspector
from tests.gallery import analyses, dividing, drafts, evidence, own_rounds, walk, workbooks
from tests.gallery.camera import Camera

pytestmark = pytest.mark.browser

# One page of every kind: English differs from Vietnamese in the length of its words and in what it marks as Vietnamese.
IN_ENGLISH = (
    ("", "/"),
    ("", "/xep-hang/dti-2024"),
    ("", "/tinh/lao-cai"),
    ("", "/phuong-phap"),
    (walk.OFFICER, walk.FORM),
    (walk.OFFICER, f"{walk.FORM}/{walk.FILLED}"),
    (walk.OFFICER, f"{walk.FORM}/kiem-tra"),
    (walk.LEAD, f"{walk.FORM}/tong-hop"),
    (walk.LEAD, f"{walk.FORM}/ban-ky"),
    (walk.LEAD, "/so-nganh"),
    (walk.LEAD, "/mat-khau"),
    (walk.REVIEWER, f"{walk.REVIEW}/can-tho?xong=NT.1"),
    (walk.ADMIN, "/nhat-ky"),
)


def english(camera: Camera) -> None:
    """Every kind of page once, as it is."""
    for login, path in IN_ENGLISH:
        camera.visit(path, path, path, login)


PARTS: dict[str, tuple[Callable[[Camera], None], ...]] = {
    "public": (walk.public, walk.doors),
    "province": (dividing.dividing, dividing.accounts, walk.form),
    "sending": (walk.sending, walk.answering),
    "ministry": (walk.desks, walk.review, walk.returning, walk.ranking),
    "catalogue": (drafts.reading, drafts.drafting),
    "english": (english,),
    "evidence": (evidence.keeping,),
    "analysis": (analyses.explaining, analyses.comparing, analyses.looking_ahead, analyses.judging),
    "own rounds": (partial(own_rounds.own_rounds, lead=walk.LEAD, ranker=walk.RANKER),),
    "excel": (partial(workbooks.by_excel, officer=walk.OFFICER, lead=walk.LEAD),),
}


SOME = {
    "english": len(IN_ENGLISH),
    "analysis": 21,
    "evidence": 8,
    "own rounds": 10,
    "excel": 4,
}  # states at least, where they are not fifteen


@pytest.mark.parametrize("part", PARTS)
def test_no_state_of_a_page_has_a_fault_or_sticks_out_at_320_px(site: Site, part: str, tmp_path: Path) -> None:
    inspector = Inspector(site.browser, site.address, tmp_path, "en" if part == "english" else "vi", site=site)
    for steps in PARTS[part]:
        steps(inspector)
    assert inspector.states >= SOME.get(part, 15)
    assert not inspector.faults, "\n".join(inspector.faults)
