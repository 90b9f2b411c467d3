"""Invoices are valid Factur-X, say in print what the XML says, and can be paid by their code."""

import io
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import facturx
import pypdf
import pypdfium2
import pytest
import zxingcpp
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from saxonche import PySaxonProcessor

from training_portal.billing import Buyer, Seller
from training_portal.documents.factur_x import factur_x
from training_portal.documents.invoice import invoice_pdf
from training_portal.documents.invoice_facts import BilledLine, InvoiceFacts
from training_portal.values import Money, Vat

SHIPPED = Path(facturx.__file__).parent / "xsd_and_schematron"
RULES = (
    SHIPPED / "facturx-en16931/FACTUR-X_EN16931.xslt",
    SHIPPED / "cii-schematron-fr-ctc/BR-FR-Flux2-Schematron-CII.xslt",
)
FAILED = "{http://purl.oclc.org/dsdl/svrl}failed-assert"
AMOUNTS = "{urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100}"
DAY = date(2026, 11, 23)
EXEMPT = "Exonération de TVA, article 261-4-4° a du CGI"
SELLER = Seller(
    name="Cap Sûreté Formation",
    address=("12 quai de la Fosse", "44000 Nantes"),
    siren="732829320",
    vat_number="FR44732829320",
    legal_form="SARL au capital de 20 000 EUR, RCS Nantes 732 829 320",
    declaration_number="52440000044",
    iban="FR1420041010050500013M02606",
    bic="PSSTFRPPXXX",
)
PORT = ("4 rue du Port", "44600 Saint-Nazaire")
BUYER = Buyer("Fret Atlantique SAS", PORT, "FR", "552100554", "FR96552100554")
FULL = Vat(2000)


def a_line(
    title: str = "Safe lifting", cents: int = 4_900, quantity: int = 2, vat: Vat = FULL, off: int = 0
) -> BilledLine:
    """A training as billed, perhaps at a reduced price."""
    price = Money(cents, "EUR")
    net, full = price * quantity, Money(cents + off, "EUR") if off else None
    return BilledLine(title, "English, every 24 months", price, quantity, net, vat.on(net), vat, full)


def an_invoice(*lines: BilledLine, **changes: object) -> InvoiceFacts:
    """An invoice of 117.60 euros, or over some lines."""
    billed = lines or (a_line(),)
    net = sum(line.net.minor for line in billed)
    total = net + sum(line.tax.minor for line in billed)
    facts = InvoiceFacts(
        number="F-2026-000042",
        language="en",
        issued_on=DAY,
        supplied_on=DAY,
        due_on=date(2026, 12, 23),
        seller=SELLER,
        buyer=BUYER,
        order_number="O-2026-000051",
        po_number="PO-7781",
        lines=billed,
        net=Money(net, "EUR"),
        total=Money(total, "EUR"),
    )
    return replace(facts, **changes)  # type: ignore[arg-type]


def a_credit_note(*lines: BilledLine, **changes: object) -> InvoiceFacts:
    """A credit note on that invoice."""
    named = {"number": "A-2026-000001", "due_on": None, "names_invoice": "F-2026-000042", "invoiced_on": DAY}
    return an_invoice(*lines, **{**named, **changes})


@pytest.fixture(scope="module")
def broken_rules():  # type: ignore[no-untyped-def]
    """Asks the norm's and the French rules which of them an invoice breaks; compiled once."""
    with PySaxonProcessor(license=False) as processor:
        compiler = processor.new_xslt30_processor()
        sheets = [compiler.compile_stylesheet(stylesheet_file=str(path)) for path in RULES]

        def check(xml: bytes, is_french: bool = True) -> list[str]:
            document = processor.parse_xml(xml_text=xml.decode())
            asked = sheets if is_french else sheets[:1]
            reports = [sheet.transform_to_string(xdm_node=document) for sheet in asked]
            found = [one for report in reports for one in etree.fromstring(report.encode()).iter(FAILED)]
            return [one.get("id") or one.get("test") for one in found]

        yield check


