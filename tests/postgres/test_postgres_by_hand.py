"""Messages by hand on PostgreSQL: what is shown before is what goes, as the tests of sending tell it."""

from tests.services.sending.test_sending_by_hand import *  # noqa: F403
