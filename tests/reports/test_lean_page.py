"""The reports leave a part of the renderer's own sheet out, and look exactly as they would with all of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from assessment.config import Settings
from assessment.reports.batch import national_job, scorecard_job
from assessment.reports.gather import ReportData
from assessment.reports.pages import html
from assessment.reports.render import Job, new_pool, pdf, renderer
from tests.reports.conftest import UNIT


def with_the_whole_sheet(job: Job) -> bytes:
    """The PDF under all of the renderer's own rules; runs in a rendering process."""
    renderer().page = renderer().weasyprint.HTML
    return pdf(html(job.document))


@pytest.mark.parametrize("name", ["scorecard", "national"])
def test_the_rules_left_out_change_no_byte(
    data: ReportData, settings: Settings, files: dict[str, Path], name: str
) -> None:
    job = scorecard_job(data, UNIT, "vi", settings) if name == "scorecard" else national_job(data, "vi", settings)
    with new_pool(1) as executor:
        assert executor.submit(with_the_whole_sheet, job).result() == files[name].read_bytes()
