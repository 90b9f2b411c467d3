"""What following an order costs: the statements of each view, however many newcomers it names."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from dsl import World


@pytest.mark.parametrize(
    ("view", "most"), [("view_conventions", 2), ("view_training_to_renew", 1), ("view_trainees", 2)]
)
def test_an_order_of_newcomers_is_followed_by_few_statements(
    world: World, mini: Path, view: str, most: int
) -> None:
    course, company = world.course(mini), world.company()
    world.order(company, course, ["Karim Benali"])
    asked: list[str] = []
    engine = world.portal.store.engine
    sa.event.listen(engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    world.order(company, course, ["Zoé Lefèvre", "Ann O’Neill", "Wojciech Łukasik"])
    assert len([statement for statement in asked if view in statement]) == most
