"""Báo cáo tự đánh giá: a letter in the measures of Nghị định 30/2020/NĐ-CP, of one frozen version, the same twice."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pikepdf
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from assessment.formats import number, points
from assessment.models import Submission, User, make_engine
from assessment.reports.batch import render_batch
from assessment.reports.pages import Document
from assessment.reports.render import Job
from assessment.reports.self_report import SelfReport, self_report
from assessment.services.illustration import fill
from assessment.services.saving import AnswerChange, save
from assessment.services.snapshots import kept
from assessment.services.submissions import decline, request_sign_off, submission_for
from assessment.services.versions import version_of
from tests.conftest import NOW
from tests.world import OPEN

MM = 72 / 25.4
LEFT, RIGHT, TOP, BOTTOM = 30, 15, 20, 20  # mm: within 30–35, 15–20, 20–25, 20–25
MINISTRY = "Bộ Khoa học và Công nghệ"
NOTE = "Sở Y tế chưa có hệ thống thống kê riêng."


class Word(NamedTuple):
    """A word and its box, in mm from the upper left corner."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


@pytest.fixture(scope="module")
def desk(sqlite_world: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Session, Submission]]:
    """The home unit's form, a third filled in and handed over as version 1."""
    path = tmp_path_factory.mktemp("letter") / "world.sqlite3"
    shutil.copyfile(sqlite_world, path)
    engine = make_engine(f"sqlite:///{path}")
    with Session(engine.execution_options(write=True)) as session:
        form = submission_for(session, person(session, "officer"), OPEN)
        fill(session, form, person(session, "officer"), NOW, share=0.3)
        change = AnswerChange("so_ho_duoc_phu_cap_quang", "", version(form, "so_ho_duoc_phu_cap_quang"), note=NOTE)
        save(session, form, [change], actor=person(session, "officer"), now=NOW)
        request_sign_off(session, form, person(session, "lead"), NOW)
        yield session, form
    engine.dispose()


def person(session: Session, login: str) -> User:
    return session.scalars(select(User).where(User.login == login)).one()


def version(form: Submission, item: str) -> int:
    return next((answer.version for answer in form.answers if answer.item == item), 0)


@pytest.fixture(scope="module")
def letter(desk: tuple[Session, Submission]) -> SelfReport:
    session, form = desk
    first = version_of(session, form, 1)
    return self_report(form, first, kept(session, first), MINISTRY)


@pytest.fixture(scope="module")
def files(letter: SelfReport, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The letter, twice."""
    jobs = [Job(Document("self_report", letter), name) for name in ("one.pdf", "two.pdf")]
    return render_batch(jobs, tmp_path_factory.mktemp("letters"))


@pytest.fixture(scope="module")
def pages(files: list[Path]) -> list[list[Word]]:
    """The words of every page."""
    found = subprocess.run(["pdftotext", "-bbox", files[0], "-"], capture_output=True, text=True, check=True)
    box = re.compile(r'<word xMin="(.+?)" yMin="(.+?)" xMax="(.+?)" yMax="(.+?)">(.*?)</word>')
    return [
        [Word(text, *(float(edge) / MM for edge in edges)) for *edges, text in box.findall(page)]
        for page in found.stdout.split("<page ")[1:]
    ]


def test_every_page_is_a4_upright(files: list[Path]) -> None:
    with pikepdf.open(files[0]) as document:
        sizes = {tuple(round(float(edge) / MM, 1) for edge in page.mediabox) for page in document.pages}
    assert sizes == {(0.0, 0.0, 210.0, 297.0)}


def test_the_text_keeps_the_margins_of_the_decree(pages: list[list[Word]]) -> None:
    for place, words in enumerate(pages, start=1):
        body = [word for word in words if word.top > TOP - 0.5 and word.bottom < 297 - BOTTOM + 1.5]
        assert min(word.left for word in body) >= LEFT - 0.2, place
        assert max(word.right for word in body) <= 210 - RIGHT, place
        outside = [word.text for word in words if word not in body]
        allowed = re.compile(r"\d+|Phiên bản DTI-2026-15-v1-[0-9A-F]{8} \(số liệu minh họa\)|")
        foot = " ".join(text for text in outside if not text.isdecimal())
        assert allowed.fullmatch(foot), (place, outside)


def test_the_page_number_stands_in_the_middle_of_the_top_from_the_second_page_and_appendices_count_apart(
    pages: list[list[Word]],
) -> None:
    numbers = [[word for word in words if word.bottom < TOP] for words in pages]
    starts = [at for at, words in enumerate(pages) if any(word.text == "Phụ" and word.top < 30 for word in words)]
    assert len(starts) == 2
    ends = [*starts[1:], len(pages)]
    expected = [*range(1, starts[0] + 1), *(n for a, b in zip(starts, ends, strict=True) for n in range(1, b - a + 1))]
    for found, wanted in zip(numbers, expected, strict=True):
        assert [word.text for word in found] == ([] if wanted == 1 else [str(wanted)])
        for word in found:
            assert (word.left + word.right) / 2 == pytest.approx((LEFT + 210 - 16) / 2, abs=0.5)


def test_the_name_of_the_state_stands_on_one_line_with_the_motto_below(pages: list[list[Word]]) -> None:
    first = pages[0]
    state = [word for word in first if word.text in ("CỘNG", "HÒA", "XÃ", "HỘI", "CHỦ", "NGHĨA", "VIỆT", "NAM")][:8]
    assert len({round(word.top, 1) for word in state}) == 1
    assert state[-1].right <= 210 - RIGHT
    (motto,) = [word for word in first if word.text == "Độc"]
    assert motto.top > state[0].top
    agency = next(word for word in first if word.text == "LÀO")
    assert agency.right < state[0].left


def test_number_date_and_signature_are_left_blank_and_only_the_letters_font_is_used(
    files: list[Path], letter: SelfReport
) -> None:
    text = subprocess.run(["pdftotext", "-layout", files[0], "-"], capture_output=True, text=True, check=True).stdout
    assert re.search(r"Số:\s+/BC-UBND", text)
    assert re.search(r"Lào Cai, ngày\s+tháng\s+năm 2026", text)
    assert "TM. ỦY BAN NHÂN DÂN" in text
    assert f"Tổng điểm tự chấm là {points(letter.points)} trên {number(letter.maximum)} điểm" in " ".join(text.split())
    assert f"Giải trình: {NOTE}" in " ".join(text.split())
    fonts = subprocess.run(["pdffonts", files[0]], capture_output=True, text=True, check=True).stdout.splitlines()[2:]
    assert {line.split()[0].partition("+")[2].replace("-", "")[:15] for line in fonts} == {"LiberationSerif"}


def test_the_letter_for_word_is_the_same_bytes_twice(letter: SelfReport, tmp_path: Path) -> None:
    jobs = [Job(Document("self_report", letter), name) for name in ("one.docx", "two.docx")]
    one, two = render_batch(jobs, tmp_path)
    assert one.read_bytes() == two.read_bytes()


def test_one_version_is_one_letter_whatever_happens_after(
    desk: tuple[Session, Submission], files: list[Path], letter: SelfReport
) -> None:
    assert files[0].read_bytes() == files[1].read_bytes()
    session, form = desk
    decline(session, form, person(session, "certifier"), NOW, reason="Bổ sung số liệu của Sở Y tế trước khi ký.")
    change = AnswerChange("tong_so_ho", "123456", version(form, "tong_so_ho"))
    assert save(session, form, [change], actor=person(session, "lead"), now=NOW).saved
    first = version_of(session, form, 1)
    assert self_report(form, first, kept(session, first), MINISTRY) == letter
