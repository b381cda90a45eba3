"""Whether a request is one that Twilio takes: its OpenAPI documents, and what those miss."""

import json
import re
from functools import cache
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

from openapi_core import OpenAPI
from openapi_core.contrib.requests import RequestsOpenAPIRequest
from requests import Request

DATA = Path(__file__).parents[1] / "data" / "twilio"
DOCUMENTS = {"api": "twilio_api_v2010.json", "content": "twilio_content_v1.json", "messaging": "twilio_messaging_v1.json"}
E164 = re.compile(r"(whatsapp:)?\+[1-9]\d{6,14}")


@cache
def document(product):
    return json.loads((DATA / DOCUMENTS[product]).read_text())


@cache
def contract(product):
    return OpenAPI.from_dict(document(product))


def assert_valid(method, path, headers, body):
    """Raise when Twilio would refuse the request."""
    product, _, rest = path.lstrip("/").partition("/")
    prepared = Request(method, f"https://{product}.twilio.com/{rest}", headers=headers, data=body or None).prepare()
    contract(product).validate_request(RequestsOpenAPIRequest(prepared))
    operation = _operation(product, method, "/" + urlsplit(rest).path)
    _assert_known_parameters(operation, urlsplit(path).query)
    form_schema = operation.get("requestBody", {}).get("content", {}).get("application/x-www-form-urlencoded", {}).get("schema")
    if form_schema:
        form = parse_qs(body, keep_blank_values=True)
        assert not form.keys() - form_schema["properties"].keys(), "unknown parameters"
        _assert_sendable({k: v[0] for k, v in form.items()})


def _operation(product, method, path):
    for pattern, operations in document(product)["paths"].items():
        if re.fullmatch(re.sub(r"\{\w+\}", r"[^/]+", pattern), path) and method.lower() in operations:
            return operations[method.lower()]
    raise AssertionError(f"no operation for {method} {path}")


def _assert_known_parameters(operation, query):
    known = {p["name"] for p in operation.get("parameters", []) if p["in"] == "query"}
    assert not parse_qs(query).keys() - known, f"unknown query parameters: {parse_qs(query).keys() - known}"


def _assert_sendable(form):
    assert E164.fullmatch(form["To"]), "To is not a number"
    assert "From" in form or "MessagingServiceSid" in form, "no sender"
    if "From" in form:
        assert E164.fullmatch(form["From"]) and form["From"].startswith("whatsapp:") == form["To"].startswith("whatsapp:")
    for url in ("StatusCallback", "Url"):
        assert form.get(url, "https://a.example").startswith("https://")
    if "Twiml" in form or "Url" in form:
        assert ("Twiml" in form) != ("Url" in form)
        assert ElementTree.fromstring(form.get("Twiml", "<Response/>")).tag == "Response" and len(form.get("Twiml", "")) <= 4000
        return
    assert form.get("Body") or form.get("ContentSid"), "nothing to say"
    assert len(form.get("Body", "")) <= 1600 and 1 <= int(form.get("ValidityPeriod", 36000)) <= 36000
    values = json.loads(form.get("ContentVariables", "{}"))
    assert isinstance(values, dict) and all(isinstance(v, str) and v and "\n" not in v and "     " not in v for v in values.values())
