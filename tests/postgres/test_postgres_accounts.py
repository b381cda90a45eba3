"""PostgreSQL, accounts"""

from tests.services.test_services_accounts import *  # noqa: F403
