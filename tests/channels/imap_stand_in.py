"""A mailbox on this machine that speaks as much IMAP as our inbox needs."""

import re
import socketserver
import threading
from datetime import datetime

MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


class Mailbox:
    """`folders` maps a name to mails as (uid, arrived, raw); `broken` makes every command after the login fail."""

    def __init__(self):
        self.folders = {"INBOX": []}
        self.flags = {"INBOX": "\\HasNoChildren"}
        self.broken, self.password, self.commands = False, "pw", []
        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), type("Bound", (Session,), {"box": self}))
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def deliver(self, raw, arrived, folder="INBOX", flags="\\HasNoChildren"):
        self.flags.setdefault(folder, flags)
        mails = self.folders.setdefault(folder, [])
        mails.append((len(mails) + 1, arrived, raw if isinstance(raw, bytes) else raw.encode()))


class Session(socketserver.StreamRequestHandler):
    box: Mailbox
    disable_nagle_algorithm = True

    def handle(self):
        self.selected = []
        self._say("* OK ready")
        for line in self.rfile:
            tag, _, rest = line.decode().strip().partition(" ")
            self.box.commands.append(rest)
            command = rest.upper().split()[0]
            if self.box.broken and command not in ("CAPABILITY", "LOGIN"):
                return
            if command == "LOGOUT":
                return self._say("* BYE", f"{tag} OK")
            self._answer(tag, command, rest)

    def _answer(self, tag, command, rest):
        if command == "CAPABILITY":
            self._say("* CAPABILITY IMAP4rev1")
        elif command == "LOGIN" and self.box.password not in rest:
            return self._say(f"{tag} NO wrong")
        elif command in ("SELECT", "EXAMINE"):
            name = rest.split(" ", 1)[1].strip('"')
            if name not in self.box.folders:
                return self._say(f"{tag} NO none")
            self.selected = self.box.folders[name]
            self._say(f"* {len(self.selected)} EXISTS", "* OK [UIDVALIDITY 7] ok")
        elif command == "LIST":
            for name, flags in self.box.flags.items():
                self._say(f'* LIST ({flags}) "/" "{name}"')
        elif rest.upper().startswith("UID SEARCH"):
            self._say("* SEARCH " + " ".join(str(m[0]) for m in self.selected if _matches(m, rest)))
        elif rest.upper().startswith("UID FETCH"):
            self._fetch(rest)
        return self._say(f"{tag} OK done")

    def _fetch(self, rest):
        wanted = {int(u) for u in rest.split()[2].split(",")}
        for uid, arrived, raw in self.selected:
            if uid in wanted:
                stamp = f"{arrived.day:02d}-{MONTHS[arrived.month - 1]}-{arrived.year} {arrived:%H:%M:%S} +0000"
                self.wfile.write(f'* {uid} FETCH (UID {uid} INTERNALDATE "{stamp}" BODY[]<0> {{{len(raw)}}}\r\n'.encode() + raw + b")\r\n")

    def _say(self, *lines):
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())


def _matches(mail, criteria):
    _, arrived, raw = mail
    since = re.search(r"SINCE (\d+)-(\w+)-(\d+)", criteria)
    if since and arrived.date() < datetime(int(since[3]), MONTHS.index(since[2]) + 1, int(since[1])).date():
        return False
    to = re.search(r' TO "([^"]+)"', criteria)
    if to and not re.search(rb"^To:.*" + re.escape(to[1].encode()), raw.split(b"\r\n\r\n")[0], re.M | re.I):
        return False
    if header := re.search(r'HEADER Message-ID "([^"]+)"', criteria):
        own = re.search(rb"^Message-ID:(.*)$", raw.split(b"\r\n\r\n")[0], re.M | re.I)
        return bool(own) and header[1].encode() in own[1]
    return True
