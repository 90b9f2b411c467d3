"""Notices permuted, doubled, delayed and mixed with lies lead to where the ordered ones lead."""

from dsl import World
from till.sequences import Campaign
from training_portal.event_store.rebuild import verify
from training_portal.payments.notices import payment_notices
from training_portal.projections.payments import Payments

SEQUENCES = 40


def test_notices_in_any_order_lead_to_the_same_state(world: World) -> None:
    campaign = Campaign(world, seed=2024)
    wrong = [found for _ in range(SEQUENCES) if (found := campaign.differs())]
    assert wrong == []
    refused = {row["why"] for row in world.rows(payment_notices) if row["state"] == "refused"}
    assert refused >= {"NoticeIsForged", "NoticeIsTooOld", "AmountDiffers", "AccountDiffers"}
    assert verify(world.portal.store, Payments()) == []


def test_a_till_that_believes_every_notice_is_found_out(sqlite_world: World) -> None:
    """The control: without the protection, doubled notices are counted twice, and the campaign sees it."""
    campaign = Campaign(sqlite_world, seed=2024)
    assert any(campaign.differs(protected=False, with_lies=False) for _ in range(10))
