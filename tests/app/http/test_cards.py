"""What she is told next: at each change of a state, in her language, as she chose, and again later."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text

from app.cards.texts import TOPICS, texts
from app.telling import set_tasks_of_cards
from models.words import CardTopic, ReferralState, Role
from tests.support.houses import call, house
from tests.support.served import Caller, Served


def cards(who: Caller, case: str) -> dict[str, dict[str, Any]]:
    """The cards that stand, by topic."""
    return {c["topic"]: c for c in who.ok("GET", f"/referrals/{case}/cards")["cards"]}


def choose(who: Caller, case: str, way: str) -> None:
    version = who.ok("GET", f"/referrals/{case}")["version"]
    who.ok("PUT", f"/referrals/{case}/card-way", {"way": way}, version=version)


def tell(who: Caller, case: str, topic: str, **more: Any) -> Any:
    card = cards(who, case)[topic]["id"]
    sent = {"way": "READ_OUT", "language": "nob", "interpreter": True, **more}
    return who("POST", f"/referrals/{case}/cards/{card}/tell", sent)


def review(boss: Caller, topic: CardTopic, language: str) -> Any:
    sent = {"topic": topic, "language": language, "digest": texts()[topic, language].digest}
    return boss("POST", "/card-reviews", sent)


def move_in(served: Served, boss: Caller, worker: Caller, name: str, case: str) -> dict[str, Any]:
    """She takes a room and comes; which cards stood meanwhile, by the state of the case."""
    home, path, met = house(served, boss, name, "Tromsø", units=1), f"/referrals/{case}", {}

    def note() -> None:
        found = [topic for topic in cards(worker, case) if topic != "RIGHTS"]
        met[worker.ok("GET", path)["state"]] = found

    note()
    found = worker.ok("POST", f"{path}/options", key=None)["options"]
    note()
    option = next(o for o in found if o["shelter"] == home["id"])
    offer = f"/offers/{option['offer']}"
    held = worker.ok("POST", f"{offer}/hold", version=option["version"])
    note()
    yes = home["staff"].ok("POST", f"{offer}/answer", {"yes": True}, version=held["version"])
    took = worker.ok("POST", f"{offer}/accept", version=yes["version"])
    note()
    lives = f"/placements/{took['placement']}"
    home["staff"].ok("POST", f"{lives}/arrive", version=home["staff"].ok("GET", lives)["version"])
    note()
    version = home["staff"].ok("GET", lives)["version"]
    today = served.today().isoformat()
    left = {"departure": "OWN_HOME", "first_night_away": today}
    return {"met": met, "leave": (home["staff"], f"{lives}/end", left, version)}


def test_each_state_has_its_card_and_one_stands_at_a_time(
    served: Served, coordinator: Caller, on_call: Caller
) -> None:
    case = call(served, on_call)["id"]
    lived = move_in(served, coordinator, on_call, "CARD-01", case)
    assert set(lived["met"]) == {"RECEIVED", "OPTIONS_READY", "OFFERED", "ACCEPTED", "ARRIVED"}
    for state, topics in lived["met"].items():
        assert topics == [TOPICS[ReferralState(state)]], state
    who, path, body, version = lived["leave"]
    who.ok("POST", path, body, version=version)
    (only,) = cards(on_call, case).values()
    assert only["topic"] == "LEAVING"
    assert [t["day"] for t in only["tellings"]] == [0], "nobody calls her after she has left"


def test_her_rights_come_with_her_arrival_and_not_when_she_asks(
    served: Served, coordinator: Caller, on_call: Caller
) -> None:
    case = call(served, on_call)["id"]
    assert "RIGHTS" not in cards(on_call, case)
    move_in(served, coordinator, on_call, "CARD-02", case)
    rights = cards(on_call, case)["RIGHTS"]
    assert [t["day"] for t in rights["tellings"]] == [0, 2, 7, 30]


def to_interpret(who: Caller) -> int:
    return sum(t["kind"] == "INTERPRET_CARD" for t in who.ok("GET", "/tasks")["tasks"])


def test_the_house_tells_that_she_is_there_and_her_rights_and_reads_nothing_else(
    served: Served, coordinator: Caller, on_call: Caller
) -> None:
    case = call(served, on_call)["id"]
    other = house(served, coordinator, "CARD-04", "Bodø", units=1)["staff"]
    staff, path, *_ = move_in(served, coordinator, on_call, "CARD-03", case)["leave"]
    here = path.removesuffix("/end")
    found = {c["topic"]: c["id"] for c in staff.ok("GET", f"{here}/cards")["cards"]}
    assert set(found) == {"THERE", "RIGHTS"}
    served.clock.forward(hours=2)
    set_tasks_of_cards(served.service, served.clock())
    assert (to_interpret(staff), to_interpret(other)) == (2, 0)
    sent = {"way": "READ_OUT", "language": "nob", "interpreter": True}
    for card in found.values():
        assert other("POST", f"{here}/cards/{card}/tell", sent).status_code == 404
        staff.ok("POST", f"{here}/cards/{card}/tell", sent)
        assert staff("POST", f"{here}/cards/{card}/tell", sent).status_code == 409
    assert other("GET", f"{here}/cards").status_code == 404
    assert to_interpret(staff) == 0
    told = cards(on_call, case)["RIGHTS"]["tellings"]
    assert [t["told_at"] is not None for t in told] == [True, False, False, False]
    with served.service.store.transaction() as tx:
        moving = "UPDATE cards SET topic = 'MOVING' WHERE id = :id"
        tx.execute(text(moving), {"id": found["THERE"]})
    assert {c["topic"] for c in staff.ok("GET", f"{here}/cards")["cards"]} == {"RIGHTS"}
    served.clock.forward(days=2)
    got = staff("POST", f"{here}/cards/{found['THERE']}/tell", sent)
    assert got.status_code == 404, "where she goes is not the house's to read"


def test_a_text_that_nobody_has_read_goes_to_an_interpreter(
    served: Served, coordinator: Caller, on_call: Caller
) -> None:
    case = call(served, on_call, language={"languages": ["rus"]})["id"]
    card = cards(on_call, case)["LOOKING"]
    assert (card["language"], card["interpreter"]) == ("rus", True)
    assert card["text"] == texts()[CardTopic.LOOKING, "rus"].text
    alone = {"language": "rus", "interpreter": False}
    assert tell(on_call, case, "LOOKING", **alone).status_code == 422
    assert review(coordinator, CardTopic.LOOKING, "rus").status_code == 201
    assert cards(on_call, case)["LOOKING"]["interpreter"] is False
    assert tell(on_call, case, "LOOKING", **alone).status_code == 200
    known = coordinator.ok("GET", "/card-texts")["texts"]
    read = [(t["topic"], t["language"]) for t in known if t["reviewed_at"] and t["reviewer"]]
    assert ("LOOKING", "rus") in read and ("GOING", "rus") not in read


def test_a_review_is_of_one_very_text_and_is_given_once(coordinator: Caller) -> None:
    sent = {"topic": "ASKED", "language": "spa", "digest": "0" * 64}
    assert coordinator("POST", "/card-reviews", sent).status_code == 422
    assert review(coordinator, CardTopic.ASKED, "spa").status_code == 201
    assert review(coordinator, CardTopic.ASKED, "spa").status_code == 409


def test_a_language_without_texts_is_an_interpreters(served: Served, on_call: Caller) -> None:
    case = call(served, on_call, language={"languages": ["tir"]})["id"]
    card = cards(on_call, case)["LOOKING"]
    assert (card["language"], card["interpreter"]) == (None, True)
    assert card["text"] == card["english"] == texts()[CardTopic.LOOKING, "eng"].text
    assert tell(on_call, case, "LOOKING", language="tir", interpreter=False).status_code == 422
    assert tell(on_call, case, "LOOKING", language="tir").status_code == 200


@pytest.mark.parametrize(
    ("chosen", "allowed"),
    [
        (None, {"READ_OUT"}),
        ("READ_OUT", {"READ_OUT"}),
        ("AUDIO", {"READ_OUT", "AUDIO"}),
        ("PAPER", {"READ_OUT", "PAPER"}),
        ("NONE", set()),
    ],
)
def test_nothing_is_left_with_her_that_she_did_not_choose(
    served: Served, on_call: Caller, chosen: str | None, allowed: set[str]
) -> None:
    for way in ("READ_OUT", "AUDIO", "PAPER"):
        case = call(served, on_call)["id"]
        if chosen is not None:
            choose(on_call, case, chosen)
        got = tell(on_call, case, "LOOKING", way=way).status_code
        assert got == (200 if way in allowed else 409), way
    assert on_call.ok("GET", f"/referrals/{case}/cards")["way"] == (chosen or "READ_OUT")


def test_it_is_told_again_on_day_2_7_and_30_and_never_before(
    served: Served, on_call: Caller
) -> None:
    case = call(served, on_call)["id"]
    for days in (0, 2, 5, 23):
        served.clock.forward(days=days)
        assert tell(on_call, case, "LOOKING").status_code == 200
        assert tell(on_call, case, "LOOKING").status_code == 409
    done = cards(on_call, case)["LOOKING"]["tellings"]
    assert [(t["day"], t["way"], t["language"]) for t in done] == [
        (day, "READ_OUT", "nob") for day in (0, 2, 7, 30)
    ]


def kinds(who: Caller, case: str) -> list[str]:
    of_cards = {"NEXT_STEP_CARD", "REPEAT_INFO", "INTERPRET_CARD"}
    found = who.ok("GET", f"/tasks?referral={case}")["tasks"]
    return sorted(t["kind"] for t in found if t["kind"] in of_cards)


def test_what_nobody_told_is_a_task_and_telling_it_is_the_end_of_the_task(
    served: Served, on_call: Caller
) -> None:
    review(served.caller(Role.COORDINATOR), CardTopic.LOOKING, "nob")
    case, service = call(served, on_call)["id"], served.service
    set_tasks_of_cards(service, served.clock())
    assert kinds(on_call, case) == [], "whoever took the call tells her, and has an hour for it"
    served.clock.forward(minutes=61)
    set_tasks_of_cards(service, served.clock())
    assert kinds(on_call, case) == ["NEXT_STEP_CARD"]
    assert tell(on_call, case, "LOOKING", interpreter=False).status_code == 200
    assert kinds(on_call, case) == []
    served.clock.forward(days=2)
    set_tasks_of_cards(service, served.clock())
    set_tasks_of_cards(service, served.clock())
    assert kinds(on_call, case) == ["REPEAT_INFO"]
    on_call.ok("POST", f"/referrals/{case}/options", key=None)
    assert kinds(on_call, case) == [], "another card took its place"


def test_an_unread_text_is_the_task_of_an_interpreter_and_none_is_nobodys_task(
    served: Served, on_call: Caller
) -> None:
    foreign, quiet = (call(served, on_call, language={"languages": ["tha"]})["id"] for _ in "ab")
    choose(on_call, quiet, "NONE")
    served.clock.forward(hours=2)
    set_tasks_of_cards(served.service, served.clock())
    assert kinds(on_call, foreign) == ["INTERPRET_CARD"]
    assert kinds(on_call, quiet) == []


def test_a_card_of_somebody_elses_case_is_not_there(served: Served, on_call: Caller) -> None:
    case, other = call(served, on_call)["id"], served.caller(Role.ON_CALL)
    card = cards(on_call, case)["LOOKING"]["id"]
    sent = {"way": "READ_OUT", "language": "nob", "interpreter": True}
    assert other("GET", f"/referrals/{case}/cards").status_code == 404
    assert other("POST", f"/referrals/{case}/cards/{card}/tell", sent).status_code == 404
    mine = call(served, other)["id"]
    assert other("POST", f"/referrals/{mine}/cards/{card}/tell", sent).status_code == 404


def test_the_database_lets_one_next_step_stand_for_a_case(served: Served, on_call: Caller) -> None:
    case = call(served, on_call)["id"]
    double = (
        "INSERT INTO cards (id, referral_id, topic, made_at)"
        " VALUES (gen_random_uuid(), :r, 'GOING', now())"
    )
    with (
        pytest.raises(Exception, match="uq_cards_next_step"),
        served.service.store.transaction() as tx,
    ):
        tx.execute(text(double), {"r": case})
