"""The manager's guide, chapters 1 to 9, 10.1 and 10.3, as one story by its own words, while time goes by."""

import re
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Browser, expect

from browser.desk import OWN, Desk, address_on, buys, passes, studies
from dsl import TERMS, Company, World
from training_portal.application.orders import WantedLine

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture(params=["en", "fr"])
def desk(request: pytest.FixtureRequest, chromium: Browser, served: World) -> Iterator[Desk]:
    locale = {"en": "en-GB", "fr": "fr-FR"}[request.param]
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale=locale)
    context.set_default_timeout(15_000)
    desk = Desk(context.new_page(), served, request.param)
    yield desk
    context.close()
    assert desk.complaints == []


def test_a_manager_follows_the_guide_from_the_first_page_to_the_last(desk: Desk, mini: Path) -> None:
    company, course = desk.world.company(language=desk.language), desk.world.course(mini)
    desk.world.order(company, course, ["Łucja Wójcik"])

    desk.signs_in("Manager Log-In", company.manager.username, company.manager.temporary_password)
    username, password = buys(desk)
    chapter_3_asks_to_be_told_of_what_is_not_started(desk)
    desk.signs_out()
    desk.signs_in("Trainee Log-In", username, password)
    studies(desk)
    passes(desk)
    desk.signs_out()

    is_told_of_what_is_not_started(desk)
    comes_back(desk, company)
    chapter_4_1_finds_the_certificate(desk)
    chapter_4_2_amends_it(desk)
    chapter_4_3_downloads_a_certificate_of_attendance(desk)
    chapter_4_4_cancels_what_is_not_started(desk)
    desk.world.pays(company)
    desk.world.clock.moves(days=600)
    comes_back(desk, company)
    chapter_5_sees_what_is_to_be_renewed(desk)
    chapter_6_reads_the_conventions(desk)
    chapter_7_creates_a_manager(desk)
    chapter_8_changes_the_e_mail_address(desk)
    chapter_9_resets_a_password(desk)
    chapter_10_1_adds_a_purchase_order_number(desk)
    wanted = WantedLine(course, "en", 24, newcomers=(("Nils", "Berg", ""),))
    desk.world.application.order_at_once(desk.world.as_manager(company), TERMS, [wanted])
    chapter_10_3_is_told_at_every_sign_in(desk, company)


def comes_back(desk: Desk, company: Company) -> None:
    """Sign in again, with the password chosen before."""
    desk.page.context.clear_cookies()
    desk.opens()
    desk.follows("Manager Log-In")
    desk.types("Username", company.manager.username)
    desk.types("Password", OWN)
    desk.presses("Log in")
    expect(desk.page.locator("h1")).to_contain_text(desk.says("Dashboard"))


def last_letter(desk: Desk, about: str) -> EmailMessage:
    found = [letter for letter in desk.letters() if about in f"{letter['Subject']} {text_of(letter)}"]
    assert found, about
    return found[-1]


