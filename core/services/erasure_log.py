"""The log of what people asked for, beside the database: after an older backup was put back, who was erased, restricted or said no since
is so again.

Its lines hold no word of a person: row number, since when the row was there, and keyed hashes; each line is signed with the data key.
"""

from __future__ import annotations

import hmac
import json
import os
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from core import clock, settings
from core.db.engine import reading, writing
from core.db.tables import Customer, Erasure, Message, OptOut, Watermark
from core.domain.access import SCHEDULER
from core.services import erasure_marks, keys

FILE = "erasures.jsonl"
WITHHELD = ("restricted_at", "unprofiled_at")
_SEEN: dict[str, tuple[Any, ...]] = {}


def path() -> Path:
    """Where the log is: in the data folder, not in the database, so that a backup put back does not take it away."""
    return settings.load().data / FILE


def remember_erased(erasure: Erasure, born: datetime, marks: set[str]) -> None:
    """Note an erasure; called last in its transaction, so that what is erased is noted, whatever dies when."""
    _append(
        {
            "act": "erase", "ref": erasure.ref, "customer": erasure.customer_id, "born": born.isoformat(), "at": erasure.at.isoformat(),
            "why": erasure.why, "marks": sorted(marks),
        }
    )  # fmt: skip


def remember_withheld(customer: Customer) -> None:
    """Note since when a customer's data is restricted or not profiled, or that it is so no more."""
    held = {name: moment.isoformat() if (moment := getattr(customer, name)) else None for name in WITHHELD}
    _append({"act": "withhold", "customer": customer.id, "born": customer.created_at.isoformat(), **held})


def remember_refused(customer: Customer, channel: str, at: datetime | None, how: str) -> None:
    """Note a no to a channel (`at` its moment), or that the customer lifted it (`at` None)."""
    who = {"customer": customer.id, "born": customer.created_at.isoformat()}
    _append({"act": "refuse", **who, "channel": channel, "at": at.isoformat() if at else None, "how": how})


def remember_imported(s: Session, import_id: int, *, is_undone: bool = False) -> int:
    """Note every no that came with a file, or that went with its undoing; called last before the commit. Returns how many."""
    o = OptOut
    columns: Any = (o.customer_id, o.channel, o.at, o.how, Customer.created_at)
    query = select(*columns).join(Customer, col(Customer.id) == col(o.customer_id))
    lines = [
        {"act": "refuse", "customer": customer, "born": born.isoformat(), "channel": channel, "how": how,
         "at": None if is_undone else at.isoformat()}
        for customer, channel, at, how, born in s.exec(query.where(o.import_id == import_id, col(o.lifted_at).is_(None)))
    ]  # fmt: skip
    if lines:
        _append(*lines)
    return len(lines)


