"""Purchase Training: the catalogue, and putting a training into the cart."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from training_portal.errors import NotFound
from training_portal.http.access import MANAGER, may_enter, send_to, wants_fragment
from training_portal.http.current import command_context, portal
from training_portal.http.forms import read_form, shows_again, typed
from training_portal.http.listing import ListShape, ListState
from training_portal.http.purchase import purchase, purchase_under_way
from training_portal.http.schemas.purchase import OfferChosen
from training_portal.http.speech import spoken_language
from training_portal.projections.catalogue import offers_by_training, training, trainings_on_sale
from training_portal.values import FREQUENCIES, LANGUAGES, Offer

blueprint = Blueprint("catalogue", __name__)
SHAPE = ListShape(filters={"language": LANGUAGES, "months": tuple(str(months) for months in FREQUENCIES)})


@dataclass(frozen=True, slots=True)
class Card:
    """A training of the catalogue with its offers, one of which is chosen."""

    row: sa.RowMapping
    offers: Sequence[Offer]
    chosen: Offer

    @property
    def title(self) -> str:
        """The title in the reader's language, else in the first one taught."""
        return _in_words(self.row["titles"])

    @property
    def summary(self) -> str:
        """The summary in the reader's language, else in the first one taught."""
        return _in_words(self.row["summaries"])

    @property
    def languages(self) -> list[str]:
        """The languages it is sold in."""
        return list(dict.fromkeys(offer.language for offer in self.offers))

    @property
    def frequencies(self) -> list[int]:
        """The renewal periods it is sold with in the chosen language, in months."""
        return [offer.months for offer in self.offers if offer.language == self.chosen.language]

    @property
    def has_one_price(self) -> bool:
        """Whether language and frequency make no difference."""
        return len({offer.price for offer in self.offers}) == 1


@blueprint.get("/purchase-training")
@may_enter(MANAGER)
def show() -> ResponseReturnValue:
    """The trainings on sale, narrowed by search, language and frequency; the cart beside them."""
    state = ListState.read(request.args, url_for("catalogue.show"), SHAPE)
    with portal().reading() as tx:
        cards = _cards(tx, state)
        under_way = purchase_under_way(tx)
    return render_template("catalogue/show.html", state=state, cards=cards, purchase=under_way)


@blueprint.get("/purchase-training/<id>")
@may_enter(MANAGER)
def card(id: str) -> ResponseReturnValue:
    """One training with the price of the language and frequency asked for."""
    with portal().reading() as tx:
        row = training(tx, id)
        offers = offers_by_training(tx, [id])[id]
    if row is None or not offers:
        raise NotFound
    asked = Card(
        row, offers, _chosen(offers, request.args.get("language", ""), request.args.get("months", ""))
    )
    return render_template("catalogue/one.html", card=asked, purchase=purchase())


@blueprint.post("/cart/lines")
@may_enter(MANAGER)
@shows_again(show)
def add() -> ResponseReturnValue:
    """Put a training into the cart, or bring its price there up to date."""
    form = read_form(OfferChosen)
    line = portal().application.add_to_cart(
        command_context(), form["training"], form["language"], form["months"]
    )
    under_way = purchase()
    words = gettext("%(title)s is in your cart.", title=under_way.line(line).title)
    if wants_fragment():
        return render_template("catalogue/added.html", purchase=under_way, words=words)
    flash(words, "good")
    return send_to(url_for("catalogue.show"))


def _cards(tx: sa.Connection, state: ListState) -> list[Card]:
    language, months = state.filters.get("language", ""), state.filters.get("months", "")
    rows = trainings_on_sale(tx, state.search, language)
    offers = offers_by_training(tx, [row["id"] for row in rows])
    cards = []
    for row in rows:
        sold = offers[row["id"]]
        again = row["id"] == typed("training")
        wanted = (typed("language"), typed("months")) if again else (language or spoken_language(), months)
        if not months or any(str(offer.months) == months for offer in sold):
            cards.append(Card(row, sold, _chosen(sold, *wanted)))
    return cards


def _chosen(offers: Sequence[Offer], language: str, months: str) -> Offer:
    """The offer nearest to what is asked for: the language first, then the frequency."""
    return min(offers, key=lambda offer: (offer.language != language, str(offer.months) != months))


def _in_words(by_language: dict[str, str]) -> str:
    return by_language.get(spoken_language()) or next(iter(by_language.values()), "")
