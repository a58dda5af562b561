"""Notices over real receivers: they say nothing, come in time, and survive a kill."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from app.notices.hooks import HooksRefused, read_hooks
from app.notices.outbox import sending
from app.notices.sender import TEXT, NotSent
from app.notices.webhook import Webhook
from app.store import notices, outbox
from models.words import Role
from tests.support.receivers import hook_receiver, mail_receiver
from tests.support.served import Caller, Served


def hooks_file(folder: Path, said: Any, mode: int = 0o600) -> Path:
    path = folder / "hooks.json"
    path.write_text(json.dumps(said))
    path.chmod(mode)
    return path


def heard_by(served: Served, hook: str) -> Caller:
    who = served.caller(Role.COORDINATOR)
    served.caller(Role.ADMIN).ok("PUT", f"/accounts/{who.account}/notice-way", {"hook": hook})
    return who


def notice_to(served: Served, who: Caller) -> None:
    with served.service.store.transaction() as tx:
        notices.add(tx, [who.account], about="alarm", subject=who.token_id, now=served.clock())


def state(served: Served, who: Caller) -> Any:
    with served.service.store.transaction() as tx:
        return tx.execute(
            text(
                "SELECT tries, sent_at IS NOT NULL AS sent, given_up_at IS NOT NULL AS given_up"
                " FROM notices WHERE account_id = :a ORDER BY made_at DESC LIMIT 1"
            ),
            {"a": who.account},
        ).one()


def test_a_hook_gets_the_constant_text_and_nothing_of_whom_or_what(
    served: Served, tmp_path: Path
) -> None:
    with hook_receiver() as received:
        url = f"http://127.0.0.1:{received.port}/abc"
        hooks = read_hooks(hooks_file(tmp_path, {"hooks": {"one": {"webhook": url}}})).notices
        who = heard_by(served, "one")
        notice_to(served, who)
        sending(hooks)(served.service, served.clock())
    assert len(received.got) == 1
    assert received.got[0].endswith(json.dumps({"text": TEXT}, separators=(",", ":")).encode())
    for secret in (str(who.account), "alarm", str(who.token_id)):
        assert secret.encode() not in received.got[0]
    assert (state(served, who).sent, state(served, who).tries) == (True, 1)


def test_a_mail_has_the_same_text_as_subject_and_body(served: Served, tmp_path: Path) -> None:
    with mail_receiver() as received:
        said = {
            "mail": {"host": "127.0.0.1", "port": received.port, "from": "havn@example.org"},
            "hooks": {"two": {"mail": "somebody@example.org"}},
        }
        hooks = read_hooks(hooks_file(tmp_path, said)).notices
        who = heard_by(served, "two")
        notice_to(served, who)
        sending(hooks)(served.service, served.clock())
    assert len(received.got) == 1
    assert f"Subject: {TEXT}\r\n".encode() in received.got[0]
    assert received.got[0].count(TEXT.encode()) == 2
    assert str(who.account).encode() not in received.got[0]
    assert state(served, who).sent


def test_a_receiver_that_says_no_is_asked_again_within_a_minute(
    served: Served, tmp_path: Path
) -> None:
    with hook_receiver(refusals=2) as received, served.clock.standing():
        url = f"http://127.0.0.1:{received.port}/abc"
        send = sending(
            read_hooks(hooks_file(tmp_path, {"hooks": {"three": {"webhook": url}}})).notices
        )
        who = heard_by(served, "three")
        notice_to(served, who)
        for _ in range(12):
            send(served.service, served.clock())
            served.clock.forward(seconds=5)
        assert len(received.got) == 3
        assert state(served, who).sent
        served.clock.forward(seconds=-60)


def test_a_notice_of_a_clock_that_was_far_ahead_goes_out_now(
    served: Served, tmp_path: Path
) -> None:
    with hook_receiver() as received:
        url = f"http://127.0.0.1:{received.port}/abc"
        hooks = read_hooks(hooks_file(tmp_path, {"hooks": {"ahead": {"webhook": url}}})).notices
        who = heard_by(served, "ahead")
        notice_to(served, who)
        with served.service.store.transaction() as tx:
            ahead = {"a": who.account, "then": served.clock() + timedelta(days=30)}
            tx.execute(text("UPDATE notices SET next_at = :then WHERE account_id = :a"), ahead)
        sending(hooks)(served.service, served.clock())
        assert len(received.got) == 1
    assert state(served, who).sent


def test_a_notice_claimed_by_a_process_that_was_killed_is_sent_later(
    served: Served, tmp_path: Path
) -> None:
    with hook_receiver() as received, served.clock.standing():
        url = f"http://127.0.0.1:{received.port}/abc"
        hooks = read_hooks(hooks_file(tmp_path, {"hooks": {"four": {"webhook": url}}})).notices
        who = heard_by(served, "four")
        notice_to(served, who)
        with served.service.store.transaction() as tx:
            assert len(outbox.claim(tx, served.clock(), 50, hooks.keys())) == 1
        sending(hooks)(served.service, served.clock())
        assert received.got == []
        served.clock.forward(seconds=10)
        sending(hooks)(served.service, served.clock())
        assert len(received.got) == 1
        served.clock.forward(seconds=-10)


def test_who_has_no_hook_has_the_inbox_alone(served: Served) -> None:
    who = served.caller(Role.COORDINATOR)
    notice_to(served, who)
    sending({})(served.service, served.clock())
    assert (state(served, who).sent, state(served, who).given_up) == (False, True)
    with served.service.store.transaction() as tx:
        outbox.forget(tx, served.clock() + timedelta(seconds=1))
        left = tx.execute(text("SELECT count(*) FROM notices")).scalar_one()
    assert left == 0


def test_the_database_knows_a_hook_and_no_address(served: Served) -> None:
    who = served.caller(Role.COORDINATOR)
    admin = served.caller(Role.ADMIN)
    path = f"/accounts/{who.account}/notice-way"
    for address in ("https://hooks.example.org/x", "me@example.org", "+4799999999"):
        assert admin("PUT", path, {"hook": address}).status_code == 422
    admin.ok("PUT", path, {"hook": "five"})
    admin.ok("PUT", path, {"hook": None})
    assert who("PUT", path, {"hook": "five"}).status_code == 404


@pytest.mark.parametrize(
    ("said", "mode"),
    [
        ({"hooks": {}}, 0o644),
        ({"hooks": {"one": {"webhook": "http://example.org/x"}}}, 0o600),
        ({"hooks": {"one": {"mail": "somebody@example.org"}}}, 0o600),
        ([], 0o600),
    ],
)
def test_a_file_of_hooks_that_is_not_safe_is_refused(tmp_path: Path, said: Any, mode: int) -> None:
    with pytest.raises(HooksRefused):
        read_hooks(hooks_file(tmp_path, said, mode))


def test_an_address_shows_in_no_text(tmp_path: Path) -> None:
    assert "example" not in repr(Webhook("https://secret.example.org/x"))
    with pytest.raises(NotSent) as failed:
        Webhook("http://127.0.0.1:1/secret").send()
    assert str(failed.value) == ""


def test_v15_3_2_a_redirect_is_a_no_and_is_not_followed() -> None:
    with hook_receiver() as elsewhere, hook_receiver(sends_to=elsewhere) as received:
        with pytest.raises(NotSent):
            Webhook(f"http://127.0.0.1:{received.port}/abc").send()
        assert len(received.got) == 1
        assert elsewhere.got == []
