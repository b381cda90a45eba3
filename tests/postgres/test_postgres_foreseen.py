"""What becomes of a message that waits, foreseen on PostgreSQL as the tests of sending tell it."""

from tests.services.sending.test_sending_foreseen import *  # noqa: F403
