"""E-mail: what is written, what each step of the dialogue proves, and what comes back."""

import email
import email.policy
import smtplib
from dataclasses import replace
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult

from core.channels.protocol import Accepted, ChannelConfig, InDoubt, Later, LookUpFailed, PollFailed, Rejected, Stop, Unsure
from core.channels.smtp_email import SmtpEmail
from core.domain.outcomes import Consequence
from tests.channels.imap_stand_in import Mailbox

OURS = "<outbox-r1@sol.example.com>"


class Server(SMTP):
    async def smtp_QUIT(self, arg):
        await self.push("500 not polite")
        self.transport.close()


class Post(Controller):
    """Takes mail; `answers` maps a step to what it says, `cut` names the step at which the line goes dead."""

    def __init__(self):
        self.taken, self.answers, self.cut = [], {}, None
        super().__init__(self, hostname="127.0.0.1", port=0)

    def _trigger_server(self):
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()

    def factory(self):
        return Server(self, auth_require_tls=False, authenticator=lambda *a: AuthResult(success=a[-1].password == b"pw", handled=False))

    def _step(self, server, name, answer="250 OK"):
        if self.cut == name:
            server.transport.abort()
        return self.answers.get(name, answer)

    async def handle_MAIL(self, server, session, envelope, address, options):
        envelope.mail_from = address
        return self._step(server, "mail")

    async def handle_RCPT(self, server, session, envelope, address, options):
        envelope.rcpt_tos.append(address)
        return self._step(server, "rcpt")

    async def handle_DATA(self, server, session, envelope):
        if self.cut != "before taking" and "data" not in self.answers:
            self.taken.append(envelope)
        return self._step(server, "before taking" if self.cut == "before taking" else "data", self.answers.get("data", "250 2.0.0 queued"))


@pytest.fixture
def post():
    controller = Post()
    controller.start()
    yield controller
    controller.stop(no_assert=True)


@pytest.fixture
def mailbox():
    box = Mailbox()
    yield box
    box.close()


@pytest.fixture
def settings(clock, post, mailbox):
    return ChannelConfig(
        now=clock, smtp_host="127.0.0.1", smtp_port=post.port, smtp_from="cobros@sol.example.com", smtp_from_name="Ferretería Sol",
        smtp_tls="none", imap_host="127.0.0.1", imap_port=mailbox.port, imap_user="cobros", imap_password="pw", imap_tls="none",
    )  # fmt: skip


@pytest.fixture
def channel(settings):
    return SmtpEmail(settings)


@pytest.fixture
def mail(to_ana):
    return to_ana(channel="email", to="ana@example.com", subject="Su factura F-1", text="Hola Ana, su factura vence hoy.\n")


