"""Invoices and Local Edit: the list, the documents, and the one thing that may be changed."""

import io
import re
import zipfile
from datetime import timedelta

import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from browsing import OWN_PASSWORD, Browser
from dsl import Company, World
from studying import words
from training_portal.aggregates.invoice import Invoice, invoice_id
from training_portal.aggregates.order import Order
from training_portal.application.invoices import POEdit
from training_portal.event_store.schema import outbox


@pytest.fixture
def invoice(order: Order) -> str:
    """The id of the order's invoice, of 117.60 euros."""
    return invoice_id(order.id)


def text_of(pdf: bytes) -> str:
    return str(pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range())


def numbered(manager: Browser, **numbers: str) -> TestResponse:
    """Save purchase order numbers by invoice."""
    return manager.post("/local-edit", {"invoice": list(numbers), "po_number": list(numbers.values())})


def test_the_list_says_what_is_owed_and_by_when(manager: Browser, invoice: str) -> None:
    page = words(manager.get("/invoices"))
    owed = "23 November 2026 due 23 December 2026 117.60 EUR open"
    assert f"F-2026-000001 O-2026-000001 – {owed}" in page


def test_what_is_overdue_is_counted_in_the_rail(
    world: World, manager: Browser, company: Company, invoice: str
) -> None:
    world.clock.now += timedelta(days=31)
    manager.log_in("manager", company.manager.username, OWN_PASSWORD)
    counted = '<span>Invoices</span> <small class="count"'
    said = f'{counted} title="1 overdue">1<span class="unseen"> overdue</span></small>'
    assert said in manager.get("/my-profile").text
    world.pays(company)
    assert counted not in manager.get("/my-profile").text


def test_the_page_of_an_invoice_leads_to_its_order(world: World, manager: Browser, invoice: str) -> None:
    order = world.portal.store.get(Invoice, invoice).order
    assert f'<a href="/orders/{order}">O-2026-000001</a>' in manager.get(f"/invoices/{invoice}").text


def test_what_is_late_is_overdue_and_what_is_paid_is_paid(
    world: World, manager: Browser, company: Company, invoice: str
) -> None:
    world.clock.now += timedelta(days=31)
    manager.log_in("manager", company.manager.username, OWN_PASSWORD)
    assert "F-2026-000001" in words(manager.get("/invoices?state=overdue"))
    world.pays(company)
    assert "F-2026-000001" not in words(manager.get("/invoices?state=overdue"))
    assert "F-2026-000001" in words(manager.get("/invoices?state=paid"))


def test_a_rendition_is_the_same_bytes_at_every_download(manager: Browser, invoice: str) -> None:
    first = manager.get(f"/invoices/{invoice}/1.pdf")
    assert "F-2026-000001" in text_of(first.data)
    assert first.data == manager.get(f"/invoices/{invoice}/1.pdf").data
    assert b"F-2026-000001" in manager.get(f"/invoices/{invoice}/1.xml").data
    assert manager.get(f"/invoices/{invoice}/2.pdf").status_code == 404


def test_chosen_invoices_come_as_a_zip(
    world: World, manager: Browser, company: Company, order: Order
) -> None:
    second = world.order(company, order.lines[0].course, ["Ann Lee"])
    answer = manager.post("/invoices.zip", {"chosen": [invoice_id(order.id), invoice_id(second.id)]})
    names = zipfile.ZipFile(io.BytesIO(answer.data)).namelist()
    assert names == ["F-2026-000001.pdf", "F-2026-000002.pdf"]


def test_the_files_for_the_accountant_hold_net_vat_and_total(manager: Browser, invoice: str) -> None:
    row = manager.get("/invoices?format=csv").data.decode("utf-8-sig").splitlines()[1]
    for part in ("F-2026-000001", "98", "19.6", "117.6"):
        assert part in row


