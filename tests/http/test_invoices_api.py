"""Invoices as a manager's program reads them, and the one thing about them that can be edited."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from browsing import Browser
from dsl import Company, World
from programs import Program
from training_portal.aggregates.invoice import Invoice, invoice_id
from training_portal.aggregates.order import Order

_FEW = settings(max_examples=30, deadline=None, database=None, suppress_health_check=list(HealthCheck))
_FIELDS = ["po_number", "number", "total", "total_minor", "net", "open", "state", "due_on", "id", "rendition"]
_VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(max_size=60), st.dictionaries(st.text(), st.integers())
)


@pytest.fixture
def program(world: World, company: Company, order: Order) -> Program:
    """A program of a company with one invoice."""
    return Program(world, company)


def bill(program: Program) -> tuple[dict[str, Any], str]:
    """The one invoice, and the entity tag with which it is shown."""
    [listed] = program.get("/invoices").json
    answer = program.get(f"/invoices/{listed['id']}")
    assert answer.json == listed
    return listed, answer.headers["ETag"]


def test_a_program_lists_searches_and_downloads_invoices(program: Program, order: Order) -> None:
    shown, _ = bill(program)
    assert (shown["number"], shown["order_number"]) == ("F-2026-000001", order.number)
    assert shown["total"] == shown["open"] == {"minor": 11760, "currency": "EUR"}
    assert shown["net"]["minor"] + shown["tax"]["minor"] == shown["total"]["minor"]
    assert program.get("/invoices?search=000001&state=open&sort=-number").json == [shown]
    assert program.get("/invoices?search=nothing").json == []
    assert program.get("/invoices?state=paid").json == []
    place = f"/invoices/{shown['id']}/renditions"
    assert [one["rendition"] for one in program.get(place).json] == [1]
    pdf, again = (program.get(f"{place}/1/pdf") for _ in range(2))
    assert pdf.data.startswith(b"%PDF-")
    assert pdf.data == again.data
    assert b"F-2026-000001" in program.get(f"{place}/1/xml").data
    assert program.get(f"{place}/2/pdf").status_code == 404


def test_an_invoice_that_is_late_says_so_and_one_that_is_paid_too(program: Program, world: World) -> None:
    world.clock.moves(days=31)
    assert bill(program)[0]["state"] == "overdue"
    world.pays(program.company)
    shown, _ = bill(program)
    assert (shown["state"], shown["open"]["minor"]) == ("paid", 0)


def test_a_purchase_order_number_is_given_to_the_invoice_that_was_seen(program: Program) -> None:
    shown, tag = bill(program)
    place = f"/invoices/{shown['id']}"
    edited = program.patch(place, tag, po_number="PO-4711")
    assert (edited.status_code, edited.json) == (200, {**shown, "po_number": "PO-4711", "rendition": 2})
    assert program.patch(place, tag, po_number="PO-2").status_code == 412
    assert program.patch(place, "", po_number="PO-2").status_code == 428
    now = edited.headers["ETag"]
    assert program.patch(place, now, po_number="PO-4711").status_code == 422
    assert program.patch(place, now, po_number="x" * 51).status_code == 422
    assert program.patch(place, now, po_number="PO-2", total={"minor": 1}).status_code == 422
    assert [one["po_number"] for one in program.get(f"{place}/renditions").json] == ["PO-4711", ""]


def test_an_empty_number_takes_it_off(program: Program) -> None:
    shown, tag = bill(program)
    place = f"/invoices/{shown['id']}"
    tag = program.patch(place, tag, po_number="PO-1").headers["ETag"]
    taken_off = program.patch(place, tag, po_number="")
    assert (taken_off.status_code, taken_off.json["po_number"]) == (200, "")
    assert program.patch(place, taken_off.headers["ETag"]).status_code == 422


def test_a_suspended_company_still_reads_and_edits_its_invoices(program: Program, world: World) -> None:
    world.application.suspend_company(world.portal.context("cli", program.company.id), "unpaid")
    shown, tag = bill(program)
    assert program.patch(f"/invoices/{shown['id']}", tag, po_number="PO-1").status_code == 200
    assert program.get("/orders").status_code == 403


def test_no_body_changes_anything_but_the_number(program: Program, order: Order) -> None:
    id = invoice_id(order.id)

    @_FEW
    @given(st.dictionaries(st.sampled_from(_FIELDS), _VALUES))
    def sent(body: dict[str, Any]) -> None:
        before, events = figures(program.world, id), program.world.names_of_events()
        program.patch(f"/invoices/{id}", program.get(f"/invoices/{id}").headers["ETag"], **body)
        assert figures(program.world, id) == before
        assert set(program.world.names_of_events()[len(events) :]) <= {"invoice.po_number_edited"}

    sent()


def test_no_form_changes_anything_but_the_number(
    app: Flask, manager: Browser, world: World, order: Order
) -> None:
    id = invoice_id(order.id)
    token = manager.csrf_token()

    @_FEW
    @given(st.dictionaries(st.sampled_from(_FIELDS), st.text(max_size=60)), st.booleans())
    def sent(fields: dict[str, str], is_named: bool) -> None:
        before, events = figures(world, id), world.names_of_events()
        form = {**fields, "csrf_token": token, **({"invoice": id} if is_named else {})}
        manager.client.post("/local-edit", data=form, base_url=manager.address)
        assert figures(world, id) == before
        assert set(world.names_of_events()[len(events) :]) <= {"invoice.po_number_edited"}

    sent()
    assert manager.submit("/local-edit", invoice=id, po_number="PO-9").status_code == 303
    assert world.portal.store.get(Invoice, id).po_number == "PO-9"


def figures(world: World, id: str) -> dict[str, Any]:
    """All that an invoice says, but for its purchase order number and what counts its changes."""
    found = vars(world.portal.store.get(Invoice, id))
    counted = ("po_number", "rendition", "_version", "_modified_on")
    return {name: value for name, value in found.items() if name not in counted}


def test_the_invoices_of_another_company_are_not_there(program: Program, world: World, mini: Path) -> None:
    other = Program(world, world.company("Nordluft Handling GmbH"))
    shown, tag = bill(program)
    assert other.get("/invoices").json == []
    for path in ("", "/renditions", "/renditions/1/pdf", "/renditions/1/xml"):
        assert other.get(f"/invoices/{shown['id']}{path}").status_code == 404
    assert other.patch(f"/invoices/{shown['id']}", tag, po_number="PO-1").status_code == 404