def text_of(pdf: bytes) -> str:
    """The text of all pages."""
    document = pypdfium2.PdfDocument(pdf)
    return " ".join(page.get_textpage().get_text_range() for page in document)


def box_of(page: pypdfium2.PdfTextPage, first: int, count: int) -> tuple[float, float, float, float]:
    """Where some characters of a page stand: left, bottom, right, top, in points."""
    boxes = [page.get_charbox(place) for place in range(first, first + count)]
    left, bottom, right, top = zip(*boxes, strict=True)
    return min(left), min(bottom), max(right), max(top)


def xml_in(pdf: bytes) -> bytes:
    """The embedded invoice."""
    [content] = pypdf.PdfReader(io.BytesIO(pdf)).attachments["factur-x.xml"]
    return bytes(content)


def amount(xml: bytes, name: str) -> str:
    """A total of the XML."""
    [found] = etree.fromstring(xml).iter(f"{AMOUNTS}{name}")
    return str(found.text)


VATS = st.sampled_from((Vat(2000), Vat(1000), Vat(550), Vat(0, EXEMPT)))
LINES = st.lists(
    st.builds(
        a_line,
        st.sampled_from(("Safe lifting", "Sûreté du fret aérien " * 5, "Łódź & Ελλάδα <Ж>")),
        st.integers(1, 999_999),
        st.integers(1, 500),
        VATS,
        st.just(0) | st.integers(1, 99_999),
    ),
    min_size=1,
    max_size=25,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=LINES, is_credit=st.booleans(), po_number=st.sampled_from(("", "PO-1/é")), foreign=st.booleans())
def test_every_invoice_and_credit_note_keeps_the_norm(broken_rules, lines, is_credit, po_number, foreign):  # type: ignore[no-untyped-def]
    abroad = Buyer("Nordluft Handling GmbH " * 4, ("60549 Frankfurt",), "DE", "", "DE136695976")
    make = a_credit_note if is_credit else an_invoice
    xml = factur_x(make(*lines, po_number=po_number, buyer=abroad if foreign else BUYER))
    assert facturx.xml_check_xsd(xml)
    assert broken_rules(xml, is_french=not foreign) == []


def test_a_planted_error_is_caught(broken_rules) -> None:  # type: ignore[no-untyped-def]
    xml = factur_x(an_invoice(total=Money(11_759, "EUR")))
    assert broken_rules(xml) != []


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_printed_figures_are_those_of_the_embedded_invoice(language: str) -> None:
    facts = an_invoice(a_line(), a_line("Lithium", 3_901, 3, Vat(550)), language=language)
    pdf = invoice_pdf(facts)
    xml, printed = xml_in(pdf), " ".join(text_of(pdf).replace("\u202f", " ").split())
    assert xml == factur_x(facts)
    assert amount(xml, "GrandTotalAmount") == "241.07"
    assert amount(xml, "DuePayableAmount") == "241.07"
    point = "," if language == "fr" else "."
    for figure in ("241.07", "215.03", "19.60", "6.44"):
        assert f"{figure.replace('.', point)} EUR" in printed


def test_a_reduction_is_printed_and_told_to_machines() -> None:
    pdf = invoice_pdf(an_invoice(a_line(off=1_000)))
    printed = " ".join(text_of(pdf).split())
    assert "Safe lifting, English, every 24 months, 10.00 EUR off the price of 59.00 EUR" in printed
    xml = xml_in(pdf).decode()
    for told in ("<ram:ChargeAmount>59.00<", "<ram:ActualAmount>10.00<", "<ram:ChargeAmount>49.00<"):
        assert told in xml


def test_all_that_the_law_wants_is_printed() -> None:
    printed = " ".join(text_of(invoice_pdf(an_invoice(language="fr"))).split())
    for words in (
        *("F-2026-000042", "23 novembre 2026", "23 décembre 2026", "PO-7781", "O-2026-000051"),
        *("SIREN 732829320", "FR44732829320", "SIREN 552100554", "FR96552100554", "RCS Nantes"),
        *("40,00 EUR", "trois fois le taux d’intérêt légal", "escompte", "52440000044"),
    ):
        assert words in printed.replace("\u202f", " "), words


