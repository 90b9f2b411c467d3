"""The public page behind a QR code: what it says, to whom, and what it keeps to itself."""

from datetime import timedelta
from typing import Any

import pytest

from browsing import Browser
from dsl import World
from training_portal.aggregates.order import Order
from training_portal.identity.verification_throttle import WRONG_CODES
from training_portal.projections.certified_trainees import certificates


@pytest.fixture
def certificate(world: World, order: Order) -> dict[str, Any]:
    world.passes(world.enrolments(order)[1])
    return world.rows(certificates)[0]


def test_anybody_reads_that_a_certificate_is_valid(browser: Browser, certificate: dict[str, Any]) -> None:
    page = browser.get(f"/verify/{certificate['code']}")
    assert page.status_code == 200
    for words in ("This certificate is valid.", "Zoé Lefèvre", certificate["number"], "23 November 2026"):
        assert words in page.text
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"


def test_the_page_says_no_more_than_is_printed(browser: Browser, certificate: dict[str, Any]) -> None:
    page = browser.get(f"/verify/{certificate['code']}").text
    for kept in ("z.lefevre", certificate["company"], certificate["id"], certificate["trainee"], "100%"):
        assert kept not in page
    assert "Fret Atlantique" not in page


def test_the_renewal_date_is_the_last_day_that_counts(
    world: World, browser: Browser, certificate: dict[str, Any]
) -> None:
    left = certificate["renewal_on"] - world.portal.today
    world.clock.now += left
    assert "This certificate is valid." in browser.get(f"/verify/{certificate['code']}").text
    world.clock.now += timedelta(days=1)
    page = browser.get(f"/verify/{certificate['code']}").text
    assert "This certificate has expired." in page
    assert "30 November 2028" in page


def test_the_page_speaks_french_to_who_asks_for_it(browser: Browser, certificate: dict[str, Any]) -> None:
    page = browser.get(f"/verify/{certificate['code']}", headers={"Accept-Language": "fr"}).text
    assert '<html lang="fr"' in page
    assert "30 novembre 2028" in page


@pytest.mark.parametrize("code", ["ABCD", "x" * 5000, "ÀÉ", "<script>", "f" * 32])
def test_an_unknown_code_is_answered_plainly_without_detail(
    browser: Browser, certificate: dict[str, Any], code: str
) -> None:
    page = browser.get(f"/verify/{code}")
    assert page.status_code == 404
    assert "No certificate has this code." in page.text
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"


def test_a_code_may_be_typed_in_groups_and_small_letters(
    browser: Browser, certificate: dict[str, Any]
) -> None:
    code = certificate["code"].lower()
    typed = f" {code[:5]} {code[5:10]}-{code[10:]} "
    sent = browser.get("/verify", query_string={"code": typed, "number": ""})
    assert (sent.status_code, sent.location) == (303, f"/verify/{certificate['code']}")


def test_a_number_that_was_typed_too_must_be_the_certificates(
    browser: Browser, certificate: dict[str, Any]
) -> None:
    code, number = certificate["code"], certificate["number"]
    right = browser.get("/verify", query_string={"code": code, "number": number.lower()})
    assert browser.get(right.location).status_code == 200
    assert browser.get(f"/verify/{code}?number=C-2026-999999").status_code == 404


def test_a_form_without_a_code_asks_for_it(browser: Browser) -> None:
    page = browser.get("/verify", query_string={"code": " "})
    assert page.status_code == 200
    assert "Type the code." in page.text


def test_who_guesses_is_slowed_down_and_who_checks_a_crew_is_not(
    world: World, browser: Browser, certificate: dict[str, Any]
) -> None:
    for _ in range(WRONG_CODES.amount + 5):
        assert browser.get(f"/verify/{certificate['code']}").status_code == 200
    answers = [browser.get(f"/verify/WRONG{n}").status_code for n in range(WRONG_CODES.amount + 1)]
    assert answers == [404] * WRONG_CODES.amount + [429]
    assert browser.get(f"/verify/{certificate['code']}").status_code == 429
    world.clock.moves(minutes=16)
    assert browser.get(f"/verify/{certificate['code']}").status_code == 200
