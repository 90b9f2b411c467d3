"""A bank statement on its page: previewed, ticked, recorded as it was shown, and what is left said."""

import html
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from werkzeug.test import TestResponse

from banking import OWN_ACCOUNT, Line, statement
from browsing import Browser
from dsl import Company, World
from paying import invoice_of, text_of
from training_portal.aggregates.invoice import Invoice
from training_portal.application.payments import Transfer
from training_portal.projections.payments.tables import payments
from training_portal.values import Money

PAGE = "/staff/bank-statements"

SETTINGS = {"staff_second_factor": False}


@pytest.fixture
def course_id(world: World, mini: Path) -> str:
    return world.course(mini)


@pytest.fixture
def bills(world: World, company: Company, course_id: str) -> list[Invoice]:
    return [invoice_of(world, company, course_id, people) for people in (1, 2)]


def words(page: str) -> str:
    return html.unescape(text_of(page))


def euros(bill: Invoice, more: int = 0) -> str:
    return str(Money(bill.total.minor + more, "EUR").decimal)


def open_of(world: World, *bills: Invoice) -> list[int]:
    return [world.portal.store.get(Invoice, bill.id).open.minor for bill in bills]


def recorded(world: World) -> list[int]:
    with world.portal.reading() as tx:
        return sorted(tx.scalars(sa.select(payments.c.amount_minor)))


def pays(world: World, company: Company, bill: Invoice) -> None:
    transfer = Transfer(bill.total, world.portal.today, "VIR 1", (bill.id,))
    world.application.record_transfer(world.portal.context("staff", company.id), transfer)


def uploads(accountant: Browser, content: bytes) -> TestResponse:
    return accountant.submit(PAGE, file=(io.BytesIO(content), "statement.xml"))


def carried(page: str) -> str:
    [found] = re.findall(r'<textarea name="carried" hidden>(.*?)</textarea>', page, re.S)
    return html.unescape(found)


def ticks(page: str, only_ticked: bool = False) -> list[str]:
    wanted = " checked" if only_ticked else "(?: checked)?"
    return re.findall(rf'name="chosen" value="([^"]+)"{wanted}>', page)


def records(accountant: Browser, page: str, *chosen: str) -> TestResponse:
    return accountant.post(f"{PAGE}/record", {"carried": carried(page), "chosen": list(chosen)})


def counts(page: str, *labels: str) -> list[str]:
    facts = dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", page))
    return [html.unescape(facts[label]) for label in labels]


def test_a_statement_is_previewed_and_recorded_once(
    world: World, accountant: Browser, bills: list[Invoice]
) -> None:
    lines = [
        Line(euros(bills[0], 500), f"facture {bills[0].number} <b>", "1"),
        Line(euros(bills[1]), "no number", "2"),
        Line("3.00", "who knows", "3"),
    ]
    page = uploads(accountant, statement(*lines)).text
    assert "<b>" not in re.sub(r"<b>\d+</b>", "", page.partition("<main")[2])
    assert counts(page, "Ready", "To decide", "Recorded already", "Left over") == ["1", "1", "0", "1"]
    assert len(ticks(page)) == 2
    answer = records(accountant, page, *ticks(page))
    assert answer.status_code == 200
    assert "2 payments are recorded." in words(answer.text)
    assert "who knows" in words(answer.text)
    assert counts(answer.text, "Recorded already", "Left over") == ["2", "1"]
    assert open_of(world, *bills) == [0, 0]
    again = records(accountant, page, *ticks(page))
    assert "0 payments are recorded." in words(again.text)
    later = uploads(accountant, statement(*lines)).text
    assert ticks(later) == []
    assert "2 entries are recorded already" in words(later)
    assert recorded(world) == sorted([bills[1].total.minor, bills[0].total.minor + 500])


def test_what_is_ready_is_ticked_and_may_be_left_out(
    world: World, accountant: Browser, bills: list[Invoice]
) -> None:
    lines = [Line("1.00", bills[0].number, "1"), Line("2.00", bills[0].number, "2")]
    lines.append(Line(euros(bills[1]), "no number", "3"))
    page = uploads(accountant, statement(*lines)).text
    assert ticks(page, only_ticked=True) == ticks(page)[:2]
    assert "Record what is ticked" in words(page)
    answer = records(accountant, page, ticks(page)[1])
    assert "1 payment is recorded." in words(answer.text)
    assert recorded(world) == [200]
    assert ticks(answer.text, only_ticked=True) == []
    assert len(ticks(answer.text)) == 2


def test_nothing_ticked_records_nothing_and_says_so(
    world: World, accountant: Browser, bills: list[Invoice]
) -> None:
    page = uploads(accountant, statement(Line("1.00", bills[0].number, "1"))).text
    answer = records(accountant, page)
    assert answer.status_code == 422
    assert "Nothing is ticked" in words(answer.text)
    assert recorded(world) == []


def test_a_ticked_guess_goes_to_nobody_else(
    world: World, company: Company, accountant: Browser, course_id: str, bills: list[Invoice]
) -> None:
    lines = [Line("1.00", bills[1].number, "1"), Line(euros(bills[0]), "no number", "2")]
    page = uploads(accountant, statement(*lines)).text
    pays(world, company, bills[0])
    other = world.company("Nordluft Handling GmbH")
    foreign = invoice_of(world, other, course_id)
    answer = records(accountant, page, *ticks(page))
    assert answer.status_code == 409
    assert "Something has changed meanwhile" in words(answer.text)
    assert foreign.number in answer.text
    assert ticks(answer.text, only_ticked=True) == ticks(page)[:1]
    assert recorded(world) == [bills[0].total.minor]
    assert records(accountant, answer.text, *ticks(answer.text)).status_code == 200
    assert open_of(world, foreign) == [0]


