"""People and their sessions on PostgreSQL, as the tests of the services tell it."""

from tests.services.test_services_accounts import (
    eva,
    quick_hashes,
    test_a_hash_with_weaker_parameters_is_renewed_at_sign_in,
    test_a_person_is_added_once_whatever_the_capitals,
    test_changing_ones_password_needs_the_old_one_and_keeps_only_this_browser,
    test_closing_an_account_ends_its_sessions_and_opening_it_does_not_bring_them_back,
    test_each_change_is_in_the_trail_without_secrets,
    test_one_ends_ones_own_sessions_and_not_anothers,
)

__all__ = [
    "eva",
    "quick_hashes",
    "test_a_hash_with_weaker_parameters_is_renewed_at_sign_in",
    "test_a_person_is_added_once_whatever_the_capitals",
    "test_changing_ones_password_needs_the_old_one_and_keeps_only_this_browser",
    "test_closing_an_account_ends_its_sessions_and_opening_it_does_not_bring_them_back",
    "test_each_change_is_in_the_trail_without_secrets",
    "test_one_ends_ones_own_sessions_and_not_anothers",
]
