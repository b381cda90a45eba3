"""Recaudo: collect what a small business is owed and keep its customers."""

VERSION = "0.1.0"
