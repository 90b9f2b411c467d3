"""Companies with one of everything that has an owner, and the addresses of every route for such things."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from agreeing import uploads_signed_copy
from dsl import Company, World, settings_for
from paying import opened
from studying import temporary_password
from training_portal.aggregates.convention import convention_id
from training_portal.aggregates.enrolment import Enrolment
from training_portal.aggregates.invoice import Invoice, invoice_id
from training_portal.application.payments import Transfer
from training_portal.event_store.engine import writing
from training_portal.http.access import Entry, entry_of
from training_portal.identity.tokens import make_token, tokens_of
from training_portal.projections.certified_trainees import certificates
from training_portal.values import Money

BASE_URL = "http://localhost:8000"
ABSENT = "f" * 32
SHARED = {
    "rendition": "1",
    "door": "manager",
    "code": "NOSUCHCODE",
    "token": "no-such-link",
    "kind": "csv",
    "module": "why",
    "number": 1,
    "version": 1,
    "terms": "2026-01",
    "place": 0,
    "name": "box.svg",
    "filename": "portal.js",
}
"""Parameters that are nobody's own: a place inside an object that another parameter names, or public."""

OBJECTS = {
    ("trainees", "id"): "trainee",
    ("training_to_renew", "trainee"): "trainee",
    ("reset_password", "id"): "trainee",
    ("orders", "id"): "order",
    ("certified_trainees", "id"): "certificate",
    ("amend_certificate", "id"): "certificate",
    ("conventions", "id"): "convention",
    ("convention_reports", "id"): "convention",
    ("api_conventions", "convention_id"): "convention",
    ("staff_amendments", "id"): "certificate",
    ("my_trainings", "id"): "certificate",
    ("profile", "id"): "token",
    ("trainee_managers", "id"): "manager",
    ("api_managers", "manager_id"): "manager",
    ("not_started", "id"): "enrolment",
    ("learn", "enrolment"): "enrolment",
    ("final_test", "enrolment"): "enrolment",
    ("cancel_registration", "order"): "order",
    ("replace_trainee", "registration"): "enrolment",
    ("attendance", "registration"): "enrolment",
    ("attendance", "order"): "order",
    ("api_trainees", "trainee_id"): "trainee",
    ("api_orders", "order_id"): "order",
    ("api_enrolments", "enrolment_id"): "enrolment",
    ("api_registrations", "enrolment_id"): "enrolment",
    ("api_certificates", "certificate_id"): "certificate",
    ("api_certificate_versions", "certificate_id"): "certificate",
    ("pay_now", "checkout"): "checkout",
    ("invoices", "id"): "invoice",
    ("invoices", "note"): "credit_note",
    ("staff_payments", "id"): "payment",
    ("staff_credits", "id"): "payment",
    ("staff_notices", "id"): "notice",
    ("api_checkouts", "invoice_id"): "invoice",
    ("api_invoices", "invoice_id"): "invoice",
    ("api_checkouts", "checkout_id"): "checkout",
    ("api_credits", "invoice_id"): "invoice",
    ("api_credits", "note_id"): "credit_note",
    ("catalogue", "id"): "course",
    ("staff_people", "id"): "trainee",
    ("staff_companies", "id"): "company",
    ("staff_statement", "id"): "company",
    ("staff_invoices", "id"): "invoice",
    ("staff_invoices", "note"): "credit_note",
    ("merge_trainees", "id"): "trainee",
    **{(name, "line"): "line" for name in ("cart", "trainee_selection", "new_trainee", "people_list")},
}
"""What a parameter of a blueprint names. A course is everybody's; the rest is somebody's own."""


