"""Recaudo: collect what a small business is owed and keep its customers."""

import zoneinfo
from importlib.util import find_spec

VERSION = "0.1.0"

# An old system's time-zone data is wrong for Paraguay and others by an hour: the pinned package wins where it is installed.
if find_spec("tzdata") is not None:
    zoneinfo.reset_tzpath(to=())
