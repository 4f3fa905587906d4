"""The indicators of a page of the form without their note and evidence: for trying answers, where nothing is kept."""

from __future__ import annotations

from dataclasses import replace

from assessment.services.answers import SectionView
from assessment.web.working.cards import Sheet, sheets
from assessment.web.working.forms import SectionForm
from questionnaires import Index
from questionnaires.coverage import Coverage


def bare_sheets(view: SectionView, form: SectionForm, index: Index, coverage: Coverage) -> tuple[Sheet, ...]:
    """What the officer's page shows of each indicator, and no more than is typed."""
    return tuple(
        replace(sheet, note=None, evidence=None, counting=(), declared=None)
        for sheet in sheets(view, form, index, coverage)
    )
