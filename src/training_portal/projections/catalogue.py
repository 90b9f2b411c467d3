"""The catalogue: trainings on sale, with their offers."""

from collections.abc import Sequence

import sqlalchemy as sa

from ..aggregates.course import Course
from ..event_store.projection import Projection, follows
from ..event_store.recorded import Recorded
from ..event_store.rows import Rows
from ..event_store.searching import holds
from ..event_store.tables import metadata
from ..values import Money, Offer, Outline, Vat, folded

trainings = sa.Table(
    "view_catalogue",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("code", sa.Text, nullable=False),
    sa.Column("titles", sa.JSON, nullable=False),
    sa.Column("summaries", sa.JSON, nullable=False),
    sa.Column("languages", sa.JSON, nullable=False),
    sa.Column("package", sa.Text, nullable=False),
    sa.Column("content_version", sa.Integer, nullable=False),
    sa.Column("duration_minutes", sa.Integer, nullable=False),
    sa.Column("modules", sa.Integer, nullable=False),
    sa.Column("pass_mark", sa.Integer, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("renewal_rule", sa.Text, nullable=False),
    sa.Column("search", sa.Text, nullable=False),
)
offers = sa.Table(
    "view_catalogue_offers",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("training", sa.Text, nullable=False, index=True),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("months", sa.Integer, nullable=False),
    sa.Column("price_minor", sa.Integer, nullable=False),
    sa.Column("list_minor", sa.Integer),
    sa.Column("currency", sa.Text, nullable=False),
    sa.Column("vat_basis_points", sa.Integer, nullable=False),
    sa.Column("vat_exemption", sa.Text, nullable=False),
)
titles = sa.Table(
    "view_catalogue_titles",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("training", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
)
"""Every title that a training has or had, in whatever language: views keep the one of their day."""


class Catalogue(Projection):
    """What companies can buy."""

    name = "catalogue"
    tables = (trainings, offers, titles)

    @follows(Course.CoursePublished)
    def _published(self, recorded: Recorded[Course.CoursePublished], rows: Rows) -> None:
        event = recorded.event
        rows.put(
            trainings,
            recorded.stream,
            code=event.code,
            package=event.package,
            content_version=1,
            **_shown(event.code, event.outline),
        )
        _know(rows, recorded.stream, event.outline)

    @follows(Course.VersionPublished, reads=lambda r: [(trainings, r.stream)])
    def _version_published(self, recorded: Recorded[Course.VersionPublished], rows: Rows) -> None:
        row = rows.get(trainings, recorded.stream)
        if row:
            rows.change(
                trainings,
                recorded.stream,
                package=recorded.event.package,
                content_version=row["content_version"] + 1,
                **_shown(row["code"], recorded.event.outline),
            )
        _know(rows, recorded.stream, recorded.event.outline)

    @follows(Course.OfferMade)
    def _offer_made(self, recorded: Recorded[Course.OfferMade], rows: Rows) -> None:
        offer = recorded.event.offer
        rows.put(
            offers,
            f"{recorded.stream}/{offer.language}/{offer.months}",
            training=recorded.stream,
            language=offer.language,
            months=offer.months,
            price_minor=offer.price.minor,
            list_minor=offer.list_price.minor if offer.list_price else None,
            currency=offer.price.currency,
            vat_basis_points=offer.vat.basis_points,
            vat_exemption=offer.vat.exemption,
        )

    @follows(Course.OfferWithdrawn)
    def _offer_withdrawn(self, recorded: Recorded[Course.OfferWithdrawn], rows: Rows) -> None:
        rows.remove(offers, f"{recorded.stream}/{recorded.event.language}/{recorded.event.months}")


def _know(rows: Rows, training: str, outline: Outline) -> None:
    for title in outline.titles.values():
        rows.put(titles, f"{training}/{title}", training=training, title=title)


def _shown(code: str, outline: Outline) -> dict[str, object]:
    return {
        "titles": outline.titles,
        "summaries": outline.summaries,
        "languages": list(outline.languages),
        "duration_minutes": outline.duration_minutes,
        "modules": len(outline.modules),
        "pass_mark": outline.pass_mark,
        "attempts": outline.attempts,
        "renewal_rule": outline.renewal_rule.value,
        "search": folded(" ".join([code, *outline.titles.values(), *outline.summaries.values()])),
    }


def trainings_on_sale(tx: sa.Connection, search: str = "", language: str = "") -> Sequence[sa.RowMapping]:
    """Trainings with at least one offer (in a language, if said), by code. The same for every company."""
    sold = sa.select(offers.c.training)
    if language:
        sold = sold.where(offers.c.language == language)
    statement = sa.select(trainings).where(trainings.c.id.in_(sold), holds(trainings.c.search, search))
    return tx.execute(statement.order_by(trainings.c.code)).mappings().all()


def training(tx: sa.Connection, id: str) -> sa.RowMapping | None:
    """One training of the catalogue, on sale or not."""
    return tx.execute(sa.select(trainings).where(trainings.c.id == id)).mappings().first()


def offers_by_training(tx: sa.Connection, ids: Sequence[str]) -> dict[str, list[Offer]]:
    """The standing offers of some trainings, by language and frequency."""
    statement = sa.select(offers).where(offers.c.training.in_(ids))
    found: dict[str, list[Offer]] = {id: [] for id in ids}
    for row in tx.execute(statement.order_by(offers.c.language, offers.c.months)).mappings():
        price = Money(row["price_minor"], row["currency"])
        vat, full = Vat(row["vat_basis_points"], row["vat_exemption"]), row["list_minor"]
        list_price = None if full is None else Money(full, row["currency"])
        found[row["training"]].append(Offer(row["language"], row["months"], price, vat, list_price))
    return found


def titles_in(tx: sa.Connection, language: str) -> dict[str, str]:
    """Today's titles in a language, by every title that their trainings have or had in any.

    A training that is not taught in that language is not named, nor is a title that several trainings bear.
    """
    statement = sa.select(titles.c.title, trainings.c.titles).join(
        trainings, trainings.c.id == titles.c.training
    )
    found: dict[str, set[str]] = {}
    for title, by_language in tx.execute(statement):
        if language in by_language:
            found.setdefault(title, set()).add(by_language[language])
    return {title: spoken.pop() for title, spoken in found.items() if len(spoken) == 1}
