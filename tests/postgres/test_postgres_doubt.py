"""Doubts on PostgreSQL: what may have gone is looked up, as the tests of sending tell it."""

from tests.services.sending.test_dispatch_doubt import *  # noqa: F403
