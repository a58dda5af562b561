"""Everything that the screen can say, it can say in both languages."""

from __future__ import annotations

import re

import pytest

from app.phone.booking import TRAVEL
from app.phone.questions import FIELDS, Kind
from app.phone.words import WORDS, Language, text
from app.use_cases.options import LADDER
from matching.vocabulary import Region, ShelterKind
from models.words import TaskKind


@pytest.mark.parametrize("language", list(Language))
def test_each_field_has_its_words(language: Language):
    for one in FIELDS:
        for name in (f"say.{one.id}", f"f.{one.id}", f"q{one.question}"):
            assert text(name, language) != name
        if one.kind is Kind.SOME:
            shown = text(f"keys.{one.id}", language)
            for key in one.keys:
                assert re.search(rf"(^| ){key} ", shown), (one.id, key)


@pytest.mark.parametrize("language", list(Language))
def test_each_word_of_the_service_has_its_words(language: Language):
    names = [
        *(f"region.{one}" for one in Region),
        *(f"kind.{one}" for one in ShelterKind),
        *(f"step.{one}" for one in LADDER),
        *(f"rung.{one.value}" for one in TaskKind if one.name.startswith("LADDER_")),
        *(f"travel.{one}" for one in TRAVEL),
    ]
    for name in names:
        assert text(name, language) != name


def test_nothing_said_to_her_names_what_she_fled_or_a_kind_of_house():
    forbidden = re.compile("traffick|menneskehandel|crisis|krise|victim|offer for", re.IGNORECASE)
    assert not [name for name, both in WORDS.items() if any(forbidden.search(t) for t in both)]
