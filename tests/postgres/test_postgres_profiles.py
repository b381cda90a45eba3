"""Profiles on PostgreSQL: the stories of the services' tests, told on the other database."""

from tests.services.test_profiles import *  # noqa: F403
