"""Promises, calls, disputes and payments on PostgreSQL, as the tests of the services tell it."""

from tests.services.test_people_work import *  # noqa: F403
