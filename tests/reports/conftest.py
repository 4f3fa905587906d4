"""DTI 2024 from the nation of tests/world.py, rendered for real once per session."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from assessment.config import Settings, from_environment
from assessment.models import make_engine
from assessment.reports.batch import national_job, render_batch, scorecard_job
from assessment.reports.gather import ReportData, gather
from assessment.reports.pages import Document
from assessment.reports.render import Job
from assessment.reports.scorecard import ScorecardContext
from tests.conftest import made_once

UNIT = "lao-cai"
PUBLIC_URL = "https://dti.example.vn"


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("var")
    return from_environment({"PUBLIC_URL": PUBLIC_URL, "ASSESSMENT_VAR": str(folder)})


@pytest.fixture(scope="session")
def data(sqlite_world: Path) -> ReportData:
    engine = make_engine(f"sqlite:///{sqlite_world}")
    with Session(engine) as session:
        found = gather(session, "dti-2024")
    engine.dispose()
    return found


@pytest.fixture(scope="session")
def context(data: ReportData, settings: Settings) -> ScorecardContext:
    found = scorecard_job(data, UNIT, "vi", settings).document.context
    assert isinstance(found, ScorecardContext)
    return found


@pytest.fixture(scope="session")
def files(
    data: ReportData, settings: Settings, context: ScorecardContext, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Path]:
    """The reports the tests look at, by two processes: a scorecard twice, its draft, an English one, the nation."""
    draft = replace(context, issue=replace(context.issue, published=None, illustrative=True))
    own = scorecard_job(data, UNIT, "vi", settings)
    jobs = {
        "national": national_job(data, "vi", settings),
        "scorecard": own,
        "again": replace(own, name="again.pdf"),
        "draft": Job(Document("scorecard", draft), "draft.pdf"),
        "english": scorecard_job(data, "hue", "en", settings),
    }
    folder = made_once(tmp_path_factory, "pdf", lambda empty: render_batch(list(jobs.values()), empty))
    return {name: folder / job.name for name, job in jobs.items()}
