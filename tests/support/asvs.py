"""docs/asvs.md: every requirement of ASVS 5.0.0 of level 1 and 2 that applies, and what shows it.

``python -m tests.support.asvs`` writes the page. Beside a requirement stand the tests that carry its
id in their name (``test_v8_2_2_...``), which are found by themselves, and those that are named here.
Where the standard asks for a text, the page names it. What nothing shows is said to be not met, or not
to arise and why. The words are our own; the text of the standard is not repeated.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "asvs.md"
NAMED = re.compile(
    r"^\s*(?:async )?def (test_(?:v|asvs_)(\d+)_(\d+)_(\d+)(?:_\w*)?)\(", re.MULTILINE
)
TEST = re.compile(r"(tests/[\w/]+)\.py::(\w+)")
SKIPPED = {"tests/matching"}
"""Its tests are named after the vectors of domain 12."""

REQUIREMENTS = """
1.1.1|2|input decoded once, before it is judged|tests/app/http/test_border.py::test_hostile_bodies_are_refused
1.1.2|2|output written for its interpreter last of all|-JSON is written by the serialiser alone; the page sets text, never markup: see 3.2.2
1.2.1|1|output fits where it stands|tests/dashboard/test_headers.py::test_v3_4_3_the_policy_lets_nothing_foreign_in_and_no_text_become_markup
1.2.2|1|parts of addresses are escaped, schemes are known|tests/app/http/test_searches.py::test_v14_2_1_no_route_takes_a_word_in_its_query
1.2.3|1|no script or JSON glued from texts|tests/dashboard/test_headers.py::test_v3_4_3_the_policy_lets_nothing_foreign_in_and_no_text_become_markup
1.2.4|1|statements take parameters|
1.2.5|1|no command line from input|
1.2.6|2|directory services|-there is none
1.2.7|2|XPath|-there is no XML
1.2.8|2|LaTeX|-there is none
1.2.9|2|texts in patterns are escaped|-no pattern is built from input
1.3.1|1|HTML from editors is cleaned|-no HTML is taken
1.3.2|1|nothing is evaluated|
1.3.3|2|dangerous contexts get only safe characters|tests/app/http/test_border.py::test_hostile_bodies_are_refused
1.3.4|2|drawings from users|-none are taken
1.3.5|2|templates and style sheets from users|-none are taken
1.3.6|2|the service asks no address of the caller's choice|tests/security/test_no_egress.py
1.3.7|2|templates are not made of input|-no template is rendered
1.3.8|2|JNDI|-there is none
1.3.9|2|memcache|-there is none
1.3.10|2|format strings|-none comes from input
1.3.11|2|mail systems|tests/app/http/test_notices.py::test_a_mail_has_the_same_text_as_subject_and_body
1.4.1|2|memory-safe code|-Python; native parts are wheels pinned by hash
1.4.2|2|numbers keep their range|tests/app/http/test_border.py::test_hostile_bodies_are_refused
1.4.3|2|memory is given back|-Python
1.5.1|1|XML parsers resolve nothing|-there is no XML
1.5.2|2|only known types are read back|tests/app/http/test_border.py::test_hostile_bodies_are_refused
2.1.1|1|the form of each input is written down|tests/app/http/test_schema.py
2.1.2|2|how values fit together is written down|tests/app/http/test_schema.py
2.1.3|2|limits of use are written down|=docs/security.md 3 and 6
2.2.1|1|every input is checked against its form|tests/app/http/test_schema.py, tests/app/http/test_bodies.py
2.2.2|1|and on the server|tests/app/http/test_border.py::test_422_says_where_and_never_what
2.2.3|2|values that do not fit together are refused|tests/app/http/test_bodies.py
2.3.1|1|steps in their order, none skipped|tests/app/http/test_booking.py
2.3.2|2|limits of use hold|tests/app/http/test_place_quotas.py
2.3.3|2|an act is whole or did not happen|tests/app/store/test_transactions.py
2.3.4|2|nothing is booked twice|tests/app/store/test_race.py, tests/app/store/test_holds.py
2.4.1|2|nobody asks without end|
3.2.1|1|an answer is not taken for something else|tests/app/http/test_border.py::test_security_headers_are_on_every_answer
3.2.2|1|text is set as text|tests/dashboard/test_headers.py::test_v3_4_3_the_policy_lets_nothing_foreign_in_and_no_text_become_markup
3.3.1|1|cookies are Secure and named so|tests/app/http/test_sign_in.py::test_a_passkey_opens_a_session_in_a_cookie_that_no_script_reads, tests/dashboard/test_sign_in.py::test_v14_3_1_signing_out_tells_the_browser_to_forget
3.3.2|2|cookies stay on their own site|tests/app/http/test_sign_in.py::test_a_passkey_opens_a_session_in_a_cookie_that_no_script_reads
3.3.3|2|cookies belong to one host|tests/app/http/test_sign_in.py::test_a_passkey_opens_a_session_in_a_cookie_that_no_script_reads, tests/dashboard/test_sign_in.py::test_v14_3_1_signing_out_tells_the_browser_to_forget
3.3.4|2|scripts do not see the session|tests/app/http/test_sign_in.py::test_a_passkey_opens_a_session_in_a_cookie_that_no_script_reads
3.4.1|1|HTTPS is remembered for a year|tests/app/http/test_border.py::test_security_headers_are_on_every_answer
3.4.2|1|no other origin reads answers|
3.4.3|2|a strict policy of contents|
3.4.4|2|types are not guessed|tests/app/http/test_border.py::test_security_headers_are_on_every_answer
3.4.5|2|no address is handed on|tests/app/http/test_border.py::test_security_headers_are_on_every_answer
3.4.6|2|nobody frames the page|tests/app/http/test_border.py::test_security_headers_are_on_every_answer
3.5.1|1|requests of other sites do nothing|
3.5.2|1|no write without a question to the browser first|tests/app/http/test_border.py::test_415_for_another_type
3.5.3|1|reading methods change nothing|
3.5.4|2|other applications, other hosts|-one application
3.5.5|2|messages between windows|-none are listened to
3.7.1|2|no dead technology in the browser|-native modules alone
3.7.2|2|no redirect to strangers|tests/app/http/test_sign_in_by_provider.py::test_a_linked_person_signs_in_with_the_providers_word_and_a_code
4.1.1|1|answers say their type|
4.1.2|2|no silent step from HTTP to HTTPS|
4.1.3|2|a caller does not write a proxy's headers|
4.2.1|2|where a message ends is clear|tests/app/http/test_border.py::test_a_stream_without_a_length_is_cut_off_at_64_kib
4.3.1|2|GraphQL costs|-there is none
4.3.2|2|GraphQL introspection|-there is none
4.4.1|1|WebSockets are encrypted|-there are none
4.4.2|2|WebSockets know their origin|-there are none
4.4.3|2|tokens of WebSockets|-there are none
4.4.4|2|how they are given out|-there are none
6.1.1|1|how guessing is slowed is written down|=docs/decisions/0082-slower-never-locked.md
6.1.2|2|words that no password may be are written down|=app/contract/password_rules.py
6.1.3|2|every way in is written down|=docs/decisions/0080-passkeys-first-password-and-code-second.md, docs/decisions/0083-links-to-enrol-and-recovery.md, docs/decisions/0084-a-word-under-duress.md, docs/decisions/0088-an-identity-provider.md
6.2.1|1|passwords are long enough|tests/app/http/test_enrolment.py::test_passwords_are_long_and_not_the_first_that_is_tried
6.2.2|1|a password can be changed|
6.2.3|1|and only with the present one|!a step-up is asked, by a passkey or a code, and not the present password
6.2.4|1|and not to a common one|
6.2.5|1|any characters are allowed|tests/app/http/test_enrolment.py::test_passwords_are_long_and_not_the_first_that_is_tried
6.2.6|1|fields hide it|tests/dashboard/test_sign_in.py::test_a_password_and_a_code_let_her_in
6.2.7|1|it may be pasted|tests/dashboard/test_sign_in.py::test_a_password_and_a_code_let_her_in
6.2.8|1|it is taken as it is|
6.2.9|2|64 characters are allowed|tests/app/http/test_enrolment.py::test_passwords_are_long_and_not_the_first_that_is_tried
6.2.10|2|it does not grow old by itself|
6.2.11|2|words of this service are no password|tests/app/http/test_enrolment.py::test_passwords_are_long_and_not_the_first_that_is_tried, tests/app/http/test_enrolment.py::test_the_own_handle_is_no_password
6.2.12|2|nor one that was leaked|
6.3.1|1|guessing is slowed|tests/app/http/test_sign_in_by_password.py::test_v2_4_1_each_attempt_waits_longer_and_a_right_one_after_its_wait_is_let_in, tests/app/http/test_sign_in_by_password.py::test_v2_4_1_many_at_once_are_counted_as_many
6.3.2|1|no default accounts|tests/app/test_first_administrator.py
6.3.3|2|two factors|
6.3.4|2|no side way in|tests/app/http/test_sign_in_by_password.py::test_v6_3_6_there_is_no_other_way_in
6.4.1|1|first secrets are random, short-lived, once|tests/app/http/test_enrolment.py::test_a_link_is_used_once, tests/app/http/test_enrolment.py::test_a_link_ends_after_a_day_to_the_second_and_with_the_next_one
6.4.2|1|no secret questions|-there are none
6.4.3|2|recovery keeps the second factor|tests/app/http/test_enrolment.py::test_v6_3_3_a_password_opens_nothing_before_its_first_code
6.4.4|2|who lost a factor is recognised as at the start|tests/app/http/test_recovery.py::test_two_administrators_recover_an_account_and_its_person_enrols_anew
6.5.1|2|a code counts once|
6.5.2|2|short codes are hashed slowly|-there is no list of codes; a link is 256 random bits
6.5.3|2|codes and seeds are random|
6.5.4|2|codes are long enough|-neither lists of codes nor codes by another way are used
6.5.5|2|codes are short-lived|!a code lives up to 60 s, the half minute of the telephone and the one before; it is taken once
6.6.1|2|telephone as a factor|-not offered
6.6.2|2|out-of-band answers belong to one request|-there are none
6.6.3|2|and are not guessed|-there are none
6.8.1|2|identity providers are kept apart|-one provider at most
6.8.2|2|their signatures are checked|tests/app/http/test_sign_in_by_provider.py::test_v9_1_1_a_token_of_another_key_vouches_for_nobody, tests/app/http/test_sign_in_by_provider.py::test_v9_1_2_a_token_without_a_signature_of_the_provider_vouches_for_nobody
6.8.3|2|SAML once|-there is none
6.8.4|2|how strongly they asked is checked|tests/app/http/test_sign_in_by_provider.py::test_v6_3_3_the_providers_word_without_a_right_code_opens_nothing
7.1.1|2|times of sessions are written down|=docs/security.md 2, AT01; docs/decisions/0081-sessions-in-the-database.md
7.1.2|2|how many at once is written down|=docs/security.md 8
7.1.3|2|federated sessions are written down|=docs/decisions/0088-an-identity-provider.md
7.2.1|1|sessions are judged by the server|tests/app/http/test_sessions.py::test_an_unknown_cookie_is_401_as_none_is
7.2.2|1|no static keys as sessions|tests/app/http/test_sign_in.py::test_a_passkey_opens_a_session_in_a_cookie_that_no_script_reads, tests/app/http/test_sessions.py::test_v7_5_3_a_step_up_gives_five_minutes_and_a_new_secret
7.2.3|1|session tokens are random enough|tests/app/http/test_sign_in.py::test_a_passkey_opens_a_session_in_a_cookie_that_no_script_reads
7.2.4|1|a new token with each sign-in|tests/app/http/test_sessions.py::test_v7_5_3_a_step_up_gives_five_minutes_and_a_new_secret
7.3.1|2|idle sessions end|
7.3.2|2|long ones too|
7.4.1|1|an ended session is dead|tests/app/http/test_sessions.py::test_v14_3_1_signing_out_ends_the_session_and_clears_the_browser
7.4.2|1|a closed account has none|
7.4.3|2|a changed factor can end the others|tests/app/http/test_sessions.py::test_a_new_way_in_ends_every_other_session
7.4.4|2|the way out is in sight|tests/dashboard/test_sign_in.py::test_what_she_meets_inside_keeps_nobody_out
7.4.5|2|administrators can end sessions|
7.5.1|2|a changed factor asks again who it is|tests/app/http/test_sessions.py::test_every_way_in_is_listed_and_the_last_one_stays
7.5.2|2|one sees and ends one's own sessions|
7.6.1|2|sessions and identity provider agree|!the provider is not asked again; eight hours end ours
7.6.2|2|no session by itself|tests/app/http/test_sign_in_by_provider.py::test_only_our_own_page_begins
8.1.1|1|who may do what is written down|tests/architecture/test_routes.py::test_the_table_and_the_routes_agree
8.1.2|2|field by field|
8.2.1|1|no route without a right|tests/app/http/test_border.py::test_another_role_gets_the_404_of_a_random_id
8.2.2|1|no object without a right|tests/security/test_two_worlds.py::test_no_answer_tells_of_the_secret, tests/app/http/test_isolation.py
8.2.3|2|no field without a right|
8.3.1|1|the server decides|tests/app/http/test_border.py::test_another_role_gets_the_404_of_a_random_id
8.4.1|2|no tenant touches another|
11.1.1|2|how keys live is written down|
11.1.2|2|an inventory of keys and ciphers|=docs/security.md 7, docs/keys.md, docs/decisions/0100-keys-and-custodians.md
11.2.1|2|proven implementations|tests/architecture/test_import_contracts.py
11.2.2|2|ciphers and keys can be replaced|!keys are replaced by commands (tests/app/keeping/test_rotation.py); no test replaces a cipher
11.2.3|2|128 bits at least|tests/app/vault/test_seal.py
11.3.1|1|no weak modes|tests/app/vault/test_seal.py
11.3.2|1|approved ciphers alone|tests/app/vault/test_seal.py
11.3.3|2|what is encrypted cannot be changed|tests/app/vault/test_seal.py
11.4.1|1|approved hashes alone|
11.4.2|2|passwords are hashed slowly|tests/app/http/test_sign_in_by_password.py::test_a_hash_without_the_key_outside_the_database_opens_nothing
11.4.3|2|hashes long enough for what they prove|tests/security/test_tampering.py::test_of_a_hundred_ways_to_tamper_a_hundred_are_found
11.4.4|2|keys from passwords are stretched|-no key is made from a password
11.5.1|2|what must not be guessed is random|tests/app/http/test_border.py::test_a_token_stands_nowhere_in_the_records
11.6.1|2|approved signatures and keys|
12.1.1|1|TLS 1.2 and later|tests/app/test_serving.py::test_a_process_in_production
12.1.2|2|strong suites|!those of Python's own choice; no test of its own
12.1.3|2|certificates of clients are checked|!no client certificates are asked for by the service itself
12.2.1|1|no talk in clear with the outside|
12.2.2|1|trusted certificates|!a matter of the installation; nothing here checks it
12.3.1|2|no talk in clear inside either|!the database of an installation is reached as its address says; only the embedded socket is tested
12.3.2|2|clients check certificates|!as 12.3.1
12.3.3|2|services inside talk TLS|-one process
12.3.4|2|and trust few|-one process
13.1.1|2|who is talked to is written down|tests/security/test_no_egress.py
13.2.1|2|parts log in to each other|tests/app/postgres/test_running.py
13.2.2|2|with the least rights|tests/migrations/test_roles.py
13.2.3|2|and no default password|tests/app/postgres/test_running.py
13.2.4|2|only listed systems are talked to|tests/security/test_no_egress.py
13.2.5|2|also by the server|tests/security/test_no_egress.py
13.3.1|2|secrets are kept apart|
13.3.2|2|few see a secret|tests/security/test_canary_sweep.py::test_no_token_and_no_key_stands_anywhere
13.4.1|1|no history of sources in what is deployed|tests/architecture/test_dockerfile_commands.py
13.4.2|2|no debugging in production|tests/security/test_canary_sweep.py::test_a_fault_tells_nothing
13.4.3|2|no listings|-no folder is served
13.4.4|2|no TRACE|tests/app/http/test_border.py::test_405_and_404_are_problems
13.4.5|2|schema and figures are not public|tests/architecture/test_routes.py::test_the_schema_is_told_in_demo_mode_alone
14.1.1|2|data have classes|tests/models/test_records.py::test_each_column_has_its_class
14.1.2|2|classes have rules|tests/models/test_records.py::test_each_record_says_how_long_it_is_kept_and_who_may_write
14.2.1|1|nothing secret in an address|
14.2.2|2|nothing secret in caches|tests/app/http/test_border.py::test_security_headers_are_on_every_answer
14.2.3|2|nothing to strangers|tests/security/test_no_egress.py
14.2.4|2|the rules of each class hold|tests/security/test_canary_sweep.py::test_no_canary_is_anywhere_but_where_the_list_allows_it
14.3.1|1|the browser forgets|
14.3.2|2|nothing is cached|tests/app/http/test_border.py::test_security_headers_are_on_every_answer
14.3.3|2|nothing is kept in the browser|
15.1.1|1|how fast weak parts are replaced is written down|=docs/security.md 8
15.1.2|2|a list of all parts|tests/architecture/test_locks.py
15.1.3|2|what is costly is written down|=docs/security.md 2 (AT07) and docs/decisions/0110-the-night-plan-at-scale.md
15.2.1|1|no part is older than that|!no check of advisories runs here
15.2.2|2|costly things cannot stop the rest|tests/app/http/test_plan_runs.py
15.2.3|2|no test code in production|tests/architecture/test_dockerfile_commands.py
15.3.1|1|only the fields that are needed|tests/app/http/test_isolation.py::test_a_shelter_sees_itself_without_reason_threat_or_network
15.3.2|2|outgoing calls follow no redirects|
15.3.3|2|no field slips in|tests/app/http/test_border.py::test_422_says_where_and_never_what
15.3.4|2|whose address it is comes from a trusted proxy|tests/app/http/test_wire.py::test_v4_1_3_only_a_configured_proxy_is_believed
15.3.5|2|types are strict|tests/app/http/test_border.py::test_hostile_bodies_are_refused
15.3.6|2|no polluted prototypes|!checked by the types of the page alone
15.3.7|2|a parameter said twice|tests/app/http/test_border.py::test_hostile_bodies_are_refused
16.1.1|2|what is logged is written down|tests/app/test_log.py
16.2.1|2|who, what, when, where|tests/app/store/test_chain.py
16.2.2|2|times in UTC|tests/app/test_log.py
16.2.3|2|logs go where they should|tests/app/test_serving.py
16.2.4|2|one form for all lines|tests/app/test_log.py
16.2.5|2|no secret in a log|
16.3.1|2|sign-ins are recorded|tests/app/http/test_sign_in.py::test_sign_ins_and_refusals_are_in_the_chain_without_what_was_typed
16.3.2|2|refused access is recorded|
16.3.3|2|attempts to get around are recorded|tests/app/http/test_sign_in_by_password.py::test_at07_attempts_tell_somebody_once, tests/app/test_honey.py::test_whoever_opens_a_decoy_is_heard_once_and_planting_it_is_silent
16.3.4|2|faults are recorded|tests/security/test_canary_sweep.py::test_a_fault_tells_nothing
16.4.1|2|no line breaks out of a log|tests/app/test_log.py
16.4.2|2|records cannot be changed unseen|tests/security/test_tampering.py::test_of_a_hundred_ways_to_tamper_a_hundred_are_found
16.4.3|2|and are kept elsewhere too|
16.5.1|2|a fault shows nothing|tests/security/test_canary_sweep.py::test_a_fault_tells_nothing
16.5.2|2|others may fail|tests/app/http/test_plan_runs.py
16.5.3|2|a fault closes|
"""
"""id | level | in our words | tests, ``=`` where it is written, ``-`` why it does not arise, ``!`` why it
is not met."""


@dataclass(frozen=True)
class Requirement:
    """One line of the page."""

    id: str
    level: int
    words: str
    named: tuple[str, ...]
    written: str | None
    arises_not: str | None
    unmet: str | None


def requirements() -> dict[str, Requirement]:
    """Every requirement by its id."""
    found = {}
    for line in REQUIREMENTS.strip().splitlines():
        id_, level, words, shown = line.split("|")
        first, rest = shown[:1], shown[1:]
        tests = () if first in ("=", "-", "!", "") else tuple(s.strip() for s in shown.split(","))
        found[id_] = Requirement(
            id_,
            int(level),
            words,
            tests,
            rest if first == "=" else None,
            rest if first == "-" else None,
            rest if first == "!" else None,
        )
    return found


def carried() -> dict[str, list[str]]:
    """Tests that carry the id of a requirement in their name, by id."""
    found: dict[str, list[str]] = {}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        where = path.relative_to(ROOT).as_posix()
        if any(where.startswith(skipped) for skipped in SKIPPED):
            continue
        for match in NAMED.finditer(path.read_text(encoding="utf-8")):
            found.setdefault(".".join(match.groups()[1:]), []).append(f"{where}::{match[1]}")
    return found


def shown_by(one: Requirement, tests: dict[str, list[str]]) -> list[str]:
    """The tests of a requirement, those that carry its id first."""
    return list(dict.fromkeys([*tests.get(one.id, []), *one.named]))


def page() -> str:
    """The whole page."""
    all_, tests = requirements(), carried()
    met = [one for one in all_.values() if shown_by(one, tests)]
    rest = [one for one in all_.values() if one not in met]
    written = [one for one in rest if one.written]
    away = [one for one in rest if one.arises_not]
    lines = [
        "# ASVS 5.0.0, levels 1 and 2",
        "",
        (
            "Written by `python -m tests.support.asvs`; `tests/security/test_asvs.py` compares. A test"
            " that carries an id in its name (`test_v8_2_2_...`) stands here by itself. The words are"
            " ours and short: the standard has the requirement itself."
        ),
        "",
        (
            f"{len(all_)} requirements of levels 1 and 2 apply: all but those of file upload (V5),"
            " self-contained tokens (V9), OAuth (V10) and WebRTC (V17), which this service has not; of"
            f" V10 only the optional sign-in by OIDC would ask. {len(met)} are shown by a test,"
            f" {len(written)} ask for a text and have it, {len(away)} do not arise here,"
            f" {len(rest) - len(written) - len(away)} are not met."
        ),
        "",
        "| id | level | asks | shown by |",
        "|---|---|---|---|",
    ]
    lines += [
        f"| {one.id} | {one.level} | {one.words} | {_shown(one, tests)} |" for one in all_.values()
    ]
    beyond = sorted(set(tests) - set(all_), key=lambda i: [int(n) for n in i.split(".")])
    lines += ["", "Of level 3, and of chapters that do not apply as a whole, tests carry:", ""]
    lines += [f"* {id_}: {', '.join(f'`{t}`' for t in tests[id_])}" for id_ in beyond]
    return "\n".join(lines) + "\n"


def _shown(one: Requirement, tests: dict[str, list[str]]) -> str:
    named = shown_by(one, tests)
    if named:
        return ", ".join(f"`{name}`" for name in named)
    if one.written:
        return f"written down: {one.written}"
    if one.arises_not:
        return f"does not arise: {one.arises_not}"
    return f"**not met**: {one.unmet or 'no test shows it'}"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
