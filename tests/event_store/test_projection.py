"""How projections follow events inside the commands' own transactions."""

import pytest
import sqlalchemy as sa

from event_store.lending import Book, Lending, books, buy, context, give_back, lend, library, lose, readers
from training_portal.event_store.projection import Projection, follows
from training_portal.event_store.recorded import Recorded
from training_portal.event_store.rows import Rows
from training_portal.event_store.work import Work


def test_a_command_leaves_its_view_up_to_date(engine: sa.Engine) -> None:
    store = library(engine)
    book, other = buy(store, "Danger"), buy(store, "Security")
    reader = lend(store, book)
    lend(store, other)
    give_back(store, other)
    with store.reading() as tx:
        shown = tx.execute(sa.select(books.c.title, books.c.reader).order_by(books.c.title)).all()
        taken = tx.execute(sa.select(readers).where(readers.c.id == reader.id)).one()
    assert shown == [("Danger", reader.id), ("Security", None)]
    assert taken == (reader.id, "Zoë Łukasz", 1)


def test_an_event_changes_the_rows_of_its_company_only(engine: sa.Engine) -> None:
    store = library(engine)
    lost, kept, foreign = buy(store), buy(store), buy(store, company="bolt")
    lose(store, lost)
    with store.reading() as tx:
        subjects = {row.id: row.subjects for row in tx.execute(sa.select(books.c.id, books.c.subjects))}
    assert subjects == {kept: ["law", "air", "one lost"], foreign: ["law", "air"]}


def test_events_of_one_command_are_followed_in_their_order(engine: sa.Engine) -> None:
    store = library(engine)
    book = buy(store)
    reader = lend(store, book)
    with store.reading() as tx:
        due = tx.execute(sa.select(books.c.due)).scalar_one()

    def lend_again(work: Work) -> dict[str, str]:
        found = work.get(Book, book)
        now = found.created_on
        found.give_back(timestamp=now)
        found.lend(reader=reader, due=due, timestamp=now)
        found.give_back(timestamp=now)
        found.lend(reader=reader, due=due, timestamp=now)
        return {}

    store.perform(context(), lend_again)
    with store.reading() as tx:
        assert tx.execute(sa.select(readers.c.taken)).scalars().all() == [3]
        assert tx.execute(sa.select(books.c.reader)).scalars().all() == [reader.id]


def test_a_command_whose_view_cannot_follow_is_not_recorded(engine: sa.Engine) -> None:
    store = library(engine)
    book = buy(store)
    with store.engine.begin() as tx:
        tx.execute(sa.delete(books))
    with pytest.raises(LookupError):
        lend(store, book)
    assert store.get(Book, book).version == 1


def test_a_projection_tells_which_method_follows_which_event() -> None:
    followed = Lending.followed_events()
    assert {event.__qualname__: method.__name__ for event, method in followed.items()} == {
        "Book.BookBought": "_bought",
        "Book.BookLent": "_lent",
        "Book.BookReturned": "_returned",
        "Book.BookLost": "_lost",
    }


def test_one_method_may_follow_several_events_but_no_event_has_two_methods() -> None:
    class Movements(Projection):
        name = "movements"
        tables = (books,)

        @follows(Book.BookLent)
        @follows(Book.BookReturned)
        def _moved(self, recorded: Recorded[Book.BookLent | Book.BookReturned], rows: Rows) -> None:
            rows.remove(books, recorded.stream)

    assert set(Movements.followed_events()) == {Book.BookLent, Book.BookReturned}
    with pytest.raises(TypeError):

        class Confused(Movements):
            @follows(Book.BookLent)
            def _lent(self, recorded: Recorded[Book.BookLent], rows: Rows) -> None:
                rows.remove(books, recorded.stream)
