"""The test provider as a process: what card payments lead to until a real provider is set."""

from urllib.parse import urlsplit

import click
from werkzeug.serving import make_server

from ..payments.test_provider import make_test_provider
from .opening import settings_or_stop


@click.command("test-provider")
@click.option("--host", default="", help="Where to listen; by default where TEST_PROVIDER_ADDRESS says.")
@click.option("--port", type=click.IntRange(1, 65535), default=None)
def test_provider(host: str, port: int | None) -> None:
    """Run the payment provider that moves no money: a page to pay, decline or leave, and signed notices."""
    settings = settings_or_stop()
    cards = settings.card_payments
    if not cards.is_test:
        raise click.ClickException(
            "STRIPE_SECRET_KEY names another payment provider: this one is not needed."
        )
    address = urlsplit(cards.api_base)
    provider = make_test_provider(
        settings.data_dir / "test-provider.db",
        secret_key=cards.secret_key,
        webhook_secret=cards.webhook_secret,
        notices_to=f"{settings.base_url}/payments/notices",
    )
    place = (host or address.hostname or "127.0.0.1", port or address.port or 8001)
    server = make_server(*place, provider.app, threaded=True)
    click.echo(f"The test provider listens at http://{place[0]}:{place[1]}. It moves no money.", err=True)
    provider.post.start()
    server.serve_forever()
