"""A differential by families: pneumonia, and under it the pneumonias that rank beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from data_schema import Diagnosis, OntologyClass

__all__ = ["FamilyGroup", "by_family"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyGroup:
    """Diagnoses of one family, by rank; alone, a diagnosis is a group of its own.

    Attributes:
        family: what they are kinds of; ``None`` for a diagnosis alone.
        diagnoses: at least one. The family itself is one of them where it ranks.
    """

    family: OntologyClass | None
    diagnoses: tuple[Diagnosis, ...]

    @property
    def is_led_by_the_family(self) -> bool:
        """Whether the family itself ranks above all its kinds, and its line is the first."""
        return self.family is not None and self.diagnoses[0].disease.id == self.family.id


def by_family(diagnoses: Sequence[Diagnosis]) -> tuple[FamilyGroup, ...]:
    """Group what shares a family, each group at the place of its best rank.

    Ranks ascend inside a group; nothing is left out and nothing is ranked anew.
    """
    groups: dict[str, list[Diagnosis]] = {}
    families: dict[str, OntologyClass] = {}
    for diagnosis in diagnoses:
        family = diagnosis.family or diagnosis.disease
        families.setdefault(family.id, family)
        groups.setdefault(family.id, []).append(diagnosis)
    return tuple(
        FamilyGroup(family=families[key] if len(members) > 1 else None, diagnoses=tuple(members))
        for key, members in groups.items()
    )
