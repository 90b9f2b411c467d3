"""The cookies of the portal: who is signed in, what a form was made for, which language was chosen."""

from flask import Flask, request
from werkzeug.wrappers import Response

from training_portal.http.current import portal
from training_portal.settings import Settings

_YEAR_SECONDS = 365 * 24 * 3600


def is_secure(settings: Settings) -> bool:
    """Whether browsers reach the portal by HTTPS only."""
    return settings.base_url.startswith("https://")


def cookie_name(settings: Settings, purpose: str) -> str:
    """A cookie's name; with HTTPS browsers then hold it to this host and this scheme (`__Host-`)."""
    return f"__Host-{purpose}" if is_secure(settings) else f"portal-{purpose}"


def configure_form_cookie(app: Flask, settings: Settings) -> None:
    """Flask's own signed cookie, which holds the forms' CSRF token and nothing of value."""
    app.config.update(
        SESSION_COOKIE_NAME=cookie_name(settings, "form"),
        SESSION_COOKIE_SECURE=is_secure(settings),
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
    )


def session_token() -> str:
    """The token that the browser shows, or ""."""
    return request.cookies.get(cookie_name(portal().settings, "session"), "")


def give_session(response: Response, token: str) -> Response:
    """Hand the token of a session to the browser, until the browser is closed."""
    _give(response, "session", token, None)
    return response


def take_session(response: Response) -> Response:
    """Take the token back."""
    settings = portal().settings
    response.delete_cookie(
        cookie_name(settings, "session"), secure=is_secure(settings), httponly=True, samesite="Lax"
    )
    return response


def chosen_language_cookie() -> str:
    """The language that was chosen in this browser, or ""."""
    return request.cookies.get(cookie_name(portal().settings, "language"), "")


def give_language(response: Response, language: str) -> Response:
    """Remember the chosen language in this browser for a year."""
    _give(response, "language", language, _YEAR_SECONDS)
    return response


def _give(response: Response, purpose: str, value: str, seconds: int | None) -> None:
    settings = portal().settings
    response.set_cookie(
        cookie_name(settings, purpose),
        value,
        max_age=seconds,
        secure=is_secure(settings),
        httponly=True,
        samesite="Lax",
        path="/",
    )