def text_of(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    return str(body.get_content()) if body else ""


def chapter_3_asks_to_be_told_of_what_is_not_started(desk: Desk) -> None:
    desk.goes_to("My profile")
    desk.presses("Edit")
    desk.check_access()
    desk.page.get_by_label(desk.says("Frequency"), exact=True).select_option("weekly")
    desk.types("Deadline", "7")
    desk.presses("Submit")
    desk.sees(desk.says("Weekly"))


def is_told_of_what_is_not_started(desk: Desk) -> None:
    """One digest a week after the order, about who has not started and nobody else."""
    desk.world.clock.moves(days=8)
    before = len(desk.letters())
    [digest] = [one for one in desk.letters() if "w.lucja" in text_of(one) or "Wójcik" in text_of(one)][-1:]
    assert "Perrin" not in text_of(digest)
    desk.world.clock.moves(days=1)
    assert len(desk.letters()) == before


def chapter_4_1_finds_the_certificate(desk: Desk) -> None:
    desk.goes_to("Certified Trainees")
    desk.page.get_by_role("searchbox").first.fill("PERRIN")
    desk.page.get_by_role("searchbox").first.press("Enter")
    desk.sees("C-2026-000001")
    desk.check_access()
    desk.goes_to("Training Passed")
    desk.check_access()
    pdf = desk.downloads(lambda: desk.acts("Perrin", "Certificate"))
    assert pdf.startswith(b"%PDF-")


def chapter_4_2_amends_it(desk: Desk) -> None:
    old = address_on(next(last_letter(desk, "C-2026-000001").iter_attachments()).get_content())
    desk.goes_to("Amend a Certificate")
    desk.check_access()
    desk.page.locator("tr", has_text="Perrin").get_by_role("button", name=desk.says("Amend")).or_(
        desk.page.locator("tr", has_text="Perrin").get_by_role("link", name=desk.says("Amend"))
    ).first.click()
    desk.types("Last name", "Périn")
    desk.check_access()
    desk.presses("Submit changes")
    desk.sees("Périn")
    letter = last_letter(desk, "Périn")
    [attachment] = list(letter.iter_attachments())
    new = address_on(attachment.get_content())
    assert new != old
    desk.page.goto(old)
    desk.sees(re.compile("superseded|remplacé", re.IGNORECASE))
    desk.check_access()
    desk.page.goto(new)
    desk.sees("Périn")
    desk.opens("/dashboard")


def chapter_4_3_downloads_a_certificate_of_attendance(desk: Desk) -> None:
    desk.goes_to("Training Passed")
    desk.acts("errin", "Attendance certificate")
    desk.check_access()
    for language in ("Download in French", "Download in English"):
        pdf = desk.downloads(lambda words=language: desk.presses(words))  # type: ignore[misc]
        assert "Zoé" in pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range()
    desk.goes_to("Orders")
    assert desk.downloads(lambda: desk.acts("O-2026-000002", "Attendance certificates")).startswith(b"PK")


def chapter_4_4_cancels_what_is_not_started(desk: Desk) -> None:
    desk.goes_to("Orders")
    desk.check_access()
    desk.acts("O-2026-000001", "Cancel registration")
    desk.sees("Wójcik")
    desk.check_access()
    desk.page.locator("main form button.danger").click()
    desk.sees(re.compile("cancelled|annulé", re.IGNORECASE))


def chapter_5_sees_what_is_to_be_renewed(desk: Desk) -> None:
    desk.goes_to("Training to Renew")
    desk.check_access()
    row = desk.page.locator("tr", has_text="erri").or_(desk.page.locator("tr", has_text="Périn")).first
    expect(row).to_have_class(re.compile("white|yellow|salmon"))
    desk.page.locator("#on").fill((desk.world.portal.today + timedelta(days=200)).isoformat())
    desk.page.locator("#on").press("Enter")
    desk.sees(re.compile("Exceeded|Dépassé|Échu", re.IGNORECASE))
    desk.opens("/training-to-renew")
    desk.acts("z.perrin", "Order renewal")
    desk.sees(re.compile("Safe lifting|Lever sans risque"))
    desk.goes_to("Training to Renew")
    desk.acts("z.perrin", "Remove from list")
    desk.check_access()
    desk.page.locator("main form button").filter(visible=True).first.click()
    expect(desk.page.locator("main")).not_to_contain_text("z.perrin")


def chapter_6_reads_the_conventions(desk: Desk) -> None:
    desk.goes_to("Conventions")
    desk.check_access()
    pdf = desk.downloads(lambda: desk.acts("V-2026-000002", "Download"))
    assert pdf.startswith(b"%PDF-")
    desk.acts("V-2026-000002", "Reports")
    desk.check_access()
    desk.sees("100")
    attendance = desk.downloads(lambda: desk.presses("Attendance certificates"))
    assert attendance.startswith(b"PK")


def chapter_7_creates_a_manager(desk: Desk) -> None:
    desk.goes_to("Add/Update Trainee Managers")
    desk.check_access()
    desk.presses("Add new manager")
    desk.types("First name", "Ingrid")
    desk.types("Last name", "Sørensen")
    desk.types("E-mail", "ingrid@example.com")
    desk.page.locator("input[name=role][value=full]").check()
    desk.presses("Add")
    desk.sees("Sørensen")
    told = [text_of(letter) for letter in desk.letters() if "ingrid@example.com" in letter["To"]]
    assert re.search(r"[0-9a-z]{4}(-[0-9a-z]{4}){3}", told[-1])
    desk.acts("Sørensen", "Modify")
    desk.types("First name", "Inga")
    desk.presses("Submit")
    desk.sees("Inga")
    desk.acts("Sørensen", "Delete")
    desk.page.locator("main form button.danger").click()


def chapter_8_changes_the_e_mail_address(desk: Desk) -> None:
    desk.goes_to("My profile")
    desk.presses("Edit")
    desk.types("E-mail", "claire.morel@example.org")
    desk.presses("Submit")
    desk.check_access()
    asked = next(one for one in reversed(desk.letters()) if "claire.morel@example.org" in str(one["To"]))
    [link] = re.findall(r"http://\S+", text_of(asked))[:1]
    desk.page.goto(link)
    desk.check_access()
    desk.page.locator("main form button").first.click()
    desk.sees("claire.morel@example.org")
    told = desk.letters()[-1]
    assert "claire@example.com" in str(told["To"])
    desk.opens("/my-profile")
    desk.sees("claire.morel@example.org")


def chapter_9_resets_a_password(desk: Desk) -> None:
    desk.goes_to("Trainees")
    desk.check_access()
    desk.acts("Wójcik", "Reset password")
    desk.check_access()
    desk.page.locator("main form button").filter(visible=True).first.click()
    expect(desk.page.locator("main")).to_contain_text(re.compile(r"[0-9a-z]{4}(-[0-9a-z]{4}){3}"))


def chapter_10_1_adds_a_purchase_order_number(desk: Desk) -> None:
    desk.goes_to("Local Edit")
    desk.check_access()
    row = desk.page.locator("tr", has_text="F-2026-000002")
    row.locator("input[name=po_number]").fill("PO-7781")
    desk.presses("Save the purchase orders")
    expect(row.locator("input[name=po_number]")).to_have_value("PO-7781")
    desk.goes_to("Invoices")
    desk.check_access()
    pdf = desk.downloads(lambda: desk.acts("F-2026-000002", "Download"))
    assert "PO-7781" in pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range()


def chapter_10_3_is_told_at_every_sign_in(desk: Desk, company: Company) -> None:
    desk.world.clock.moves(days=64)
    comes_back(desk, company)
    desk.sees(desk.says("Unpaid invoices"))
    desk.check_access()
    desk.presses("Pay now")
    desk.sees("F-2028-000001")
    desk.check_access()
