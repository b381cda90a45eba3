"""Words for what the audit trail records: one plain sentence part for each action and noun."""

from __future__ import annotations

from core.text import N_, _

ACTIONS = {
    "activity.log": N_("Logged a contact"),
    "appointment.agree": N_("Agreed an appointment"),
    "appointment.cancel": N_("Cancelled an appointment"),
    "appointment.done": N_("Held an appointment"),
    "authorisation.record": N_("Recorded an authorisation"),
    "backup.make": N_("Made a backup"),
    "campaign.create": N_("Made a campaign"),
    "campaign.edit": N_("Changed a campaign"),
    "campaign.finish": N_("A campaign came to its end"),
    "campaign.launch": N_("Launched a campaign"),
    "campaign.pause": N_("Paused a campaign"),
    "campaign.resume": N_("Resumed a campaign"),
    "campaign.stop": N_("Stopped a campaign"),
    "channel.edit": N_("Changed a channel"),
    "channel.reopen": N_("Reopened a channel"),
    "company.edit": N_("Changed the company"),
    "company.set_up": N_("Set the company up"),
    "contact.add": N_("Added a contact"),
    "contact.invalidate": N_("Found a contact unusable"),
    "contact.prefer": N_("Preferred a contact"),
    "contact.right": N_("Marked a contact as right"),
    "contact.wrong": N_("Marked a contact as wrong"),
    "contact_rules.edit": N_("Changed the own limits"),
    "customer.edit": N_("Changed a customer"),
    "customer.unmask": N_("Looked at the numbers"),
    "database.restored": N_("Put a backup back"),
    "demo.load": N_("Loaded invented data"),
    "demo.remove": N_("Deleted invented data"),
    "dispute.close": N_("Closed a dispute"),
    "dispute.open": N_("Opened a dispute"),
    "export.fetch": N_("Fetched an export"),
    "export.make": N_("Made an export"),
    "import.confirm": N_("Confirmed an import"),
    "import.undo": N_("Undid an import"),
    "job.tidy": N_("Tidied old records"),
    "message.answer": N_("Answered a customer"),
    "message.arrived": N_("Decided that a message arrived"),
    "message.manual": N_("Sent a message by hand"),
    "message.send_again": N_("Decided to send a message again"),
    "message.test": N_("Sent a test message"),
    "optout.lift": N_("Lifted an opt-out"),
    "optout.record": N_("Recorded an opt-out"),
    "payment.record": N_("Recorded a payment"),
    "promise.cancel": N_("Cancelled a promise"),
    "promise.log": N_("Logged a promise"),
    "reply.assign": N_("Assigned a reply"),
    "reply.handle": N_("Handled a reply"),
    "segment.archive": N_("Archived a segment"),
    "segment.create": N_("Made a segment"),
    "segment.edit": N_("Changed a segment"),
    "sending.pause": N_("Paused all sending"),
    "sending.resume": N_("Resumed sending"),
    "sequence.release": N_("Let a sequence go on"),
    "session.end": N_("Signed out"),
    "session.refused": N_("Was not let in"),
    "session.start": N_("Signed in"),
    "setting.edit": N_("Changed a setting"),
    "template.add": N_("Made a template"),
    "template.approve": N_("Approved words"),
    "template.archive": N_("Archived a template"),
    "template.park": N_("Parked words"),
    "template.reject": N_("Rejected words"),
    "template.submit": N_("Submitted words"),
    "template.write": N_("Wrote words"),
    "user.add": N_("Added a person"),
    "user.disable": N_("Closed an account"),
    "user.enable": N_("Reopened an account"),
    "user.language": N_("Changed the language"),
    "user.password": N_("Changed a password"),
    "user.role": N_("Changed a role"),
    "user.unlock": N_("Unlocked an account"),
}
KINDS = {
    "session": N_("Sessions"),
    "import": N_("Imports"),
    "payment": N_("Payments"),
    "promise": N_("Promises"),
    "template": N_("Templates"),
    "campaign": N_("Campaigns"),
    "message": N_("Messages"),
    "optout": N_("Opt-outs"),
    "authorisation": N_("Authorisations"),
    "user": N_("People"),
    "channel": N_("Channels"),
    "setting": N_("Settings"),
    "sending": N_("Sending"),
}


def action_word(code: str) -> str:
    """What somebody did; an action without a word shows its code."""
    return _(ACTIONS[code]) if code in ACTIONS else code


def audit_kind_word(code: str) -> str:
    """A kind of entries to filter by."""
    return _(KINDS[code]) if code in KINDS else code
