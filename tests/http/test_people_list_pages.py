"""A list of people, pasted or uploaded: previewed row by row, added, and never lost."""

import io
import re

import pytest
from openpyxl import Workbook

from browsing import Browser
from buying import Buyer, told_at
from dsl import World
from training_portal.aggregates.order import Order


@pytest.fixture
def buyer(manager: Browser, world: World, order: Order) -> Buyer:
    """The manager of a company with two trainees, Karim Benali and Zoé Lefèvre."""
    return Buyer(manager, world.enrolments(order)[0].course)


@pytest.fixture
def line(buyer: Buyer) -> str:
    return buyer.add_to_cart("fr")


def tiles(page: str) -> dict[str, int]:
    found = re.findall(r'<b class="figure">(\d+)</b><span>([^<]+)</span>', page)
    return {words: int(number) for number, words in found}


def workbook(*rows: tuple[object, ...]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def test_a_pasted_list_is_previewed_and_nothing_is_added_yet(buyer: Buyer, line: str) -> None:
    preview = buyer.send_list(line, "Nom\tPrénom\nWójcik\tŁucja\nO’Neill\tAnn")
    assert preview.status_code == 200
    assert tiles(preview.text)["will be selected"] == 2
    assert "Add 2 trainees" in preview.text
    assert buyer.chosen(line) == []


def test_good_rows_are_added_and_the_others_shown_again_to_correct(buyer: Buyer, line: str) -> None:
    preview = buyer.send_list(line, "Łucja;Wójcik\nJo;\n=1+1;Ray\nAnn;O’Neill\nBob;Ray;bob at")
    assert tiles(preview.text) == {
        "will be selected": 2,
        "to decide": 0,
        "to correct": 3,
        "selected already": 0,
    }
    for words in ("Line 2", "Last name: it is needed.", "Line 3", "This is a formula.", "Line 5"):
        assert words in preview.text
    rest = buyer.send_preview(line, preview)
    assert rest.status_code == 200
    assert "2 trainees selected." in rest.text
    assert sorted(buyer.chosen(line)) == ["Ann O’Neill", "Łucja Wójcik"]
    assert tiles(rest.text)["to correct"] == 3
    for typed in ('value="Jo"', 'value="=1+1"', 'value="bob at"'):
        assert typed in rest.text
    last = buyer.send_preview(
        line, rest, **{"last_name-2": "Smith", "first_name-3": "Rita", "leave-5": "yes"}
    )
    assert (last.status_code, last.location) == (303, f"/cart/lines/{line}/trainees")
    assert sorted(buyer.chosen(line)) == ["Ann O’Neill", "Jo Smith", "Rita Ray", "Łucja Wójcik"]


def test_namesakes_are_matched_by_choice_and_the_known_one_is_suggested(
    world: World, buyer: Buyer, line: str, order: Order
) -> None:
    preview = buyer.send_list(line, "Karim;Bénali\nZoe;Lefevre\nZoé;Lefèvre;zoe@example.com")
    assert "This is Karim Benali (k.benali)" in preview.text
    assert "The same name stands in line 2, or the same identifier." in preview.text
    karim = world.enrolments(order)[0].trainee.id
    done = buyer.send_preview(line, preview, **{"choice-1": karim, "choice-2": "new", "choice-3": "leave"})
    assert done.status_code == 303
    assert buyer.chosen(line) == ["Zoe Lefevre", "Karim Benali"]
    buyer.place_order()
    assert world.names_of_events().count("trainee.registered") == 3


def test_the_address_of_an_added_list_loaded_again_leads_back_to_the_list(buyer: Buyer, line: str) -> None:
    answer = buyer.browser.get(f"/cart/lines/{line}/list/add")
    assert (answer.status_code, answer.location) == (303, f"/cart/lines/{line}/list")


def test_identifiers_choose_trainees(buyer: Buyer, line: str) -> None:
    preview = buyer.send_list(line, "Identifier\nK.BENALI\nz.lefevre\nx.nobody")
    assert tiles(preview.text)["to correct"] == 1
    assert "No trainee of your company has this identifier." in preview.text
    buyer.send_preview(line, preview)
    assert sorted(buyer.chosen(line)) == ["Karim Benali", "Zoé Lefèvre"]


def test_who_is_selected_already_is_counted_and_not_added_again(buyer: Buyer, line: str) -> None:
    buyer.send_preview(line, buyer.send_list(line, "k.benali"))
    preview = buyer.send_list(line, "k.benali\nz.lefevre")
    assert tiles(preview.text)["selected already"] == 1
    buyer.send_preview(line, preview)
    assert sorted(buyer.chosen(line)) == ["Karim Benali", "Zoé Lefèvre"]


def test_whoever_is_named_twice_is_counted_once_before_and_after(buyer: Buyer, line: str) -> None:
    preview = buyer.send_list(line, "k.benali\nKarim;Benali\nNina;Nowak\nNina;Nowak")
    assert tiles(preview.text)["will be selected"] == 2
    assert "Add 2 trainees" in preview.text
    done = buyer.send_preview(line, preview, **{"choice-2": "leave", "choice-4": "leave"})
    assert "2 trainees selected." in buyer.page(done.location)
    again = buyer.send_list(line, "Karim;Benali\nNina;Nowak")
    assert "Karim Benali is selected already." in again.text
    assert tiles(again.text)["will be selected"] == 0


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_a_file_is_previewed_with_its_formulas_refused(buyer: Buyer, line: str, kind: str) -> None:
    rows = (("Prénom", "Nom"), ("Łucja", "Wójcik"), ("Ann", '=HYPERLINK("http://evil.example")'))
    content = workbook(*rows) if kind == "xlsx" else "\n".join(";".join(row) for row in rows).encode()
    preview = buyer.send_list(line, file=(io.BytesIO(content), f"people.{kind}"))
    assert tiles(preview.text)["will be selected"] == 1
    assert "This is a formula. Write the value itself." in preview.text
    assert "Line 3" in preview.text


def test_a_file_that_cannot_be_read_is_told_at_the_file(buyer: Buyer, line: str) -> None:
    answer = buyer.send_list(line, file=(io.BytesIO(b"%PDF-1.7\0\0"), "people.xlsx"))
    assert answer.status_code == 422
    assert told_at(answer.text, "file").startswith("This file cannot be read.")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "There is nobody in this list."),
        ("Prénom;Courriel\nKarim;k@example.com", "The list needs the columns"),
        ("Ann;Lee\n" * 2001, "A list can have at most 2000 rows."),
    ],
)
def test_a_list_that_cannot_be_taken_stays_in_its_field(
    buyer: Buyer, line: str, text: str, words: str
) -> None:
    answer = buyer.send_list(line, text)
    assert answer.status_code == 422
    assert told_at(answer.text, "list").startswith(words)
    assert text[:40] in answer.text


