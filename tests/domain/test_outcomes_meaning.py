"""What refusals mean, and that a state never goes back."""

import itertools

import pytest

from core.domain.outcomes import (
    BAD,
    CODES,
    RANK,
    Consequence,
    Later,
    Rejected,
    Stop,
    answer_to_code,
    consequence_of,
    mail_code,
    merge_state,
)

STATES = [*RANK, *sorted(BAD)]


@pytest.mark.parametrize(
    ("code", "meaning"),
    [(21610, Consequence.OPT_OUT), ("21211", Consequence.INVALID_NUMBER), (30006, Consequence.SMS_OFF), (63003, Consequence.WHATSAPP_OFF),
     (30007, Consequence.SPAM), (30003, Consequence.RETRY_ONCE), (63041, Consequence.TEMPLATE_OFF), (63016, Consequence.WINDOW_CLOSED),
     (12345, Consequence.UNKNOWN), (None, Consequence.UNKNOWN)],
)  # fmt: skip
def test_a_code_means_what_the_provider_documents(code, meaning):
    assert consequence_of(code) is meaning


def test_credentials_stop_the_channel_limits_wait_and_the_rest_is_final():
    assert isinstance(answer_to_code(20003), Stop) and isinstance(answer_to_code(21608), Stop)
    assert answer_to_code(20429, when_seconds=9) == Later(CODES["20429"][1], 9)
    assert answer_to_code(63018).when_seconds == 86_400
    assert answer_to_code(99999, "?") == Rejected("99999", Consequence.UNKNOWN, "?")


@pytest.mark.parametrize(
    ("status", "words", "code"),
    [("5.1.1", "", "mail.address"), ("550", "5.1.1 unknown", "mail.address"), ("550", "user unknown", "mail.address"),
     ("5.2.2", "", "mail.full"),
     ("4.2.2", "", "mail.full"), ("4.4.1", "", "mail.passing"), ("5.7.1", "", "mail.policy"), ("5.1.8", "", "mail.policy"),
     ("5.3.4", "", "mail.size"), ("5.2.1", "", "mail.address"), ("5.0.0", "", "mail.unknown")],
)  # fmt: skip
def test_the_status_of_a_mail_is_read_by_its_class(status, words, code):
    assert mail_code(status, words) == code


@pytest.mark.parametrize(("old", "new"), [*itertools.product(STATES, STATES)])
def test_a_state_never_goes_back_and_repeats_change_nothing(old, new):
    merged = merge_state(old, new)
    assert merge_state(merged, old) == merged and merge_state(merged, new) == merged
    if old in BAD or old == "read":
        assert merged == old
    elif new in RANK:
        assert RANK[merged] >= RANK[old]


def test_delivered_stays_delivered_when_a_late_failure_comes_and_unknown_words_are_ignored():
    assert merge_state("delivered", "undelivered") == "delivered"
    assert merge_state("sent", "undelivered") == "undelivered"
    assert merge_state("sent", "nonsense") == "sent"
    assert merge_state(None, "sent") == "sent"
