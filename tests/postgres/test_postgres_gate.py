"""The gate on PostgreSQL, asked again when a message is claimed, as the tests of sending tell it."""

from tests.services.sending.test_dispatch_gate import *  # noqa: F403
