"""The receipt on paper: one tagged page with code, moment, sender and the digest of what was sent."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import datetime

import pikepdf

from assessment.reports.pages import Document, html
from assessment.reports.receipt import Receipt, ReceiptIssue
from assessment.reports.render import pdf
from questionnaires import Text

DIGEST = "3f9c2a10" * 8


def made(now: datetime, language: str = "vi") -> Receipt:
    issue = ReceiptIssue(
        language=language,
        ministry="Bộ Khoa học và Công nghệ",
        index_name=Text("Chỉ số chuyển đổi số", "Digital index"),
        code="DTI-2026-15-3F9C2A10-2",
        stamp="2026-11-22T02:00:00Z",
        draft=False,
        illustrative=False,
    )
    return Receipt(
        issue=issue,
        unit=Text("Tỉnh Lào Cai", "Lao Cai Province"),
        year=2026,
        family="DTI",
        number=2,
        at=now,
        sender="Vi Thị Mai",
        version=3,
        digest=DIGEST,
        answered=150,
        asked=155,
        points=612.5,
        maximum=1000.0,
        unanswered=("NT.3",),
        url="http://127.0.0.1:5000/phieu/dti-2026/bien-nhan",
    )


def test_the_receipt_says_what_was_sent_when_and_by_whom(now: datetime) -> None:
    page = html(Document("receipt", made(now)))
    for said in ("DTI-2026-15-3F9C2A10-2", "09:00 ngày 22/11/2026", "Vi Thị Mai", "150/155", "612,50 / 1.000", "NT.3"):
        assert said in page
    assert DIGEST[:32] in page
    assert "tỉnh Lào Cai" in page
    english = html(Document("receipt", made(now, "en")))
    assert "Lao Cai Province" in english
    assert "Biên nhận" not in english


def test_the_receipt_prints_to_one_tagged_page_with_the_same_bytes_each_time(now: datetime) -> None:
    page = html(Document("receipt", made(now)))
    first, second = pdf(page), pdf(page)
    assert first == second
    with pikepdf.open(io.BytesIO(first)) as document:
        assert len(document.pages) == 1
        assert "/StructTreeRoot" in document.Root
        assert str(document.Root.Lang) == "vi"


def test_a_receipt_from_before_versions_were_kept_has_no_digest(now: datetime) -> None:
    page = html(Document("receipt", replace(made(now), version=None, digest="", unanswered=())))
    assert "SHA-256" not in page
