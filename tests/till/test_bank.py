"""Bank statements: read in any version, matched by number and amount, recorded once."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from threading import Barrier

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from banking import OWN_ACCOUNT, Line, notification, part, statement
from dsl import Company, World
from paying import invoice_of
from training_portal.aggregates.invoice import Invoice
from training_portal.aggregates.payment import Payment
from training_portal.application.payments import Transfer
from training_portal.cli import main
from training_portal.migration import migrate
from training_portal.payments.camt import StatementCannotBeRead, read_statement
from training_portal.portal import build_portal
from training_portal.projections.payments.tables import payments
from training_portal.settings import read_settings
from training_portal.till.bank import Verdict, foreign_accounts, matched, record
from training_portal.till.bank_books import numbers_in
from training_portal.values import Money


@pytest.fixture
def bills(world: World, company: Company, course: str) -> list[Invoice]:
    return [invoice_of(world, company, course, people) for people in (1, 2, 3)]


def euros(bill: Invoice, more: int = 0) -> str:
    return str(Money(bill.total.minor + more, "EUR").decimal)


def judged(world: World, content: bytes) -> list[tuple[str, str]]:
    return [(m.verdict.value, m.why) for m in matched(world.portal, read_statement(content))]


def verdicts(world: World, *lines: Line) -> list[tuple[str, str]]:
    return judged(world, statement(*lines))


def imported(world: World, content: bytes) -> int:
    """Import a file as the command line does. Answers how many payments that recorded."""
    sure = [match for match in matched(world.portal, read_statement(content)) if match.is_sure]
    return sum(record(world.portal, world.portal.context("cli", match.company), match) for match in sure)


def take(world: World, *lines: Line) -> int:
    return imported(world, statement(*lines))


def received(world: World) -> list[Payment]:
    with world.portal.reading() as tx:
        ids = tx.execute(sa.select(payments.c.id).order_by(payments.c.amount_minor)).scalars().all()
    return [world.portal.store.get(Payment, id) for id in ids]


KNOWN = ("known", "")


@pytest.mark.parametrize("version", ["02", "04", "08", "12"])
def test_a_statement_of_any_version_is_read(version: str) -> None:
    [entry] = read_statement(statement(Line("1234.5", "F-2026-000001", "BANK1"), version=version))
    assert entry.amount == Money(123_450, "EUR")
    assert (entry.booked_on, entry.is_credit, entry.payer) == (date(2026, 11, 20), True, "Fret Atlantique")
    assert (entry.reference, entry.text) == ("BANK1", "F-2026-000001")
    assert (entry.account, entry.obstacle, entry.booking) == (OWN_ACCOUNT, "", "")


BOOKED = "<Sts>BOOK</Sts>"


@pytest.mark.parametrize(
    ("line", "obstacle"),
    [
        (Line("1.00", "", direction="DBIT"), "out"),
        (Line("1.00", "", state="<Sts>PDNG</Sts>"), "pending"),
        (Line("1.00", "", state="<Sts><Cd>INFO</Cd></Sts>"), "pending"),
        (Line("1.00", "", state="<Sts><Prtry>PDNG</Prtry></Sts>"), "pending"),
        (Line("1.00", "", state="<Sts><Prtry>BOOK</Prtry></Sts>"), ""),
        (Line("1.00", "", state=""), "pending"),
        (Line("1.00", "", state="<Sts><Cd>PDNG</Cd></Sts>", direction="DBIT"), "pending"),
        (Line("1.00", "", state=f"<RvslInd>true</RvslInd>{BOOKED}"), "reversed"),
        (Line("1.00", "", state=f"<RvslInd>1</RvslInd>{BOOKED}"), "reversed"),
        (Line("1.00", "", state=f"<RvslInd>0</RvslInd>{BOOKED}"), ""),
        (Line("1.00", "", state=f"<RvslInd>1</RvslInd>{BOOKED}", direction="DBIT"), "returned"),
        (Line("1.00", "", parts=(part("", more="<RtrInf/>"),), direction="DBIT"), "returned"),
    ],
)
def test_only_what_came_in_and_is_booked_counts(line: Line, obstacle: str) -> None:
    assert [entry.obstacle for entry in read_statement(statement(line))] == [obstacle]


@pytest.mark.parametrize(
    "parts",
    [
        (part("one"), part("two"), part("three")),
        (part("one", "1.00"), part("two", "2.01")),
        (part("one", "1.00"), part("two")),
        (part("one", "USD=1.00"), part("two", "2.00")),
        (part("one", "10.00"),),
        (part("one", "1.00", more="<CdtDbtInd>DBIT</CdtDbtInd>"), part("two", "2.00")),
    ],
)
def test_parts_that_do_not_add_up_leave_the_whole_entry_over(parts: tuple[str, ...]) -> None:
    [entry] = read_statement(statement(Line("3.00", "", "1", parts=parts)))
    assert (entry.obstacle, entry.amount, entry.booking) == ("parts", Money(300, "EUR"), "")
    assert entry.text.startswith("one")


def test_parts_that_add_up_are_entries_of_their_own() -> None:
    parts = (part("one", "1.00"), part("two", "2.00"))
    one, two = read_statement(statement(Line("3.00", "", "B1", parts=parts)))
    assert (one.amount.minor, two.amount.minor) == (100, 200)
    assert (one.reference, two.reference) == ("B1/0", "B1/1")
    assert one.booking == two.booking != ""
    turned = read_statement(statement(Line("3.00", "", "B1", parts=parts[::-1])))
    assert [entry.name for entry in turned] == [two.name, one.name]
    [single] = read_statement(statement(Line("3.00", "", "B1", parts=(part("one", "3.00"),))))
    assert (single.amount.minor, single.obstacle, single.booking) == (300, "", "")


@pytest.mark.parametrize("reference", ["NONREF", "nonref", "NOTPROVIDED", "Not provided", "0000", "-", "N/A"])
def test_what_stands_in_the_place_of_a_reference_is_none(reference: str) -> None:
    one, two = read_statement(statement(*[Line("1.00", "same", reference)] * 2))
    assert (one.obstacle, two.obstacle) == ("", "")
    assert one.name != two.name
    assert (one.reference, two.reference) == (one.name, two.name)


def test_a_reference_may_stand_at_the_only_part() -> None:
    inside = Line("1.00", "", parts=(part("a", more="<Refs><AcctSvcrRef>R1</AcctSvcrRef></Refs>"),))
    names = [read_statement(statement(line))[0].name for line in (inside, Line("1.00", "b", "R1"))]
    assert names[0] == names[1]


def test_a_statement_says_what_it_is_called() -> None:
    header = "<Id>X1</Id><ElctrncSeqNb>47</ElctrncSeqNb><FrToDt><FrDtTm>2026-11-01T00:00:00</FrDtTm>"
    header += "<ToDtTm>2026-11-20T23:59:59</ToDtTm></FrToDt>"
    named = read_statement(statement(Line("1.00", ""), header=header))
    assert [entry.statement for entry in named] == ["47 · 2026-11-01 – 2026-11-20"]
    assert [entry.statement for entry in read_statement(statement(Line("1.00", "")))] == [""]


def test_entries_without_a_name_of_the_banks_are_told_apart_and_named_alike_again() -> None:
    lines = [Line("5.00", "same"), Line("5.00", "same"), Line("5.00", "other")]
    names = [entry.name for entry in read_statement(statement(*lines))]
    assert len(set(names)) == 3
    assert [entry.name for entry in read_statement(statement(*lines))] == names


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not xml",
        b"<Document/>",
        statement(Line("much", "")),
        statement(Line("1.005", "")),
        statement(Line("-1.00", "")),
        statement(Line("", "")),
        statement(Line("1e999999999999999999", "")),
        statement(Line("1.00", "", day="soon")),
        statement(Line("1.00", "", currency="eur")),
        statement(Line("1.00", "", currency="")),
        statement(Line("1.00", "", currency="EUR&#9;1&#9;x&#10;y")),
        statement(Line("1.00", "", currency="EUR&#10;")),
        b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>',
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>',
        b"<a>" * 5_000,
    ],
)
def test_what_is_no_statement_is_refused(content: bytes) -> None:
    with pytest.raises(StatementCannotBeRead):
        read_statement(content)


@given(st.binary(max_size=300))
def test_whatever_bytes_come_they_are_read_or_refused(content: bytes) -> None:
    try:
        read_statement(content)
    except StatementCannotBeRead:
        return


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("F-2026-000001", ["F-2026-000001"]),
        ("facture f2026000001 merci", ["F-2026-000001"]),
        ("Rg F-2026-0000\n01 et F 2026 000002", ["F-2026-000001", "F-2026-000002"]),
        ("REF 2026 000001", []),
        ("F-2026-0000012", []),
        ("A-2026-000001", []),
        ("", []),
    ],
)
def test_numbers_are_found_however_they_are_written(text: str, numbers: list[str]) -> None:
    assert numbers_in(text) == numbers


def test_a_transfer_is_matched_by_number_and_amount(world: World, bills: list[Invoice]) -> None:
    one, two, three = bills
    lines = [
        Line(euros(one), f"facture {one.number}", "1"),
        Line(euros(two, -100), two.number, "2"),
        Line(euros(three, 100), three.number, "3"),
        Line(euros(one), one.number, "4"),
        Line("1.00", "F-2020-000001", "5"),
        Line(euros(two, 5_000), f"{two.number} F-2020-000001", "5b"),
        Line("1.00", "thank you", "6"),
        Line("1.00", two.number, "7", currency="USD"),
        Line("1.00", two.number, "8", direction="DBIT"),
    ]
    assert verdicts(world, *lines) == [
        ("whole", ""),
        ("part", ""),
        ("surplus", ""),
        ("left", "settled"),
        ("left", "unknown"),
        ("left", "unknown"),
        ("left", "unnamed"),
        ("left", "currency"),
        ("left", "out"),
    ]


def test_one_transfer_for_several_invoices(world: World, bills: list[Invoice]) -> None:
    together = str(Money(bills[0].total.minor + bills[1].total.minor, "EUR").decimal)
    take(world, Line(together, f"{bills[0].number}, {bills[1].number}", "1"))
    opens = [world.portal.store.get(Invoice, bill.id).open.minor for bill in bills]
    assert opens == [0, 0, bills[2].total.minor]


def test_a_transfer_that_names_two_companies_is_left_over(
    world: World, bills: list[Invoice], course: str
) -> None:
    foreign = invoice_of(world, world.company("Nordluft Handling GmbH"), course)
    assert verdicts(world, Line("1.00", f"{bills[0].number} {foreign.number}", "1")) == [("left", "several")]


def test_the_one_invoice_over_an_amount_is_guessed_and_not_recorded_unasked(
    world: World, bills: list[Invoice]
) -> None:
    line = Line(euros(bills[1]), "no number", "1")
    assert verdicts(world, line) == [("guess", "")]
    take(world, line)
    assert "payment.received" not in world.names_of_events()


def test_the_same_statement_again_records_nothing_twice(world: World, bills: list[Invoice]) -> None:
    lines = [Line(euros(bills[0]), bills[0].number, "1"), Line(euros(bills[1], -500), bills[1].number)]
    for _ in range(3):
        take(world, *lines)
    assert world.names_of_events().count("payment.received") == 2
    assert verdicts(world, *lines) == [(Verdict.KNOWN.value, "")] * 2
    assert world.portal.store.get(Invoice, bills[1].id).open.minor == 500


def test_different_entries_of_one_reference_are_different_payments(
    world: World, bills: list[Invoice]
) -> None:
    number = bills[2].number
    first = Line("1.00", number, "R1")
    others = [
        Line("2.00", number, "R1"),
        Line("1.00", number, "R1", day="2026-11-19"),
        Line("1.00", number, "NONREF"),
        Line("2.00", number, "NONREF"),
        Line("2.00", f"{number} again", "NONREF"),
        Line("3.00", number, "NOT PROVIDED"),
        Line("4.00", number, "0000"),
    ]
    assert take(world, first) == 1
    assert take(world, first, *others) == len(others)
    assert len(received(world)) == len(others) + 1
    assert verdicts(world, *others, first) == [KNOWN] * (len(others) + 1)


def test_what_the_bank_has_twice_in_a_file_is_recorded_once_and_said(
    world: World, bills: list[Invoice]
) -> None:
    lines = [Line("1.00", bills[0].number, "R1")] * 2
    for turn in range(2):
        assert verdicts(world, *lines)[1] == ("left", "twice")
        assert take(world, *lines) == 1 - turn


def test_a_returned_transfer_is_said_and_leads_to_its_payment(world: World, bills: list[Invoice]) -> None:
    line = Line("1.00", bills[0].number, "R1")
    back = replace(line, direction="DBIT", state="<RvslInd>true</RvslInd><Sts>BOOK</Sts>")
    take(world, line)
    [match] = matched(world.portal, read_statement(statement(back)))
    assert (match.why, match.payment) == ("returned", received(world)[0].id)
    assert verdicts(world, line, back) == [KNOWN, ("left", "returned")]


def test_an_entry_whose_payment_was_withdrawn_is_left_over(
    world: World, company: Company, bills: list[Invoice]
) -> None:
    line = Line("1.00", bills[0].number, "R1")
    take(world, line)
    [payment] = received(world)
    world.application.withdraw_payment(world.portal.context("staff", company.id), payment.id, "not ours")
    [match] = matched(world.portal, read_statement(statement(line)))
    assert (match.why, match.payment, match.may_be_typed) == ("withdrawn", payment.id, True)
    assert take(world, line) == 0


def test_an_entry_that_was_typed_in_is_left_over_with_a_word(
    world: World, company: Company, bills: list[Invoice]
) -> None:
    line = Line("1.00", bills[0].number, "R1")
    typed = Transfer(Money(100, "EUR"), date(2026, 11, 20), "R1", (bills[0].id,))
    id = world.application.record_transfer(world.portal.context("staff", company.id), typed)
    [match] = matched(world.portal, read_statement(statement(line)))
    assert (match.why, match.payment) == ("alike", id)
    others = [replace(line, amount="1.01"), replace(line, day="2026-11-19"), replace(line, reference="R2")]
    assert verdicts(world, *others) == [("part", "")] * 3
    world.application.withdraw_payment(world.portal.context("staff", company.id), id, "not ours")
    assert verdicts(world, line) == [("part", "")]


def test_a_booking_is_recorded_once_in_parts_or_as_a_whole(world: World, bills: list[Invoice]) -> None:
    named = bills[2].number
    split = Line("2.00", named, "B1", parts=(part(named, "1.00"), part(named, "1.00")))
    whole = Line("2.00", named, "B1")
    assert imported(world, notification(split)) == 2
    assert judged(world, statement(split)) == [KNOWN] * 2
    assert verdicts(world, whole) == [("left", "otherwise")]
    other = [replace(line, reference="B2") for line in (whole, split)]
    assert take(world, other[0]) == 1
    assert judged(world, notification(other[1])) == [("left", "otherwise")] * 2
    assert imported(world, notification(other[1])) == 0


def test_what_was_judged_before_another_import_is_recorded_by_one_of_them(
    world: World, bills: list[Invoice]
) -> None:
    named = bills[2].number
    split = Line("2.00", named, "B1", parts=(part(named, "1.50"), part(named, "0.50")))
    files = [notification(split), statement(split), statement(Line("2.00", named, "B1"))]
    files += [content.replace(b"B1", b"B2") for content in reversed(files)]
    judged_together = [m for file in files for m in matched(world.portal, read_statement(file))]
    assert [match.is_sure for match in judged_together] == [True] * 10
    context = lambda match: world.portal.context("cli", match.company)  # noqa: E731
    done = [record(world.portal, context(match), match) for match in judged_together]
    assert done == [True, True, False, False, False, True, False, False, False, False]
    assert [payment.amount.minor for payment in received(world)] == [50, 150, 200]


def test_imports_at_the_same_moment_record_once(world: World, bills: list[Invoice]) -> None:
    named = bills[2].number
    split = Line("2.00", named, "B1", parts=(part(named, "1.50"), part(named, "0.50")))
    alone = Line("4.00", named)
    files = [notification(split, alone), statement(Line("2.00", named, "B1"), alone)] * 3
    together = Barrier(len(files))

    def import_one(content: bytes) -> int:
        sure = [match for match in matched(world.portal, read_statement(content)) if match.is_sure]
        together.wait()
        return sum(record(world.portal, world.portal.context("cli", m.company), m) for m in sure)

    with ThreadPoolExecutor(len(files)) as pool:
        done = sum(pool.map(import_one, files))
    amounts = [payment.amount.minor for payment in received(world)]
    assert amounts in ([50, 150, 400], [200, 400])
    assert done == len(amounts)


def test_parts_of_a_booking_that_was_withdrawn_as_a_whole_may_be_typed_in(
    world: World, bills: list[Invoice]
) -> None:
    named = bills[2].number
    split = Line("2.00", named, "B1", parts=(part(named, "1.00"), part(named, "1.00")))
    assert take(world, Line("2.00", named, "B1")) == 1
    [payment] = received(world)
    context = world.portal.context("staff", payment.company)
    world.application.withdraw_payment(context, payment.id, "It was cut in two.")
    found = matched(world.portal, read_statement(notification(split)))
    assert [(match.why, match.may_be_typed) for match in found] == [("withdrawn", True)] * 2


def test_the_rest_of_a_booking_is_recorded_later(world: World, bills: list[Invoice]) -> None:
    named = bills[2].number
    line = Line("3.00", "", "B1", parts=(part(named, "1.00"), part("F-2026-000099", "2.00")))
    assert take(world, line) == 1
    assert verdicts(world, line) == [KNOWN, ("left", "unknown")]
    assert verdicts(world, Line("3.00", named, "B1")) == [("left", "otherwise")]


def test_parts_in_another_order_are_not_taken_for_one_another(world: World, bills: list[Invoice]) -> None:
    parts = (part(bills[2].number, "1.00"), part("F-2026-000099", "1.00"))
    line = Line("2.00", "", "B1", parts=parts)
    assert take(world, line) == 1
    assert verdicts(world, replace(line, parts=parts[::-1])) == [("left", "unknown"), KNOWN]


@pytest.mark.parametrize(("day", "why"), [("2099-01-01", "future"), ("0001-01-01", "old")])
def test_a_day_that_cannot_be_is_left_over(world: World, bills: list[Invoice], day: str, why: str) -> None:
    assert verdicts(world, Line("1.00", bills[0].number, "1", day=day)) == [("left", why)]


def test_today_counts_and_tomorrow_does_not(world: World, bills: list[Invoice]) -> None:
    days = [world.portal.today + timedelta(days=more) for more in (0, 1)]
    lines = [Line("1.00", bills[0].number, str(day), day=day.isoformat()) for day in days]
    assert verdicts(world, *lines) == [("part", ""), ("left", "future")]


def test_guesses_take_an_invoice_once_and_after_those_who_name_theirs(
    world: World, bills: list[Invoice]
) -> None:
    guess = Line(euros(bills[0]), "no number", "1")
    assert verdicts(world, guess, replace(guess, reference="2")) == [("guess", ""), ("left", "unnamed")]
    named = Line(euros(bills[0]), bills[0].number, "3")
    assert verdicts(world, guess, named) == [("left", "unnamed"), ("whole", "")]


def test_one_of_two_invoices_over_an_amount_is_guessed_once_the_other_is_named(
    world: World, company: Company, course: str, bills: list[Invoice]
) -> None:
    invoice_of(world, company, course)
    guess = Line(euros(bills[0]), "no number", "1")
    assert verdicts(world, guess) == [("left", "unnamed")]
    named = Line(euros(bills[0]), bills[0].number, "2")
    assert verdicts(world, guess, named) == [("guess", ""), ("whole", "")]


def test_a_tick_is_for_an_entry_and_its_invoices(
    world: World, company: Company, course: str, bills: list[Invoice]
) -> None:
    line = Line(euros(bills[0]), "no number", "1")
    [before] = matched(world.portal, read_statement(statement(line)))
    paid = Transfer(bills[0].total, world.portal.today, "VIR 1", (bills[0].id,))
    world.application.record_transfer(world.portal.context("staff", company.id), paid)
    invoice_of(world, world.company("Nordluft Handling GmbH"), course)
    [after] = matched(world.portal, read_statement(statement(line)))
    assert (before.verdict, after.verdict) == (Verdict.GUESS, Verdict.GUESS)
    assert before.entry == after.entry
    assert before.tick != after.tick


def test_accounts_of_others_are_told(world: World) -> None:
    own, foreign = (
        read_statement(statement(Line("1.00", ""), account=account))
        for account in ("FR14 2004 1010 0505 0001 3M02 606", "DE89370400440532013000")
    )
    assert foreign_accounts(world.portal, own) == []
    assert foreign_accounts(world.portal, [*own, *foreign]) == ["DE89370400440532013000"]


def test_the_command_line_imports_a_statement(tmp_path: Path, mini: Path) -> None:
    environment = {"TRAINING_PORTAL_DATA": str(tmp_path / "data")}
    settings = read_settings(environment)
    portal = build_portal(settings)
    migrate(portal.store.engine)
    world = World(settings)
    bill = invoice_of(world, world.company(), world.course(mini))
    file = tmp_path / "statement.xml"
    file.write_bytes(statement(Line(euros(bill), bill.number, "1"), Line("3.00", "who knows", "2")))
    told = [
        CliRunner().invoke(main, ["payments", "import", str(file), *options], env=environment)
        for options in (["--preview"], [], [])
    ]
    assert [result.exit_code for result in told] == [0, 0, 0]
    assert "1 would be recorded, 0 recorded already, 1 left over." in told[0].output
    assert f"settles {bill.number}" in told[1].output
    assert "LEFT OVER: no invoice is named" in told[1].output
    assert "0 recorded, 1 recorded already, 1 left over." in told[2].output
    assert "WARNING" not in told[0].output
    file.write_bytes(statement(Line("1.00", "", "1"), account="DE89370400440532013000"))
    warned = CliRunner().invoke(main, ["payments", "import", str(file), "--preview"], env=environment)
    assert "WARNING: DE89370400440532013000 is not the provider's account." in warned.output
    world.close()
    portal.store.engine.dispose()
