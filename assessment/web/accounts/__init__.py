"""Signing in and out."""

from assessment.web.accounts.views import blueprint

__all__ = ["blueprint"]
