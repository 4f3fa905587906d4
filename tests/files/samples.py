"""Small real files of every kind that is taken, and some that are not what they seem."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pikepdf
from openpyxl import Workbook
from playwright.sync_api import FilePayload

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
OLE = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 504
LOCKED_OFFICE = OLE + "EncryptedPackage".encode("utf-16-le") + b"\0" * 100


def payload(name: str, content: bytes) -> FilePayload:
    """A file as a browser is handed it."""
    return {"name": name, "mimeType": "", "buffer": content}


def pdf(mark: str = "", *, password: str = "") -> bytes:
    """A PDF of one empty page; `mark` makes its bytes differ."""
    out = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.docinfo["/Title"] = mark
        encryption = pikepdf.Encryption(owner=password, user=password) if password else False
        document.save(out, encryption=encryption, deterministic_id=not password)
    return out.getvalue()


def docx(*, macros: bool = False) -> bytes:
    """An archive laid out as Word does."""
    names = ["[Content_Types].xml", "_rels/.rels", "word/document.xml", *(["word/vbaProject.bin"] if macros else [])]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return out.getvalue()


def xlsx() -> bytes:
    """An empty workbook."""
    out = io.BytesIO()
    Workbook().save(out)
    return out.getvalue()


def png() -> bytes:
    """One white pixel."""
    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in ((b"IHDR", header), (b"IDAT", zlib.compress(b"\0\xff")), (b"IEND", b""))
    )
