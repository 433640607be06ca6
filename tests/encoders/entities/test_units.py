"""Units as clinicians write them."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from encoders.entities.tables import read_toml
from encoders.entities.units import conversion, unit_expression, unit_pattern

CALCIUM = 40.08


@pytest.mark.parametrize(
    ("written", "target", "factor"),
    [
        ("g/L", "g/dL", 0.1),
        ("gm/dl", "g/dL", 1),
        ("mg%", "mg/dL", 1),
        ("mmol/l", "mg/dL", 4.008),
        ("mEq/L", "mg/dL", 2.004),
        ("x10^9/L", "1e9/L", 1),
        ("× 10⁹/L", "1e9/L", 1),
        ("10*3/uL", "1e9/L", 1),
        ("K/µL", "1e9/L", 1),
        ("k", "1e9/L", 1),
        ("cells/mm3", "1e9/L", 0.001),
        ("/mm3", "1e9/L", 0.001),
        ("bpm", "1/minute", 1),
        ("breaths per minute", "1/minute", 1),
        ("mL/min/1.73 m2", "mL/minute", 1),
        ("IU/L", "U/L", 1),
        ("µkat/L", "U/L", 60),
        ("µIU/mL", "milliU/L", 1),
        ("kPa", "mmHg", 7.500616),
        ("g/24h", "mg/day", 1000),
    ],
)
def test_units_convert(written: str, target: str, factor: float) -> None:
    source = unit_expression(written)
    assert source is not None

    convert = conversion(source, target, molar_mass=CALCIUM, valence=2)

    assert convert is not None
    assert convert(1) == pytest.approx(factor, rel=1e-6)


def test_temperatures_have_an_offset() -> None:
    convert = conversion(unit_expression("°F") or "", "degC")

    assert convert is not None
    assert convert(101.3) == pytest.approx(38.5)


def test_moles_need_a_molar_mass_and_equivalents_a_valence() -> None:
    assert conversion("mmol/L", "mg/dL") is None
    assert conversion("milliequivalent/L", "mmol/L") is None


def test_another_dimension_and_an_unknown_unit_convert_to_nothing() -> None:
    assert conversion("mmHg", "g/dL") is None
    assert unit_expression("smoots") is None


def test_every_unit_of_the_table_is_known_to_pint_and_found_in_text() -> None:
    pattern = re.compile(unit_pattern(), re.IGNORECASE)
    tables = read_toml("units.toml")
    for written in (*tables["whole"], *tables["parts"], *(f"g/{unit}" for unit in tables["below"])):
        expression = unit_expression(written)
        assert expression is not None
        assert conversion(expression, expression) is not None
        assert pattern.fullmatch(written)


def test_pint_waits_for_the_first_unit() -> None:
    program = (
        "import sys\n"
        "from encoders.entities.measurements import load_measurement_reader\n"
        "load_measurement_reader()\n"
        "assert 'pint' not in sys.modules"
    )

    subprocess.run([sys.executable, "-c", program], check=True)
