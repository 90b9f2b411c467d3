"""Which provider the settings name: the portal's own until a key is given, real money only when meant."""

from pathlib import Path

import pytest

from training_portal.settings import Settings, read_settings


def read(folder: Path, **environ: str) -> Settings:
    return read_settings({"TRAINING_PORTAL_DATA": str(folder), **environ})


def test_without_a_key_cards_are_taken_by_the_test_provider(tmp_path: Path) -> None:
    cards = read(tmp_path).card_payments
    assert (cards.is_test, cards.live, cards.api_base) == (True, False, "http://127.0.0.1:8001")
    assert cards.secret_key.startswith("sk_test_")
    assert cards == read(tmp_path).card_payments
    assert cards.webhook_secret != read(tmp_path / "other").card_payments.webhook_secret


def test_the_secrets_are_not_shown(tmp_path: Path) -> None:
    cards = read(tmp_path).card_payments
    assert cards.secret_key not in repr(cards)
    assert cards.webhook_secret not in repr(cards)


def test_a_test_key_of_stripes_leads_to_stripe(tmp_path: Path) -> None:
    cards = read(tmp_path, STRIPE_SECRET_KEY="sk_test_1", STRIPE_WEBHOOK_SECRET="whsec_1").card_payments
    assert (cards.is_test, cards.live, cards.api_base) == (False, False, "")
    assert cards.pages == "https://checkout.stripe.com"


def test_real_money_moves_only_when_that_is_meant(tmp_path: Path) -> None:
    keys = {"STRIPE_SECRET_KEY": "sk_live_1", "STRIPE_WEBHOOK_SECRET": "whsec_1"}
    with pytest.raises(ValueError, match="REAL_MONEY"):
        read(tmp_path, **keys)
    assert read(tmp_path, **keys, REAL_MONEY="on").card_payments.live
    with pytest.raises(ValueError, match="STRIPE_API_BASE"):
        read(tmp_path, **keys, REAL_MONEY="on", STRIPE_API_BASE="http://127.0.0.1:8001")


@pytest.mark.parametrize(
    ("keys", "named"),
    [
        ({"STRIPE_SECRET_KEY": "pk_test_1", "STRIPE_WEBHOOK_SECRET": "whsec_1"}, "STRIPE_SECRET_KEY"),
        ({"STRIPE_SECRET_KEY": "sk_test_1"}, "STRIPE_WEBHOOK_SECRET"),
    ],
)
def test_half_a_provider_is_refused(keys: dict[str, str], named: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=named):
        read(tmp_path, **keys)
