"""One measured figure beside its promise."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured, in `unit`; `at_most` None where nothing is promised."""

    subject: str
    what: str
    value: float
    unit: str
    at_most: float | None = None
    note: str = ""

    @property
    def kept(self) -> bool | None:
        """Whether the promise is kept, None without a promise."""
        return None if self.at_most is None else self.value <= self.at_most

    @property
    def cells(self) -> tuple[str, str, str, str, str, str]:
        """Subject, figure, measured, promised, verdict and remark, as the table shows them."""
        promised = "–" if self.at_most is None else f"≤ {_plain(self.at_most)} {self.unit}"
        verdict = {None: "–", True: "kept", False: "BROKEN"}[self.kept]
        return self.subject, self.what, f"{_plain(self.value)} {self.unit}", promised, verdict, self.note


def _plain(value: float) -> str:
    """Three significant digits, no exponent."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