def test_a_long_legal_name_is_printed_in_full_as_machines_read_it() -> None:
    name = "Société Coopérative d’Intérêt Collectif " + " ".join(f"de la Façade {n}" for n in range(12))
    pdf = invoice_pdf(an_invoice(a_line(), buyer=Buyer(name, ("1, rue " + "très " * 40 + "longue",))))
    assert name.replace(" ", "") in "".join(text_of(pdf).split())
    assert "…" not in text_of(pdf)
    assert name in xml_in(pdf).decode()


def test_an_exempt_line_names_its_article() -> None:
    assert "261-4-4° a du CGI" in text_of(invoice_pdf(an_invoice(a_line(vat=Vat(0, EXEMPT)))))


def test_the_code_pays_the_whole_by_transfer() -> None:
    page = pypdfium2.PdfDocument(invoice_pdf(an_invoice()))[0]
    [code] = zxingcpp.read_barcodes(page.render(scale=4).to_pil())
    lines = code.text.splitlines()
    assert lines[0] == "BCD"
    assert {"FR1420041010050500013M02606", "EUR117.6", "F-2026-000042"} <= set(lines)


def test_the_code_is_for_euros_only() -> None:
    francs = replace(a_line(), price=Money(4_900, "CHF"), net=Money(9_800, "CHF"), tax=Money(1_960, "CHF"))
    pdf = invoice_pdf(an_invoice(francs, net=Money(9_800, "CHF"), total=Money(11_760, "CHF")))
    assert zxingcpp.read_barcodes(pypdfium2.PdfDocument(pdf)[0].render(scale=4).to_pil()) == []
    assert "IBAN" in text_of(pdf)
    assert "117.60 CHF" in text_of(pdf)


def test_a_credit_note_names_its_invoice_and_asks_for_no_money() -> None:
    pdf = invoice_pdf(a_credit_note())
    printed = text_of(pdf)
    assert "F-2026-000042" in printed
    assert "IBAN" not in printed
    assert zxingcpp.read_barcodes(pypdfium2.PdfDocument(pdf)[0].render(scale=4).to_pil()) == []


@pytest.mark.parametrize(
    ("title", "sold_as"),
    [
        ("Safe lifting", "English, every 24 months"),
        ("Marchandises dangereuses par air, sensibilisation des agents", "français, tous les 24 mois"),
    ],
)
def test_ten_lines_at_three_rates_fit_one_page(title: str, sold_as: str) -> None:
    lines = [replace(a_line(title, vat=rate), sold_as=sold_as) for rate in (FULL, Vat(550), Vat(0, EXEMPT))]
    ten = (lines * 4)[:10]
    assert len(pypdfium2.PdfDocument(invoice_pdf(an_invoice(*ten, language="fr")))) == 1


@pytest.mark.parametrize("po_number", ["", "PO-7781", "4500019923-CAP-2026", "W" * 50])
def test_the_facts_of_the_head_stand_clearly_apart(po_number: str) -> None:
    facts = an_invoice(language="fr", issued_on=date(2026, 9, 23), supplied_on=date(2026, 9, 23))
    pdf = pypdfium2.PdfDocument(invoice_pdf(replace(facts, po_number=po_number)))
    page = pdf[0].get_textpage()
    boxes = []
    for words in ("23 septembre 2026", "23 décembre 2026", "O-2026-000051", po_number):
        found = page.search(words) if words else None
        while found and (place := found.get_next()):
            boxes.append(box_of(page, *place))
    head = sorted(box for box in boxes if box[1] > 680)
    assert len(head) == (5 if po_number else 4)
    rows = [[box for box in head if abs(box[1] - top) < 10] for top in {box[1] for box in head}]
    assert min(right[0] - left[2] for row in rows for left, right in pairwise(row)) >= 7


def test_a_hundred_lines_go_over_several_pages() -> None:
    assert len(pypdfium2.PdfDocument(invoice_pdf(an_invoice(*[a_line()] * 100)))) > 1


def test_the_same_facts_give_the_same_bytes() -> None:
    assert invoice_pdf(an_invoice()) == invoice_pdf(an_invoice())
