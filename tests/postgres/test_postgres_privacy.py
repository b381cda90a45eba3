"""Erasing, restricting and taking out a person's data on PostgreSQL: the same stories as on SQLite, apart from its files."""

from tests.services.test_erasure import (  # noqa: F401
    ask,
    canary,
    test_an_open_dispute_or_promise_or_request_stands_in_the_way,
    test_no_word_of_the_person_is_left_in_any_table,
    test_the_ledger_stays_with_its_amounts_and_dates,
    test_the_trail_verifies_after_an_erasure_and_says_that_it_was_made,
)
from tests.services.test_erasure_imports import (  # noqa: F401
    erased,
    run,
    test_a_new_document_of_hers_brings_her_in_with_every_channel_closed,
)
from tests.services.test_person_export import test_every_column_is_told_or_left_out_for_a_reason  # noqa: F401
from tests.services.test_privacy_rights import (  # noqa: F401
    ana,
    test_a_database_that_forgot_a_restriction_is_told_again,
    test_the_same_request_told_twice_stays_one_and_one_from_tomorrow_is_refused,
)
