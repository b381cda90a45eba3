"""Templates on PostgreSQL: written, approved and frozen, as the tests of the services tell it."""

from tests.services.test_templates import *  # noqa: F403
