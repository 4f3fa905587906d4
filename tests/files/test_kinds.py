"""A file is taken for what its content is, and refused with the reason."""

from __future__ import annotations

import hashlib
import io
import unicodedata

import pytest

from assessment.files.kinds import LONGEST_NAME, FileFault, RefusedFileError, check, tidy_name
from tests.files import samples

LARGEST = 1024 * 1024


def fault(name: str, content: bytes, largest: int = LARGEST) -> FileFault:
    with pytest.raises(RefusedFileError) as refused:
        check(name, io.BytesIO(content), largest=largest)
    return refused.value.fault


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("a.pdf", samples.pdf(), "application/pdf"),
        ("A.PDF", samples.pdf(), "application/pdf"),
        ("a.docx", samples.docx(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("a.xlsx", samples.xlsx(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("a.png", samples.png(), "image/png"),
        ("a.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01", "image/jpeg"),
        ("a.jpeg", b"\xff\xd8\xff\xdb\0\x43\0\x01", "image/jpeg"),
    ],
)
def test_each_kind_is_taken_with_its_digest_and_left_at_its_beginning(
    name: str, content: bytes, media_type: str
) -> None:
    stream = io.BytesIO(content)
    checked = check(name, stream, largest=LARGEST)
    assert (checked.media_type, checked.size) == (media_type, len(content))
    assert checked.sha256 == hashlib.sha256(content).hexdigest()
    assert stream.tell() == 0


@pytest.mark.parametrize("content", [samples.HTML, samples.SVG, b"  \n<html>", b"MZ\x90\0", samples.docx(), b"chu"])
def test_what_is_renamed_to_pdf_is_refused_by_its_content(content: bytes) -> None:
    assert fault("bao-cao.pdf", content) == FileFault.CONTENT


def test_word_is_told_from_excel_and_macros_are_not_taken() -> None:
    assert fault("a.docx", samples.xlsx()) == FileFault.CONTENT
    assert fault("a.xlsx", samples.docx()) == FileFault.CONTENT
    assert fault("a.docx", samples.docx(macros=True)) == FileFault.CONTENT
    assert fault("a.docx", samples.OLE) == FileFault.CONTENT  # an old .doc by another name


@pytest.mark.parametrize("name", ["a.html", "a.svg", "a.exe", "a.docm", "a", ".pdf"])
def test_other_endings_are_refused_whatever_is_inside(name: str) -> None:
    assert fault(name, samples.pdf()) == FileFault.TYPE


def test_empty_big_locked_and_broken_files_each_have_their_own_reason() -> None:
    assert fault("a.pdf", b"") == FileFault.EMPTY
    assert fault("a.pdf", samples.pdf(), largest=10) == FileFault.BIG
    assert fault("a.pdf", samples.pdf(password="mở")) == FileFault.PASSWORD
    assert fault("a.xlsx", samples.LOCKED_OFFICE) == FileFault.PASSWORD
    assert fault("a.pdf", b"%PDF-1.7\n" + b"x" * 100) == FileFault.BROKEN
    assert fault("a.docx", samples.docx()[:-30]) == FileFault.BROKEN


def test_a_file_of_exactly_the_largest_size_is_taken() -> None:
    content = samples.pdf()
    assert check("a.pdf", io.BytesIO(content), largest=len(content)).size == len(content)


def test_a_name_is_composed_without_its_path_and_without_marks_that_turn_it_round() -> None:
    decomposed = unicodedata.normalize("NFD", "Báo cáo Đắk Lắk.pdf")
    assert tidy_name(decomposed) == "Báo cáo Đắk Lắk.pdf"
    assert tidy_name("C:\\Users\\hoa\\Báo cáo.pdf") == "Báo cáo.pdf"
    assert tidy_name("../../etc/passwd.pdf") == "passwd.pdf"
    assert tidy_name("fdp.\u202egnp.pdf\r\n") == "fdp.gnp.pdf"
    long = tidy_name("ă" * 400 + ".docx")
    assert (len(long), long[-5:]) == (LONGEST_NAME, ".docx")
