"""What a file handed in as evidence may be: its content decides, and must be what its name promises.

Content is named by puremagic (pure Python, MIT; the release kept for Python 3.11); Office files are ZIP archives whose
entries tell Word from Excel, and PDF files are opened by pikepdf, which knows whether a password is needed.
"""

from __future__ import annotations

import hashlib
import unicodedata
import zipfile
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePath
from typing import BinaryIO

import pikepdf
import puremagic

MEDIA_TYPES = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
}
INSIDE = {".docx": "word/document.xml", ".xlsx": "xl/workbook.xml"}  # the entry that makes an archive this kind
MACROS = "vbaProject.bin"
OLE = bytes.fromhex("d0cf11e0a1b11ae1")  # how Office keeps an encrypted document: [MS-OFFCRYPTO] 2.3.1
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
HEAD = 4096  # bytes that decide
BLOCK = 1 << 20  # bytes read at a time
LONGEST_NAME = 200  # characters


class FileFault(StrEnum):
    """Why a file is refused."""

    EMPTY = "empty"
    BIG = "big"
    TYPE = "type"
    CONTENT = "content"  # differs from what the name promises
    PASSWORD = "password"  # noqa: S105 - not one, but that one is asked for
    BROKEN = "broken"


class RefusedFileError(Exception):
    """This file cannot be evidence; `fault` says why."""

    def __init__(self, name: str, fault: FileFault) -> None:
        super().__init__(f"{name}: {fault}")
        self.name = name
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that was looked into and may be kept."""

    name: str  # NFC, without a path
    media_type: str
    size: int  # bytes
    sha256: str  # hexadecimal


def check_name(name: str, size: int, *, largest: int) -> None:
    """What can be said before the content is there; raises RefusedFileError."""
    name = tidy_name(name)
    fault = _fault_of_kind(PurePath(name).suffix.lower(), size, largest)
    if fault:
        raise RefusedFileError(name, fault)


def check(name: str, stream: BinaryIO, *, largest: int) -> Checked:
    """Look into a seekable stream, which is left at its beginning; `largest` in bytes. Raises RefusedFileError."""
    name = tidy_name(name)
    suffix = PurePath(name).suffix.lower()
    size = stream.seek(0, 2)
    stream.seek(0)
    head = stream.read(HEAD)
    fault = _fault_of_kind(suffix, size, largest) or _fault_of_content(suffix, head, stream)
    if fault:
        raise RefusedFileError(name, fault)
    digest = hashlib.sha256()
    stream.seek(0)
    while block := stream.read(BLOCK):
        digest.update(block)
    stream.seek(0)
    return Checked(name, MEDIA_TYPES[suffix], size, digest.hexdigest())


def tidy_name(name: str) -> str:
    """The last part of a name as it is shown and stored: NFC, no controls or marks of direction, not too long."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    shown = "".join(sign for sign in last if unicodedata.category(sign) not in ("Cc", "Cf")).strip()
    path = PurePath(shown or "?")
    return path.stem[: LONGEST_NAME - len(path.suffix)] + path.suffix


def _fault_of_kind(suffix: str, size: int, largest: int) -> FileFault | None:
    if suffix not in MEDIA_TYPES:
        return FileFault.TYPE
    if size == 0:
        return FileFault.EMPTY
    return FileFault.BIG if size > largest else None


def _fault_of_content(suffix: str, head: bytes, stream: BinaryIO) -> FileFault | None:
    if suffix in INSIDE and head.startswith(OLE):
        return FileFault.PASSWORD if _holds(stream, ENCRYPTED) else FileFault.CONTENT
    if MEDIA_TYPES[suffix] not in _media_types(head):
        return FileFault.CONTENT
    if suffix in INSIDE:
        return _fault_of_archive(suffix, stream)
    return _fault_of_pdf(stream) if suffix == ".pdf" else None


def _media_types(head: bytes) -> set[str]:
    """Everything the first bytes may be the beginning of."""
    try:
        return {match.mime_type for match in puremagic.magic_string(head)}
    except puremagic.PureError:
        return set()


def _fault_of_archive(suffix: str, stream: BinaryIO) -> FileFault | None:
    try:
        with zipfile.ZipFile(stream) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError):
        return FileFault.BROKEN
    macros = any(name.endswith(MACROS) for name in names)
    return FileFault.CONTENT if INSIDE[suffix] not in names or macros else None


def _fault_of_pdf(stream: BinaryIO) -> FileFault | None:
    stream.seek(0)
    try:
        with pikepdf.open(stream) as document:
            return None if len(document.pages) else FileFault.BROKEN
    except pikepdf.PasswordError:
        return FileFault.PASSWORD
    except (pikepdf.PdfError, ValueError, OSError):
        return FileFault.BROKEN


def subject_of_pdf(stream: BinaryIO) -> str:
    """What a PDF says it is about, "" when it does not or is none; the stream is left at its beginning."""
    stream.seek(0)
    try:
        with pikepdf.open(stream) as document:
            return str(document.docinfo.get("/Subject", ""))
    except (pikepdf.PdfError, ValueError, OSError):
        return ""
    finally:
        stream.seek(0)


def _holds(stream: BinaryIO, wanted: bytes) -> bool:
    """Whether the bytes occur, read in blocks that overlap."""
    stream.seek(0)
    rest = b""
    while block := stream.read(BLOCK):
        if wanted in rest + block:
            return True
        rest = block[-len(wanted) :]
    return False
