"""Items 1 and 2 of the evidence model: which findings score, and what becomes of the others."""

from __future__ import annotations

import pytest

from data_schema import Category, Finding, Mention, OntologyClass, Sex
from fusion import Case, prepare_case
from kg import GraphArrays, Node, arrays_from_graph
from tests.kg.small_graphs import annotation, small_graph

TERMS = {
    "HP:0000100": ["HP:0000118"],
    "HP:0000110": ["HP:0000100"],
    "HP:0000111": ["HP:0000110"],
    "HP:0000112": ["HP:0000110", "HP:0000200"],
    "HP:0000200": ["HP:0000118"],
    "HP:0000005": ["HP:0000001"],
    "HP:0000006": ["HP:0000005"],
    "HP:0031797": ["HP:0000001"],
    "HP:0003674": ["HP:0031797"],
    "HP:0003577": ["HP:0003674"],
    "HP:0012823": ["HP:0000001"],
    "HP:0012828": ["HP:0012823"],
}


@pytest.fixture(scope="module")
def arrays() -> GraphArrays:
    nodes = [
        Node(
            id="HP:0000200",
            category=Category.PHENOTYPIC_FEATURE,
            name="term",
            alt_ids=("HP:0000299",),
        ),
        Node(id="HP:0000300", category=Category.PHENOTYPIC_FEATURE, name="old", deprecated=True),
    ]
    return arrays_from_graph(small_graph(TERMS, [annotation("OMIM:1", "HP:0000111")], nodes=nodes))


def prepared(arrays: GraphArrays, *findings: str, sex: Sex = Sex.UNKNOWN) -> Case:
    """Prepare findings; a leading ``-`` excludes."""
    return prepare_case(
        arrays,
        [
            Finding(
                type=OntologyClass(id=f.removeprefix("-"), label="said"),
                excluded=f.startswith("-"),
            )
            for f in findings
        ],
        sex=sex,
    )


def ids(arrays: GraphArrays, terms: tuple[int, ...]) -> list[str]:
    return [arrays.term_ids[term] for term in terms]


def reasons(case: Case) -> dict[str, str]:
    return {unused.id: unused.reason for unused in case.unused}


def test_a_replaced_id_means_its_term_and_warns(arrays: GraphArrays) -> None:
    case = prepared(arrays, "HP:0000299")

    assert ids(arrays, case.observed) == ["HP:0000200"]
    assert [notice.code for notice in case.warnings] == ["replaced_id"]
    assert "HP:0000299" in case.warnings[0].message
    assert "HP:0000200" in case.warnings[0].message


@pytest.mark.parametrize(
    ("finding", "reason"),
    [
        ("HP:0000006", "inheritance"),
        ("HP:0003577", "onset"),
        ("HP:0031797", "clinical_course"),
        ("HP:0012828", "modifier"),
        ("HP:0000118", "root"),
        ("HP:0000001", "not_a_phenotype"),
        ("HP:0000300", "obsolete"),
        ("HP:9999999", "unknown_id"),
        ("MONDO:0000001", "not_in_graph"),
    ],
)
@pytest.mark.parametrize("sign", ["", "-"])
def test_what_is_no_phenotype_of_the_graph_is_unused(
    arrays: GraphArrays, finding: str, reason: str, sign: str
) -> None:
    case = prepared(arrays, sign + finding, "HP:0000200")

    assert ids(arrays, case.observed) == ["HP:0000200"]
    assert case.excluded == ()
    assert reasons(case) == {finding: reason}


def test_ids_outside_the_graph_warn_and_keep_the_label_they_came_with(arrays: GraphArrays) -> None:
    case = prepared(arrays, "HP:9999999", "HP:0000300")

    assert [notice.code for notice in case.warnings] == ["unknown_id", "obsolete"]
    assert [unused.label for unused in case.unused] == ["said", "said"]


