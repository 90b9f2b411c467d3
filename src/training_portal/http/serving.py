"""The application as a server's process opens it: built after the fork, on connections of its own."""

from flask import Flask

from ..portal import build_portal
from ..settings import read_settings
from . import create_app


def make_app() -> Flask:
    """The portal that the environment describes, as a WSGI application."""
    return create_app(build_portal(read_settings()))
