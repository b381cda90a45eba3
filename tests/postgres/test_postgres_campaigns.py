"""Campaigns on PostgreSQL from draft to delivered, as the tests of sending tell it."""

from tests.services.sending.test_campaigns_story import *  # noqa: F403
