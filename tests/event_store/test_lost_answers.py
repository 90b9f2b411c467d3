"""A connection that breaks during the COMMIT: what was recorded is answered, and nothing is done twice."""

import pytest
import sqlalchemy as sa

from event_store.club import club, context, join, joined, promote
from event_store.cutting import CuttingProxy
from training_portal.errors import OutcomeIsUnknown
from training_portal.event_store.engine import make_engine, reading
from training_portal.event_store.schema import events


def test_a_commit_whose_answer_was_lost_is_recognised(postgres_url: str) -> None:
    with CuttingProxy(postgres_url) as proxy:
        engine = make_engine(proxy.url)
        store, again = club(engine), context()
        joined(store)
        proxy.cut_after_commit()
        answer = store.perform(again, lambda work: {"id": join(work).id})
        assert proxy.cuts == 1
        assert store.perform(again, lambda work: {"id": join(work).id}) == answer
        assert _streams(engine)[1:] == [answer["id"]]
        engine.dispose()


def test_a_commit_that_never_arrived_is_done_again(postgres_url: str) -> None:
    with CuttingProxy(postgres_url) as proxy:
        engine = make_engine(proxy.url)
        store = club(engine)
        id = joined(store)
        proxy.cut_before_commit()
        store.perform(context(), lambda work: promote(work, id))
        assert proxy.cuts == 1
        assert _streams(engine) == [id, id]
        engine.dispose()


def test_a_commit_whose_outcome_cannot_be_asked_is_not_called_undone(postgres_url: str) -> None:
    proxy = CuttingProxy(postgres_url)
    engine = make_engine(proxy.url)
    store, again = club(engine), context()
    joined(store)
    with proxy:
        proxy.cut_after_commit(for_good=True)
        with pytest.raises(OutcomeIsUnknown):
            store.perform(again, lambda work: {"id": join(work).id})
    engine.dispose()
    direct = make_engine(postgres_url)
    assert len(_streams(direct)) == 2
    club(direct).perform(again, lambda work: {"id": join(work).id})
    assert len(_streams(direct)) == 2
    direct.dispose()


def _streams(engine: sa.Engine) -> list[str]:
    with reading(engine) as tx:
        return list(tx.execute(sa.select(events.c.stream).order_by(events.c.position)).scalars())
