"""What can go wrong in a use case, as types the web and the command line turn into words."""

from __future__ import annotations


class DomainError(Exception):
    """A use case refused; nothing was written."""

    code = "refused"


class NotFoundError(DomainError):
    """There is no such thing, or not for this user: outsiders cannot tell the two apart."""

    code = "not_found"


class ForbiddenError(DomainError):
    """The user's role may not do this."""

    code = "forbidden"


class LockedError(ForbiddenError):
    """These items are not among those that may be changed: only given indicators are open."""

    code = "locked"

    def __init__(self, items: tuple[str, ...]) -> None:
        super().__init__(", ".join(items))
        self.items = items


class TransitionError(DomainError):
    """The state does not allow this step; `state` is the present one."""

    code = "transition"

    def __init__(self, action: str, state: str) -> None:
        super().__init__(f"{action} is not possible while the state is {state}")
        self.action = action
        self.state = state


class DeadlineError(DomainError):
    """The round is not open at this moment."""

    code = "deadline"


class EarlyError(DomainError):
    """The unit may still act by itself; others may not act for it yet."""

    code = "early"


class StaleError(DomainError):
    """Somebody else changed it meanwhile; `by` is their name and `current` what is there now."""

    code = "stale"

    def __init__(self, by: str, current: object) -> None:
        super().__init__(f"changed meanwhile by {by}")
        self.by = by
        self.current = current


class ReasonError(DomainError):
    """A reason is missing, too short or still the template's text."""

    code = "reason"


class ReplyError(DomainError):
    """A reply says the figure stays although it was changed, or the other way round."""

    code = "reply"


class IncompleteError(DomainError):
    """Something must be done first; `missing` names it."""

    code = "incomplete"

    def __init__(self, missing: tuple[str, ...]) -> None:
        super().__init__(", ".join(missing))
        self.missing = missing


class ReferenceDataError(DomainError):
    """Reference data do not fit together; the message names file and row."""

    code = "reference"
