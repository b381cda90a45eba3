"""Retention clocks on PostgreSQL, as the tests of the services tell them."""

from tests.services.test_retention import *  # noqa: F403
