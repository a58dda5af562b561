"""Which database is used: the one that was given, or none of those."""

from __future__ import annotations

import pytest

from app.postgres import Addresses, PostgresFailed, database, given

SERVICE, OWNER = "postgresql://s@/x", "postgresql://o@/x"


def test_no_word_means_none_was_given():
    assert given({}) is None
    assert given({"DATABASE_URL": ""}) is None


def test_each_role_has_its_own_address():
    there = given({"DATABASE_URL": SERVICE, "DATABASE_OWNER_URL": OWNER})
    assert there == Addresses(owner_url=OWNER, service_url=SERVICE, planner_url=SERVICE)


def test_an_owner_without_a_service_is_refused_rather_than_forgotten():
    with pytest.raises(PostgresFailed, match="DATABASE_URL is not"):
        given({"DATABASE_OWNER_URL": OWNER})


def test_a_given_database_starts_nothing(tmp_path):
    with database({"DATABASE_URL": SERVICE}, tmp_path / "folder") as there:
        assert there.service_url == SERVICE
    assert not (tmp_path / "folder").exists()


def test_the_repr_of_addresses_holds_no_address():
    assert repr(Addresses(OWNER, SERVICE, SERVICE)) == "Addresses()"
