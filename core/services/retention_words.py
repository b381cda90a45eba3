"""The retention clocks in words: what each is about, what goes and what stays, and why it runs as long as it does."""

from __future__ import annotations

from core.domain.retention import DAYS, Clock
from core.text import N_, _, ngettext_

NAMES = {
    "message_texts": N_("Texts of messages and replies"),
    "notes": N_("Notes about calls, visits and agreements"),
    "strangers": N_("Messages of unknown senders"),
    "contact_records": N_("Records of why each message went or not"),
    "import_rows": N_("Rejected and former rows of imports"),
    "import_files": N_("Uploaded files that nobody confirmed"),
    "exports": N_("Exported files and their records"),
    "sessions": N_("Sign-ins and attempts to sign in"),
    "backups": N_("Backups"),
    "reach": N_("Contact details and profile of who owes nothing any more"),
    "ended_permissions": N_("Lifted opt-outs, withdrawn authorisations and answered requests"),
    "audit_details": N_("Personal details in the audit trail"),
    "ledger": N_("Names in the books"),
}
GOES = {
    "message_texts": N_("The words, the address and what was understood go. "
        "That a message went, when and how it ended stays, so figures do not change."),
    "notes": N_("The notes go. That there was a call, a promise or a dispute, and its result, stays."),
    "strangers": N_("The words and the number go. Who refused further messages stays known by a keyed hash."),
    "contact_records": N_("Verdicts and steps of messages go. Until then they answer why somebody was contacted."),
    "import_rows": N_("Samples and rejected rows go, and with them the possibility to undo that import. What it brought stays."),
    "import_files": N_("The files go. Confirmed imports keep no file."),
    "exports": N_("Files that were not fetched go, and who exported what; the audit trail keeps that too."),
    "sessions": N_("Addresses and browsers of people who signed in go."),
    "backups": N_("Older backups go; the newest always stays."),
    "reach": N_("Phones, e-mails, address, notes and profile go; name and documents stay in the books. Who owes again is looked at again."),
    "ended_permissions": N_(
        "What no longer holds goes, and the words of answered requests. What holds stays as long as the person can be reached."
    ),
    "audit_details": N_("Names and words beside the entries go. The entries stay and the chain still verifies."),
    "ledger": N_("The person's name and numbers go; amounts and dates stay as figures."),
}  # fmt: skip
REASONS = {
    "message_texts": N_("Two years let you answer a claim about what was said."),
    "notes": N_("As long as the texts, to tell the same story."),
    "strangers": N_("Three months are enough to find out who wrote."),
    "contact_records": N_("Five years cover usual time limits for claims; the law may ask for more."),
    "import_rows": N_("Half a year is enough to mend a file or to notice a wrong import."),
    "import_files": N_("A file that waits is confirmed the same day or chosen again."),
    "exports": N_("A download lasts ten minutes; a week shows who made what."),
    "sessions": N_("Three months help to clear up a break-in."),
    "backups": N_("A year of monthly backups; what goes today is gone from the last backup after that."),
    "reach": N_("Two years after the last balance nobody needs to reach the person about it."),
    "ended_permissions": N_("Five years prove that past messages were allowed."),
    "audit_details": N_("Kept longest: who did what must outlive everything it is about."),
    "ledger": N_("Commercial law wants the books kept."),
}


def name_of(code: str) -> str:
    """A kind of data by its name."""
    return _(NAMES[code]) if code in NAMES else code


def period_of(clock: Clock) -> str:
    """How long, as people say it: whole years where it is some."""
    if clock.kind.unit == DAYS:
        return ngettext_("{n} day", "{n} days", clock.period)
    if clock.period % 12 == 0:
        return ngettext_("{n} year", "{n} years", clock.period // 12)
    return ngettext_("{n} month", "{n} months", clock.period)


def why_of(clock: Clock) -> str:
    """Why a clock runs as long as it does by default, with the law behind it where there is one."""
    told = _(REASONS[clock.kind.code])
    if clock.duty is None or clock.duty.law is None:
        return told
    sure = _("confirmed") if clock.duty.confidence == "confirmed" else _("not confirmed")
    months = ngettext_("{n} month", "{n} months", clock.duty.months)
    return _("{reason} At least {months}: {law} ({sure}).", reason=told, months=months, law=clock.duty.law, sure=sure)
