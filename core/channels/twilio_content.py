"""Twilio's Content templates: reading them with WhatsApp's verdict, and handing in new ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class ContentTemplate:
    """`status` is unsubmitted, received, pending, approved, rejected, paused or disabled; `category` is what WhatsApp made of it."""

    sid: str
    name: str
    language: str
    body: str
    status: str
    category: str
    rejection_reason: str
    variables: Mapping[str, str]


def read_templates(client: Any) -> list[ContentTemplate]:
    """All Content templates of the account with their approval."""
    return [_to_template(c) for c in client.content.v1.content_and_approvals.list(limit=1000)]


def _to_template(content: Any) -> ContentTemplate:
    approval = content.approval_requests or {}
    body = next((str(t.get("body") or "") for t in (content.types or {}).values() if isinstance(t, dict)), "")
    variables = {str(k): str(v) for k, v in (content.variables or {}).items()}
    status, category = str(approval.get("status") or "unsubmitted"), str(approval.get("category") or "")
    reason = str(approval.get("rejection_reason") or "")
    return ContentTemplate(content.sid, content.friendly_name or "", content.language or "", body, status, category, reason, variables)


def submit_template(
    client: Any, name: str, language: str, body: str, examples: Mapping[str, str], quick_replies: Mapping[str, str], category: str
) -> str:
    """Create a template (`quick_replies` maps id to title) and ask for approval under `name`; the content sid.

    Creating has no key against repetition: one that is there already under the name is taken, and only what is missing is asked for.
    """
    from twilio.rest.content.v1.content.approval_create import ApprovalCreateList

    known = next((template for template in read_templates(client) if template.name == name), None)
    sid = known.sid if known else _create(client, name, language, body, examples, quick_replies)
    if known is None or known.status == "unsubmitted":
        request = ApprovalCreateList.ContentApprovalRequest({"name": name, "category": category})
        client.content.v1.contents(sid).approval_create.create(request)
    return sid


def _create(client: Any, name: str, language: str, body: str, examples: Mapping[str, str], quick_replies: Mapping[str, str]) -> str:
    from twilio.rest.content.v1.content import ContentList

    types: dict[str, Any] = {"twilio/text": {"body": body}}
    if quick_replies:
        actions = [{"title": title, "id": key} for key, title in quick_replies.items()]
        types = {"twilio/quick-reply": {"body": body, "actions": actions}}
    wanted = {"friendly_name": name, "language": language, "variables": dict(examples), "types": types}
    return client.content.v1.contents.create(ContentList.ContentCreateRequest(wanted)).sid