def test_a_long_list_travels_whole_though_one_page_shows_a_part(buyer: Buyer, line: str) -> None:
    letters = "abcdefghijklmnopqrstuvwxyz"
    good = [f"Person{letters[i % 26]}{letters[i // 26]};Muster" for i in range(300)]
    bad = [f"Jo{letters[i % 26]}{letters[i // 26]};" for i in range(150)]
    preview = buyer.send_list(line, "\n".join(good + bad))
    assert tiles(preview.text)["will be selected"] == 300
    assert tiles(preview.text)["to correct"] == 150
    assert preview.text.count('name="last_name-') == 100
    rest = buyer.send_preview(line, preview)
    assert tiles(rest.text)["to correct"] == 150
    fixed = {f"last_name-{number}": "Smith" for number in range(301, 401)}
    rest = buyer.send_preview(line, rest, **fixed)
    assert tiles(rest.text)["to correct"] == 50
    assert buyer.amount(line) == "19,600.00 EUR"


def test_a_list_sent_twice_adds_everybody_once(buyer: Buyer, line: str) -> None:
    preview = buyer.send_list(line, "Łucja;Wójcik\nAnn;O’Neill")
    for _ in range(2):
        assert buyer.send_preview(line, preview).status_code == 303
    assert len(buyer.chosen(line)) == 2


def test_markup_in_a_list_is_shown_as_it_was_typed(buyer: Buyer, line: str) -> None:
    preview = buyer.send_list(line, "<script>alert(1)</script>,<b>\nAnn,<i>O’Neill</i>")
    for markup in ("<script>alert", "<b>", "<i>"):
        assert markup not in preview.text.replace("<b>Ann", "").partition("To correct")[2]
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in preview.text
