"""Bank statements: read in any version, matched by number and amount, recorded once."""

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from banking import Line, statement
from dsl import Company, World
from paying import invoice_of
from training_portal.aggregates.invoice import Invoice
from training_portal.cli import main
from training_portal.migration import migrate
from training_portal.payments.camt import StatementCannotBeRead, read_statement
from training_portal.portal import build_portal
from training_portal.settings import read_settings
from training_portal.till.bank import Verdict, matched, numbers_in, record
from training_portal.values import Money


@pytest.fixture
def bills(world: World, company: Company, course: str) -> list[Invoice]:
    return [invoice_of(world, company, course, people) for people in (1, 2, 3)]


def euros(bill: Invoice, more: int = 0) -> str:
    return str(Money(bill.total.minor + more, "EUR").decimal)


def verdicts(world: World, *lines: Line) -> list[tuple[str, str]]:
    return [(m.verdict.value, m.why) for m in matched(world.portal, read_statement(statement(*lines)))]


def take(world: World, *lines: Line) -> None:
    """Import a statement as the command line does."""
    for match in matched(world.portal, read_statement(statement(*lines))):
        if match.is_sure:
            record(world.portal, world.portal.context("cli", match.company), match)


@pytest.mark.parametrize("version", ["02", "04", "08", "12"])
def test_a_statement_of_any_version_is_read(version: str) -> None:
    [entry] = read_statement(statement(Line("1234.5", "F-2026-000001", "BANK1"), version=version))
    assert entry.amount == Money(123_450, "EUR")
    assert (entry.booked_on, entry.is_credit, entry.payer) == (date(2026, 11, 20), True, "Fret Atlantique")
    assert (entry.name, entry.text) == ("FR7630006000011234567890189/BANK1", "F-2026-000001")


@pytest.mark.parametrize(
    "line",
    [
        Line("1.00", "", direction="DBIT"),
        Line("1.00", "", state="<Sts>PDNG</Sts>"),
        Line("1.00", "", state="<Sts><Cd>INFO</Cd></Sts>"),
        Line("1.00", "", state="<RvslInd>true</RvslInd><Sts>BOOK</Sts>"),
    ],
)
def test_what_went_out_or_is_not_booked_is_no_money(line: Line) -> None:
    assert [entry.is_credit for entry in read_statement(statement(line))] == [False]


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
    world.close()
    portal.store.engine.dispose()
