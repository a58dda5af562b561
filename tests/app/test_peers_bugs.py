"""The seventeen tests that the faults of other systems have bought, each by its number.

Systems that place people into scarce beds have had these faults in public. A number names the tests
that would see the fault in ours; those that stood in no other file are in ``tests/faults``.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

HTTP = "tests/app/http"
BOUGHT: dict[int, tuple[str, tuple[str, ...]]] = {
    1: (
        "a move frees the old unit in the same transaction",
        (f"{HTTP}/test_transfers.py::test_a_move_of_each_reason_from_proposal_to_the_new_house",),
    ),
    2: (
        "one person never has two live places",
        ("tests/app/store/test_holds.py::test_one_household_has_one_placement_per_night",),
    ),
    3: (
        "what is held and not yet agreed counts against what is free",
        ("tests/app/store/test_holds.py::test_a_held_unit_is_refused_to_everybody_else",),
    ),
    4: (
        "50 who want 10 beds at once get 10 beds",
        ("tests/faults/test_takers.py::test_50_takers_at_once_get_10_beds_and_nobody_half_a_one",),
    ),
    5: (
        "the house she goes to cannot do what is for the house she leaves",
        ("tests/faults/test_houses_apart.py::test_the_next_house_cannot_end_the_stay_before_it",),
    ),
    6: (
        "to give one offer up ends no other, hers or anybody's",
        ("tests/faults/test_houses_apart.py::test_giving_one_hold_up_ends_no_other",),
    ),
    7: (
        "what a no means is applied and told, and lowers no priority",
        (
            f"{HTTP}/test_offers_to_her.py::test_her_no_needs_no_reason_moves_no_priority_and_leads_at_once_to_the_next",
            f"{HTTP}/test_offers_to_her.py::test_a_house_that_never_takes_her_is_barred_until_a_review_lifts_its_no",
        ),
    ),
    8: (
        "who was placed once is placed again years later",
        ("tests/faults/test_houses_apart.py::test_who_left_is_placed_again_three_years_later",),
    ),
    9: (
        "to make a case of somebody restricted is checked as to read one",
        (
            "tests/security/test_known_and_unknown.py::test_known_and_unknown_persons_are_answered_alike",
            f"{HTTP}/test_kode6.py::test_v8_2_4_a_kode6_case_is_the_404_of_a_random_id_for_all_who_are_not_named",
        ),
    ),
    10: (
        "a unit that is taken tells no night and nobody",
        ("tests/faults/test_houses_apart.py::test_a_unit_that_is_taken_tells_no_night_and_nobody",),
    ),
    11: (
        "what is sent by mail, hook or text lets nobody in",
        (
            f"{HTTP}/test_notices.py::test_a_mail_has_the_same_text_as_subject_and_body",
            f"{HTTP}/test_somebody_hears.py::test_a_gateway_of_text_messages_gets_a_number_and_the_constant_text",
        ),
    ),
    12: (
        "an independent checker for every hard rule, none of its features present too",
        (
            "tests/matching/test_rules_against_naive.py::test_rulebook_and_retelling_agree_on_what_hypothesis_finds",
            "tests/matching/test_security.py::test_each_feature_is_needed_for_the_level_it_belongs_to",
            "tests/matching/test_check_mutants.py::test_a_hundred_spoiled_plans_are_all_rejected",
        ),
    ),
    13: (
        "what is unknown is danger, or is asked",
        (
            "tests/matching/test_h02_secure_enough.py::test_a_level_nobody_knows_asks_for_s3",
            "tests/matching/test_h10_critical_services.py::test_a_service_nobody_told_of_is_absent",
        ),
    ),
    14: (
        "no id, count, order or time confirms somebody restricted",
        (
            "tests/security/test_two_worlds.py::test_no_answer_tells_of_the_secret",
            f"{HTTP}/test_kode6.py::test_v8_2_4_a_kode6_case_is_the_404_of_a_random_id_for_all_who_are_not_named",
        ),
    ),
    15: (
        "no series of counts tells of one house",
        (
            f"{HTTP}/test_outside.py::test_statistics_hide_small_counts_in_company_and_tell_finished_quarters_alone",
            "tests/faults/test_houses_apart.py::test_what_is_free_is_told_to_nobody_outside",
        ),
    ),
    16: (
        "a free text that may hold an address is refused or not told",
        (
            f"{HTTP}/test_calls.py::test_a_line_that_may_name_somebody_is_refused_and_not_repeated",
            f"{HTTP}/test_offers_to_her.py::test_duties_that_name_a_place_are_not_told",
        ),
    ),
    17: (
        "no title or label that leaves the house says who is in it",
        (
            "tests/app/test_card_texts.py::test_a_forbidden_word_in_any_text_stops_it",
            f"{HTTP}/test_notices.py::test_a_hook_gets_the_constant_text_and_nothing_of_whom_or_what",
            "tests/dashboard/test_files.py::test_the_page_itself_holds_no_script_no_style_and_a_neutral_title",
        ),
    ),
}


def test_every_number_has_its_tests() -> None:
    assert sorted(BOUGHT) == list(range(1, 18))
    assert all(tests for _, tests in BOUGHT.values())


@pytest.mark.parametrize("number", BOUGHT)
def test_the_tests_of_each_number_are_there(number: int) -> None:
    for named in BOUGHT[number][1]:
        path, _, wanted = named.partition("::")
        tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
        assert wanted in {n.name for n in tree.body if isinstance(n, ast.FunctionDef)}, named
