"""Replays and circumstances on PostgreSQL: read from it into memory, and written to it, as on SQLite."""

from __future__ import annotations

from tests.services.sending.test_replay import (  # noqa: F401
    ago,
    pays,
    test_a_claim_of_then_stops_and_its_end_frees,
    test_an_invoice_is_spoken_of_on_its_day_until_it_was_paid,
    test_consents_and_opt_outs_count_from_their_day,
    test_one_day_with_the_state_of_today_is_what_planning_does,
    today,
)
from tests.services.test_circumstances import (  # noqa: F401
    ana,
    test_quiet_moves_until_its_day_and_asks_nobody,
    test_the_trail_tells_who_and_keeps_the_matter_where_it_can_be_erased,
    test_two_circumstances_hold_until_both_have_ended,
)