def test_a_ready_entry_whose_invoice_was_paid_meanwhile_is_shown_again(
    world: World, company: Company, accountant: Browser, bills: list[Invoice]
) -> None:
    page = uploads(accountant, statement(Line(euros(bills[0]), bills[0].number, "1"))).text
    pays(world, company, bills[0])
    answer = records(accountant, page, *ticks(page))
    assert answer.status_code == 409
    assert "what it names is settled already" in words(answer.text)
    assert len(recorded(world)) == 1


def test_what_is_carried_along_can_hold_any_sign(
    world: World, accountant: Browser, bills: list[Invoice]
) -> None:
    text = f'{bills[0].number} "\\\t\n</textarea> é &amp; \u2028 x'
    page = uploads(accountant, statement(Line("1.00", text, "A\tB\n/&lt;&quot;"))).text
    assert len(json.loads(carried(page))) == 1
    assert "1 payment is recorded." in words(records(accountant, page, *ticks(page)).text)
    assert recorded(world) == [100]


@pytest.mark.parametrize(
    "change",
    [
        {"currency": "EUR\t1"},
        {"currency": "eur"},
        {"minor": -1},
        {"minor": "x"},
        {"booked_on": "soon"},
        {"obstacle": "nothing"},
        {"reference": "a\0b"},
        {"name": "../x"},
        {"more": 1},
    ],
)
def test_what_is_carried_along_wrongly_is_refused_as_a_whole(
    change: dict[str, Any], world: World, accountant: Browser, bills: list[Invoice]
) -> None:
    page = uploads(accountant, statement(*(Line("1.00", bills[0].number, str(n)) for n in range(2)))).text
    entries = json.loads(carried(page))
    entries[1] |= change
    sent = {"carried": json.dumps(entries), "chosen": ticks(page)}
    assert accountant.post(f"{PAGE}/record", sent).status_code == 422
    for content in ("", "[1]", "{}", "a\tb\nc", "[" * 5_000):
        assert accountant.post(f"{PAGE}/record", {**sent, "carried": content}).status_code == 422
    assert recorded(world) == []


def test_a_statement_of_too_many_entries_is_refused_in_words(world: World, accountant: Browser) -> None:
    lines = [Line("1.00", "", str(n)) for n in range(5_001)]
    refused = uploads(accountant, statement(*lines))
    assert refused.status_code == 422
    assert "more than 5000 entries" in words(refused.text)
    shown = uploads(accountant, statement(*lines[:-1]))
    assert shown.status_code == 200
    more = json.dumps(json.loads(carried(shown.text)) + json.loads(carried(shown.text))[:1])
    assert accountant.post(f"{PAGE}/record", {"carried": more, "chosen": "x"}).status_code == 422


def test_the_preview_says_of_which_account_and_how_much(
    world: World, accountant: Browser, bills: list[Invoice]
) -> None:
    lines = [
        Line("1.50", bills[0].number, "1"),
        Line("2.00", "", "2"),
        Line("0.25", "", "3", direction="DBIT"),
        Line("9.00", "", "4", state="<Sts>PDNG</Sts>"),
    ]
    page = uploads(accountant, statement(*lines, header="<ElctrncSeqNb>47</ElctrncSeqNb>")).text
    told = counts(page, "Account", "Statement", "Entries", "Came in", "Went out")
    assert told == ["FR14 2004 1010 0505 0001 3M02 606", "47", "4", "3.50 EUR", "0.25 EUR"]
    assert "not booked yet" in words(page)
    assert "of another account" not in words(page)
    foreign = uploads(accountant, statement(*lines, account="DE89370400440532013000")).text
    assert "This statement is of another account than yours." in words(foreign)
    assert "DE89 3704 0044 0532 0130 00" in words(foreign)
    assert OWN_ACCOUNT not in carried(foreign)


def test_what_is_left_over_leads_to_the_form_filled_in(
    world: World, accountant: Browser, bills: list[Invoice]
) -> None:
    lines = [
        Line("3.00", "who knows", "R 1&amp;2"),
        Line("4.00", "", "2", direction="DBIT"),
        Line("5.00", "", "3", state="<Sts>PDNG</Sts>"),
    ]
    page = uploads(accountant, statement(*lines)).text
    [address] = re.findall(r'href="(/staff/payments/new[^"]*)"', page.partition("bank-form")[2])
    form = accountant.get(html.unescape(address)).text
    for value in ("3.00", "2026-11-20", "R 1&amp;2"):
        assert f'value="{value}"' in form
    sent = {"numbers": bills[0].number, "amount": "3.00", "paid_on": "2026-11-20", "reference": "R 1&2"}
    assert accountant.submit("/staff/payments/new", **sent).status_code == 303
    later = words(uploads(accountant, statement(*lines)).text)
    assert "a payment of the same day, amount and reference is recorded" in later
    assert "Look at the payment" in later


def test_what_is_no_statement_is_said(accountant: Browser) -> None:
    assert "no bank statement" in words(uploads(accountant, b"<a/>").text)
