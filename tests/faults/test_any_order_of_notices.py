"""The long campaign: ten thousand sequences of notices, permuted, doubled, delayed, mixed with lies."""

import pytest

from dsl import World
from till.sequences import Campaign

SEQUENCES, BATCH = 10_000, 250


@pytest.mark.faults
def test_ten_thousand_sequences_lead_to_the_same_state(sqlite_world: World) -> None:
    for batch in range(SEQUENCES // BATCH):
        campaign = Campaign(sqlite_world, seed=batch)
        wrong = [found for _ in range(BATCH) if (found := campaign.differs())]
        assert wrong == [], f"seed {batch}"
