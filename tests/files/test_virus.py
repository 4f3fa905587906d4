"""Files go to the scanner in blocks, and its answer is understood; trouble is never taken for a clean file."""

from __future__ import annotations

import socket

import pytest

from assessment.files.virus import ScannerError, scan
from tests.files.clamd import EICAR, LIMIT, clamd


def test_a_virus_is_found_even_when_it_lies_across_two_blocks() -> None:
    with clamd() as address:
        assert scan(address, [b"%PDF-1.7 ", b"", b"sach"]) == ""
        assert scan(address, [b"x" * 70_000, EICAR[:20], EICAR[20:]]) == "Eicar-Test-Signature"


def test_trouble_is_never_taken_for_a_clean_file() -> None:
    with clamd() as address, pytest.raises(ScannerError, match="size limit"):
        scan(address, [b"x" * (LIMIT + 1)])
    with pytest.raises(ScannerError):
        scan(address, [b"x"])  # nobody listens there any more
    with pytest.raises(ScannerError):
        scan("/khong/co/clamd.ctl", [b"x"])
    with pytest.raises(ScannerError):
        scan("127.0.0.1:nghin", [b"x"])


def test_a_scanner_that_never_answers_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(ScannerError):
        scan(f"127.0.0.1:{silent.getsockname()[1]}", [b"x"], seconds=0.1)
