"""The health report of a round's questions: findings in words, the worst kind first, and all figures as a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from assessment.models import Round
from assessment.services import questions
from assessment.services.owners import round_for
from assessment.services.questions import SELF, VERIFIED, Health
from assessment.web.request import db, language, signed_in
from questionnaires import Text
from scoring.quality.findings import Finding, Kind
from scoring.quality.health import Row, health_table

STAGES = {"tu-cham": SELF, "tham-dinh": VERIFIED}
MOST = 100  # findings on a page; ?tat-ca=1 shows them all
ORDER = (
    *(Kind.IMPOSSIBLE, Kind.JUMP, Kind.OUTLIER, Kind.AGAINST, Kind.ALIKE),
    *(Kind.NO_SPREAD, Kind.FLOOR, Kind.CEILING, Kind.LOOSE, Kind.NO_DATA),
)


@dataclass(frozen=True, slots=True)
class Found:
    """One finding, with the item or node it is about."""

    row: Row
    finding: Finding
    is_item: bool

    @property
    def words(self) -> Text:
        """What was found."""
        return self.finding.text


def report(round_code: str) -> ResponseReturnValue:
    """?diem= chooses self-assessed or verified data, ?loai= one kind of finding."""
    round_ = round_for(db(), signed_in(), round_code)
    stage, found = _report(round_)
    listed = _findings(found) if found else []
    counts = Counter(each.finding.kind for each in listed)
    kind = next((each for each in ORDER if each == request.args.get("loai")), None)
    chosen = [each for each in listed if kind is None or each.finding.kind is kind]
    return render_template(
        "web/analysis/health.html",
        round=round_,
        stage=stage,
        stages={"tu-cham": _("Số liệu tự chấm"), "tham-dinh": _("Sau thẩm định")},
        found=found,
        listed=chosen if "tat-ca" in request.args else chosen[:MOST],
        many=len(chosen),
        kind=kind,
        kinds=[(each, KINDS[each](), counts[each]) for each in ORDER if counts[each]],
        kind_words={each: words() for each, words in KINDS.items()},
    )


def table(round_code: str) -> Response:
    """All rows with their figures and findings in both languages."""
    round_ = round_for(db(), signed_in(), round_code)
    stage, found = _report(round_)
    text = health_table(found.rows if found else ()).to_csv(index=False, lineterminator="\n")
    mark = "-minh-hoa" if round_.illustrative else ""
    return Response(
        text.encode(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{round_.code}-suc-khoe-{stage}{mark}.csv"'},
    )


def _report(round_: Round) -> tuple[str, Health | None]:
    stage = request.args.get("diem", "tu-cham")
    stage = stage if stage in STAGES else "tu-cham"
    return stage, questions.health_of(db(), round_, STAGES[stage], language())


def _findings(found: Health) -> list[Found]:
    """The worst kind first; within it what concerns most units."""
    all_ = [Found(row, finding, row.code in found.index.items) for row in found.rows for finding in row.findings]
    return sorted(all_, key=lambda each: (ORDER.index(each.finding.kind), -len(each.finding.units)))


KINDS: Mapping[Kind, Callable[[], str]] = {
    Kind.IMPOSSIBLE: lambda: _("Không thể có"),
    Kind.JUMP: lambda: _("Thay đổi khác thường"),
    Kind.OUTLIER: lambda: _("Khác xa đơn vị khác"),
    Kind.AGAINST: lambda: _("Đi ngược nhóm"),
    Kind.ALIKE: lambda: _("Gần như trùng nhau"),
    Kind.NO_SPREAD: lambda: _("Không phân biệt được"),
    Kind.FLOOR: lambda: _("Sàn"),
    Kind.CEILING: lambda: _("Trần"),
    Kind.LOOSE: lambda: _("Rời rạc"),
    Kind.NO_DATA: lambda: _("Không có số liệu"),
}
