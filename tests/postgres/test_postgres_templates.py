"""Templates on PostgreSQL: written, approved and frozen, as the tests of the services tell it."""

from tests.services.test_templates import (
    draft,
    test_a_new_version_leaves_the_approved_one_in_use,
    test_a_rejection_needs_a_reason_that_the_author_reads,
    test_a_text_is_sent_only_after_somebody_else_approved_it,
    test_a_version_cannot_be_changed_not_even_in_the_database,
    test_the_preview_speaks_of_the_customers_own_invoices,
)

__all__ = [
    "draft",
    "test_a_new_version_leaves_the_approved_one_in_use",
    "test_a_rejection_needs_a_reason_that_the_author_reads",
    "test_a_text_is_sent_only_after_somebody_else_approved_it",
    "test_a_version_cannot_be_changed_not_even_in_the_database",
    "test_the_preview_speaks_of_the_customers_own_invoices",
]
