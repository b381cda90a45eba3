"""A stand-in for Twilio on this machine: takes, lists and forgets messages and calls as the real one does, with faults on demand."""

import json
import re
import socket
import struct
import threading
from collections import deque
from contextlib import suppress
from datetime import timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

ACCOUNT = "AC" + "0" * 31 + "1"
SERVICE = "MG" + "a" * 32
CONTENT = "HX" + "b" * 32
TAKEN_FAULTS = ("500_after", "reset_after", "half_body", "empty_201", "bad_json", "slow_after")
LOST_FAULTS = ("500_before", "reset_before", "close_before")


class StandIn:
    """`faults` are used up one per create; `list_status` makes lists fail; `lag` hides what is younger; `slow_s` is how slow "slow" is."""

    def __init__(self, now):
        self.now, self.lock = now, threading.Lock()
        self.messages, self.calls, self.requests, self.faults = [], [], [], deque()
        self.errors, self.contents, self.events = {}, {CONTENT: "Hola {{1}}, su factura {{2}} vence."}, {}
        self.numbers = [{"phone_number": "+15005550006", "capabilities": {"sms": True, "voice": True}}]
        self.service = {"sid": SERVICE, "inbound_request_url": None, "use_inbound_webhook_on_number": True}
        self.approval = {"status": "approved", "category": "UTILITY", "rejection_reason": ""}
        self.handed_in, self.approvals, self.content_errors = {}, {}, deque()
        self.date = ""
        self.account_type, self.list_status, self.lag, self.slow_s, self.prefix, self.delay_s = "Full", 200, timedelta(0), 0.6, "", 0
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (Handler,), {"world": self}))
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def take_message(self, form):
        to, text = form["To"], form.get("Body", "")
        if form.get("ContentSid"):
            values = json.loads(form.get("ContentVariables") or "{}")
            text = re.sub(r"\{\{(\d+)\}\}", lambda m: values[m[1]], self.contents[form["ContentSid"]])
        sender = form.get("From") or self.numbers[0]["phone_number"]
        status = "accepted" if form.get("MessagingServiceSid") else "queued"
        return self.add_message(to=to, from_=sender, body=self.prefix + text, status=status, form=form)

    def add_message(self, to, from_, body, status="received", direction="outbound-api", form=None, **kw):
        with self.lock:
            stamp = self.now()
            message = {
                "sid": f"SM{len(self.messages) + 1:032x}", "to": to, "from": from_, "body": body, "status": status, "direction": direction,
                "num_segments": "0" if form and form.get("MessagingServiceSid") else "1", "price": None, "price_unit": "USD",
                "error_code": None, "error_message": None, "num_media": "0", "messaging_service_sid": None, "account_sid": ACCOUNT,
                "date_created": format_datetime(stamp), "date_updated": format_datetime(stamp), "date_sent": format_datetime(stamp),
                "_made": stamp,
            } | kw  # fmt: skip
            self.messages.insert(0, message)
        return message

    def take_content(self, path, body):
        """A Content template, or the wish to have it approved."""
        if path.endswith("/ApprovalRequests/whatsapp"):
            self.approvals[path.split("/")[-3]] = {"status": "received", "category": body["category"], "rejection_reason": ""}
            return {"name": body["name"], "status": "received"}
        sid = f"HX{len(self.handed_in) + 1:032x}"
        self.handed_in[sid] = body
        return {"sid": sid}

    def receive(self, from_, to, body, **kw):
        return self.add_message(to=to, from_=from_, body=body, direction="inbound", **kw)

    def take_call(self, form):
        with self.lock:
            stamp = self.now()
            call = {
                "sid": f"CA{len(self.calls) + 1:032x}", "to": form["To"], "from": form["From"], "status": "queued",
                "direction": "outbound-api", "answered_by": None, "price": None, "price_unit": "USD", "start_time": None,
                "end_time": None, "account_sid": ACCOUNT,
                "date_created": format_datetime(stamp), "date_updated": format_datetime(stamp), "_made": stamp,
            }  # fmt: skip
            self.calls.insert(0, call)
        return call


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    world: StandIn

    def log_message(self, *args):
        pass

    def do_POST(self):
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length).decode()
        if len(body.encode()) < length:  # whoever asked died in the middle of the request
            self.close_connection = True
            return None
        self._note(body)
        path = urlsplit(self.path).path
        if path.startswith("/content/"):
            if self.world.content_errors:
                status, words = self.world.content_errors.popleft()
                return self._answer(status, {"code": 20001, "message": words, "status": status})
            return self._answer(201, self.world.take_content(path, json.loads(body)))
        form = {k: v[0] for k, v in parse_qs(body, keep_blank_values=True).items()}
        if form["To"] in self.world.errors:
            status, code, message = self.world.errors[form["To"]]
            return self._answer(
                status, {"code": code, "message": message, "more_info": f"https://www.twilio.com/docs/errors/{code}", "status": status}
            )
        fault = self.world.faults.popleft() if self.world.faults else None
        if fault in ("500_before", "reset_before", "429", "close_before"):
            return self._fail(fault)
        made = self.world.take_call(form) if path.endswith("/Calls.json") else self.world.take_message(form)
        if self.world.delay_s:
            threading.Event().wait(self.world.delay_s)
        return self._fail(fault, made) if fault else self._answer(201, made)

    def _fail(self, fault, made=None):
        text = json.dumps({k: v for k, v in (made or {}).items() if not k.startswith("_")}).encode()
        if fault in ("500_before", "500_after"):
            self._answer(500, {"code": 20500, "message": "Internal Server Error", "status": 500})
        elif fault == "429":
            self._answer(429, {"code": 20429, "message": "Too Many Requests", "status": 429}, {"Retry-After": "7"})
        elif fault.startswith("reset"):
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.close_connection = True
            self.connection.close()
        elif fault == "close_before":
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
        elif fault == "half_body":
            self._send(201, text[: len(text) // 2], len(text))
            self.close_connection = True
        elif fault == "empty_201":
            self._send(201, b"{}", 2)
        elif fault == "bad_json":
            self._send(201, b"<html>", 6)
        elif fault == "slow_after":
            threading.Event().wait(self.world.slow_s)
            self._send(201, text, len(text))

    def do_GET(self):
        self._note("")
        path, query = urlsplit(self.path).path, {k: v[0] for k, v in parse_qs(urlsplit(self.path).query).items()}
        if self.world.list_status != 200:
            return self._answer(self.world.list_status, {"code": 20500, "message": "no", "status": self.world.list_status})
        if found := re.search(r"/(Messages|Calls)/(\w+)\.json$", path):
            kept = self.world.messages if found[1] == "Messages" else self.world.calls
            made = next((m for m in kept if m["sid"] == found[2]), None)
            return self._answer(200, made) if made else self._answer(404, {"code": 20404, "message": "not found", "status": 404})
        if path.endswith("/Messages.json"):
            return self._page("messages", self._matching(self.world.messages, query), query, path)
        if path.endswith("/Calls.json"):
            return self._page("calls", self._matching(self.world.calls, query), query, path)
        return self._rest(path, query)

    def _rest(self, path, query):
        world = self.world
        if path.endswith("/Events.json"):
            return self._page("events", world.events.get(path.split("/")[-2], []), query, path)
        if path.endswith("/IncomingPhoneNumbers.json"):
            wanted = [n for n in world.numbers if n["phone_number"] == query.get("PhoneNumber", n["phone_number"])]
            return self._page("incoming_phone_numbers", wanted, query, path)
        if path.endswith("/Balance.json"):
            return self._answer(200, {"account_sid": ACCOUNT, "balance": "12.50", "currency": "USD"})
        if "/v1/Services/" in path and path.endswith("/PhoneNumbers"):
            return self._answer(200, {"phone_numbers": world.numbers, "meta": {"key": "phone_numbers", "next_page_url": None}})
        if "/v1/Services/" in path:
            return self._answer(200, world.service)
        if path.endswith("/ContentAndApprovals"):
            return self._answer(200, {"contents": self._contents(), "meta": {"key": "contents", "next_page_url": None}})
        return self._answer(200, {"sid": ACCOUNT, "status": "active", "type": world.account_type})

    def _contents(self):
        return [
            {"sid": sid, "friendly_name": "recordatorio_v1", "language": "es", "variables": {"1": "Ana", "2": "F-1"},
             "types": {"twilio/text": {"body": body}}, "approval_requests": self.world.approval}
            for sid, body in self.world.contents.items()
        ] + [
            {"sid": sid, **made, "approval_requests": self.world.approvals.get(sid, {"status": "unsubmitted"})}
            for sid, made in self.world.handed_in.items()
        ]  # fmt: skip

    def _matching(self, rows, query):
        horizon = self.world.now() - self.world.lag
        with self.world.lock:
            rows = [r for r in rows if r["_made"] <= horizon or r["direction"] == "inbound"]
        for name, key in (("To", "to"), ("From", "from")):
            rows = [r for r in rows if query.get(name, r[key]) == r[key]]
        day = query.get("DateSent>", "")[:10]
        return [r for r in rows if not day or r["_made"].date().isoformat() >= day]

    def _page(self, key, rows, query, path):
        size, page = int(query.get("PageSize", 50)), int(query.get("Page", 0))
        more = len(rows) > size * (page + 1)
        kept = "&".join(f"{k}={v}" for k, v in query.items() if k not in ("Page", "To", "From"))
        filters = "".join(f"&{k}={query[k].replace('+', '%2B')}" for k in ("To", "From") if k in query)
        following = f"{path.removeprefix('/api')}?{kept}{filters}&Page={page + 1}" if more else None
        self._answer(200, {key: rows[size * page : size * (page + 1)], "next_page_uri": following, "page": page, "page_size": size})

    def _note(self, body):
        with self.world.lock:
            self.world.requests.append((self.command, self.path, dict(self.headers), body))

    def _answer(self, status, data, headers=None):
        text = json.dumps(data, default=lambda o: None).encode()
        self._send(status, text, len(text), headers)

    def _send(self, status, text, length, headers=None):
        self.send_response_only(status)
        dated = {"Date": self.world.date} if self.world.date else {}
        for name, value in {"Content-Type": "application/json", **dated, "Content-Length": str(length), **(headers or {})}.items():
            self.send_header(name, value)
        with suppress(BrokenPipeError, ConnectionResetError):  # whoever asked may be dead by now
            self.end_headers()
            self.wfile.write(text)
            self.wfile.flush()
