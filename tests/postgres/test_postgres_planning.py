"""Planning by the crowd on PostgreSQL: the columns are read and joined as on SQLite, and each message is the same."""

from __future__ import annotations

from tests.services.sending.test_planning_alike import (  # noqa: F401
    test_a_crowd_is_written_in_the_order_of_its_people,
    test_one_of_a_crowd_answers_for_all_of_it_as_each_would_alone,
)
