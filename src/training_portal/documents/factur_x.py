"""The invoice that machines read: Factur-X, profile EN 16931, as XML (BT-… are the norm's own numbers)."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from facturx import generate_xml

from ..billing import Buyer, Seller
from ..language import day_in_words, marked, money_in_words, translated
from ..values import Money, Vat
from .invoice_facts import BilledLine, InvoiceFacts

LATE_FEE = Money(4000, "EUR")
"""The fixed indemnity for recovery costs (Code de commerce, D441-5)."""

_INVOICE, _CREDIT_NOTE = "380", "381"
_SIREN = "0002"
_TRANSFER = "30"
_TOWN = " "


def factur_x(facts: InvoiceFacts) -> bytes:
    """The XML of an invoice or credit note. The same facts give the same bytes."""
    xml: bytes = generate_xml(_terms(facts), level="en16931", check_xsd=False, check_schematron=False)
    return xml


def terms_in_words(facts: InvoiceFacts) -> tuple[str, str, str]:
    """What the law wants on an invoice: the indemnity, what lateness costs, and nothing off for haste."""
    language = facts.language
    fee = marked("Fixed indemnity for recovery costs in case of late payment: %(amount)s.")
    late = marked(
        "Penalties for late payment: three times the legal interest rate, from the day after it is due."
    )
    early = marked("No discount for early payment.")
    return (
        translated(language, fee, amount=money_in_words(LATE_FEE, language)),
        translated(language, late),
        translated(language, early),
    )


def taxes(facts: InvoiceFacts) -> list[tuple[Vat, Money, Money]]:
    """Net and VAT by rate or exemption, the highest rate first: sums of the lines' rounded amounts."""
    ordered = sorted(facts.lines, key=lambda line: (-line.vat.basis_points, line.vat.exemption))
    found = []
    for vat, group in groupby(ordered, key=lambda line: line.vat):
        lines = list(group)
        found.append((vat, _sum(line.net for line in lines), _sum(line.tax for line in lines)))
    return found


def _sum(amounts: Iterator[Money]) -> Money:
    first, *others = amounts
    return Money(first.minor + sum(one.minor for one in others), first.currency)


def _terms(facts: InvoiceFacts) -> dict[str, Any]:
    fee, late, early = terms_in_words(facts)
    tax = Money(facts.total.minor - facts.net.minor, facts.net.currency)
    terms: dict[str, Any] = {
        "BT-1": facts.number,
        "BT-2": facts.issued_on,
        "BT-3": _CREDIT_NOTE if facts.is_credit_note else _INVOICE,
        "BT-5": facts.total.currency,
        "BT-23": "S1",
        "BT-24": "urn:cen.eu:en16931:2017",
        "BG-1": [
            {"BT-21": "PMT", "BT-22": fee},
            {"BT-21": "PMD", "BT-22": late},
            {"BT-21": "AAB", "BT-22": early},
        ],
        "BG-4": _party(facts.seller),
        "BG-7": _party(facts.buyer),
        "BT-72": facts.supplied_on,
        "BG-23": [_tax(vat, net, amount) for vat, net, amount in taxes(facts)],
        "BT-106": str(facts.net.decimal),
        "BT-109": str(facts.net.decimal),
        "BT-110": str(tax.decimal),
        "BT-110-1": facts.total.currency,
        "BT-112": str(facts.total.decimal),
        "BT-115": str(facts.total.decimal),
        "BG-25": [_line(number, line) for number, line in enumerate(facts.lines, 1)],
    }
    if facts.po_number:
        terms["BT-13"] = facts.po_number
    return terms | _settlement(facts)


def _settlement(facts: InvoiceFacts) -> dict[str, Any]:
    """When and how an invoice is to be paid, or which one a credit note takes back."""
    terms: dict[str, Any] = {"BT-81": _TRANSFER}
    if facts.seller.iban:
        terms |= {"BT-84": facts.seller.iban, "BT-86": facts.seller.bic}
    if facts.due_on is not None:
        due = marked("To be paid by %(day)s.")
        words = translated(facts.language, due, day=day_in_words(facts.due_on, facts.language))
        terms |= {"BT-9": facts.due_on, "BT-20": words}
    if facts.is_credit_note:
        terms |= {
            "BT-20": translated(facts.language, marked("Credit note: nothing is to be paid.")),
            "BG-3": [{"BT-25": facts.names_invoice, "BT-26": facts.invoiced_on}],
        }
    return terms


def _party(party: Seller | Buyer) -> dict[str, Any]:
    """A party; the town is the last line of its address, with the postcode before it."""
    *street, town = party.address or ("",)
    postcode, _, city = town.partition(_TOWN)
    told: dict[str, Any] = {"name": party.name, "country_code": party.country}
    told |= dict(zip(("addr_l1", "addr_l2", "addr_l3"), street, strict=False))
    if city and any(c.isdigit() for c in postcode):
        told |= {"postcode": postcode, "city": city}
    elif town:
        told["city"] = town
    if party.siren:
        told |= {"legal_identifier": party.siren, "legal_identifier_schemeid": _SIREN}
        told |= {"einvoicing_addr": party.siren, "einvoicing_addr_schemeid": "0225"}
    if party.vat_number:
        told["vat_identifier"] = party.vat_number
    return told


def _category(vat: Vat) -> str:
    if vat.exemption:
        return "E"
    return "S" if vat.basis_points else "Z"


def _rate(vat: Vat) -> str:
    return f"{vat.basis_points / 100:.2f}"


def _tax(vat: Vat, net: Money, tax: Money) -> dict[str, Any]:
    told = {
        "BT-116": str(net.decimal),
        "BT-117": str(tax.decimal),
        "BT-118": _category(vat),
        "BT-119": _rate(vat),
    }
    return told | ({"BT-120": vat.exemption} if vat.exemption else {})


def _line(number: int, line: BilledLine) -> dict[str, Any]:
    told: dict[str, Any] = {
        "BT-126": str(number),
        "BT-153": line.title,
        "BT-129": str(line.quantity),
        "BT-130": "C62",
        "BT-146": str(line.price.decimal),
        "BT-131": str(line.net.decimal),
        "BT-151": _category(line.vat),
        "BT-152": _rate(line.vat),
    }
    if line.list_price is not None:
        off = Money(line.list_price.minor - line.price.minor, line.price.currency)
        told |= {"BT-148": str(line.list_price.decimal), "BT-147-00": [{"BT-147": str(off.decimal)}]}
    return told
