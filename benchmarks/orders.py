"""An order through HTTP, against a bare Flask route that writes the very same rows by raw SQL."""

import time
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from benchmarks.databases import Databases
from benchmarks.measuring import Row, from_pairs
from flask import Flask, jsonify, request

from training_portal.aggregates.account import CompanyIdentity
from training_portal.aggregates.course import course_id
from training_portal.courses.package import demo_folders, read_package
from training_portal.event_store.engine import make_engine, writing
from training_portal.event_store.schema import create_schema
from training_portal.event_store.tables import metadata
from training_portal.http import create_app
from training_portal.identity.tokens import make_token
from training_portal.portal import Portal, build_portal
from training_portal.settings import read_settings
from training_portal.values import Money, Offer, Vat

_SIZES = {1: (0.3, 24), 10: (0.4, 16), 100: (0.5, 8)}
"""By how many new trainees: the target, and how many orders are placed."""
_STATEMENTS = 30


def order_rows(databases: Databases) -> list[Row]:
    """Orders of 1, 10 and 100 new trainees on both databases, and the statements that an order takes."""
    rows = []
    for kind in ("SQLite", "PostgreSQL"):
        shop = _Shop(databases, kind)
        try:
            for people, (target, orders) in _SIZES.items():
                rows.append(shop.compare(people, target, orders))
            rows += [shop.count_statements(people) for people in _SIZES]
        finally:
            shop.close()
    return rows


class _Shop:
    """A portal with one company that orders, and beside it a database for the bare route."""

    def __init__(self, databases: Databases, kind: str) -> None:
        self._kind = kind
        url = databases.sqlite() if kind == "SQLite" else databases.postgres()
        settings = read_settings({"TRAINING_PORTAL_DATA": str(databases.folder / f"orders-{kind}")})
        settings = settings.with_changes(database_url=url)
        engine = make_engine(url)
        create_schema(engine)
        engine.dispose()
        self._portal = build_portal(settings)
        self._token = _prepared(self._portal)
        self._client = create_app(self._portal).test_client()
        self._bare_engine = databases.engine(kind)
        self._bare = _bare_app(self._bare_engine)
        self._orders = 0

    def close(self) -> None:
        """Let go of both databases."""
        self._portal.store.engine.dispose()
        self._bare_engine.dispose()

    def compare(self, people: int, target: float, orders: int) -> Row:
        """Place orders in turn with the bare route, which is given the rows that the order before left."""
        pairs = []
        client = self._bare.test_client()
        for turn in range(orders + 2):
            before = _all_rows(self._portal.store.engine)
            ours = self._order(people)
            self._bare.config["ROWS"] = _new_rows(before, _all_rows(self._portal.store.engine))
            started = time.perf_counter()
            assert client.post("/orders", json=_body(people, 0)).status_code == 201
            floor = time.perf_counter() - started
            if turn >= 2:
                pairs.append((ours, floor))
        return from_pairs(f"order of {people} new trainees through HTTP, {self._kind}", target, pairs)

    def count_statements(self, people: int) -> Row:
        """How many statements an order takes, as a ratio to the most it should."""
        engine, told = self._portal.store.engine, []

        def count(*_: object) -> None:
            told.append(1)

        sa.event.listen(engine, "before_cursor_execute", count)
        self._order(people)
        sa.event.remove(engine, "before_cursor_execute", count)
        statements = len(told) + 3  # the store begins, appends and commits on the driver itself
        ratio = _STATEMENTS / statements
        name = f"statements of an order of {people} new trainees, {self._kind}"
        return Row(name, statements, _STATEMENTS, ratio, 1.0, (ratio, ratio))

    def _order(self, people: int) -> float:
        self._orders += 1
        headers = {"Authorization": f"Bearer {self._token}", "Idempotency-Key": f"order-{self._orders:06d}"}
        body = _body(people, self._orders)
        started = time.perf_counter()
        answer = self._client.post("/api/v1/orders", json=body, headers=headers)
        seconds = time.perf_counter() - started
        assert answer.status_code == 201, answer.text
        return seconds


def _prepared(portal: Portal) -> str:
    """One company with a manager and a training on sale. Answers a token."""
    application, context = portal.application, portal.context
    package = read_package(next(f for f in demo_folders() if Path(f).name == "air-dangerous-goods"))
    application.publish_course(context("bench"), package)
    offer = Offer("en", 24, Money(4900, "EUR"), Vat(2000))
    application.make_offer(context("bench"), package.code, offer)
    company = application.add_company(context("bench"), CompanyIdentity("Fret Atlantique SAS"))
    manager = application.appoint_manager(context("bench", company), "Claire", "Morel", "c@example.com", "en")
    with writing(portal.store.engine) as tx:
        return make_token(tx, manager.person, company, "bench", portal.now)


def _body(people: int, order: int) -> dict[str, Any]:
    named = [{"first_name": "Camille", "last_name": f"Dupont {order} {place}"} for place in range(people)]
    line = {"training": course_id("DGA"), "language": "en", "months": 24, "newcomers": named}
    return {"accepted_terms": "2026-01", "lines": [line]}


def _all_rows(engine: sa.Engine) -> dict[str, set[tuple[Any, ...]]]:
    with engine.connect() as tx:
        driver: Any = tx.connection.driver_connection
        return {
            table.name: {_hashable(row) for row in driver.execute(_select(table)).fetchall()}
            for table in metadata.sorted_tables
            if table.name != "course_packages"
        }


def _hashable(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(repr(value) if isinstance(value, dict | list) else value for value in row)


def _select(table: sa.Table) -> str:
    return f'SELECT {", ".join(f"{chr(34)}{c}{chr(34)}" for c in _columns(table))} FROM "{table.name}"'


def _columns(table: sa.Table) -> list[str]:
    return [column.name for column in table.columns if column.name != "transaction_id"]


def _new_rows(before: dict[str, set[Any]], after: dict[str, set[Any]]) -> dict[str, list[tuple[Any, ...]]]:
    """What an order has left: rows that are new, or different from before."""
    return {name: list(rows - before[name]) for name, rows in after.items() if rows - before[name]}


def _bare_app(engine: sa.Engine) -> Flask:
    """One route: read the JSON, write the rows in one transaction, answer JSON."""
    app = Flask("bare")
    sqlite = engine.dialect.name == "sqlite"
    statements = {table.name: _upsert(table, sqlite) for table in metadata.sorted_tables}

    @app.post("/orders")
    def order() -> Any:
        lines = request.get_json()["lines"]
        with writing(engine) as tx:
            driver: Any = tx.connection.driver_connection
            cursor = driver.cursor()
            for name, rows in app.config["ROWS"].items():
                cursor.executemany(statements[name], rows)
        return jsonify({"lines": len(lines)}), 201

    return app


def _upsert(table: sa.Table, sqlite: bool) -> str:
    columns = _columns(table)
    places = ", ".join(["?" if sqlite else "%s"] * len(columns))
    named = ", ".join(f'"{column}"' for column in columns)
    key = ", ".join(f'"{column.name}"' for column in table.primary_key)
    keys = {column.name for column in table.primary_key}
    others = ", ".join(f'"{column}" = excluded."{column}"' for column in columns if column not in keys)
    insert = f'INSERT INTO "{table.name}" ({named}) VALUES ({places}) ON CONFLICT ({key}) DO '
    return insert + (f"UPDATE SET {others}" if others else "NOTHING")
