"""The rail beside every page: its groups of links with their counts, by the kind of person who reads."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, current_app, request, url_for
from flask_babel import gettext
from werkzeug.exceptions import HTTPException

from training_portal.aggregates.manager import ManagerRole
from training_portal.http.access import is_open
from training_portal.http.current import visitor
from training_portal.http.visitor import Kind
from training_portal.identity.sessions import Stage
from training_portal.language import marked

Counts = Mapping[str, int | str]
"""What stands behind a link, by the link's count key: a number, or words in the reader's language."""


_PURCHASE = ("trainee_selection", "new_trainee", "people_list", "checkout")


@dataclass(frozen=True, slots=True)
class Link:
    """One link of a rail. `count` names its count; `suspended` keeps it while the account is suspended.

    `counted` says what is counted, where the link's own words do not.
    `errands` are the blueprints whose pages belong to the link's screen. `hint` says more than the label.
    """

    label: str
    endpoint: str
    icon: str
    count: str = ""
    counted: str = ""
    suspended: bool = False
    errands: tuple[str, ...] = ()
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Links that belong together, under a small heading or none."""

    heading: str
    links: tuple[Link, ...]


RAILS: dict[Kind, tuple[Group, ...]] = {
    Kind.TRAINEE: (
        Group(
            "",
            (
                Link(marked("My trainings"), "my_trainings.show", "book"),
                Link(marked("My profile"), "trainee_profile.show", "person"),
            ),
        ),
    ),
    Kind.MANAGER: (
        Group(
            "",
            (
                Link(marked("Dashboard"), "dashboard.show", "home"),
                Link(marked("Purchase Training"), "catalogue.show", "book"),
                Link(marked("Cart"), "cart.show", "cart", "cart", errands=_PURCHASE),
            ),
        ),
        Group(
            marked("People"),
            (
                Link(marked("Trainees"), "trainees.show", "people", "trainees"),
                Link(marked("Training Passed"), "training_passed.show", "check", "passed"),
                Link(marked("Certified Trainees"), "certified_trainees.show", "certificate"),
                Link(marked("Amend a Certificate"), "amend_certificate.show", "pen"),
                Link(
                    marked("Training to Renew"),
                    "training_to_renew.show",
                    "renew",
                    "renew",
                    errands=("compliance",),
                ),
            ),
        ),
        Group(
            marked("Papers"),
            (
                Link(
                    marked("Orders"),
                    "orders.show",
                    "order",
                    errands=("cancel_registration", "replace_trainee", "attendance"),
                ),
                Link(marked("Conventions"), "conventions.show", "paper"),
                Link(
                    marked("Invoices"),
                    "invoices.show",
                    "invoice",
                    "overdue",
                    counted=marked("overdue"),
                    suspended=True,
                    errands=("pay_now", "statement"),
                ),
                Link(
                    marked("Local Edit"),
                    "local_edit.show",
                    "pen",
                    suspended=True,
                    hint=marked("Add or correct purchase order numbers"),
                ),
            ),
        ),
        Group(
            marked("Company"),
            (
                Link(marked("Add/Update Trainee Managers"), "trainee_managers.show", "managers"),
                Link(marked("Notifications"), "notifications.show", "mail", errands=("not_started",)),
                Link(marked("My profile"), "profile.show", "person", suspended=True),
            ),
        ),
    ),
    Kind.STAFF: (
        Group(
            "",
            (
                Link(marked("Companies"), "staff_companies.show", "company", errands=("staff_statement",)),
                Link(marked("Courses"), "staff_courses.show", "book"),
                Link(marked("Amendments to check"), "staff_amendments.show", "pen", "amendments"),
                Link(
                    marked("Invoices"),
                    "staff_invoices.show",
                    "invoice",
                    errands=("staff_reports", "staff_credit_notes"),
                ),
                Link(
                    marked("Payments"),
                    "staff_payments.show",
                    "order",
                    "notices",
                    counted=marked("to look at"),
                    errands=("staff_credits", "bank_statements", "staff_notices"),
                ),
                Link(marked("Unsent mail"), "staff_mail.show", "mail", "unsent"),
                Link(marked("Personal data"), "staff_people.show", "people"),
                Link(marked("Password and sessions"), "security.show", "person"),
            ),
        ),
    ),
}


def no_counts() -> Counts:
    """A rail without counts."""
    return {}


def offer_rail(app: Flask, counts: Callable[[], Counts] = no_counts) -> None:
    """Give the templates `rail`, `home`, `here`, `visitor`, `side`, `may` and `offered`.

    `counts` is asked once a rail.
    """

    def rail() -> list[dict[str, Any]]:
        return groups_for(counts() if RAILS.get(side()) else {})

    told = {"home": home, "here": here, "visitor": visitor, "side": side, "may": may, "offered": offered}
    app.jinja_env.globals.update(told, rail=rail, has_mailbox=has_mailbox)


def has_mailbox() -> bool:
    """Whether sent mail can be read here, as in the demo."""
    return "mailbox.show" in current_app.view_functions


def side() -> Kind:
    """Whose rail a page shows: that of the visitor, and nobody's until their sign-in is complete."""
    return visitor().kind if visitor().stage is Stage.OPEN else Kind.NOBODY


def groups_for(counts: Counts) -> list[dict[str, Any]]:
    """The groups of the visitor's rail with the links whose screen exists; empty groups are left out."""
    groups = [
        {"heading": gettext(group.heading) if group.heading else "", "links": _links(group, counts)}
        for group in RAILS.get(side(), ())
    ]
    return [group for group in groups if group["links"]]


def home() -> str:
    """Where the visitor begins: the endpoint of their rail's first link, or of the three log-ins."""
    links = (link for group in RAILS.get(side(), ()) for link in group.links)
    return next((link.endpoint for link in links if _is_open(link)), "sign_in.home")


def here() -> str:
    """The address to come back to from an errand: this page, or its first page when it answers a form."""
    if request.method == "GET":
        return request.full_path.removesuffix("?")
    adapter = current_app.create_url_adapter(request)
    shown = adapter is not None and adapter.test(request.path, "GET")
    return request.path if shown else url_for(home())


def _links(group: Group, counts: Counts) -> list[dict[str, Any]]:
    return [
        {
            "label": gettext(link.label),
            "hint": gettext(link.hint) if link.hint else "",
            "endpoint": link.endpoint,
            "icon": link.icon,
            "count": counts.get(link.count, "") or "",
            "counted": gettext(link.counted) if link.counted else "",
            "current": request.blueprint in (link.endpoint.partition(".")[0], *link.errands),
        }
        for link in group.links
        if _is_open(link)
    ]


def _is_open(link: Link) -> bool:
    """Whether the screen is there and open, and the link is not for open accounts only."""
    closed = visitor().is_suspended and visitor().kind is Kind.MANAGER and not link.suspended
    return not closed and is_open(current_app, link.endpoint, visitor())


def may(endpoint: str, method: str = "GET") -> bool:
    """Whether the visitor may go to an endpoint, or send it a form: what they may not is not offered."""
    return is_open(current_app, endpoint, visitor(), method)


def offered(address: str, method: str = "GET") -> bool:
    """Whether the visitor may follow a link of ours, or send a form there; macros leave out the others."""
    adapter = current_app.create_url_adapter(request)
    if visitor().kind is not Kind.MANAGER or visitor().role == ManagerRole.FULL.value or adapter is None:
        return True
    try:
        endpoint, _ = adapter.match(urlsplit(address).path, method)
    except HTTPException:
        return True
    return is_open(current_app, endpoint, visitor(), method)
