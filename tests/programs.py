"""A manager's own program, as it speaks to the API."""

from typing import Any

from flask.testing import FlaskClient

from dsl import Company, World
from training_portal.event_store.engine import writing
from training_portal.http import create_app
from training_portal.identity.tokens import make_token


class Program:
    """A program of a company's manager, with a token."""

    def __init__(self, world: World, company: Company) -> None:
        self.world, self.company = world, company
        with writing(world.portal.store.engine) as tx:
            self.token = make_token(tx, company.manager.person, company.id, "tests", world.clock.now)
        self.client: FlaskClient = create_app(world.portal).test_client()

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def get(self, path: str, **headers: str) -> Any:
        return self.client.get(f"/api/v1{path}", headers={**self.headers, **headers})

    def patch(self, path: str, tag: str, **body: Any) -> Any:
        headers = {**self.headers, **({"If-Match": tag} if tag else {})}
        return self.client.patch(f"/api/v1{path}", json=body, headers=headers)

    def order(self, key: str = "order-0001", **body: Any) -> Any:
        sent = {"accepted_terms": "2026-01", **body}
        return self.client.post("/api/v1/orders", json=sent, headers={**self.headers, "Idempotency-Key": key})
