"""Payments files on PostgreSQL, as the tests of the services tell it."""

from tests.services.test_imports_files import (
    portfolio,
    take,
    test_a_contacts_file_tells_where_people_live_and_how_they_are_reached,
    test_a_payment_is_laid_on_the_invoice_that_it_names,
    test_a_payment_that_names_only_the_customer_pays_the_oldest_first,
    test_a_payments_import_is_undone_with_its_effect_on_the_invoices,
    test_a_reversal_takes_a_payment_back,
    test_contacts_never_lift_a_no,
    test_more_than_is_owed_stays_as_credit_and_is_said,
    test_rejected_rows_come_back_as_a_file_of_the_same_shape,
    test_the_same_payments_again_change_nothing,
    write,
)

__all__ = [
    "portfolio",
    "take",
    "test_a_contacts_file_tells_where_people_live_and_how_they_are_reached",
    "test_a_payment_is_laid_on_the_invoice_that_it_names",
    "test_a_payment_that_names_only_the_customer_pays_the_oldest_first",
    "test_a_payments_import_is_undone_with_its_effect_on_the_invoices",
    "test_a_reversal_takes_a_payment_back",
    "test_contacts_never_lift_a_no",
    "test_more_than_is_owed_stays_as_credit_and_is_said",
    "test_rejected_rows_come_back_as_a_file_of_the_same_shape",
    "test_the_same_payments_again_change_nothing",
    "write",
]
