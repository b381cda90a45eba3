"""Every table, one noun each."""

from core.db.tables.house import Company, Export, LoginAttempt, Secret, Session, Setting, User
from core.db.tables.insight import Balance, Profile, Segment, Summary
from core.db.tables.ledger import Allocation, Dispute, Import, ImportChange, ImportReject, Invoice, Payment, Portfolio
from core.db.tables.people import Authorisation, Circumstance, ContactPoint, Customer, OptOut
from core.db.tables.privacy import AuditDetail, Erasure, PrivacyRequest
from core.db.tables.record import Record
from core.db.tables.sending import (
    Campaign,
    CampaignMember,
    ChannelState,
    Message,
    MessageEvent,
    MessageInvoice,
    Reply,
    Step,
    StepTemplate,
    Verdict,
)
from core.db.tables.trace import AuditEntry, JobRun, Lease, Watermark
from core.db.tables.wording import Template, TemplateVersion
from core.db.tables.work import Activity, Appointment, Plan, Promise

metadata = Record.metadata

__all__ = [
    "Activity",
    "Allocation",
    "Appointment",
    "AuditDetail",
    "AuditEntry",
    "Authorisation",
    "Balance",
    "Campaign",
    "CampaignMember",
    "ChannelState",
    "Circumstance",
    "Company",
    "ContactPoint",
    "Customer",
    "Dispute",
    "Erasure",
    "Export",
    "Import",
    "ImportChange",
    "ImportReject",
    "Invoice",
    "JobRun",
    "Lease",
    "LoginAttempt",
    "Message",
    "MessageEvent",
    "MessageInvoice",
    "OptOut",
    "Payment",
    "Plan",
    "Portfolio",
    "PrivacyRequest",
    "Profile",
    "Promise",
    "Reply",
    "Secret",
    "Segment",
    "Session",
    "Setting",
    "Step",
    "StepTemplate",
    "Summary",
    "Template",
    "TemplateVersion",
    "User",
    "Verdict",
    "Watermark",
    "metadata",
]