def _append(*lines: dict[str, Any]) -> None:
    body = b"".join(json.dumps(line | {"mac": _signed(line)}, sort_keys=True).encode() + b"\n" for line in lines)
    path().parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(path(), os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
    try:
        _write(handle, b"\n" + body)  # the break in front closes a line that a crash left half written
        os.fsync(handle)
    finally:
        os.close(handle)


def _write(handle: int, body: bytes) -> None:
    while body:
        body = body[os.write(handle, body) :]


def _signed(line: dict[str, Any]) -> str:
    told = json.dumps({name: value for name, value in line.items() if name != "mac"}, sort_keys=True)
    return hmac.new(keys.derived("erasures"), told.encode(), sha256).hexdigest()


def lines(since: int = 0) -> tuple[list[dict[str, Any]], int]:
    """The whole lines of the log from an offset on, and the offset behind them; what this data key did not sign is left out."""
    try:
        raw = path().read_bytes()
    except FileNotFoundError:
        return [], 0
    end = raw.rfind(b"\n") + 1
    found = [line for one in raw[since if since <= end else 0 : end].splitlines() if (line := _parsed(one))]
    return [line for line in found if hmac.compare_digest(str(line.get("mac")), _signed(line))], end


def _parsed(raw: bytes) -> dict[str, Any] | None:
    try:
        line = json.loads(raw)
    except ValueError:
        return None
    return line if isinstance(line, dict) else None


def replay(engine: Engine) -> int:
    """Do again what this database does not know of; returns how many people were erased again. Looks once at each database file.

    The database remembers how far it knows the log: an older one knows less of it, and only the rest is read.
    """
    state = _state(engine)
    if state is None or _SEEN.get(str(engine.url)) == state:
        return 0
    with reading(engine) as s:
        told, end = lines(_known_in(s))
    count = 0
    if told:
        with writing(engine) as s:
            count = _replay_in(s, told)
            mark = s.get(Watermark, FILE) or Watermark(name=FILE)
            mark.value, mark.checked_at = {"offset": end}, clock.now()
            s.add(mark)
    if count:
        _scrub(engine)
    _SEEN[str(engine.url)] = state
    return count


def _scrub(engine: Engine) -> None:
    """Once it is committed, what an erasure clears beside the database, and the journal."""
    from core.services import erasure

    with reading(engine) as s:
        again = select(Erasure.customer_id).where(col(Erasure.replayed_at).is_not(None))
        refs = set(s.exec(select(Message.ref).where(col(Message.customer_id).in_(again))))
    erasure.scrub(engine, refs)


def _known_in(s: Session) -> int:
    mark = s.get(Watermark, FILE)
    return int((mark.value or {}).get("offset", 0)) if mark else 0


def _replay_in(s: Session, told: list[dict[str, Any]]) -> int:
    known = set(s.exec(select(Erasure.ref)))
    fresh = [line for line in told if line["act"] == "erase" and line["ref"] not in known]
    for line in fresh:
        _erase_again(s, line)
    for number, held in _differing(s, told).items():
        _withhold_again(s, number, held)
    for line in _unknown_refusals(s, told):
        _refuse_again(s, line)
    return len(fresh)


def _state(engine: Engine) -> tuple[Any, ...] | None:
    """What changes when another database file lies in its place; None while nothing was ever noted. Our own lines this one knows."""
    try:
        log = path().stat()
        database = os.stat(str(engine.url.database)).st_ino if engine.dialect.name == "sqlite" else 0
    except OSError:
        return None
    return log.st_ino, database


def _of_line(s: Session, line: dict[str, Any]) -> Customer | None:
    """The customer of a line, if the row is still that person: after a restore the same number may have gone to somebody else."""
    found = s.get(Customer, line["customer"]) if line["customer"] is not None else None
    return found if found is not None and found.created_at.isoformat() == line["born"] else None


def _erase_again(s: Session, line: dict[str, Any]) -> None:
    from core.services import erasure

    erasure_marks.add_in(s, line["marks"])
    customer, at = _of_line(s, line), datetime.fromisoformat(line["at"])
    if customer is not None and customer.erased_at is None:
        erasure.anonymise_in(s, SCHEDULER, customer, why=line["why"], ref=line["ref"], at=at, is_replay=True,
                             is_marked=bool(line["marks"]))  # fmt: skip
    else:
        erasure.note_in(s, SCHEDULER, customer, why=line["why"], ref=line["ref"], at=at, removed={}, is_replay=True)


def _differing(s: Session, told: list[dict[str, Any]]) -> dict[int, dict[str, Any]]:
    """Customers whose last line says something else of restriction and profiling than their row."""
    last = {(line["customer"], line["born"]): line for line in told if line["act"] == "withhold"}
    found = {}
    for line in last.values():
        customer = _of_line(s, line)
        held = {name: line[name] and datetime.fromisoformat(line[name]) for name in WITHHELD}
        if customer is not None and customer.erased_at is None and any(getattr(customer, name) != held[name] for name in WITHHELD):
            found[customer.id or 0] = held
    return found


def _withhold_again(s: Session, number: int, held: dict[str, Any]) -> None:
    from core.services import privacy_rights

    customer = s.exec(select(Customer).where(col(Customer.id) == number)).one()
    for name, moment in held.items():
        if moment is not None:
            privacy_rights.withhold_in(s, SCHEDULER, customer, name, moment)
        else:
            setattr(customer, name, None)


def _unknown_refusals(s: Session, told: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The last word of each customer on a channel, where it was a no that this database does not hold."""
    last = {(line["customer"], line["born"], line["channel"]): line for line in told if line["act"] == "refuse"}
    holding = select(OptOut.customer_id, OptOut.channel).where(col(OptOut.lifted_at).is_(None), col(OptOut.customer_id).is_not(None))
    held = set(s.exec(holding))
    return [line for line in last.values() if line["at"] and (line["customer"], line["channel"]) not in held and _is_here(s, line)]


def _is_here(s: Session, line: dict[str, Any]) -> bool:
    customer = _of_line(s, line)
    return customer is not None and customer.erased_at is None


def _refuse_again(s: Session, line: dict[str, Any]) -> None:
    from core.services import audit

    at = datetime.fromisoformat(line["at"])
    s.add(OptOut(customer_id=line["customer"], channel=line["channel"], at=at, how=line["how"]))
    s.flush()
    audit.record(s, SCHEDULER, "optout.record", "customer", line["customer"], after={"channel": line["channel"], "how": "restored"})
