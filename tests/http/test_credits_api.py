"""Credit and credit notes as a manager's program reads and uses them."""

from typing import Any

import pytest

from dsl import Company, World
from programs import Program
from training_portal.aggregates.invoice import invoice_id
from training_portal.aggregates.order import Order
from training_portal.application.payments import Transfer
from training_portal.values import Money


@pytest.fixture
def program(world: World, company: Company, order: Order) -> Program:
    """A program of a company with one invoice, of 117.60 euros."""
    return Program(world, company)


def pays(world: World, company: Company, minor: int, currency: str = "EUR") -> None:
    context = world.portal.context("staff", company.id)
    transfer = Transfer(Money(minor, currency), world.portal.today, f"R-{minor}")
    world.application.record_transfer(context, transfer)


def uses(program: Program, key: str) -> Any:
    return program.client.post("/api/v1/credit", headers={**program.headers, "Idempotency-Key": key}, json={})


def test_a_program_sets_credit_against_what_is_open_once(
    world: World, company: Company, program: Program
) -> None:
    assert program.get("/credit").json == {"left": []}
    assert uses(program, "credit-01").status_code == 422
    pays(world, company, 10_000)
    pays(world, company, 500, "CHF")
    francs = {"minor": 500, "currency": "CHF"}
    assert program.get("/credit").json == {"left": [francs, {"minor": 10_000, "currency": "EUR"}]}
    used = uses(program, "credit-02")
    assert (used.status_code, used.json) == (200, {"invoices": ["F-2026-000001"], "left": [francs]})
    assert program.get("/invoices").json[0]["open"] == {"minor": 1_760, "currency": "EUR"}
    pays(world, company, 300)
    assert uses(program, "credit-02").json["invoices"] == ["F-2026-000001"]
    assert program.get("/invoices").json[0]["open"] == {"minor": 1_760, "currency": "EUR"}
    assert program.client.post("/api/v1/credit", headers=program.headers, json={}).status_code == 422


def test_a_suspended_company_uses_its_credit_and_is_open_again(
    world: World, company: Company, program: Program
) -> None:
    world.clock.moves(days=93)
    world.application.review_account(world.portal.context("cli", company.id))
    assert program.get("/orders").status_code == 403
    pays(world, company, 20_000)
    assert uses(program, "credit-01").json["left"] == [{"minor": 8_240, "currency": "EUR"}]
    assert program.get("/orders").status_code == 200


def test_a_program_reads_the_credit_notes_of_an_invoice(
    world: World, company: Company, program: Program, order: Order
) -> None:
    id = invoice_id(order.id)
    assert program.get(f"/invoices/{id}/credit-notes").json == []
    world.application.cancel_registrations(world.as_manager(company), order.id, [order.enrolments[0]])
    [note] = program.get(f"/invoices/{id}/credit-notes").json
    assert (note["number"], note["invoice_number"]) == ("A-2026-000001", "F-2026-000001")
    assert note["total"]["minor"] == note["net"]["minor"] + note["tax"]["minor"] == 5_880
    pdf = program.get(f"/credit-notes/{note['id']}/pdf")
    assert pdf.data.startswith(b"%PDF-")
    assert pdf.headers["Content-Disposition"] == 'attachment; filename="A-2026-000001.pdf"'
    other = Program(world, world.company("Nordluft Handling GmbH"))
    assert other.get(f"/invoices/{id}/credit-notes").status_code == 404
    assert other.get(f"/credit-notes/{note['id']}/pdf").status_code == 404
