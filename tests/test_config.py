"""Settings: out of the box for a demonstration, strict in production; and the year of the exercise."""

import stat
from datetime import date, datetime
from pathlib import Path

import pytest

from assessment.clock import VIETNAM, assessment_year, data_period
from assessment.config import ConfigurationError, from_environment
from assessment.services.demonstration import current_year


def test_production_does_not_start_without_its_secrets(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="SECRET_KEY, DATABASE_URL, PUBLIC_URL"):
        from_environment({"ASSESSMENT_ENV": "production", "ASSESSMENT_VAR": str(tmp_path)})
    assert list(tmp_path.iterdir()) == []


def test_the_demonstration_makes_its_own_secret_once_for_its_owner_only(tmp_path: Path) -> None:
    first = from_environment({"ASSESSMENT_VAR": str(tmp_path)})
    assert from_environment({"ASSESSMENT_VAR": str(tmp_path)}).secret_key == first.secret_key
    assert len(first.secret_key) == 64
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600
    assert first.database_url == f"sqlite:///{tmp_path}/assessment.sqlite3"


def test_data_run_from_15_december_to_14_december() -> None:
    # Decision 749/QĐ-TTg, Điều 2.1.c
    assert data_period(2026) == (date(2025, 12, 15), date(2026, 12, 14))
    assert assessment_year(date(2026, 12, 14)) == 2026
    assert assessment_year(date(2026, 12, 15)) == 2027


def test_the_demonstration_opens_the_round_whose_deadline_lies_ahead() -> None:
    assert current_year(datetime(2026, 12, 14, 16, 59, tzinfo=VIETNAM)) == 2026
    assert current_year(datetime(2026, 12, 14, 17, 0, tzinfo=VIETNAM)) == 2027
    assert current_year(datetime(2027, 1, 1, 0, 0, tzinfo=VIETNAM)) == 2027
