"""A lending library: a small domain, with a projection of it, for the tests of the machinery alone."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

import sqlalchemy as sa
from eventsourcing.domain import event

from training_portal.aggregates.root import Begun, Event, Root, new_id
from training_portal.event_store.context import Context
from training_portal.event_store.projection import Projection, follows
from training_portal.event_store.recorded import Recorded
from training_portal.event_store.rows import Rows
from training_portal.event_store.store import Store
from training_portal.event_store.tables import Instant, metadata
from training_portal.event_store.work import Work
from training_portal.values import Person

NOW = datetime(2024, 3, 1, 12, 30, 0, 123456, tzinfo=UTC)
_numbers = count()


class Book(Root):
    """A book that is bought, lent, given back, and one day lost."""

    TOPIC = "test.book"

    class BookBought(Begun):
        """The library owns a book."""

        TOPIC = "test.book.bought"
        company: str
        title: str
        subjects: tuple[str, ...]

    class BookLent(Event):
        """Somebody took the book home."""

        TOPIC = "test.book.lent"
        reader: Person
        due: date

    class BookReturned(Event):
        """The book is back."""

        TOPIC = "test.book.returned"

    class BookLost(Event):
        """The book will not come back."""

        TOPIC = "test.book.lost"

    class BooksRenumbered(Event):
        """Something that no projection of the tests follows."""

        TOPIC = "test.book.renumbered"

    @event(BookBought)
    def __init__(self, company: str, title: str, subjects: tuple[str, ...], timestamp: datetime) -> None:
        self.company = company

    @event(BookLent)
    def lend(self, reader: Person, due: date, timestamp: datetime) -> None:
        """Let somebody take the book home."""

    @event(BookReturned)
    def give_back(self, timestamp: datetime) -> None:
        """Take the book back."""

    @event(BookLost)
    def lose(self, timestamp: datetime) -> None:
        """Give the book up."""

    @event(BooksRenumbered)
    def renumber(self, timestamp: datetime) -> None:
        """Nothing to see."""


tables = sa.MetaData(naming_convention=metadata.naming_convention)
"""Apart from the portal's own, which tests of the whole look at."""

books = sa.Table(
    "lending_books",
    tables,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("company", sa.Text, nullable=False, index=True),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("subjects", sa.JSON, nullable=False),
    sa.Column("lent", sa.Boolean, nullable=False, default=False),
    sa.Column("reader", sa.Text),
    sa.Column("due", sa.Date),
    sa.Column("changed_at", Instant, nullable=False),
    sa.Index("ix_lent", "company", "lent"),
)
readers = sa.Table(
    "lending_readers",
    tables,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("full_name", sa.Text, nullable=False),
    sa.Column("taken", sa.Integer, nullable=False, default=0),
    sa.UniqueConstraint("id", "full_name"),
)


class Lending(Projection):
    """Which books are where, and how many each reader has taken."""

    name = "lending"
    tables = (books, readers)

    @follows(Book.BookBought)
    def _bought(self, recorded: Recorded[Book.BookBought], rows: Rows) -> None:
        bought = recorded.event
        rows.put(
            books,
            recorded.stream,
            company=recorded.company,
            title=bought.title,
            subjects=bought.subjects,
            changed_at=recorded.recorded_at,
        )

    @follows(Book.BookLent, reads=lambda r: [(books, r.stream), (readers, r.event.reader.id)])
    def _lent(self, recorded: Recorded[Book.BookLent], rows: Rows) -> None:
        lent = recorded.event
        rows.change(
            books,
            recorded.stream,
            lent=True,
            reader=lent.reader.id,
            due=lent.due,
            changed_at=recorded.recorded_at,
        )
        known = rows.get(readers, lent.reader.id)
        taken = known["taken"] if known else 0
        rows.put(readers, lent.reader.id, full_name=lent.reader.full_name, taken=taken + 1)

    @follows(Book.BookReturned, reads=lambda r: [(books, r.stream)])
    def _returned(self, recorded: Recorded[Book.BookReturned], rows: Rows) -> None:
        rows.change(
            books, recorded.stream, lent=False, reader=None, due=None, changed_at=recorded.recorded_at
        )

    @follows(Book.BookLost)
    def _lost(self, recorded: Recorded[Book.BookLost], rows: Rows) -> None:
        rows.remove(books, recorded.stream)
        for row in rows.where(books, company=recorded.company):
            rows.change(books, row["id"], subjects=[*row["subjects"], "one lost"])


def library(engine: sa.Engine) -> Store:
    """A store of books, with its view."""
    tables.create_all(engine)
    return Store(engine, bytes(32), [Book], projections=[Lending()])


def context(company: str = "acme") -> Context:
    """A command's context, each with a new id."""
    return Context("librarian", company, f"command-{next(_numbers)}", NOW, NOW.date())


def buy(store: Store, title: str = "A book", company: str = "acme") -> str:
    """Buy one book; answers its id."""
    book = Book(company=company, title=title, subjects=("law", "air"), timestamp=NOW)
    store.perform(context(company), lambda work: work.add(book) or {})
    return book.id


def lend(store: Store, book: str, reader: Person | None = None, company: str = "acme") -> Person:
    """Lend a book to a reader, a new one if none is named."""
    taker = reader or Person(new_id(), "Zoë", "Łukasz")
    due = NOW.date() + timedelta(days=30)
    _tell(store, book, lambda found: found.lend(reader=taker, due=due, timestamp=NOW), company)
    return taker


def give_back(store: Store, book: str) -> None:
    """Give a book back."""
    _tell(store, book, lambda found: found.give_back(timestamp=NOW))


def lose(store: Store, book: str, company: str = "acme") -> None:
    """Lose a book."""
    _tell(store, book, lambda found: found.lose(timestamp=NOW), company)


def _tell(store: Store, book: str, command: Callable[[Book], None], company: str = "acme") -> None:
    def decide(work: Work) -> dict[str, Any]:
        command(work.get(Book, book))
        return {}

    store.perform(context(company), decide)
