"""The monthly proof on PostgreSQL, as the tests of the services tell it."""

from tests.services.test_compliance_proof import *  # noqa: F403
