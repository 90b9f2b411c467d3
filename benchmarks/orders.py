"""An order through HTTP, against a bare Flask route that writes the very same rows by raw SQL."""

import time
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from benchmarks.databases import Databases
from benchmarks.measuring import Row, from_pairs
from benchmarks.same_rows import all_rows, new_rows, writer
from flask import Flask, jsonify, request

from training_portal.aggregates.account import CompanyIdentity
from training_portal.aggregates.course import course_id
from training_portal.courses.package import demo_folders, read_package
from training_portal.event_store.engine import make_engine, writing
from training_portal.event_store.schema import create_schema
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
            before = all_rows(self._portal.store.engine)
            ours = self._order(people)
            self._bare.config["ROWS"] = new_rows(before, all_rows(self._portal.store.engine))
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


def _bare_app(engine: sa.Engine) -> Flask:
    """One route: read the JSON, write the rows in one transaction, answer JSON."""
    app = Flask("bare")
    write = writer(engine)

    @app.post("/orders")
    def order() -> Any:
        lines = request.get_json()["lines"]
        write(app.config["ROWS"])
        return jsonify({"lines": len(lines)}), 201

    return app
