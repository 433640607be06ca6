"""Units as clinicians write them, compared by pint: "61 g/L", "6.1 g/dl" and "6.1 gm%" are one.

How units are written is data (``data/units.toml``); what they are, pint knows. Amounts in moles
become masses by the molar mass of the analyte, and equivalents become moles by the valence of its
ion.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Final

from .alternatives import either
from .tables import read_toml

if TYPE_CHECKING:
    from pint import UnitRegistry
    from pint.facets.context.objects import Context, Transformation
    from pint.facets.plain import PlainQuantity

__all__ = ["Conversion", "conversion", "unit_expression", "unit_pattern"]

_POWER: Final = re.compile(r"x?10(?:\^|\*{1,2}|e)?(3|6|9|12)(?!\d)")
_FOLDING: Final = str.maketrans("×µμ⁰¹²³⁶⁹", "xuu012369")
_SPELLING: Final = {" ": r"\s?", "u": "[uµμ]"}
_DEFINITIONS: Final = (
    "equivalent = [charge_equivalent]",
    "high_power_field = [field_of_view]",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversion:
    """From the unit written to the unit wanted: ``value * factor + offset``."""

    factor: float
    offset: float = 0.0

    def __call__(self, value: float) -> float:
        """Return ``value`` in the unit wanted."""
        return value * self.factor + self.offset


@lru_cache(maxsize=4096)
def unit_expression(written: str) -> str | None:
    """Return pint's expression of a written unit, ``""`` for none, ``None`` for an unknown one."""
    folded = "".join(written.lower().translate(_FOLDING).split())
    if not folded:
        return ""
    tables = read_toml("units.toml")
    whole, parts, below = (_without_blanks(tables[name]) for name in ("whole", "parts", "below"))
    if "percent" not in folded:
        folded = folded.replace("per", "/")
    if folded in whole:
        return whole[folded]
    powers = _POWER.match(folded)
    first, *denominators = (folded[powers.end() :] if powers else folded).split("/")
    known = [parts.get(first or "cells")]
    known += [below.get(part) or parts.get(part) for part in denominators]
    if not all(known):
        return None
    scale = f"1e{powers[1]} * " if powers else ""
    return scale + "/".join(f"({part})" for part in known)


@lru_cache(maxsize=4096)
def conversion(
    source: str, target: str, *, molar_mass: float = 0.0, valence: int = 0
) -> Conversion | None:
    """Return how values in ``source`` become values in ``target``, or ``None`` where they cannot.

    Args:
        source: an expression that pint understands; ``""`` is a plain number.
        target: another.
        molar_mass: of the analyte, g/mol; 0 where moles have no mass.
        valence: of the ion; 0 where there are no equivalents.
    """
    import pint

    registry = _registry()
    unit: Any = registry.Quantity(registry.parse_expression(source or "1"))
    goal = registry.parse_expression(target or "1")
    context = _context(molar_mass, valence)
    try:
        at_zero, at_one = (
            float(
                registry.Quantity(number * unit.magnitude, unit.units)
                .to(registry.Quantity(goal).units, context)
                .magnitude
            )
            for number in (0.0, 1.0)
        )
    except pint.DimensionalityError:
        return None
    scale = float(registry.Quantity(goal).magnitude)
    return Conversion(factor=(at_one - at_zero) / scale, offset=at_zero / scale)


@cache
def _registry() -> UnitRegistry[Any]:
    """Make pint's registry: a third of a second with the import, when the first unit is read."""
    import pint

    registry: UnitRegistry[Any] = pint.UnitRegistry()
    for definition in _DEFINITIONS:
        registry.define(definition)
    return registry


def _context(molar_mass: float, valence: int) -> Context:
    """Return what makes amounts of one analyte comparable."""
    import pint

    registry, context = _registry(), pint.Context()
    if molar_mass:
        mass = registry.Quantity(molar_mass, "g/mol")
        moles, grams = "[substance]/[volume]", "[mass]/[volume]"
        context.add_transformation(moles, grams, _times(mass))
        context.add_transformation(grams, moles, _times(1 / mass))
    if valence:
        each = registry.Quantity(valence, "equivalent/mol")
        context.add_transformation(
            "[charge_equivalent]/[volume]", "[substance]/[volume]", _times(1 / each)
        )
    return context


def _times(quantity: PlainQuantity[Any]) -> Transformation:
    """Return pint's kind of function (registry, value) → value times ``quantity``."""

    def transform(
        ureg: UnitRegistry[Any], value: PlainQuantity[Any], **_: object
    ) -> PlainQuantity[Any]:
        product: PlainQuantity[Any] = value * quantity
        return product

    return transform


def _without_blanks(table: dict[str, str]) -> dict[str, str]:
    return {key.replace(" ", ""): value for key, value in table.items()}


@cache
def unit_pattern() -> str:
    """Return a regular expression, without groups, of any written unit."""
    tables = read_toml("units.toml")
    power = r"(?:[x×]\s?)?10\s?(?:\^|\*{1,2}|e)?\s?(?:3|6|9|12|³|⁶|⁹|¹²)(?!\d)"
    parts = either(tables["parts"], spelling=_SPELLING)
    whole = either(tables["whole"], spelling=_SPELLING)
    lower = either([*tables["parts"], *tables["below"]], spelling=_SPELLING)
    below = rf"\s?(?:/|per\b)\s?(?:{power}|{lower})"
    counted = rf"{power}(?:\s?(?:{parts}))?(?:{below}){{0,2}}"
    return rf"(?:{counted}|(?:{parts})?(?:{below}){{1,2}}|{parts}|{whole})"