def test_a_purchase_order_number_makes_a_new_rendition_and_keeps_the_old(
    world: World, manager: Browser, invoice: str
) -> None:
    old = manager.get(f"/invoices/{invoice}/1.pdf").data
    numbered(manager, **{invoice: "PO-7781"})
    page = words(manager.get(f"/invoices/{invoice}"))
    assert "Purchase order PO-7781" in page
    assert manager.get(f"/invoices/{invoice}/1.pdf").data == old
    assert "PO-7781" in text_of(manager.get(f"/invoices/{invoice}/2.pdf").data)
    assert "PO-7781" not in text_of(old)


def test_several_numbers_are_saved_at_once_and_unchanged_ones_passed_over(
    world: World, manager: Browser, company: Company, order: Order
) -> None:
    course = order.lines[0].course
    orders = [order, *(world.order(company, course, [name]) for name in ("Ann Lee", "Bo Kim"))]
    one, two, three = (invoice_id(each.id) for each in orders)
    numbered(manager, **{one: "A", two: "B", three: ""})
    found = [world.portal.store.get(Invoice, id) for id in (one, two, three)]
    assert [(each.po_number, each.rendition) for each in found] == [("A", 2), ("B", 2), ("", 1)]


def test_what_cannot_be_saved_is_said_and_what_was_typed_stays(manager: Browser, invoice: str) -> None:
    same = numbered(manager, **{invoice: ""})
    assert same.status_code == 422
    assert "the same as before" in words(same)
    long = numbered(manager, **{invoice: "x" * 51})
    assert long.status_code == 422
    assert "x" * 51 in long.text
    odd = numbered(manager, **{invoice: "\U0001f600"})
    assert "cannot be printed" in words(odd)


def test_a_page_that_is_old_does_not_undo_what_a_colleague_typed(
    world: World, manager: Browser, company: Company, order: Order
) -> None:
    second = world.order(company, order.lines[0].course, ["Ann Lee"])
    mine, elses = invoice_id(order.id), invoice_id(second.id)
    seen = {"invoice": [mine, elses], "previous": ["", ""]}
    world.application.edit_po_numbers(world.as_manager(company), {elses: POEdit("COLLEAGUE")})
    assert manager.post("/local-edit", {**seen, "po_number": ["MINE", ""]}).status_code == 303
    found = [world.portal.store.get(Invoice, id).po_number for id in (mine, elses)]
    assert found == ["MINE", "COLLEAGUE"]
    refused = manager.post("/local-edit", {**seen, "po_number": ["MINE", "OTHER"]})
    assert refused.status_code == 409
    assert "has changed meanwhile" in words(refused)
    assert 'value="OTHER"' in refused.text
    assert world.portal.store.get(Invoice, elses).po_number == "COLLEAGUE"


def test_what_a_colleague_typed_meanwhile_stands_beside_what_was_typed(
    world: World, manager: Browser, company: Company, invoice: str
) -> None:
    world.application.edit_po_numbers(world.as_manager(company), {invoice: POEdit("COLLEAGUE")})
    sent = {"invoice": [invoice], "previous": [""], "po_number": ["MINE"]}
    assert "now: COLLEAGUE" in words(manager.post("/local-edit", sent))


def test_nothing_typed_is_no_fault_and_no_edit(world: World, manager: Browser, invoice: str) -> None:
    before = world.names_of_events()
    sent = {"invoice": [invoice], "previous": [""], "po_number": [""]}
    assert manager.post("/local-edit", sent).status_code == 303
    assert "every number is as it was" in words(manager.get("/local-edit"))
    assert world.names_of_events() == before


def test_a_refused_number_leaves_the_rule_of_new_invoices_as_it_is(
    world: World, manager: Browser, company: Company, invoice: str
) -> None:
    world.application.choose_purchase_order_rule(world.as_manager(company), "PO-FRAME", True)
    refused = words(numbered(manager, **{invoice: "x" * 51}))
    assert "Accept no order without a purchase order number Yes" in refused
    assert re.search(r'name="required"[^>]*checked', manager.get("/local-edit/new-invoices").text)


