"""Made-up documents behind made-up answers: small "scans" that say on every page that they are illustrations."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from PIL import Image, ImageDraw, ImageFont
from sqlalchemy.orm import Session

from assessment.config import FONTS
from assessment.files.kinds import check
from assessment.files.store import Store
from assessment.models import Evidence, Submission, User
from assessment.services.catalogue import index_for
from assessment.services.evidence.keeping import Details, KeptFile, add_address, add_file
from assessment.services.evidence.linking import link
from assessment.services.evidence.places import places

MEGABYTE = 1024 * 1024
PAGE = (620, 877)  # pixels of A4 at 75 dpi
MARK = "TÀI LIỆU MINH HỌA, KHÔNG CÓ GIÁ TRỊ PHÁP LÝ"


@dataclass(frozen=True, slots=True)
class Sketch:
    """One document to make up; `uses` is how many answers it stands behind."""

    title: str
    number: str
    issuer: str
    uses: int
    last_year: bool = False  # its figures are too old for the round


SKETCHES = (
    Sketch("Kế hoạch chuyển đổi số năm {year}", "12/KH-UBND", "UBND {unit}", 7),
    Sketch("Báo cáo kết quả chuyển đổi số năm {year}", "345/BC-SKHCN", "Sở Khoa học và Công nghệ", 4),
    Sketch("Báo cáo hạ tầng viễn thông năm {before}", "98/BC-SKHCN", "Sở Khoa học và Công nghệ", 1, last_year=True),
    Sketch("Quyết định giao chỉ tiêu chuyển đổi số năm {year}", "27/QĐ-UBND", "UBND {unit}", 0),
)


def prove(session: Session, submission: Submission, lead: User, now: datetime, store: Store) -> int:
    """A few documents in the unit's library behind its first answers; how many links were made."""
    answered = {answer.item for answer in submission.answers if answer.value is not None}
    items = [item for item in places(index_for(submission.round)) if item in answered]
    made = 0
    for sketch in SKETCHES:
        piece = _document(session, submission, sketch, lead, now, store)
        for item in items[: sketch.uses]:
            made += link(session, piece, submission, item, pages="1", actor=lead, now=now)
        items = items[sketch.uses :]
    piece = add_address(session, "https://dti.gov.vn", Details("Trang công bố chỉ số DTI"), actor=lead, now=now)
    piece.illustrative = True
    if items:
        made += link(session, piece, submission, items[0], actor=lead, now=now)
    return made


def _document(
    session: Session, submission: Submission, sketch: Sketch, lead: User, now: datetime, store: Store
) -> Evidence:
    year = submission.round.year
    filled = {"year": year, "before": year - 1, "unit": submission.unit.name_vi}
    title, issuer = sketch.title.format(**filled), sketch.issuer.format(**filled)
    stream = io.BytesIO(scan(title, f"{issuer}, số {sketch.number}"))
    checked = check(f"{title}.pdf", stream, largest=MEGABYTE)
    file = KeptFile(store.put(stream), checked.name, checked.media_type, checked.size, checked.sha256)
    about = year - 1 if sketch.last_year else year
    details = Details(
        title=title,
        number=sketch.number,
        issuer=issuer,
        issued_on=now.date() - timedelta(days=30),
        period_from=date(about, 1, 1),
        period_to=date(about, 12, 14),
    )
    return add_file(session, file, details, actor=lead, now=now, illustrative=True)


def scan(title: str, source: str) -> bytes:
    """One page as a scanner would make it, in PDF."""
    page = Image.new("L", PAGE, 255)
    draw = ImageDraw.Draw(page)
    big, small = (ImageFont.truetype(str(FONTS / "NotoSans-Regular.ttf"), size) for size in (20, 13))
    draw.text((60, 80), source, fill=60, font=small)
    draw.text((60, 150), title, fill=0, font=big)
    for line in range(14):
        draw.line((60, 230 + 34 * line, 560 - (37 * line) % 90, 230 + 34 * line), fill=190, width=6)
    draw.text((60, 800), MARK, fill=60, font=small)
    out = io.BytesIO()
    page.save(out, "PDF", resolution=75.0, title=title)
    return out.getvalue()
