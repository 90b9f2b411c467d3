"""Companies: the provider's clients, as staff see them."""

from collections.abc import Sequence

import sqlalchemy as sa

from ..aggregates.account import Account
from ..event_store.lists import Found, Wanted, counts_by, page_of, words_by_id
from ..event_store.projection import Projection, follows
from ..event_store.recorded import Recorded
from ..event_store.rows import Rows
from ..event_store.searching import found_in
from ..event_store.tables import Instant, metadata
from ..values import folded

companies = sa.Table(
    "view_companies",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("address", sa.JSON, nullable=False),
    sa.Column("siren", sa.Text, nullable=False),
    sa.Column("vat_number", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("suspended_for_debt", sa.Boolean, nullable=False),
    sa.Column("standing_po_number", sa.Text, nullable=False),
    sa.Column("needs_po_number", sa.Boolean, nullable=False),
    sa.Column("opened_at", Instant, nullable=False),
    sa.Column("search", sa.Text, nullable=False),
)
SORTS = ("search", "state", "opened_at")


class Companies(Projection):
    """Every client company with the state of its account: open or suspended."""

    name = "companies"
    tables = (companies,)

    @follows(Account.AccountOpened)
    def _opened(self, recorded: Recorded[Account.AccountOpened], rows: Rows) -> None:
        identity = recorded.event.identity
        rows.put(
            companies,
            recorded.stream,
            name=identity.name,
            address=list(identity.address),
            siren=identity.siren,
            vat_number=identity.vat_number,
            language=identity.language,
            state="open",
            suspended_for_debt=False,
            standing_po_number="",
            needs_po_number=False,
            opened_at=recorded.event.timestamp,
            search=folded(f"{identity.name} {identity.siren}"),
        )

    @follows(Account.AccountSuspended, reads=lambda r: [(companies, r.stream)])
    def _suspended(self, recorded: Recorded[Account.AccountSuspended], rows: Rows) -> None:
        for_debt = bool(recorded.event.invoices)
        rows.change(companies, recorded.stream, state="suspended", suspended_for_debt=for_debt)

    @follows(Account.AccountReinstated, reads=lambda r: [(companies, r.stream)])
    def _reinstated(self, recorded: Recorded[Account.AccountReinstated], rows: Rows) -> None:
        rows.change(companies, recorded.stream, state="open", suspended_for_debt=False)

    @follows(Account.PurchaseOrderRuleChosen, reads=lambda r: [(companies, r.stream)])
    def _rule_chosen(self, recorded: Recorded[Account.PurchaseOrderRuleChosen], rows: Rows) -> None:
        event = recorded.event
        rows.change(
            companies,
            recorded.stream,
            standing_po_number=event.standing,
            needs_po_number=event.required,
        )


def company(tx: sa.Connection, id: str) -> sa.RowMapping | None:
    """One client company, for its own people and for staff."""
    return tx.execute(sa.select(companies).where(companies.c.id == id)).mappings().first()


def page(tx: sa.Connection, wanted: Wanted) -> Found:
    """One page of the client companies; for staff only."""
    return page_of(tx, companies, sa.true(), wanted, SORTS)


def counts_by_state(tx: sa.Connection, search: str) -> dict[str, int]:
    """How many client companies are open, suspended or closed; for staff only."""
    return counts_by(tx, companies, sa.true(), "state", search)


def names_of(tx: sa.Connection, ids: Sequence[str]) -> dict[str, str]:
    """The names of some client companies by id; for staff only."""
    return words_by_id(tx, companies, sa.true(), ids, "name")


def found_by(tx: sa.Connection, search: str) -> Sequence[str]:
    """The ids of the client companies that a search finds, none without a search; for staff only."""
    return tx.scalars(sa.select(companies.c.id).where(found_in(companies, search))).all() if search else []


def all_companies(tx: sa.Connection) -> Sequence[sa.RowMapping]:
    """Every client company by name; for staff only."""
    return tx.execute(sa.select(companies).order_by(companies.c.search)).mappings().all()
