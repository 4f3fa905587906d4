"""The words an official writes in a workbook for the words of a definition, however they are spelled."""

from __future__ import annotations

import re
from collections.abc import Mapping

from assessment.formats import fold
from questionnaires.model import (
    Comparability,
    Effect,
    Missing,
    NotApplicable,
    Period,
    Reference,
    Scope,
    Status,
    Weights,
    ZeroDenominator,
)
from questionnaires.rules import TITLES
from questionnaires.shapes import KINDS

Words = Mapping[str, str]  # as a definition has it → as an official writes it

YES, NO = "có", "không"
VOCABULARIES: Mapping[str, Words] = {
    "kind": {kind.value: word for kind, word in KINDS.items()},
    "rule": TITLES,
    "yes_no": {"true": YES, "false": NO},
    "status": {
        Status.OFFICIAL: "chính thức",
        Status.COMPUTED: "tính từ số liệu công bố",
        Status.DERIVED: "suy ra từ văn bản",
        Status.PROVISIONAL: "tạm thời",
    },
    "period": {
        Period.REPORTING_YEAR: "kỳ báo cáo",
        Period.CLOSING_DATE: "ngày chốt số liệu",
        Period.CALENDAR_YEAR: "năm dương lịch",
        Period.QUARTER: "quý báo cáo",
    },
    "supplied_by": {"unit": "địa phương", "ministry": "Bộ"},
    "when_zero": {
        ZeroDenominator.ZERO: "không có điểm",
        ZeroDenominator.FULL: "điểm tối đa",
        ZeroDenominator.MISSING: "coi như thiếu số liệu",
    },
    "not_applicable": {
        NotApplicable.NOT_ALLOWED: "đơn vị nào cũng chấm",
        NotApplicable.ZERO: "không có điểm",
        NotApplicable.RESCALE: "chia lại cho chỉ số cùng nhóm",
    },
    "comparability": {
        Comparability.SAME: "giữ nguyên",
        Comparability.REWORDED: "đổi câu chữ",
        Comparability.NEW_SCALE: "đổi thang đo",
        Comparability.NEW: "mới",
    },
    "weights": {
        Weights.GIVEN: "cho sẵn",
        Weights.EQUAL: "bằng nhau",
        Weights.BUDGET: "chuyên gia chia điểm",
        Weights.PCA: "PCA",
    },
    "aggregate": {
        "sum": "tổng",
        "arithmetic": "trung bình cộng",
        "geometric": "trung bình nhân",
        "harmonic": "trung bình điều hòa",
        "power": "trung bình lũy thừa",
        "copeland": "so từng cặp",
    },
    "effect": {Effect.POINTS: "tính điểm", Effect.BONUS: "điểm thưởng", Effect.PENALTY: "điểm trừ"},
    "reference": {Reference.ROUND: "năm này", Reference.POOL: "mọi năm"},
    "impute": {
        "none": "không điền",
        "mean": "trung bình",
        "median": "trung vị",
        "group_mean": "trung bình nhóm",
        "last": "số gần nhất",
    },
    "direction": {"1": "càng cao càng tốt", "-1": "càng thấp càng tốt"},
    "transform": {"none": "không", "log": "lô-ga-rít"},
    "scope": {Scope.ANY: "mọi đơn vị", Scope.PROVINCES: "cấp tỉnh"},
    "missing": {Missing.ZERO: "không có điểm", Missing.SKIP: "bỏ qua"},
    "names": {"holders": "đơn vị cung cấp", "units": "đơn vị tính", "data_sources": "nguồn số liệu"},
}
# Other spellings, as `normal` leaves them.
ALSO: Mapping[str, Words] = {
    "kind": {
        "integer": "number",
        "decimal": "number",
        "con so": "number",
        "select one": "choice",
        "select multiple": "ticks",
        "van ban": "text",
    },
    "rule": {
        "ti le": "ratio",
        "truong hop": "cases",
        "cong y": "ticks",
        "bac": "steps",
        "dem": "count",
        "thong tin": "information",
        "so voi tot nhat": "share_of_best",
    },
    "yes_no": {**dict.fromkeys(("x", "v", "co", "yes", "1"), "true"), **dict.fromkeys(("khong", "no", "0"), "false")},
    "status": {"tam thoi cho doi chieu": "provisional", "suy ra": "derived", "tinh toan": "computed"},
    "supplied_by": {"tinh": "unit", "xa": "unit", "don vi": "unit", "bo nhap": "ministry", "trung uong": "ministry"},
    "when_zero": {"0": "zero", "0 diem": "zero", "thieu so lieu": "missing"},
    "not_applicable": {"0": "zero", "0 diem": "zero", "chia lai": "rescale"},
    "missing": {"0": "zero", "0 diem": "zero"},
    "period": {"quy": "quarter", "ngay chot": "closing_date"},
    "scope": {"tinh": "provinces", "tinh thanh pho": "provinces"},
    "effect": {"thuong": "bonus", "tru": "penalty", "phat": "penalty"},
    "names": {"don vi chu tri": "holders", "co quan cung cap": "holders"},
}


def normal(text: str) -> str:
    """A text as headings and words are compared: no marks, lower case, one space between letters and digits."""
    return re.sub(r"[^0-9a-z]+", " ", fold(text)).strip()


def meant(text: str, vocabulary: str) -> str | None:
    """The word of a definition that a text of a workbook means; None when it means none."""
    words = VOCABULARIES[vocabulary]
    if text in words:
        return text
    spelled = {normal(word): key for key, word in words.items()} | {normal(key): key for key in words if len(key) > 2}
    found = spelled.get(normal(text)) or ALSO.get(vocabulary, {}).get(normal(text))
    return None if found is None else str(found)


def listed(vocabulary: str) -> str:
    """The words of a vocabulary, for a fault or the guide."""
    return "; ".join(VOCABULARIES[vocabulary].values())
