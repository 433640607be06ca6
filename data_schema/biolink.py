"""The Biolink vocabulary Diagraph's graph is allowed to use.

Categories are node labels (``:Disease``), predicates are relationship types (``:HAS_PHENOTYPE``).
Nothing outside these lists ever reaches a Cypher statement as an identifier.
Source: Biolink Model 4.4 (https://biolink.github.io/biolink-model/).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

__all__ = ["PREDICATE_ENDS", "Category", "Predicate", "Scope"]


class Category(StrEnum):
    """Node categories; the value is the label in Cypher, ``biolink:`` + value the CURIE."""

    DISEASE = "Disease"
    PHENOTYPIC_FEATURE = "PhenotypicFeature"
    GENE = "Gene"
    ONTOLOGY_CLASS = "OntologyClass"
    """A class that groups others (MONDO's hierarchy), is deprecated, or is a disease that no
    source gives a phenotype: never a candidate."""
    ANATOMICAL_ENTITY = "AnatomicalEntity"
    DRUG = "Drug"
    PATHWAY = "Pathway"


class Predicate(StrEnum):
    """Edge predicates; the value is Biolink's, :attr:`rel_type` the relationship type in Cypher."""

    SUBCLASS_OF = "subclass_of"
    EXACT_MATCH = "exact_match"
    HAS_PHENOTYPE = "has_phenotype"
    LACKS_PHENOTYPE = "lacks_phenotype"
    """Not a Biolink predicate: ``has_phenotype`` with ``negated``, kept apart so that a plain
    ``MATCH`` never returns what a disease does *not* show."""
    HAS_MODE_OF_INHERITANCE = "has_mode_of_inheritance"
    HAS_CLINICAL_COURSE = "has_clinical_course"
    """HPO annotation aspects C and M (onset, course, clinical modifier); ``has_attribute`` in
    Biolink."""
    GENE_ASSOCIATED_WITH_CONDITION = "gene_associated_with_condition"
    PREDISPOSES_TO_CONDITION = "predisposes_to_condition"
    """From a risk factor to a disease; the annotation row has the relative risk."""
    LOCATED_IN = "located_in"
    RELATED_TO = "related_to"
    SIMILAR_TO = "similar_to"
    TREATS = "treats"
    AFFECTS = "affects"

    @property
    def rel_type(self) -> str:
        """Relationship type in Cypher: ``HAS_PHENOTYPE``."""
        return self.value.upper()


class Scope(StrEnum):
    """Scope of a synonym, as in the OBO format."""

    LABEL = "LABEL"
    EXACT = "EXACT"
    NARROW = "NARROW"
    BROAD = "BROAD"
    RELATED = "RELATED"


PREDICATE_ENDS: Final[dict[Predicate, tuple[tuple[Category, Category], ...]]] = {
    Predicate.SUBCLASS_OF: (
        (Category.PHENOTYPIC_FEATURE, Category.PHENOTYPIC_FEATURE),
        (Category.ONTOLOGY_CLASS, Category.ONTOLOGY_CLASS),
        (Category.DISEASE, Category.DISEASE),
        (Category.DISEASE, Category.ONTOLOGY_CLASS),
        (Category.ONTOLOGY_CLASS, Category.DISEASE),
    ),
    Predicate.EXACT_MATCH: (
        (Category.DISEASE, Category.DISEASE),
        (Category.DISEASE, Category.ONTOLOGY_CLASS),
    ),
    Predicate.HAS_PHENOTYPE: ((Category.DISEASE, Category.PHENOTYPIC_FEATURE),),
    Predicate.LACKS_PHENOTYPE: ((Category.DISEASE, Category.PHENOTYPIC_FEATURE),),
    Predicate.HAS_MODE_OF_INHERITANCE: (
        (Category.DISEASE, Category.PHENOTYPIC_FEATURE),
        (Category.ONTOLOGY_CLASS, Category.PHENOTYPIC_FEATURE),
    ),
    Predicate.HAS_CLINICAL_COURSE: (
        (Category.DISEASE, Category.PHENOTYPIC_FEATURE),
        (Category.ONTOLOGY_CLASS, Category.PHENOTYPIC_FEATURE),
    ),
    Predicate.GENE_ASSOCIATED_WITH_CONDITION: (
        (Category.GENE, Category.DISEASE),
        (Category.GENE, Category.ONTOLOGY_CLASS),
    ),
    Predicate.PREDISPOSES_TO_CONDITION: ((Category.PHENOTYPIC_FEATURE, Category.DISEASE),),
    Predicate.LOCATED_IN: ((Category.DISEASE, Category.ANATOMICAL_ENTITY),),
    Predicate.RELATED_TO: (
        (Category.DISEASE, Category.DISEASE),
        (Category.GENE, Category.GENE),
    ),
    Predicate.SIMILAR_TO: ((Category.DISEASE, Category.DISEASE),),
    Predicate.TREATS: ((Category.DRUG, Category.DISEASE),),
    Predicate.AFFECTS: ((Category.DRUG, Category.GENE),),
}
"""Which categories an edge of each predicate may join (subject, object)."""
