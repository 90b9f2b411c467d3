"""How a projection reads and changes the rows of its view."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from enum import StrEnum
from typing import Any

import pytest
import sqlalchemy as sa

from event_store.lending import NOW, books, readers, tables
from training_portal.event_store.engine import writing
from training_portal.event_store.forms import check_columns
from training_portal.event_store.rows import Rows

OWN = {books: books, readers: readers}


class Subject(StrEnum):
    AIR = "air"


@pytest.fixture
def tx(engine: sa.Engine) -> Iterator[sa.Connection]:
    tables.create_all(engine)
    with writing(engine) as tx:
        yield tx


@pytest.fixture
def rows(tx: sa.Connection) -> Rows:
    return Rows(tx, OWN)


def put_book(rows: Rows, key: str = "b1", **fields: Any) -> None:
    rows.put(
        books,
        key,
        **{"company": "acme", "title": "Danger", "subjects": ["law"], "changed_at": NOW, **fields},
    )


def test_a_row_that_was_put_is_found_before_and_after_it_is_written(tx: sa.Connection, rows: Rows) -> None:
    put_book(rows)
    before = rows.get(books, "b1")
    rows.flush()
    assert before == Rows(tx, OWN).get(books, "b1")
    assert before is not None
    assert before["title"] == "Danger"


def test_columns_that_are_not_named_get_their_default_or_null(rows: Rows) -> None:
    put_book(rows)
    row = rows.get(books, "b1")
    assert row is not None
    assert (row["lent"], row["reader"], row["due"]) == (False, None, None)


def test_a_row_that_is_put_again_keeps_nothing_of_the_old_one(tx: sa.Connection, rows: Rows) -> None:
    put_book(rows, reader="r1", lent=True)
    rows.flush()
    put_book(rows, title="Other")
    rows.flush()
    row = Rows(tx, OWN).get(books, "b1")
    assert row is not None
    assert (row["title"], row["reader"], row["lent"]) == ("Other", None, False)


@pytest.mark.parametrize("known", [True, False])
def test_a_change_leaves_other_columns_and_other_rows(tx: sa.Connection, rows: Rows, known: bool) -> None:
    put_book(rows, "b1", title="One")
    put_book(rows, "b2", title="Two")
    rows.flush()
    other = rows.get(books, "b2")
    changing = rows if known else Rows(tx, OWN)
    changing.change(books, "b1", reader="r1", lent=True)
    changing.flush()
    fresh = Rows(tx, OWN)
    changed = fresh.get(books, "b1")
    assert changed is not None
    assert (changed["title"], changed["reader"], changed["lent"]) == ("One", "r1", True)
    assert fresh.get(books, "b2") == other


def test_rows_of_a_stream_that_begins_are_not_looked_for(tx: sa.Connection, rows: Rows) -> None:
    asked: list[str] = []
    sa.event.listen(tx, "before_cursor_execute", lambda *told: asked.append(told[2]))
    rows.begin(["b1"])
    rows.prefetch([(books, "b1"), (books, "b1/law"), (readers, "b1")])
    assert rows.get(books, "b1/air") is None
    rows.remove(books, "b1/law")
    rows.flush()
    assert asked == []
    put_book(rows, "b1")
    assert rows.get(books, "b1") is not None
    assert rows.get(books, "b12") is None
    assert len(asked) == 1


def test_a_row_is_looked_for_again_in_the_next_transaction(tx: sa.Connection, rows: Rows) -> None:
    rows.begin(["b1"])
    put_book(rows, "b1/law")
    rows.flush()
    rows.carry_on(tx, keep=0)
    assert rows.get(books, "b1/law") is not None


def test_a_row_that_is_not_there_cannot_be_changed(rows: Rows) -> None:
    put_book(rows, "b1")
    with pytest.raises(LookupError):
        rows.change(books, "b2", title="None")


def test_a_removed_row_is_gone_and_others_stay(tx: sa.Connection, rows: Rows) -> None:
    put_book(rows, "b1")
    put_book(rows, "b2")
    rows.flush()
    rows.remove(books, "b1")
    rows.remove(books, "never there")
    assert rows.get(books, "b1") is None
    assert [row["id"] for row in rows.where(books, company="acme")] == ["b2"]
    rows.flush()
    assert Rows(tx, OWN).get(books, "b1") is None


def test_put_remove_and_put_again_in_one_batch_leave_the_last_row(tx: sa.Connection, rows: Rows) -> None:
    put_book(rows, title="First")
    rows.remove(books, "b1")
    put_book(rows, title="Last")
    rows.change(books, "b1", lent=True)
    rows.flush()
    row = Rows(tx, OWN).get(books, "b1")
    assert row is not None
    assert (row["title"], row["lent"]) == ("Last", True)


def test_where_sees_what_was_put_changed_and_removed_in_the_same_batch(tx: sa.Connection, rows: Rows) -> None:
    for key in ("b1", "b2", "b3"):
        put_book(rows, key)
    rows.flush()
    again = Rows(tx, OWN)
    again.change(books, "b1", company="bolt")
    again.remove(books, "b2")
    put_book(again, "b0", title="New")
    found = again.where(books, company="acme")
    assert [(row["id"], row["title"]) for row in found] == [("b0", "New"), ("b3", "Danger")]


def test_rows_found_by_where_can_be_changed_without_another_look(tx: sa.Connection, rows: Rows) -> None:
    put_book(rows, "b1", due=date(2024, 2, 29))
    put_book(rows, "b2")
    rows.flush()
    again = Rows(tx, OWN)
    for row in again.where(books, due=date(2024, 2, 29), reader=None, lent=False):
        again.change(books, row["id"], title=row["title"] + "!")
    again.flush()
    assert tx.execute(sa.select(books.c.title).order_by(books.c.id)).scalars().all() == ["Danger!", "Danger"]


def test_values_are_the_same_from_memory_and_from_the_table(tx: sa.Connection, rows: Rows) -> None:
    in_paris = datetime(2024, 7, 14, 2, 0, 0, 7, timezone(timedelta(hours=2)))
    subjects = {"ü": (1, True, None, Subject.AIR), "list": []}
    put_book(
        rows, title=Subject.AIR, subjects=subjects, lent=True, due=date(2024, 2, 29), changed_at=in_paris
    )
    kept = rows.get(books, "b1")
    rows.flush()
    read = Rows(tx, OWN).get(books, "b1")
    (found,) = Rows(tx, OWN).where(books, title="air")
    assert kept == read == found
    assert read is not None
    assert read["subjects"] == {"ü": [1, True, None, "air"], "list": []}
    assert read["changed_at"] == datetime(2024, 7, 14, 0, 0, 0, 7, UTC)
    for row in (kept, read, found):
        assert row is not None
        assert {name: type(value) for name, value in row.items()} == {
            "id": str,
            "company": str,
            "title": str,
            "subjects": dict,
            "lent": bool,
            "reader": type(None),
            "due": date,
            "changed_at": datetime,
        }
        assert row["changed_at"].tzinfo is UTC


def test_a_row_handed_out_does_not_change_and_changes_nothing(rows: Rows) -> None:
    put_book(rows, title="Before")
    row = rows.get(books, "b1")
    assert row is not None
    rows.change(books, "b1", title="After")
    row["subjects"].append("smuggled in")
    again = rows.get(books, "b1")
    assert again is not None
    assert (row["title"], again["title"], again["subjects"]) == ("Before", "After", ["law"])


@pytest.mark.parametrize(
    "wrong",
    [
        {"lent": 1},
        {"due": datetime(2024, 1, 1, tzinfo=UTC)},
        {"due": "2024-01-01"},
        {"changed_at": datetime(2024, 1, 1)},
        {"title": 5},
        {"subjects": {1, 2}},
        {"subjects": 0.5},
    ],
)
def test_a_value_that_would_not_come_back_the_same_is_refused(rows: Rows, wrong: dict[str, Any]) -> None:
    with pytest.raises(TypeError):
        put_book(rows, **wrong)
    with pytest.raises(TypeError):
        rows.put(readers, "r1", full_name="x", taken=True)


def test_an_unknown_column_and_a_foreign_table_are_refused(tx: sa.Connection) -> None:
    rows = Rows(tx, {books: books})
    with pytest.raises(KeyError):
        put_book(rows, colour="red")
    with pytest.raises(KeyError):
        rows.get(readers, "r1")
    put_book(rows)
    with pytest.raises(KeyError):
        rows.change(books, "b1", id="b2")


def test_many_rows_are_read_by_one_statement_and_written_by_one(engine: sa.Engine, tx: sa.Connection) -> None:
    statements: list[str] = []
    sa.event.listen(tx, "before_cursor_execute", lambda *told: statements.append(told[2].split()[0]))
    rows = Rows(tx, OWN)
    keys = [f"b{n}" for n in range(2500)]
    rows.prefetch((books, key) for key in keys)
    for key in keys:
        assert rows.get(books, key) is None
        put_book(rows, key)
    rows.flush()
    rows.flush()
    again = Rows(tx, OWN)
    again.prefetch((books, key) for key in [*keys, *keys, "none"])
    for key in keys:
        again.change(books, key, lent=True)
        again.remove(books, key)
    again.flush()
    assert statements == ["SELECT", "INSERT", "SELECT", "DELETE"]


def test_awkward_values_of_many_rows_written_together_come_back(engine: sa.Engine) -> None:
    metadata = sa.MetaData()
    odd = sa.Table(
        "odd",
        metadata,
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("text", sa.Text),
        sa.Column("count", sa.BigInteger),
        sa.Column("sure", sa.Boolean),
        sa.Column("facts", sa.JSON),
        sa.Column("never", sa.Date),
    )
    metadata.create_all(engine)
    texts = ["", "NULL", "{a,b}", 'say "hi"', "it's", "back\\slash", "100 %s %b ?", "Łódź 🛫", None, " "]
    counts = [0, 1, -1, 2**31, 2**62, -(2**62), None, 32767, 32768, 5]
    facts = [None, [], {}, "text", 7, True, ["a", None], {"b": {"a": 1}}, "{}", "null"]
    with writing(engine) as tx:
        rows = Rows(tx, {odd: odd})
        for n, (text, count, fact) in enumerate(zip(texts, counts, facts, strict=True)):
            rows.put(odd, f"k{n}", text=text, count=count, sure=[True, False, None][n % 3], facts=fact)
        kept = [rows.get(odd, f"k{n}") for n in range(len(texts))]
        rows.flush()
        fresh = Rows(tx, {odd: odd})
        assert [fresh.get(odd, f"k{n}") for n in range(len(texts))] == kept


def test_rows_forgotten_between_transactions_are_read_again(engine: sa.Engine) -> None:
    tables.create_all(engine)
    with writing(engine) as tx:
        rows = Rows(tx, OWN, all_known=True)
        put_book(rows, "b1", title="One")
        put_book(rows, "b2", title="Two")
        rows.flush()
    with writing(engine) as tx:
        rows.carry_on(tx, keep=1)
        rows.change(books, "b1", lent=True)
        put_book(rows, "b3", title="Three")
        rows.flush()
        found = tx.execute(sa.select(books.c.title, books.c.lent).order_by(books.c.id)).all()
    assert found == [("One", True), ("Two", False), ("Three", False)]


def test_the_tables_of_a_view_have_a_text_key_and_plain_columns() -> None:
    def with_column(column: sa.Column[Any]) -> sa.Table:
        return sa.Table("view_x", sa.MetaData(), sa.Column("id", sa.Text, primary_key=True), column)

    check_columns(with_column(sa.Column("n", sa.BigInteger, default=1)))
    for wrong in (
        with_column(sa.Column("at", sa.DateTime)),
        with_column(sa.Column("share", sa.Float)),
        with_column(sa.Column("bytes", sa.LargeBinary)),
        with_column(sa.Column("n", sa.Integer, default=lambda: 1)),
        sa.Table("view_y", sa.MetaData(), sa.Column("number", sa.Text, primary_key=True)),
        sa.Table("view_z", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True)),
    ):
        with pytest.raises(TypeError):
            check_columns(wrong)
