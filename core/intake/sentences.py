"""What is said about a row, by reason and by kind of warning: English message ids with {named} fields."""

from __future__ import annotations

REASONS = {
    "missing_mandatory": "The column {column} is empty.",
    "bad_amount": "This is no amount in the column {column}: {value}",
    "ambiguous_amount": "The amount {value} in the column {column} can be read two ways.",
    "bad_date": "This is no date in the column {column}: {value}",
    "duplicate_invoice": "The document {value} stands in this file twice with the same data.",
    "duplicate_conflict": "The document {value} stands in this file twice with different data.",
    "duplicate_payment": "This payment stands in the file twice.",
    "duplicate_customer": "The customer {value} stands in this file twice.",
    "negative_amount": "The amount {value} is negative, but the document is no credit note.",
    "zero_amount": "The amount is zero.",
    "ragged_row": "The row has {found} columns instead of {expected}.",
    "bad_quoting": "A quotation mark in this row is never closed.",
    "too_large": "A cell of this row holds more than {most} characters.",
    "bad_tax_id": "This is no tax id, and nothing else names the customer: {value}",
    "encoding_error": "The row holds characters that do not fit the encoding of the file.",
    "unsupported_currency": "This currency is not known: {value}",
}

SHORTENED = "A spreadsheet shortened the number {value} in the column {column}: its last digits are lost."
"""Said in place of the sentence for an empty cell, where there is something that names nothing."""

CHECK_DIGIT = "The check digit of the tax id {value} does not fit. It came in as it is written."
"""Said under tax_id_invalid of a number that is one but for a figure."""

WARNINGS = {
    "phone_invalid": "This is no phone number: {value}. The row comes in without it.",
    "phone_precision_lost": "A spreadsheet shortened the phone number {value}: its last digits are lost. The row comes in without it.",
    "phone_landline": "The phone {value} is a landline: it takes calls, no messages.",
    "phone_shared": "The phone {value} also belongs to {other}.",
    "phone_missing": "The customer has no phone.",
    "email_invalid": "This is no e-mail address: {value}. The row comes in without it.",
    "date_swapped": "In the column {column} a spreadsheet swapped day and month of some dates. Please check it against the original.",
    "date_orders_differ": "The columns of dates are written in different orders; the column {column} was read as {order}.",
    "text_repaired": "Text that was encoded twice was mended: {value}",
    "tax_id_generic": "The tax id {value} is a generic one: it does not identify anybody.",
    "tax_id_invalid": "This is no tax id: {value}. The row comes in without it.",
    "name_cut": "The name was cut to {most} characters.",
    "ambiguous_amount": "The amount {value} is written differently from the rest of its column.",
    "overpayment": "More was paid than the document says.",
    "open_above_amount": "More is open ({open}) than the document is for ({amount}). It came in as the file says.",
    "paid_differs": "What was paid ({paid}) and what is open ({open}) do not add up to the amount. The open amount was taken.",
    "settled_but_open": "The document was settled on {day}, but the file says that {open} is open. It came in as settled.",
    "document_void": "The file calls this document {value}. Please check whether it is still to be collected.",
    "future_date": "The payment is dated {day}, which is still to come. Please check that it was really paid.",
    "answer_unused": "The answer {about}={value} was not used: this kind of file has none.",
    "customers_filled": "Customers are written once for several documents and were filled into those below, as in row {row}: {title}",
    "total_differs": "This total says {stated}; the rows above it add up to {summed}.",
    "hidden_rows": "The sheet has hidden rows or columns; they were read as well.",
    "consent_unclear": "It is not clear which channels are meant: {value}. No authorisation was read; an opt-out counts for all channels.",
}
