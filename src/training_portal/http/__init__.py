"""The web edge: pages, and the API, of one portal."""

from flask import Flask
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from training_portal.http.access import ANYONE, guard, may_enter, refuse_undeclared_routes
from training_portal.http.api import offer_api
from training_portal.http.assets import offer_assets
from training_portal.http.cookies import configure_form_cookie
from training_portal.http.debt_alert import offer_debt_alert
from training_portal.http.errors import answer_errors
from training_portal.http.forms import offer_forms
from training_portal.http.headers import send_headers
from training_portal.http.links import trust_own_host
from training_portal.http.navigation import offer_rail
from training_portal.http.pages import MAILBOX, PAGES
from training_portal.http.provider_notices import blueprint as provider_notices
from training_portal.http.rail_counts import rail_counts
from training_portal.http.speech import speak_languages
from training_portal.http.training_titles import offer_titles
from training_portal.identity.front_door import FrontDoor
from training_portal.portal import Portal
from training_portal.settings import Settings

_LARGEST_BODY = 4 * 1024 * 1024
"""Bytes: a list of some thousand names as a spreadsheet fits."""


def create_app(portal: Portal) -> Flask:
    """The portal as a WSGI application. Errors: RuntimeError when a route does not say who may enter."""
    app = Flask(__name__)
    app.extensions["portal"] = portal
    app.extensions["front_door"] = _front_door(portal)
    _configure(app, portal.settings)
    guard(app, CSRFProtect(app))
    answer_errors(app)
    send_headers(app, portal.settings)
    speak_languages(app, portal.settings)
    offer_forms(app)
    offer_assets(app)
    offer_titles(app)
    offer_rail(app, rail_counts)
    offer_debt_alert(app)
    app.jinja_env.globals["provider_name"] = portal.settings.provider.name
    may_enter(ANYONE)(app.view_functions["static"])
    for pages in PAGES:
        app.register_blueprint(pages)
    app.register_blueprint(provider_notices)
    if portal.settings.mailbox_page:
        app.register_blueprint(MAILBOX)
    offer_api(app)
    refuse_undeclared_routes(app)
    return app


def _front_door(portal: Portal) -> FrontDoor:
    settings = portal.settings
    return FrontDoor(
        portal.store.engine,
        settings.master_key,
        portal.clock,
        staff_second_factor=settings.staff_second_factor,
    )


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=_LARGEST_BODY,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_CHECK_DEFAULT=False,
    )
    configure_form_cookie(app, settings)
    trust_own_host(app, settings)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]