class Estate:
    """What a company and its people own.

    The first two of its three new trainees have passed; another name waits in the cart. `things` are those of
    the first manager and the first trainee, `fellows` those of a second manager and the second trainee.
    """

    def __init__(
        self,
        world: World,
        name: str,
        course: str,
        people: tuple[str, str, str] = ("Karim Benali", "Ann Zed", "Ivo Dahl"),
        waiting: str = "Zoé Perrin",
    ) -> None:
        self.company: Company = world.company(name)
        order = world.order(self.company, course, people)
        uploads_signed_copy(world, self.company, order)
        credit_note = _credit_note(world, self.company, course)
        first, second, idle = world.enrolments(order)
        self.log_ins = [
            (one.trainee.identifier, temporary_password(world, order, one.trainee.id))
            for one in (first, second, idle)
        ]
        for one in (first, second):
            world.passes(one)
        colleague = world.application.appoint_manager(
            world.portal.context("cli", self.company.id), "Marc", "Petit", "marc@example.com", "en"
        )
        line = world.cart(self.company, course, [waiting], [first.trainee.id])
        self.token, token = _token(world, self.company)
        bill = world.portal.store.get(Invoice, invoice_id(order.id))
        self.things = {
            "trainee": first.trainee.id,
            "order": order.id,
            "convention": convention_id(order.id),
            "invoice": bill.id,
            "company": self.company.id,
            "credit_note": credit_note,
            "checkout": opened(world, self.company, bill).id,
            "payment": _payment(world, self.company),
            "enrolment": first.id,
            "certificate": _certificate(world, first),
            "line": line,
            "token": token,
            "manager": colleague.person,
            "course": course,
        }
        second_manager = Company(self.company.id, colleague)
        self.fellows = {
            "enrolment": second.id,
            "certificate": _certificate(world, second),
            "line": world.cart(second_manager, course, known=[second.trainee.id]),
            "token": _token(world, second_manager)[1],
        }


def standing_world(template: Path, folder: Path) -> World:
    """A portal in a folder, for all tests of a file."""
    (folder / "portal.db").write_bytes(template.read_bytes())
    settings = settings_for(f"sqlite:///{folder / 'portal.db'}", folder, base_url=BASE_URL)
    return World(settings.with_changes(staff_second_factor=False, mailbox_page=True))


def routes(app: Flask) -> Iterator[tuple[Any, str, Entry]]:
    """Every rule with each of its methods, and who may enter."""
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) & {"GET", "POST", "PUT", "PATCH", "DELETE"}):
            entry = entry_of(app, rule.endpoint, method)
            assert entry is not None
            yield rule, method, entry


def path_of(rule: Any, things: dict[str, str]) -> tuple[str, str]:
    """The address of a rule for somebody's things, and the id in it that is somebody's ("" without one)."""
    blueprint, values, own = rule.endpoint.partition(".")[0], {}, ""
    for argument in rule.arguments:
        kind = OBJECTS.get((blueprint, argument), "")
        if kind:
            values[argument] = things.get(kind, ABSENT)
            own = own if kind == "course" else things.get(kind, "")
        elif argument in SHARED:
            values[argument] = SHARED[argument]
        else:
            pytest.fail(f"{rule.rule}: say in OBJECTS what <{argument}> of {blueprint} is")
    built = rule.build(values, append_unknown=False)
    assert built
    return str(built[1]), own


def _payment(world: World, company: Company) -> str:
    """Money of the company's that was set against nothing yet."""
    transfer = Transfer(Money(1_000, "EUR"), world.portal.today, "VIR 1")
    return world.application.record_transfer(world.portal.context("staff", company.id), transfer)


def _credit_note(world: World, company: Company, course: str) -> str:
    """What took back the invoice of an order that was cancelled at once."""
    order = world.order(company, course, ["Gone Soon"])
    context = world.portal.context("staff", company.id)
    return world.application.credit_invoice(context, invoice_id(order.id), "Ordered by mistake.")


def _certificate(world: World, enrolment: Enrolment) -> str:
    with world.portal.reading() as tx:
        theirs = certificates.c.trainee == enrolment.trainee.id
        return str(tx.scalars(sa.select(certificates.c.id).where(theirs)).one())


def _token(world: World, company: Company) -> tuple[str, str]:
    """An API token of the company's manager, and its id on the page that revokes it."""
    with writing(world.portal.store.engine) as tx:
        manager = company.manager.person
        token = make_token(tx, manager, company.id, "program", world.clock.now)
        return token, tokens_of(tx, manager)[0].id
