"""Ten pages before the checker of the W3C, where it is installed; the other tests read every page with html5lib."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests import pages
from tests.browser.conftest import ADMIN, LEAD, OFFICER, REVIEWER, Site
from tests.served import PASSWORD

JAR = os.environ.get("VNU_JAR", "")
CHECKER = ["java", "-Xss4m", "-jar", JAR] if JAR else [shutil.which("vnu") or ""]
FORM = "/phieu/dti-2026"
TEN = {
    "": ("/", "/xep-hang/dti-2024", "/tinh/lao-cai"),
    OFFICER: (f"{FORM}/HT", f"{FORM}/kiem-tra"),
    LEAD: ("/tai-lieu", f"{FORM}/phan-cong?muc=KTS", f"{FORM}/tien-do"),
    REVIEWER: ("/tham-dinh/dti-2026/can-tho",),
    ADMIN: ("/nhat-ky",),
}


@pytest.mark.skipif(not CHECKER[0], reason="there is neither vnu on the path nor its jar in VNU_JAR")
def test_ten_pages_are_valid_html(site: Site, tmp_path: Path) -> None:
    files: list[Path] = []
    for login, addresses in TEN.items():
        client = pages.Browser(site.app)
        if login:
            client.sign_in(login, PASSWORD)
        for address in addresses:
            files.append(tmp_path / f"{len(files)}.html")
            files[-1].write_text(client.get(address).source, encoding="utf-8")
    found = subprocess.run([*CHECKER, "--format", "gnu", *files], capture_output=True, text=True, check=False)
    assert len(files) == 10
    assert (found.returncode, found.stderr) == (0, "")
