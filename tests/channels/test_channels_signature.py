"""Twilio's signature, against the test vectors of its seven client libraries."""

import base64
import hashlib
import hmac
import json
from pathlib import Path

import pytest

from core.channels.twilio_signature import is_genuine

VECTORS = json.loads((Path(__file__).parents[1] / "data" / "vectors" / "twilio_signatures.json").read_text())
URL = "https://recaudo.example.com/webhooks/twilio/status?o=r1"


def sign(url, form, digest=hashlib.sha1):
    text = url + "".join(k + v for k in sorted(form) for v in sorted(set(form[k])))
    return base64.b64encode(hmac.new(b"12345", text.encode(), digest).digest()).decode()


@pytest.mark.parametrize("case", VECTORS["vectors"], ids=lambda c: f"{c['source'][:12]} {c['name']}")
def test_every_library_agrees(case):
    given = is_genuine(VECTORS["auth_token"], case["url"], case.get("params"), case["signature"], case.get("body"))
    assert given is case["valid"]


def test_the_three_places_where_the_library_differs_are_the_marked_ones():
    differing = [c["name"] for c in VECTORS["vectors"] if c["valid"] != c["twilio_python_9_13_0"]]
    assert differing == ["body but no bodySHA256 in the url", "special characters in the url", "upper-case scheme"]


@pytest.mark.parametrize("signature", [None, "", "x", "ñ", "A" * 28])
def test_a_missing_or_odd_signature_is_a_forgery_and_never_an_error(signature):
    assert is_genuine("12345", URL, {"MessageSid": ["SM1"]}, signature) is False


def test_a_changed_field_an_added_field_and_plain_http_are_forgeries():
    form = {"MessageSid": ["SM1"], "MessageStatus": ["delivered"], "Media": ["a", "b"]}
    good = sign(URL, form)
    assert is_genuine("12345", URL, form, good)
    assert not is_genuine("12345", URL, {**form, "MessageStatus": ["failed"]}, good)
    assert not is_genuine("12345", URL, {**form, "New": ["1"]}, good)
    assert not is_genuine("12345", URL.replace("https", "http"), form, good)
    assert not is_genuine("", URL, form, good)


def test_the_newer_signature_is_judged_by_its_named_algorithm():
    form = {"MessageSid": ["SM1"]}
    assert is_genuine("12345", URL, form, sign(URL, form, hashlib.sha256), settings="key=webhooks_sharedkey_1,algorithm=HMAC_SHA256")
    assert not is_genuine("12345", URL, form, sign(URL, form), settings="key=k,algorithm=HMAC_MD5")