def test_the_most_specific_present_terms_stay(arrays: GraphArrays) -> None:
    case = prepared(arrays, "HP:0000100", "HP:0000110", "HP:0000111", "HP:0000200")

    assert ids(arrays, case.observed) == ["HP:0000111", "HP:0000200"]
    assert reasons(case) == {"HP:0000100": "subsumed", "HP:0000110": "subsumed"}
    (heir,) = case.subsumed
    assert arrays.term_ids[heir] == "HP:0000111"
    assert ids(arrays, case.subsumed[heir]) == ["HP:0000100", "HP:0000110"]


def test_of_several_descendants_the_first_in_curie_order_inherits(arrays: GraphArrays) -> None:
    case = prepared(arrays, "HP:0000112", "HP:0000111", "HP:0000110", "HP:0000200")

    assert ids(arrays, case.observed) == ["HP:0000111", "HP:0000112"]
    assert {arrays.term_ids[t]: ids(arrays, m) for t, m in case.subsumed.items()} == {
        "HP:0000111": ["HP:0000110"],
        "HP:0000112": ["HP:0000200"],
    }


def test_the_most_general_excluded_terms_stay(arrays: GraphArrays) -> None:
    case = prepared(arrays, "-HP:0000111", "-HP:0000100", "-HP:0000112")

    assert ids(arrays, case.excluded) == ["HP:0000100"]
    assert reasons(case) == {"HP:0000111": "subsumed", "HP:0000112": "subsumed"}


@pytest.mark.parametrize("excluded", ["HP:0000111", "HP:0000110", "HP:0000100"])
def test_an_exclusion_at_or_above_a_present_term_gives_way(
    arrays: GraphArrays, excluded: str
) -> None:
    case = prepared(arrays, f"-{excluded}", "HP:0000111")

    assert ids(arrays, case.observed) == ["HP:0000111"]
    assert case.excluded == ()
    assert reasons(case) == {excluded: "conflict"}
    assert [notice.code for notice in case.warnings] == ["conflicting_finding"]
    assert excluded in case.warnings[0].message


def test_an_exclusion_below_a_present_term_stays(arrays: GraphArrays) -> None:
    case = prepared(arrays, "HP:0000110", "-HP:0000111")

    assert ids(arrays, case.observed) == ["HP:0000110"]
    assert ids(arrays, case.excluded) == ["HP:0000111"]
    assert (case.unused, case.warnings) == ((), ())


def test_an_exclusion_that_gives_way_keeps_its_own_words(arrays: GraphArrays) -> None:
    there = Mention(document_id="a", start=0, end=3, text="fit")
    denied = Mention(document_id="b", start=3, end=6, text="fit")
    term = OntologyClass(id="HP:0000110")

    case = prepare_case(
        arrays,
        [
            Finding(type=term, evidence=(there,)),
            Finding(type=term, excluded=True, evidence=(denied,)),
        ],
    )

    assert ids(arrays, case.observed) == ["HP:0000110"]
    assert [(u.reason, u.mentions) for u in case.unused] == [("conflict", (denied,))]


def test_a_conflict_does_not_hide_a_narrower_exclusion(arrays: GraphArrays) -> None:
    case = prepared(arrays, "-HP:0000100", "-HP:0000111", "HP:0000112")

    assert ids(arrays, case.excluded) == ["HP:0000111"]
    assert reasons(case) == {"HP:0000100": "conflict"}


def test_order_and_repetition_of_findings_change_nothing(arrays: GraphArrays) -> None:
    once = prepared(arrays, "HP:0000112", "HP:0000110", "-HP:0000111")
    again = prepared(arrays, "-HP:0000111", "HP:0000110", "HP:0000112", "HP:0000112")

    assert once == again


def test_nothing_usable_leaves_an_empty_case(arrays: GraphArrays) -> None:
    case = prepared(arrays, "HP:0000006", "HP:9999999")

    assert case.observed == case.excluded == ()
    assert len(case.unused) == 2


@pytest.mark.parametrize(
    ("sex", "code"), [(Sex.UNKNOWN, 0), (Sex.OTHER, 0), (Sex.FEMALE, 1), (Sex.MALE, 2)]
)
def test_only_female_and_male_are_known_to_annotations(
    arrays: GraphArrays, sex: Sex, code: int
) -> None:
    assert prepared(arrays, "HP:0000200", sex=sex).sex == code
