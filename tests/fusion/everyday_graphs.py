"""A small graph of everyday and rare diseases, under identifiers that the tables name."""

from __future__ import annotations

from collections.abc import Iterable

from data_schema import Annotation, Category, Finding, OntologyClass, Predicate, Sex
from fusion import Case, EvidenceModel, Patient, Setting, prepare_case
from kg import Edge, Epidemiology, GraphArrays, Node, arrays_from_graph
from tests.kg.small_graphs import SOURCE, annotation, small_graph

ROOT = "HP:0000118"
FEVER, CHILLS, COUGH, PRODUCTIVE_COUGH = "HP:0001945", "HP:0025143", "HP:0012735", "HP:0031245"
DYSPNEA, CHEST_PAIN, INFILTRATE = "HP:0002094", "HP:0100749", "HP:0002113"
TROPONIN, LONG_FINGERS, LENS = "HP:0900001", "HP:0001166", "HP:0001083"
SQUEEZING = "DIAGRAPH:0000001"
SMOKING, SURGERY, TRAVEL = "DIAGRAPH:9000001", "DIAGRAPH:9000002", "DIAGRAPH:9000003"
HISTORY = "HP:0032443"

PNEUMONIA, INFARCTION, COPD, PROSTATITIS = "MONDO:1", "MONDO:2", "MONDO:3", "MONDO:4"
LOBAR = "MONDO:5"
RARE = ("OMIM:1", "OMIM:2", "OMIM:3")
SAME_AS_PNEUMONIA = "OMIM:4"

TERMS = {
    FEVER: [ROOT],
    CHILLS: [ROOT],
    COUGH: [ROOT],
    PRODUCTIVE_COUGH: [COUGH],
    DYSPNEA: [ROOT],
    CHEST_PAIN: [ROOT],
    SQUEEZING: [CHEST_PAIN],
    INFILTRATE: [ROOT],
    TROPONIN: [ROOT],
    LONG_FINGERS: [ROOT],
    LENS: [ROOT],
    HISTORY: ["HP:0000001"],
    SMOKING: [HISTORY],
    SURGERY: [HISTORY],
    TRAVEL: [HISTORY],
}
VERY_FREQUENT, FREQUENT, OCCASIONAL = "HP:0040281", "HP:0040282", "HP:0040283"


def everyday_row(disease: str, term: str, frequency: str, **values: object) -> Annotation:
    """Make a row of the everyday tables."""
    return annotation(disease, term, frequency_qualifier=frequency, **values)


ROWS = [
    everyday_row(PNEUMONIA, FEVER, VERY_FREQUENT),
    everyday_row(PNEUMONIA, CHILLS, FREQUENT),
    everyday_row(PNEUMONIA, COUGH, VERY_FREQUENT),
    everyday_row(PNEUMONIA, DYSPNEA, FREQUENT),
    everyday_row(PNEUMONIA, INFILTRATE, VERY_FREQUENT, required=True),
    everyday_row(LOBAR, FEVER, VERY_FREQUENT),
    everyday_row(LOBAR, PRODUCTIVE_COUGH, VERY_FREQUENT),
    everyday_row(INFARCTION, SQUEEZING, FREQUENT, pathognomonic=True),
    everyday_row(INFARCTION, CHEST_PAIN, VERY_FREQUENT),
    everyday_row(INFARCTION, DYSPNEA, FREQUENT),
    everyday_row(INFARCTION, TROPONIN, VERY_FREQUENT, required=True),
    everyday_row(COPD, COUGH, VERY_FREQUENT),
    everyday_row(COPD, DYSPNEA, VERY_FREQUENT),
    everyday_row(PROSTATITIS, FEVER, FREQUENT),
    everyday_row(PROSTATITIS, CHILLS, FREQUENT),
    annotation("OMIM:1", LONG_FINGERS, has_count=9, has_total=10),
    annotation("OMIM:1", LENS, has_count=6, has_total=10),
    annotation("OMIM:2", FEVER, has_count=1, has_total=10),
    annotation("OMIM:2", LONG_FINGERS, has_count=3, has_total=10),
    annotation("OMIM:3", COUGH, has_count=2, has_total=10),
    annotation(SAME_AS_PNEUMONIA, INFILTRATE, has_count=5, has_total=10),
]


