"""One small set in which a careful editor finds nothing to say; a test spoils the line it is about."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from questionnaires import Index, load
from questionnaires.document import Pool
from questionnaires.loader import load_pool

SOURCE = "source: {document: 749/QĐ-TTg, clause: mục II, status: derived}"
NAMES = """\
holders:
  khcn: {vi: Sở Khoa học và Công nghệ, en: Department of Science and Technology}
data_sources:
  ho_so: {vi: Hồ sơ quản lý, en: Files}
"""


def item(code: str, vi: str, en: str, *, kind: str = "number", more: str = "") -> str:
    """An item of a unit with everything an officer needs; numbers are counted in communes, 0 to 500."""
    figures = "    unit: {vi: xã, en: communes}\n    minimum: 0\n    maximum: 500\n    decimals: 0\n"
    return f"""\
  {code}:
    kind: {kind}
    question: {{vi: "{vi}", en: "{en}"}}
    source: {{clause: mục II, status: derived}}
    help: {{vi: Tính cả đặc khu, en: Special zones count too}}
    evidence: {{vi: Báo cáo, en: Report}}
    holder: khcn
    data_source: ho_so
    period: closing_date
{figures if kind == "number" else ""}{more}"""


ITEMS = (
    item("so_xa", "Số xã có cáp quang", "Communes with fibre")
    + item("tong_so_xa", "Số xã", "Communes").replace("minimum: 0", "minimum: 100")
    + item(
        "truong_ban",
        "Ai làm Trưởng ban?",
        "Who is in the chair?",
        kind="choice",
        more="    choices:\n      bi_thu: {vi: Bí thư, en: Secretary}\n      khac: {vi: Người khác, en: Another}\n",
    )
    + item(
        "kenh",
        "Có những kênh nào?",
        "Which channels are there?",
        kind="ticks",
        more="    choices:\n      bao: {vi: Báo, en: Newspaper}\n      dai: {vi: Đài, en: Radio}\n",
    )
    + item("so_cuoc_hop", "Số cuộc họp", "Meetings").replace("vi: xã, en: communes", "vi: cuộc, en: meetings")
    + item("ty_le", "Tỷ lệ hồ sơ trực tuyến", "Share of online files")
    .replace("vi: xã, en: communes", 'vi: "%", en: "%"')
    .replace("maximum: 500", "maximum: 100")
    + """\
  diem:
    kind: number
    supplied_by: ministry
    question: {vi: Điểm hài lòng, en: Satisfaction}
    source: {clause: mục II, status: derived}
    minimum: 1
    maximum: 5
    decimals: 2
  so_phieu:
    kind: number
    supplied_by: ministry
    question: {vi: Số phiếu, en: Responses}
    source: {clause: mục II, status: derived}
    minimum: 0
    maximum: 5000
"""
)


def indicator(code: str, vi: str, en: str, points: int, rule: str, more: str = "") -> str:
    """An indicator that says what good looks like."""
    return f"""\
        - code: {code}
          name: {{vi: {vi}, en: {en}}}
          source: {{clause: mục II, status: derived}}
          max_points: {points}
          good: {{vi: Đạt mục tiêu, en: The target is met}}
          rule: {rule}
{more}"""


RATIO = "{ratio: {numerator: so_xa, denominator: tong_so_xa, full_at: 0.8}}"
CASES = "{cases: {item: truong_ban, shares: {bi_thu: 1, khac: 0}}}"
TICKS = "{ticks: {item: kenh, shares: {bao: 0.5, dai: 0.5}}}"
STEPS = "{steps: {item: so_cuoc_hop, steps: [{from: 4, share: 1}, {from: 1, share: 0.5}]}}"
SURVEY = "{survey_mean: {item: diem, respondents: so_phieu, minimum_respondents: 100}}"
MILESTONE = "{milestone: {item: ty_le}}"
HEAD = f"""\
code: BO-2026
name: {{vi: Bộ nhỏ, en: Small set}}
short_name: {{vi: Nhỏ, en: Small}}
{SOURCE}
year: 2026
"""
ROOT = """\
root:
  code: BO
  name: {vi: Tất cả, en: All}
  source: {clause: mục II, status: derived}
  children:
    - code: A
      name: {vi: Hạ tầng, en: Infrastructure}
      source: {clause: mục II, status: derived}
      children:
""" + (
    indicator("A.1", "Xã có cáp quang", "Communes with fibre", 20, RATIO)
    + indicator("A.2", "Người đứng đầu", "The leader", 10, CASES)
    + indicator("A.3", "Các kênh", "The channels", 10, TICKS)
    + """\
    - code: B
      name: {vi: Hoạt động, en: Activity}
      source: {clause: mục II, status: derived}
      children:
"""
    + indicator("B.1", "Họp đều", "Regular meetings", 10, STEPS)
    + indicator("B.2", "Hài lòng", "Satisfaction", 10, SURVEY)
    + indicator(
        "B.3", "Hồ sơ trực tuyến", "Online files", 10, MILESTONE, "          milestones: {2025: 80, 2030: 100}\n"
    )
)
COMPOSITES = """\
composites:
  - {code: AB, name: {vi: Cả hai, en: Both}, of: [A, B], source: {clause: mục II, status: derived}}
"""
CAREFUL = HEAD + NAMES + "items:\n" + ITEMS + ROOT + COMPOSITES
USING = HEAD + "uses: [chung]\n" + ROOT + COMPOSITES
POOL = f"{SOURCE}\n{NAMES}items:\n{ITEMS}"


def spoilt(*edits: tuple[str, str], text: str = CAREFUL) -> str:
    """The set with places replaced, each of which stands in it once."""
    for old, new in edits:
        assert text.count(old) == 1, f"{old!r} occurs {text.count(old)} times"
        text = text.replace(old, new)
    return text


def indices(folder: Path, *texts: str) -> list[Index]:
    """The indices of documents, a file each; pools beside them are read."""
    read = []
    for number, text in enumerate(texts):
        path = folder / f"{number}.yaml"
        path.write_text(text, encoding="utf-8")
        read.append(load(path))
    return read


def pools(folder: Path, texts: Mapping[str, str]) -> list[Pool]:
    """Pools written beside the documents of `folder`."""
    (folder / "items").mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / "items" / f"{name}.yaml").write_text(text, encoding="utf-8")
    return [load_pool(name, folder) for name in texts]
