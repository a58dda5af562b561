"""Whatever is done to the audit chain is found, and the first harmed act is named."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import create_engine

from app.postgres_cluster import ADMIN, Cluster
from tests.support.database import Database
from tests.support.tampering import WAYS, Tampering

TRIALS = 100


def test_of_a_hundred_ways_to_tamper_a_hundred_are_found(
    postgres: Cluster, database: Database
) -> None:
    engine = create_engine(postgres.url(ADMIN, database.name))
    with postgres.connect(database.name) as direct:
        hands = Tampering(engine, direct, acts=40)
        trials = [hands.trial(number) for number in range(TRIALS)]
    engine.dispose()
    assert [trial for trial in trials if not trial.found] == []
    met = Counter(trial.how for trial in trials)
    assert set(met) == {way.__name__ for way in WAYS}
