"""Who has a disease and how common it is: what an everyday differential needs beside findings.

Stored with a disease's node as compact JSON with sorted keys, so that equal statements have equal
text, in every store.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from math import inf
from typing import Final

import orjson

from data_schema import GraphVersionError

__all__ = ["MOST_COMMON", "SETTINGS_WITH_PREVALENCE", "Epidemiology"]

SETTINGS_WITH_PREVALENCE: Final = ("primary-care", "emergency", "inpatient")
"""Settings that a table of diagnoses states prevalence classes for."""

MOST_COMMON: Final = 5
_CLASSES: Final = range(MOST_COMMON + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Epidemiology:
    """What is known of the patients of one disease.

    Attributes:
        age: years (a, b, c, d), ascending: hardly below a, typical from b to c, hardly above d.
        female_share: of the patients, 0–1; 0 or 1 where only one sex can have the disease.
        course: ``acute``, ``subacute``, ``chronic`` or ``recurrent``.
        prevalence: setting → class, 5 for daily bread to 0 for practically never, and where it is
            not stated.
        must_not_miss: death or lasting harm within hours or days if it is overlooked.
    """

    age: tuple[float, float, float, float]
    female_share: float
    course: str
    prevalence: dict[str, int] = field(default_factory=dict)
    must_not_miss: bool = False

    def __post_init__(self) -> None:
        if list(self.age) != sorted(self.age) or not 0 <= self.age[0] <= self.age[-1] < inf:
            raise ValueError(f"expected four ascending ages in years, got {self.age}")
        if not 0.0 <= self.female_share <= 1.0:
            raise ValueError(f"expected a share of women in 0–1, got {self.female_share}")
        known = set(self.prevalence) <= set(SETTINGS_WITH_PREVALENCE)
        if not known or any(each not in _CLASSES for each in self.prevalence.values()):
            settings = ", ".join(SETTINGS_WITH_PREVALENCE)
            raise ValueError(
                f"expected prevalence classes from 0 to 5 for {settings}, got {self.prevalence}"
            )

    def to_json(self) -> str:
        """Return compact JSON with sorted keys."""
        return orjson.dumps(asdict(self), option=orjson.OPT_SORT_KEYS).decode()

    @classmethod
    def from_json(cls, text: str) -> Epidemiology:
        """Rebuild from :meth:`to_json`'s text.

        Raises:
            GraphVersionError: the text is not what this version writes.
        """
        try:
            stated = orjson.loads(text)
            a, b, c, d = map(float, stated.pop("age"))
            return cls(age=(a, b, c, d), **stated)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise GraphVersionError(
                f"expected epidemiology as written by this version of Diagraph, got {error}; "
                "rebuild the graph with `diagraph kg build`"
            ) from error
