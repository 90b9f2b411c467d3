"""Addresses of the portal: absolute ones from the settings, never from the request, and safe ways back."""

from urllib.parse import urlsplit

from flask import Flask, url_for
from werkzeug.urls import iri_to_uri

from training_portal.http.current import portal
from training_portal.settings import Settings

_THIS_MACHINE = ("localhost", "127.0.0.1")


def link_to(endpoint: str, **values: object) -> str:
    """The absolute address of a page, for mail, documents and QR codes."""
    return portal().settings.base_url + url_for(endpoint, **values)  # type: ignore[arg-type]


def safe_place(target: str, otherwise: str) -> str:
    """A way back that stays within the portal: a path of ours, or else another one.

    Letters beyond ASCII are written as addresses write them, since headers carry no others.
    """
    ours = target.isprintable() and "\\" not in target and target.startswith("/")
    return iri_to_uri(target) if ours and not target.startswith("//") else otherwise


def trust_own_host(app: Flask, settings: Settings) -> None:
    """Answer to the host of the portal's address only; a forged one gets 400."""
    host = urlsplit(settings.base_url).hostname or ""
    app.config["TRUSTED_HOSTS"] = list(_THIS_MACHINE) if host in _THIS_MACHINE else [host]
