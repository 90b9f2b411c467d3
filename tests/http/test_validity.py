"""Whether a certificate still counts, in words, at each edge day."""

from datetime import date

import pytest
from flask import Flask
from flask_babel import Babel

from training_portal.http.validity import validity_on

TODAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("renewal_on", "kind", "words"),
    [
        (None, "good", "Valid, needs no renewal"),
        (date(2026, 11, 29), "bad", "Expired"),
        (TODAY, "warm", "Valid until today"),
        (date(2026, 12, 1), "warm", "Due within 3 months"),
        (date(2027, 2, 28), "warm", "Due within 3 months"),
        (date(2027, 3, 1), "good", "Valid"),
    ],
)
def test_each_edge_day_has_its_words(renewal_on: date | None, kind: str, words: str) -> None:
    app = Flask("validity")
    Babel(app)
    with app.test_request_context():
        told = validity_on(renewal_on, TODAY)
    assert (told.kind, told.words) == (kind, words)
