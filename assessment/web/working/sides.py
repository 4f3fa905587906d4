"""Kept versions of a form as one side reads them: the unit its own, whoever runs the round what was handed over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from assessment.models import Sending, Submission, SubmissionVersion
from assessment.services import snapshots, submissions, timeline, versions
from assessment.services.errors import NotFoundError
from assessment.web.request import db, signed_in
from assessment.web.working import standing

Crumb = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Side:
    """A form and who reads it; `slug` None is the unit itself, else it stands in the addresses of the other side."""

    submission: Submission
    slug: str | None

    @property
    def versions(self) -> tuple[SubmissionVersion, ...]:
        """What this side may read, newest first; see `versions.handed_over`."""
        read = versions.versions if self.slug is None else versions.handed_over
        return read(db(), self.submission)

    def version(self, number: int) -> SubmissionVersion:
        """One of them; NotFoundError for any other, as for one there is not."""
        found = versions.version_of(db(), self.submission, number)
        if found not in self.versions:
            raise NotFoundError(str(number))
        return found

    def snapshot(self, which: str) -> snapshots.Snapshot:
        """A version by its number, for the unit itself also the form as it stands; NotFoundError for anything else."""
        if which == snapshots.NOW and self.slug is None:
            return snapshots.present(self.submission)
        if not which.isdecimal():
            raise NotFoundError(which)
        return snapshots.kept(db(), self.version(int(which)))

    @property
    def moments(self) -> tuple[timeline.Moment, ...]:
        """The way of the form, without what passed inside the unit when somebody else reads it."""
        acts = timeline.timeline(db(), self.submission)
        return acts if self.slug is None else timeline.outside(acts)

    @property
    def sendings(self) -> dict[int, Sending]:
        """For the other side, by id of the version, the first sending it was part of."""
        sent = reversed(self.submission.sendings if self.slug is not None else ())
        return {row.version.id: row for row in sent if row.version is not None}

    def link(self, view: str, **place: Any) -> str:
        """The address of a page on versions for this side: `link("version", number=2)`."""
        code = self.submission.round.code
        if self.slug is None:
            return url_for(f"working.{view}", round_code=code, **place)
        return url_for(f"working.reviewed_{view}", round_code=code, slug=self.slug, **place)

    def place(self, section: str, indicator: str = "") -> str:
        """Where the same indicator stands today: on the unit's own page, or on the reviewer's sheet."""
        code, anchor = self.submission.round.code, indicator or None
        if self.slug is None:
            return url_for("working.section", round_code=code, section=section, _anchor=anchor)
        return url_for("working.sheet", round_code=code, slug=self.slug, _anchor=anchor)

    def of(self) -> dict[str, Any]:
        """The variables of every page on versions."""
        head = standing.of(self.submission)
        return {**head, "side": self, "crumbs": self._crumbs(head["unit_name"]), "sendings": self.sendings}

    def _crumbs(self, unit_name: str) -> tuple[Crumb, ...]:
        code = self.submission.round.code
        home = (url_for("working.home"), _("Việc của tôi"))
        if self.slug is None:
            return home, (url_for("working.form", round_code=code), _("Phiếu tự đánh giá"))
        queue = (url_for("working.queue", round_code=code), _("Hàng đợi thẩm định"))
        return home, queue, (url_for("working.sheet", round_code=code, slug=self.slug), unit_name)


def side_of(round_code: str, slug: str | None) -> Side:
    """The form for whoever asks; NotFoundError unless it is one's own, or with `slug` one of a round one oversees."""
    return Side(submissions.submission_for(db(), signed_in(), round_code, slug), slug)
