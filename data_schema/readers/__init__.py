"""Readers: from files and streams of the field's formats to patient records."""

from __future__ import annotations

from .detect import FORMATS, read_records
from .item import ReadItem
from .options import ReadOptions
from .phenopackets import read_phenopacket

__all__ = ["FORMATS", "ReadItem", "ReadOptions", "read_phenopacket", "read_records"]
