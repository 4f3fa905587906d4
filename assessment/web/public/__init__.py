"""What everybody may read: the published results, the method and the help."""

from assessment.web.public.views import blueprint

__all__ = ["blueprint"]