def test_a_mail_has_text_html_our_id_and_a_way_out(channel, post, mail):
    full = replace(
        mail,
        html="<p>Hola Ana</p>",
        unsubscribe_url="https://r.example.com/u/" + "T" * 120,
        unsubscribe_mailto="bajas@sol.example.com?subject=T",
    )
    assert channel.send(full) == Accepted(OURS, None, "2.0.0 queued")
    (taken,) = post.taken
    assert (taken.mail_from, taken.rcpt_tos) == ("cobros@sol.example.com", ["ana@example.com"])
    seen = email.message_from_bytes(taken.content, policy=email.policy.default)
    assert seen.get_content_type() == "multipart/alternative"
    assert seen["From"] == "Ferretería Sol <cobros@sol.example.com>" and seen["Message-ID"] == OURS
    assert seen["Auto-Submitted"] == "auto-generated" and seen["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert seen["List-Unsubscribe"] == f"<https://r.example.com/u/{'T' * 120}>, <mailto:bajas@sol.example.com?subject=T>"
    assert seen.get_body(("plain",)).get_content().strip() == "Hola Ana, su factura vence hoy."


def test_an_agents_answer_is_not_marked_automatic_and_joins_the_thread(channel, post, mail):
    channel.send(replace(mail, in_reply_to="<abc@example.com>"))
    seen = email.message_from_bytes(post.taken[0].content)
    assert seen["In-Reply-To"] == "<abc@example.com>" and seen["Auto-Submitted"] is None


def test_the_same_row_keeps_its_message_id_over_attempts(channel, post, mail):
    assert channel.send(mail).provider_id == channel.send(replace(mail, attempt=2)).provider_id


def test_one_session_serves_several_mails_and_a_stale_one_is_replaced(channel, post, mail, clock, monkeypatch):
    opened = []
    original = smtplib.SMTP.connect
    monkeypatch.setattr(smtplib.SMTP, "connect", lambda self, *a, **kw: opened.append(1) or original(self, *a, **kw))
    channel.send(mail)
    channel.send(mail)
    assert len(opened) == 1
    clock.pass_by(minutes=1)
    assert isinstance(channel.send(mail), Accepted) and len(opened) == 2


@pytest.mark.parametrize("step", ["mail", "rcpt"])
def test_a_line_that_goes_dead_before_the_text_proves_that_nothing_left(channel, post, mail, step):
    post.cut = step
    assert isinstance(channel.send(mail), Later) and post.taken == []


@pytest.mark.parametrize(("step", "taken"), [("data", 1), ("before taking", 0)])
def test_a_line_that_goes_dead_after_the_text_leaves_a_doubt(channel, post, mail, step, taken):
    post.cut = step
    assert isinstance(channel.send(mail), InDoubt) and len(post.taken) == taken


@pytest.mark.parametrize(
    ("step", "reply", "expected"),
    [
        ("rcpt", "550 5.1.1 no such user", Rejected("mail.address", Consequence.INVALID_EMAIL, "550 5.1.1 no such user")),
        ("rcpt", "552 5.2.2 mailbox full", Rejected("mail.full", Consequence.RETRY_ONCE, "552 5.2.2 mailbox full")),
        ("rcpt", "450 4.2.0 greylisted", Later("The mail server asks to wait.", 900)),
        ("rcpt", "421 4.7.0 too many", Later("The mail server asks to wait.", 60)),
        ("rcpt", "550 5.7.1 relaying denied", Stop("The mail server refuses mail from this sender.", "550", "5.7.1 relaying denied")),
        ("mail", "553 5.1.8 bad sender", Stop("The mail server refuses mail from this sender.", "553", "5.1.8 bad sender")),
        ("data", "554 5.7.1 spam", Stop("The mail server refuses mail from this sender.", "554", "5.7.1 spam")),
        ("data", "552 5.3.4 too big", Rejected("mail.size", Consequence.TEMPLATE_OFF, "552 5.3.4 too big")),
        ("data", "451 4.3.0 try again", Later("The mail server asks to wait.", 900)),
        ("rcpt", "550 nope", Rejected("mail.unknown", Consequence.UNKNOWN, "550 nope")),
    ],
)
def test_every_refusal_means_something(channel, post, mail, step, reply, expected):
    post.answers[step] = reply
    assert channel.send(mail) == expected and post.taken == []


@pytest.mark.parametrize("address", ["a@x.com, b@x.com", "a b@x.com", "a@x.com\r\nBcc: b@x.com", "a;b@x.com", "Ana <a@x.com>", "ana", ""])
def test_exactly_one_plain_address_or_nothing_leaves(channel, post, mail, address):
    assert channel.send(replace(mail, to=address)).meaning is Consequence.INVALID_EMAIL and post.taken == []


def test_a_line_break_in_the_subject_parks_the_template(channel, mail):
    assert channel.send(replace(mail, subject="Hola\r\nBcc: x@example.com")).meaning is Consequence.TEMPLATE_OFF


def test_a_wrong_password_stops_the_channel_and_a_dead_server_waits(settings, mail):
    wrong = SmtpEmail(replace(settings, smtp_user="cobros", smtp_password="no"))
    assert wrong.send(mail) == Stop("The mail server did not accept the user name and password.", "535")
    assert SmtpEmail(replace(settings, smtp_port=1)).send(mail) == Later("The mail server could not be reached.")


def test_without_encryption_mail_goes_to_this_machine_only(settings, mail):
    assert isinstance(SmtpEmail(replace(settings, smtp_host="mail.example.com")).send(mail), Stop)
    assert isinstance(SmtpEmail(replace(settings, smtp_tls="starttls")).send(mail), Stop)


def sent_copy(ref, clock, mailbox):
    mailbox.deliver(f"Message-ID: <outbox-{ref}@sol.example.com>\r\n\r\nHola", clock(), "Enviados", "\\HasNoChildren \\Sent")


def test_a_doubt_is_settled_by_the_folder_of_sent_mail(channel, mailbox, mail, clock):
    sent_copy("r0", clock, mailbox)
    assert channel.look_up(mail, clock(), ()) is None
    sent_copy("r1", clock, mailbox)
    assert channel.look_up(mail, clock(), ()).provider_id == OURS


def test_a_folder_that_keeps_no_copies_proves_nothing(channel, settings, mailbox, mail, clock):
    with pytest.raises(LookUpFailed):
        channel.look_up(mail, clock(), ())
    mailbox.deliver("Message-ID: <x@y>\r\n\r\n", clock(), "Sent")
    with pytest.raises(LookUpFailed):
        channel.look_up(mail, clock(), ())
    with pytest.raises(LookUpFailed):
        SmtpEmail(replace(settings, imap_host="")).look_up(mail, clock(), ())


def bounce(action="failed", status="5.1.1", original=OURS):
    return (
        "From: MAILER-DAEMON@mx.example.com\r\nMessage-ID: <b1@mx>\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="B"\r\n\r\n--B\r\n\r\nSorry.\r\n--B\r\n'
        "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\nFinal-Recipient: rfc822; ana@example.com\r\n"
        f"Action: {action}\r\nStatus: {status}\r\n\r\n--B\r\nContent-Type: text/rfc822-headers\r\n\r\n"
        f"Message-ID: {original}\r\n\r\n--B--\r\n"
    )


def test_a_returned_mail_is_a_state_and_a_delay_or_a_forgery_is_not(channel, mailbox, clock):
    mailbox.deliver(bounce(), clock())
    mailbox.deliver(bounce(action="delayed", status="4.4.1"), clock())
    mailbox.deliver(bounce(original="<somebody@else.example>"), clock())
    (report,) = channel.states_since(clock())
    assert (report.provider_id, report.state, report.error_code, report.at) == (OURS, "undelivered", "mail.address", clock())
    assert list(channel.replies_since(clock())) == []


def test_a_complaint_about_ours_counts_as_an_opt_out(channel, mailbox, clock):
    mailbox.deliver(
        'Message-ID: <c@fbl>\r\nContent-Type: multipart/report; report-type=feedback-report; boundary="B"\r\n\r\n--B\r\n'
        "Content-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\n\r\n--B\r\nContent-Type: message/rfc822\r\n\r\n"
        f"Message-ID: {OURS}\r\n\r\nHola\r\n--B--\r\n",
        clock(),
    )
    assert [(s.provider_id, s.error_code) for s in channel.states_since(clock())] == [(OURS, "complaint")]


def test_a_reply_names_the_message_it_answers_and_a_robot_is_marked(channel, mailbox, clock):
    head = f"From: Ana <ANA@example.com>\r\nTo: cobros@sol.example.com\r\nIn-Reply-To: {OURS}\r\n"
    mailbox.deliver(
        head + "Message-ID: <1@x>\r\nSubject: =?utf-8?q?Re=3A_Su_factura?=\r\n\r\nPago el viernes\r\n> Responda BAJA\r\n", clock()
    )
    mailbox.deliver(head + "Message-ID: <2@x>\r\nAuto-Submitted: auto-replied\r\n\r\nEstoy de vacaciones\r\n", clock())
    mailbox.deliver("From: old@example.com\r\nMessage-ID: <3@x>\r\n\r\nviejo\r\n", clock() - timedelta(days=4))
    replies = list(channel.replies_since(clock()))
    assert [(r.from_address, r.body, r.in_reply_to_ref, r.auto) for r in replies] == [
        ("ana@example.com", "Pago el viernes", "r1", False),
        ("ana@example.com", "Estoy de vacaciones", "r1", True),
    ]
    assert replies[0].subject == "Re: Su factura"


def test_mail_is_read_once_and_never_marked_as_read(channel, mailbox, clock):
    mailbox.deliver("From: a@example.com\r\nMessage-ID: <1@x>\r\n\r\nhola\r\n", clock())
    channel.replies_since(clock())
    channel.states_since(clock())
    assert len([c for c in mailbox.commands if "FETCH" in c]) == 1
    assert all("BODY.PEEK" in c for c in mailbox.commands if "FETCH" in c) and not any(c.startswith("SELECT") for c in mailbox.commands)


def test_an_inbox_that_cannot_be_read_stops_the_round(channel, mailbox, clock):
    mailbox.broken = True
    for poll in (channel.replies_since, channel.states_since):
        with pytest.raises(PollFailed):
            poll(clock())


def test_the_check_tries_both_logins(settings, mailbox):
    assert [c.ok for c in SmtpEmail(settings).check()] == [True, True]
    assert [c.ok for c in SmtpEmail(replace(settings, imap_password="no", smtp_port=1)).check()] == [False, False]
    assert SmtpEmail(replace(settings, imap_host="")).check()[1].ok is False


def test_after_a_restore_another_mail_of_ours_to_the_address_is_left_to_a_person(channel, mailbox, mail, clock):
    restored = replace(mail, is_restored=True)
    sent_copy("r0", clock, mailbox)
    assert channel.look_up(restored, clock(), ()) is None
    copy = f"To: {mail.to}\r\nMessage-ID: <outbox-zz@sol.example.com>\r\n\r\nHola"
    mailbox.deliver(copy, clock(), "Enviados", "\\HasNoChildren \\Sent")
    with pytest.raises(Unsure):
        channel.look_up(restored, clock(), ())
    assert channel.look_up(restored, clock(), {"<outbox-zz@sol.example.com>"}) is None
    assert channel.look_up(mail, clock(), ()) is None
