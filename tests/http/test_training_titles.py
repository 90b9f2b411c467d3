"""A training has one name for a reader, in the reader's language, whichever language it was sold in."""

from pathlib import Path

import pytest

from browsing import Browser
from buying import Buyer
from dsl import World
from studying import words
from training_portal.aggregates.convention import convention_id
from training_portal.aggregates.course import course_id
from training_portal.aggregates.order import Order
from training_portal.courses.package import read_package
from training_portal.projections.certified_trainees import certificates

SOLD, READ = "Safe lifting", "Lever sans risque"


@pytest.fixture
def french(world: World, manager: Browser, order: Order) -> Browser:
    """The manager, reading French; one of the two trainees of the English order has passed."""
    world.passes(world.enrolments(order)[0])
    manager.post("/language", {"language": "fr"})
    return manager


PAGES = (
    "/dashboard",
    "/orders/{order}",
    "/orders/{order}?format=csv",
    "/orders/{order}/cancel",
    "/trainees/{trainee}",
    "/not-started",
    "/not-started?format=csv",
    "/not-started/{waiting}",
    "/registrations/{waiting}/replace",
    "/training-passed",
    "/training-passed?format=csv",
    "/certified-trainees",
    "/certified-trainees?format=csv",
    "/amend-a-certificate",
    "/conventions",
    "/conventions?format=csv",
    "/conventions/{convention}",
    "/conventions/{convention}/accept",
    "/conventions/{convention}/reports",
    "/conventions/{convention}/reports?format=csv",
    "/invoices?format=csv",
    "/compliance-report",
    "/compliance-report?format=csv",
    "/training-to-renew?on=2028-11-01",
    "/training-to-renew?on=2028-11-01&format=csv",
)
"""Whatever names the training of an order to its manager."""


def test_lists_filters_and_files_name_a_training_in_the_readers_language(
    world: World, french: Browser, order: Order
) -> None:
    passed, waiting = world.enrolments(order)
    convention, trainee = convention_id(order.id), passed.trainee.id
    for page in PAGES:
        path = page.format(order=order.id, trainee=trainee, waiting=waiting.id, convention=convention)
        answer = french.get(path)
        assert answer.status_code == 200, page
        assert (READ in answer.text, SOLD in answer.text) == (True, False), page


def test_the_cart_names_it_so_too(world: World, french: Browser) -> None:
    buyer = Buyer(french, course_id("MINI"))
    french.post("/cart/lines", {"training": buyer.course, "language": "en", "months": 24})
    for page in ("/cart", "/purchase-training", "/cart/terms"):
        assert (READ in buyer.page(page), SOLD in buyer.page(page)) == (True, False), page
        assert "Anglais, tous les 24 mois" in buyer.page(page)


def test_a_certificate_keeps_the_title_that_it_prints(french: Browser, world: World) -> None:
    [certificate] = world.rows(certificates)
    assert f"Formation {SOLD}" in words(french.get(f"/certified-trainees/{certificate['id']}"))


def test_a_new_title_names_what_was_sold_under_the_old_one(
    world: World, french: Browser, changed_mini: Path
) -> None:
    world.application.publish_course(world.portal.context("cli"), read_package(changed_mini))
    french.post("/language", {"language": "en"})
    assert "Safe lifting today" in french.get("/training-passed").text
