"""The database: tables and their invariants."""

from assessment.models.accounts import MINISTRY_ROLES, UNIT_ROLES, Role, User
from assessment.models.assurances import Assurance
from assessment.models.attempts import Attempts
from assessment.models.audit import AuditEvent
from assessment.models.base import Base
from assessment.models.calendar import CalendarDay
from assessment.models.catalogue import Definition
from assessment.models.departments import Assignment, Confirmation
from assessment.models.engine import make_engine
from assessment.models.evidence import Evidence, EvidenceLink, ScanState
from assessment.models.letters import Letter, LetterState, Reminder
from assessment.models.organisation import Department
from assessment.models.results import Publication, Result, ResultScore, ResultUnit
from assessment.models.returns import Closing, Extension, Level, Reply, Return, Sending
from assessment.models.rounds import (
    Answer,
    Decision,
    Declared,
    Presence,
    Review,
    Round,
    RoundState,
    Submission,
    SubmissionState,
    UnsentRule,
)
from assessment.models.signing import SignedReport
from assessment.models.units import ArchipelagoTile, Region, Succession, Unit, UnitType
from assessment.models.uploads import Upload
from assessment.models.versions import Occasion, SubmissionVersion

__all__ = [
    "MINISTRY_ROLES",
    "UNIT_ROLES",
    "Answer",
    "ArchipelagoTile",
    "Assignment",
    "Assurance",
    "Attempts",
    "AuditEvent",
    "Base",
    "CalendarDay",
    "Closing",
    "Confirmation",
    "Decision",
    "Declared",
    "Definition",
    "Department",
    "Evidence",
    "EvidenceLink",
    "Extension",
    "Letter",
    "LetterState",
    "Level",
    "Occasion",
    "Presence",
    "Publication",
    "Region",
    "Reminder",
    "Reply",
    "Result",
    "ResultScore",
    "ResultUnit",
    "Return",
    "Review",
    "Role",
    "Round",
    "RoundState",
    "ScanState",
    "Sending",
    "SignedReport",
    "Submission",
    "SubmissionState",
    "SubmissionVersion",
    "Succession",
    "Unit",
    "UnitType",
    "UnsentRule",
    "Upload",
    "User",
    "make_engine",
]
