"""Returned mail as real servers send it, and the words a person wrote among what they quoted."""

import email.policy
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.channels.mail_reading import read_mail
from core.channels.mail_text import plain_text, without_quote
from core.domain.outcomes import mail_code

MAIL = Path(__file__).parents[1] / "data" / "mail"
AT = datetime(2026, 3, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "address", "action", "code"),
    [
        ("broken-mime", "info@example.net", "failed", "mail.unknown"),
        ("delayed-broken", "demo@example.com", "failed", "mail.full"),
        ("delayed", "foo@example.com", "failed", "mail.passing"),
        ("gmail-invalid-address", "awfawfawfawfawfaw@someserverhere.com", "failed", "mail.address"),
        ("gmail-no-dns", "user@example.comm", "failed", "mail.address"),
        ("mailbox-full", "user@aol.com", "failed", "mail.full"),
        ("no-mx", "user@example.com", "delayed", "mail.passing"),
        ("zed", "asdfasdfasdfasdfasdfasdfewrqertrtyrthsfgdfgadfqeadvxzvz@gmail.com", "failed", "mail.address"),
    ],
)
def test_returned_mail_names_whom_it_did_not_reach_and_why(name, address, action, code):
    mail = read_mail((MAIL / "bounce" / f"{name}.eml").read_bytes(), AT)
    (failure,) = mail.failures
    assert mail.kind == "bounce" and mail.ours is None
    assert (failure.address, failure.action, mail_code(failure.status, failure.diagnostic)) == (address, action, code)


@pytest.mark.parametrize("name", ["aol", "yahoo"])
def test_a_complaint_is_told_from_a_reply(name):
    assert read_mail((MAIL / "complaint" / f"{name}.eml").read_bytes(), AT).kind == "complaint"


def test_a_report_of_success_is_no_failure():
    raw = (MAIL / "bounce" / "zed.eml").read_bytes().replace(b"Action: failed", b"Action: delivered")
    assert read_mail(raw, AT).kind != "reply" and not [f for f in read_mail(raw, AT).failures if f.status == "5.1.1"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Pago mañana\n\nEl lun, 2 mar 2026 a las 9:00, Sol (<cobros@sol.example.com>) escribió:\n> responda BAJA", "Pago mañana"),
        ("I will pay\n\nOn Mon, Mar 2, 2026 at 9:00 AM Sol <cobros@sol.example.com>\nwrote:\n\nReply STOP", "I will pay"),
        ("Já paguei\n\nEm seg., 2 de mar. de 2026 às 09:00, Sol <c@sol.example.com> escreveu:\nSAIR", "Já paguei"),
        ("No puedo\n________________________________\nDe: Sol\nEnviado: lunes\nBAJA", "No puedo"),
        ("Ok\n\nDe: Sol <c@sol.example.com>\nEnviado: lunes, 2 de marzo\nPara: Ana\n\nBAJA", "Ok"),
        ("Ok\n-----Mensaje original-----\nBAJA", "Ok"),
        ("Gracias\n-- \nAna\nSTOP", "Gracias"),
        ("El viernes pago todo\nEl sábado no puedo", "El viernes pago todo\nEl sábado no puedo"),
        ("", ""),
    ],
)
def test_what_was_quoted_is_not_read_as_the_persons_words(text, words):
    assert without_quote(text) == words


def test_a_mail_of_html_alone_is_read_without_its_quote():
    raw = b"Content-Type: text/html; charset=utf-8\n\n<html><style>x{}</style><p>Ya pagu\xc3\xa9</p><blockquote>BAJA</blockquote></html>"
    assert plain_text(email.message_from_bytes(raw, policy=email.policy.default)) == "Ya pagué"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xfe\x00",
        b"Content-Type: text/plain; charset=nonsense\n\nhola",
        b"From: =?x?q?\n\n",
        b"Content-Type: multipart/mixed\n\nx",
    ],
)
def test_broken_mail_is_read_without_an_error(raw):
    assert read_mail(raw, AT).kind == "reply"
    assert read_mail(raw, AT).message_id.startswith("<none-")
