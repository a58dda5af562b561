"""No text of a card tells what she flees or where she is, and each is whole in every language."""

from __future__ import annotations

import re

import pytest

from app.cards.texts import FORBIDDEN, LANGUAGES, TOPICS, ForbiddenWord, checked, texts
from app.places.gazetteer import load_gazetteer
from models.words import CardTopic, ReferralState


def test_every_state_has_a_card_and_every_card_a_text_in_five_languages() -> None:
    assert set(TOPICS) == set(ReferralState)
    assert set(LANGUAGES) == {"nob", "eng", "pol", "rus", "spa"} == set(FORBIDDEN)
    assert set(texts()) == {(topic, language) for topic in CardTopic for language in LANGUAGES}


def test_each_card_says_that_she_can_say_no_and_how_she_reaches_somebody() -> None:
    no = {
        "eng": ("say no", "number", "code word"),
        "nob": ("si nei", "nummeret", "kodeordet"),
        "pol": ("powiedzieć nie", "numer", "hasło"),
        "rus": ("сказать нет", "номеру", "кодовое слово"),
        "spa": ("decir que no", "número", "palabra clave"),
    }
    for (topic, language), text in texts().items():
        assert all(part in text.text for part in no[language]), (topic, language)


def test_no_text_names_a_place_of_the_gazetteer() -> None:
    names = {entry.name for entry in load_gazetteer().entries}
    for text in texts().values():
        inside = re.findall(r"(?<=[\w,] )[^\W\d_]\w+", text.text)  # not the first of a sentence
        assert not names & set(inside), (text.topic, text.language)


@pytest.mark.parametrize(
    ("language", "slip"),
    [
        (language, word)
        for language in LANGUAGES
        for word in (*FORBIDDEN[language], "Prostitution", "ROSA", "{name}", "https://")
    ],
)
def test_a_forbidden_word_in_any_text_stops_it(language: str, slip: str) -> None:
    said = dict.fromkeys(CardTopic, "Words.") | {"TAIL": "More words."}
    assert checked(language, said)
    with pytest.raises(ForbiddenWord):
        checked(language, said | {CardTopic.GOING: f"Words {slip.title()} words."})
    with pytest.raises(ForbiddenWord):
        checked(language, {name: text for name, text in said.items() if name != CardTopic.RIGHTS})
