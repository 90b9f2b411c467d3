"""Views made anew while orders come in from several processes: nobody is refused, nothing is missing."""

from pathlib import Path

from dsl import World
from faults.campaign import buyer_of
from faults.ledger import Journal, look_over
from faults.nursery import Nurseries
from training_portal.event_store.beside import change_places
from training_portal.event_store.engine import appending
from training_portal.event_store.rebuild import rebuild, verify
from training_portal.event_store.rebuilding import Rebuilding
from training_portal.portal import PROJECTIONS
from training_portal.projections.orders import Orders


def test_all_views_are_rebuilt_while_three_processes_order(
    world: World, mini: Path, tmp_path: Path, nurseries: Nurseries
) -> None:
    course, url = world.course(mini), world.portal.settings.database_url
    buyers = [(nursery, Journal()) for nursery in nurseries(3)]
    for nursery, journal in buyers:
        nursery.start("buy", url=url, folder=str(tmp_path), who=buyer_of(world.company(), course))
        journal.note([nursery.until("asked")])
    for projection in PROJECTIONS:
        rebuild(world.portal.store, projection)
        for nursery, journal in buyers:
            journal.note(list(nursery.lines(0)))
            assert nursery.is_busy
    for nursery, journal in buyers:
        journal.note(nursery.tell_to_end())
    journals = [journal for _, journal in buyers]
    assert [words for journal in journals for words in (*journal.refused, *journal.failed)] == []
    found = look_over(world.portal, journals)
    assert found.faults() == {}
    assert found.orders == found.acknowledged > 0


def test_a_rebuild_that_did_not_catch_up_before_the_switch_would_be_found_out(
    world: World, mini: Path
) -> None:
    course, company = world.course(mini), world.company()
    world.order(company, course, ["Inès Caron"])
    rebuilding = Rebuilding(world.portal.store.engine, world.portal.store.shelf, Orders())
    rebuilding.catch_up()
    missed = world.order(company, course, ["Noël Petit"])
    with appending(world.portal.store.engine) as tx:
        change_places(tx, Orders.tables)
    assert missed.id in {difference.id for difference in verify(world.portal.store, Orders())}