def patients(
    *,
    age: tuple[float, float, float, float] = (0.0, 1.0, 80.0, 95.0),
    women: float = 0.5,
    course: str = "acute",
    classes: tuple[int, int, int] = (3, 3, 3),
    danger: bool = False,
) -> Epidemiology:
    """Make epidemiology; ``classes`` are of primary care, emergency and inpatient."""
    return Epidemiology(
        age=age,
        female_share=women,
        course=course,
        prevalence=dict(zip(("primary-care", "emergency", "inpatient"), classes, strict=True)),
        must_not_miss=danger,
    )


PATIENTS = {
    PNEUMONIA: patients(classes=(4, 5, 5)),
    LOBAR: patients(classes=(2, 3, 3)),
    INFARCTION: patients(age=(30.0, 50.0, 80.0, 95.0), women=0.35, classes=(1, 4, 4), danger=True),
    COPD: patients(age=(40.0, 60.0, 80.0, 95.0), course="chronic", classes=(5, 4, 4)),
    PROSTATITIS: patients(age=(18.0, 30.0, 60.0, 80.0), women=0.0, classes=(3, 2, 1)),
}
RISKS = {
    (SMOKING, COPD): 10.0,
    (SMOKING, INFARCTION): 3.0,
    (SMOKING, PNEUMONIA): 1.5,
    (SURGERY, INFARCTION): 10.0,
    (TRAVEL, INFARCTION): 10.0,
}


def everyday_arrays(
    *more: Annotation,
    with_everyday: bool = True,
    with_rare: bool = True,
    without: tuple[str, str] | None = None,
) -> GraphArrays:
    """Make the graph, with further rows, or without its everyday or rare diseases, or a row."""
    if not with_everyday:
        rows = [row for row in ROWS if row.subject not in PATIENTS]
        terms = {term: above for term, above in TERMS.items() if not term.startswith("DIAGRAPH:")}
        return arrays_from_graph(small_graph(terms, rows))
    nodes = [
        Node(id=curie, category=Category.DISEASE, name=curie, epidemiology=stated.to_json())
        for curie, stated in PATIENTS.items()
    ]
    edges = [_edge(LOBAR, Predicate.SUBCLASS_OF, PNEUMONIA)]
    for (factor, disease), ratio in RISKS.items():
        row = Annotation(
            subject=factor,
            predicate=Predicate.PREDISPOSES_TO_CONDITION.value,
            object=disease,
            relative_risk=ratio,
        )
        edges.append(_edge(factor, Predicate.PREDISPOSES_TO_CONDITION, disease, row))
    same = [(PNEUMONIA, SAME_AS_PNEUMONIA)] if with_rare else []
    rows = [row for row in ROWS if with_rare or row.subject in PATIENTS]
    rows = [row for row in rows if (row.subject, row.object) != without]
    return arrays_from_graph(
        small_graph(TERMS, [*rows, *more], same=same, nodes=nodes, edges=edges)
    )


def _edge(subject: str, predicate: Predicate, object_: str, *rows: Annotation) -> Edge:
    return Edge(
        subject=subject, predicate=predicate, object=object_, sources=(SOURCE,), annotations=rows
    )


def everyday_model(
    *more: Annotation,
    setting: Setting = Setting.EMERGENCY,
    without: tuple[str, str] | None = None,
) -> EvidenceModel:
    """Make a model of one setting over the small graph."""
    return EvidenceModel(everyday_arrays(*more, without=without), setting=setting)


def case_of(
    arrays: GraphArrays,
    *findings: str,
    sex: Sex = Sex.UNKNOWN,
    age: float | None = None,
    course: str = "",
    risks: Iterable[str] = (),
) -> Case:
    """Prepare findings; a leading ``-`` excludes."""
    coded = [
        Finding(type=OntologyClass(id=f.removeprefix("-"), label=""), excluded=f.startswith("-"))
        for f in findings
    ]
    terms = tuple(sorted(arrays.term_index[factor] for factor in risks))
    return prepare_case(
        arrays, coded, sex=sex, patient=Patient(age=age, course=course, risks=terms)
    )
