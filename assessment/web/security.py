"""What every answer carries and every form must bring: headers, cookies and CSRF tokens."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask, Response, request
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from assessment.config import Settings
from assessment.web import sessions

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "script-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
MEGABYTE = 1024 * 1024
YEAR = 365 * 24 * 3600

csrf = CSRFProtect()


def configure(app: Flask, settings: Settings) -> None:
    """Cookies, limits of size and the secret; before any extension reads them."""
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME="__Host-session" if settings.production else "session",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.production,
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=timedelta(hours=12),
        MAX_CONTENT_LENGTH=MEGABYTE,
        MAX_FORM_MEMORY_SIZE=MEGABYTE,
        MAX_FORM_PARTS=2000,
        WTF_CSRF_TIME_LIMIT=None,  # a token lives as long as its session: a form left open over lunch can be saved
        PREFERRED_URL_SCHEME="https" if settings.production else "http",
    )
    if settings.proxies:
        count = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]


def install(app: Flask, settings: Settings) -> None:
    """CSRF protection on every POST, the headers and the caching rules."""
    csrf.init_app(app)

    @app.after_request
    def secure(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)  # a file that is shown inside the browser brings a stricter policy
        if settings.production:
            response.headers["Strict-Transport-Security"] = f"max-age={YEAR}; includeSubDomains"
        return _cached(response)


def _cached(response: Response) -> Response:
    """Private pages are never kept, public ones asked for again by their ETag, static files with a digest kept."""
    if request.endpoint == "static":
        lasting = "v" in request.args or request.path.endswith(".woff2")
        response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable" if lasting else "no-cache"
        return response
    if sessions.present() or request.method != "GET" or response.status_code != 200:
        response.headers["Cache-Control"] = "no-store"
        return response
    response.headers["Cache-Control"] = "no-cache"
    response.vary.add("Cookie")
    if not response.direct_passthrough:
        response.add_etag()
        response.make_conditional(request)
    return response