def test_a_suspended_manager_is_not_offered_the_rule_of_new_invoices(
    world: World, manager: Browser, company: Company, invoice: str
) -> None:
    world.application.suspend_company(world.portal.context("cli", company.id), "unpaid")
    assert "For new invoices" not in manager.get("/local-edit").text


def test_another_companys_invoice_answers_as_an_absent_one(
    world: World, manager: Browser, order: Order
) -> None:
    other = world.company("Nordluft Handling GmbH")
    elses = invoice_id(world.order(other, order.lines[0].course, ["Ute Hartmann"]).id)
    for path in (f"/invoices/{elses}", f"/invoices/{elses}/1.pdf", f"/invoices/{elses}/1.xml"):
        assert manager.get(path).status_code == 404
    assert numbered(manager, **{elses: "PO"}).status_code == 404
    assert world.portal.store.get(Invoice, elses).po_number == ""


def test_a_suspended_manager_still_reaches_downloads_and_edits(
    world: World, manager: Browser, company: Company, invoice: str
) -> None:
    world.clock.now += timedelta(days=100)
    manager.log_in("manager", company.manager.username, OWN_PASSWORD)
    assert manager.get("/trainees").status_code == 403
    assert manager.get("/invoices").status_code == 200
    assert manager.get(f"/invoices/{invoice}/1.pdf").status_code == 200
    numbered(manager, **{invoice: "PO-1"})
    assert world.portal.store.get(Invoice, invoice).po_number == "PO-1"


def test_the_invoice_is_sent_to_whoever_ordered(world: World, company: Company, invoice: str) -> None:
    with world.portal.reading() as tx:
        rows = tx.execute(outbox.select()).mappings().all()
    sent = [(row["occasion"], row["recipient"], row["about"]) for row in rows]
    assert ("invoice_issued", company.manager.person, invoice) in sent


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    body=st.dictionaries(
        st.sampled_from(("total", "number", "issued_on", "due_on", "lines", "open", "state", "net", "buyer")),
        st.text(st.characters(categories=("L", "N", "P")), max_size=20),
    ),
    po_number=st.text(st.characters(categories=("L", "N"), max_codepoint=0x17F), min_size=1, max_size=50),
)
def test_whatever_is_sent_the_purchase_order_number_alone_changes(
    world: World, manager: Browser, invoice: str, body: dict[str, str], po_number: str
) -> None:
    before = world.portal.store.get(Invoice, invoice)
    manager.post("/local-edit", {"invoice": [invoice], "po_number": [po_number], **body})
    after = world.portal.store.get(Invoice, invoice)
    kept = ("number", "issued_on", "total", "open", "lines", "seller", "buyer", "order", "left", "applied")
    assert all(getattr(before, name) == getattr(after, name) for name in kept)
    assert after.version - before.version == (after.po_number != before.po_number)


def test_the_number_of_new_invoices_is_chosen_and_asked_for_at_checkout(
    world: World, manager: Browser, company: Company, order: Order
) -> None:
    saved = manager.submit("/local-edit/new-invoices", standing="PO-FRAME", required="on")
    assert saved.status_code == 303
    assert "Standing purchase order number PO-FRAME" in words(manager.get("/local-edit"))
    world.cart(company, order.lines[0].course, ["Ann Lee"])
    page = manager.get("/cart/terms").text
    assert 'value="PO-FRAME"' in page
    fields = {"terms": world.portal.settings.terms_version, "po_number": "PO-9"}
    assert manager.submit("/cart/terms", "/orders", **fields).status_code == 303
    assert "PO-9" in words(manager.get("/invoices"))


def test_an_order_without_the_number_that_the_company_wants_keeps_what_was_typed(
    world: World, manager: Browser, company: Company, order: Order
) -> None:
    world.application.choose_purchase_order_rule(world.as_manager(company), "", True)
    world.cart(company, order.lines[0].course, ["Ann Lee"])
    fields = {"terms": world.portal.settings.terms_version, "po_number": ""}
    refused = manager.submit("/cart/terms", "/orders", **fields)
    assert refused.status_code == 422
    assert "wants a purchase order number" in words(refused)
    assert 'name="terms"' in refused.text
