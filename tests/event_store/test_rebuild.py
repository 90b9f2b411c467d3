"""Views are made anew, and compared with the events, while everybody goes on working."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from event_store.lending import (
    NOW,
    Book,
    Lending,
    books,
    buy,
    context,
    give_back,
    lend,
    library,
    lose,
    readers,
)
from training_portal.errors import TryAgainLater
from training_portal.event_store.comparison import Difference, digest
from training_portal.event_store.engine import appending, make_engine, reading, writing
from training_portal.event_store.lease import LeaseIsTaken
from training_portal.event_store.rebuild import drop_leftovers, rebuild, verify
from training_portal.event_store.rebuilding import Rebuilding
from training_portal.event_store.replay import BATCH, last_position
from training_portal.event_store.store import Store
from training_portal.event_store.work import Work
from training_portal.values import Person

LENDING = Lending()


@pytest.fixture
def store(engine: sa.Engine) -> Store:
    return library(engine)


def some_history(store: Store) -> list[str]:
    """Three books: one lent twice to the same reader and given back, one lent, one lost."""
    first, second, third = buy(store, "One"), buy(store, "Two"), buy(store, "Three")
    reader = lend(store, first)
    give_back(store, first)
    lend(store, first, reader)
    give_back(store, first)
    lend(store, second)
    lose(store, third)
    return [first, second]


def shown(store: Store) -> dict[str, tuple[int, str]]:
    with store.reading() as tx:
        return {table.name: digest(tx, table) for table in LENDING.tables}


def table_names(store: Store) -> set[str]:
    return {name for name in sa.inspect(store.engine).get_table_names() if name.startswith("lending_")}


def test_a_rebuilt_view_is_the_same_again_and_again(store: Store) -> None:
    some_history(store)
    before = shown(store)
    for _ in range(3):
        rebuilt = rebuild(store, LENDING)
        assert (rebuilt.projection, rebuilt.events, rebuilt.rows, rebuilt.same) == ("lending", 9, 4, True)
        assert shown(store) == before
    assert table_names(store) == {"lending_books", "lending_readers"}


def test_a_rebuilt_view_has_every_index_and_constraint(store: Store) -> None:
    def kinds() -> dict[str, tuple[list[list[str | None]], list[list[str]], list[str]]]:
        inspector = sa.inspect(store.engine)
        return {
            name: (
                sorted(index["column_names"] for index in inspector.get_indexes(name)),
                sorted(unique["column_names"] for unique in inspector.get_unique_constraints(name)),
                inspector.get_pk_constraint(name)["constrained_columns"],
            )
            for name in ("lending_books", "lending_readers")
        }

    before = kinds()
    assert before["lending_books"][0] == [["company"], ["company", "lent"]]
    for _ in range(2):
        rebuild(store, LENDING)
        assert kinds() == before


def test_commands_go_on_after_a_rebuild_through_the_same_connections(store: Store) -> None:
    book = some_history(store)[0]
    for _ in range(8):
        lend(store, book)
        give_back(store, book)
    with store.reading() as tx:
        for _ in range(8):
            tx.execute(sa.select(books).where(books.c.company == "acme")).all()
    rebuild(store, LENDING)
    lend(store, book)
    assert verify(store, LENDING) == []


def test_a_rebuild_mends_what_was_tampered_with_and_says_so(store: Store) -> None:
    first, _ = some_history(store)
    before = shown(store)
    with writing(store.engine) as tx:
        tx.execute(sa.update(books).where(books.c.id == first).values(title="Forged"))
    assert not rebuild(store, LENDING).same
    assert shown(store) == before


def test_progress_counts_up_to_the_last_position(store: Store) -> None:
    some_history(store)
    told: list[tuple[int, int]] = []
    rebuild(store, LENDING, lambda done, total: told.append((done, total)))
    assert told[-1] == (9, 9)
    assert told == sorted(told)


def test_a_history_longer_than_a_batch_is_replayed_whole(store: Store) -> None:
    book = buy(store)
    reader = lend(store, book)
    give_back(store, book)
    many_lendings(store, book, reader, BATCH)
    with store.reading() as tx:
        assert last_position(tx) > 2 * BATCH
    told: list[int] = []
    rebuilt = rebuild(store, LENDING, lambda done, _: told.append(done))
    assert rebuilt.same
    assert len(set(told)) == 3
    assert verify(store, LENDING) == []


def test_verify_finds_nothing_wrong_in_an_untouched_view(store: Store) -> None:
    some_history(store)
    assert verify(store, LENDING) == []
    assert verify(store, LENDING) == []
    assert table_names(store) == {"lending_books", "lending_readers"}


def test_verify_names_each_row_and_column_that_was_tampered_with(store: Store) -> None:
    first, second = some_history(store)
    with writing(store.engine) as tx:
        reader = tx.execute(sa.select(books.c.reader).where(books.c.id == second)).scalar_one()
        tx.execute(sa.update(books).where(books.c.id == first).values(title="Forged", lent=True))
        tx.execute(sa.delete(books).where(books.c.id == second))
        tx.execute(readers.insert(), {"id": "0", "full_name": "Nobody", "taken": 1})
    nobody = {"id": "0", "full_name": "Nobody", "taken": 1}
    found = {(d.table, d.id, d.column): d for d in verify(store, LENDING)}
    assert found[("lending_books", first, "title")] == Difference(
        "lending_books", first, "title", "Forged", "One"
    )
    assert found[("lending_books", first, "lent")] == Difference("lending_books", first, "lent", True, False)
    missing = found[("lending_books", second, "")]
    assert missing.live is None
    assert (missing.replayed["title"], missing.replayed["reader"]) == ("Two", reader)
    assert found[("lending_readers", "0", "")] == Difference("lending_readers", "0", "", nobody, None)
    assert len(found) == 4


def test_verify_names_a_row_that_cannot_even_be_read(sqlite_url: str) -> None:
    engine = make_engine(sqlite_url)
    store = library(engine)
    book = buy(store)
    with writing(engine) as tx:
        tx.exec_driver_sql("UPDATE lending_books SET changed_at = 'yesterday'")
    (found,) = verify(store, LENDING)
    assert (found.id, found.column, found.live) == (book, "changed_at", "yesterday")
    engine.dispose()


def test_nobody_is_refused_while_a_view_is_rebuilt_and_verified(store: Store) -> None:
    some_history(store)
    with working(store, writers=3) as worked:
        while len(worked) < 20:
            pass_time()
        rebuilt = [rebuild(store, LENDING) for _ in range(3)]
        found = verify(store, LENDING)
        enough = len(worked) + 20
        while len(worked) < enough:
            pass_time()
    assert found == []
    assert all(each.same for each in rebuilt)
    assert verify(store, LENDING) == []


def test_readers_always_see_a_whole_view(store: Store) -> None:
    some_history(store)
    seen: set[int] = set()
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            with store.reading() as tx:
                seen.add(len(tx.execute(sa.select(books.c.id).where(books.c.company == "acme")).all()))

    with ThreadPoolExecutor(3) as pool:
        reading_on = [pool.submit(read) for _ in range(3)]
        try:
            for _ in range(5):
                rebuild(store, LENDING)
        finally:
            stop.set()
        for each in reading_on:
            each.result()
    assert seen == {2}


def test_a_reader_who_stays_is_waited_for_and_not_disturbed(store: Store) -> None:
    some_history(store)
    question = sa.select(sa.func.count()).select_from(books)
    with ThreadPoolExecutor(1) as pool:
        with reading(store.engine) as tx:
            assert tx.execute(question).scalar() == 2
            rebuilding = pool.submit(rebuild, store, LENDING)
            buy(store, "Bought meanwhile")
            threading.Event().wait(0.3)
            assert tx.execute(question).scalar() in (2, 3)
        assert rebuilding.result().same
    assert verify(store, LENDING) == []


def test_a_view_is_not_rebuilt_twice_at_once(store: Store) -> None:
    some_history(store)

    def rebuild_again(*_: int) -> None:
        with pytest.raises(LeaseIsTaken):
            rebuild(store, LENDING)

    assert rebuild(store, LENDING, rebuild_again).same


def test_an_interrupted_rebuild_leaves_the_view_as_it_was(store: Store) -> None:
    some_history(store)
    before = shown(store)

    def interrupt(*_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuild(store, LENDING, interrupt)
    assert shown(store) == before
    assert table_names(store) == {"lending_books", "lending_readers"}
    assert rebuild(store, LENDING).same


def test_what_a_killed_rebuild_left_is_cleared_by_the_next_one(store: Store) -> None:
    book = some_history(store)[0]
    killed = Rebuilding(store.engine, store.shelf, LENDING)
    killed.catch_up()
    assert len(table_names(store)) == 4
    lend(store, book)
    before = shown(store)
    assert rebuild(store, LENDING).same
    assert shown(store) == before
    assert table_names(store) == {"lending_books", "lending_readers"}


def test_a_big_table_that_was_left_is_dropped_in_pieces(store: Store) -> None:
    some_history(store)
    old = sa.Table("lending_books__old", sa.MetaData(), sa.Column("id", sa.Text, primary_key=True))
    with writing(store.engine) as tx:
        old.create(tx)
        tx.execute(old.insert(), [{"id": str(n)} for n in range(23_000)])
    before = shown(store)
    drop_leftovers(store.engine, LENDING)
    assert table_names(store) == {"lending_books", "lending_readers"}
    assert shown(store) == before


def test_the_digest_of_a_table_depends_on_every_value_whatever_its_length(store: Store) -> None:
    book = buy(store, "x" * 5000)
    seen = {shown(store)["lending_books"]}
    for changed in ({"title": "x" * 2500 + "y" + "x" * 2499}, {"lent": True}, {"subjects": ["law"]}):
        with writing(store.engine) as tx:
            tx.execute(sa.update(books).where(books.c.id == book).values(changed))
        seen.add(shown(store)["lending_books"])
    assert len(seen) == 4


def test_a_database_that_stays_locked_is_an_error_in_words(sqlite_url: str) -> None:
    engine, impatient = make_engine(sqlite_url), make_engine(sqlite_url, busy_seconds=0.05)
    some_history(library(engine))
    store = Store(impatient, bytes(32), [Book], projections=[LENDING])
    with appending(engine), pytest.raises(TryAgainLater):
        rebuild(store, LENDING)
    assert verify(store, LENDING) == []
    engine.dispose()
    impatient.dispose()


def many_lendings(store: Store, book: str, reader: Person, times: int) -> None:
    """One command that lends a book and takes it back many times."""

    def decide(work: Work) -> dict[str, str]:
        found = work.get(Book, book)
        for _ in range(times):
            found.lend(reader=reader, due=NOW.date(), timestamp=NOW)
            found.give_back(timestamp=NOW)
        return {}

    store.perform(context(), decide)


@contextmanager
def working(store: Store, writers: int) -> Iterator[list[str]]:
    """Threads that buy, lend and take back without a pause; whoever is refused makes the test fail."""
    worked: list[str] = []
    stop = threading.Event()

    def work() -> None:
        while not stop.is_set():
            book = buy(store)
            reader = lend(store, book)
            give_back(store, book)
            lend(store, book, reader)
            worked.append(book)

    with ThreadPoolExecutor(writers) as pool:
        workers = [pool.submit(work) for _ in range(writers)]
        try:
            yield worked
        finally:
            stop.set()
        for each in workers:
            each.result()


def pass_time() -> None:
    """Let the others work for a moment."""
    threading.Event().wait(0.01)
