"""Imports on PostgreSQL: what comes in, comes again and is undone, as the tests of the services tell it."""

from tests.services.test_imports_portfolio import *  # noqa: F403
