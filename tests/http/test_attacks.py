"""What somebody sends who means harm, and what the portal makes of it, on both kinds of database."""

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from browsing import Browser
from buying import Buyer
from dsl import World, settings_for
from training_portal.event_store.engine import writing
from training_portal.identity.tokens import make_token

ADDRESS = "http://localhost:8000"
NUL = "\0"


@pytest.fixture
def world(url: str, tmp_path: Path) -> Iterator[World]:
    world = World(settings_for(url, tmp_path, base_url=ADDRESS))
    yield world
    world.close()


@pytest.fixture
def program(world: World, company: Any, app: Any) -> Any:
    """What sends a request with a token of the company's manager, and answers the status."""
    with writing(world.portal.store.engine) as tx:
        token = make_token(tx, company.manager.person, company.id, "tests", world.clock.now)

    def send(method: str, path: str, **options: Any) -> int:
        options["headers"] = {"Authorization": f"Bearer {token}", **options.get("headers", {})}
        return (
            app.test_client().open(f"/api/v1{path}", method=method, base_url=ADDRESS, **options).status_code
        )

    return send


@pytest.fixture
def buyer(manager: Browser, world: World, mini: Path) -> Buyer:
    return Buyer(manager, world.course(mini))


@pytest.mark.parametrize(
    "place", ["/orders/{}", "/trainees/{}", "/certificates/{}.pdf", "/purchase-training/{}", "/verify/{}"]
)
def test_an_id_with_nul_names_nothing(place: str, manager: Browser) -> None:
    assert manager.get(place.format("%00")).status_code == 404


@pytest.mark.parametrize("place", ["orders", "trainees", "enrolments", "certificates"])
def test_an_id_with_nul_names_nothing_for_programs_either(place: str, program: Any) -> None:
    assert program("GET", f"/{place}/%00") == 404


def test_a_command_id_that_cannot_be_kept_counts_as_none(buyer: Buyer) -> None:
    fields = {"training": buyer.course, "language": "en", "months": 24, "command_id": NUL}
    assert buyer.browser.post("/cart/lines", fields).status_code == 303


def test_a_command_is_not_answered_with_the_result_of_another(buyer: Buyer) -> None:
    fields = {"training": buyer.course, "language": "en", "months": 24, "command_id": "the same"}
    assert buyer.browser.post("/cart/lines", fields).status_code == 303
    order = {"terms": "2026-01", "cart_version": 1, "command_id": "the same"}
    assert buyer.browser.post("/orders", order).status_code == 422


def test_nul_in_a_list_is_a_fault_of_its_row(buyer: Buyer) -> None:
    line = buyer.add_to_cart()
    pasted = buyer.send_list(line, f"Kar{NUL}im;Benali\nZoé;Lefèvre\n{NUL}x")
    written = buyer.send_list(line, file=(io.BytesIO(f"Kar{NUL}im;Benali".encode("utf-16")), "list.csv"))
    assert (pasted.status_code, written.status_code) == (200, 200)
    assert buyer.send_preview(line, pasted).status_code < 500
    assert [name for name in buyer.chosen(line) if NUL in name] == []


@pytest.mark.parametrize(
    "body",
    ["[" * 100_000, '{"lines":' * 20_000, "[" * 20_000 + "]" * 20_000, "1" * 10_000, b"\xff\xfe{}", "{"],
    ids=["open", "nested", "closed", "number", "bytes", "half"],
)
def test_a_body_that_no_reader_can_read_is_the_senders_fault(body: Any, program: Any) -> None:
    headers = {"Content-Type": "application/json", "Idempotency-Key": "order-0001"}
    assert program("POST", "/orders", data=body, headers=headers) == 400


def test_a_sent_price_or_company_is_refused(buyer: Buyer, program: Any) -> None:
    line = {"training": buyer.course, "language": "en", "months": 24, "price": 1}
    body = json.dumps({"accepted_terms": "2026-01", "company": "another", "lines": [line]})
    headers = {"Content-Type": "application/json", "Idempotency-Key": "order-0001"}
    assert program("POST", "/orders", data=body, headers=headers) == 422
