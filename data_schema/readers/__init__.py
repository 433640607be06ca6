"""Readers: from files and streams of the field's formats to patient records."""

from __future__ import annotations

from .item import ReadItem
from .phenopackets import is_phenopacket, read_phenopacket

__all__ = ["ReadItem", "is_phenopacket", "read_phenopacket"]
