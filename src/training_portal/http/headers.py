"""The headers of every answer: what browsers may load, keep, tell others, and do."""

from flask import Flask, request
from werkzeug.wrappers import Response

from training_portal.http.cookies import is_secure
from training_portal.settings import Settings

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
"""Nothing inline and nothing from elsewhere. Pico's own icons are data: images in its style sheet."""

_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_UNVERSIONED = "public, max-age=3600"
_VERSIONED = "public, max-age=31536000, immutable"
"""An address that names the content's digest never changes its content."""


def send_headers(app: Flask, settings: Settings) -> None:
    """Put the headers on every answer of the application, errors included."""

    policy = _policy(settings)

    @app.after_request
    def protect(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", policy)
        for name, value in _ALWAYS.items():
            response.headers.setdefault(name, value)
        if is_secure(settings):
            response.headers["Strict-Transport-Security"] = "max-age=31536000"
        if request.endpoint == "static" and response.status_code in (200, 304):
            response.headers["Cache-Control"] = _VERSIONED if "v" in request.args else _UNVERSIONED
        elif not response.cache_control.immutable:  # as the images of a version of a course say of themselves
            response.headers["Cache-Control"] = "no-store"
            response.vary.update(("Cookie", "HX-Request", "Accept-Language"))
        return response


def _policy(settings: Settings) -> str:
    """The policy, with the one place elsewhere where a form may end: Pay now leads to the payment page."""
    return CONTENT_SECURITY_POLICY.replace(
        "form-action 'self'", f"form-action 'self' {settings.card_payments.pages}"
    )
