"""The OBO reader takes what a graph needs, and nothing that is not there."""

from __future__ import annotations

from data_schema import Scope
from kg import IssueCode, Synonym
from kg.sources.obo import OboTerm, read_obo
from tests.kg.tiny_release import OBO


def test_header_and_terms() -> None:
    document = read_obo(OBO.splitlines())

    assert document.data_version == "hp/releases/2025-01-16"
    assert len(document.terms) == 10
    assert document.issues == ()


def test_a_whole_term() -> None:
    seizure = next(term for term in read_obo(OBO.splitlines()).terms if term.id == "HP:0001250")

    assert seizure == OboTerm(
        id="HP:0001250",
        name="Seizure",
        definition='An intermittent "abnormality".',
        synonyms=(
            Synonym(text="Fits", scope=Scope.EXACT, kind="layperson"),
            Synonym(text="Epilepsy", scope=Scope.RELATED),
        ),
        parents=("HP:0000118",),
        alt_ids=("HP:0001303",),
        xrefs=("UMLS:C0036572", "SNOMEDCT_US:91175000", "Fyler:4862"),
    )


def test_obsolete_terms_say_what_to_use_instead() -> None:
    terms = {term.id: term for term in read_obo(OBO.splitlines()).terms}

    assert terms["HP:0000002"].obsolete
    assert terms["HP:0000002"].replaced_by == ("HP:0001303",)
    assert terms["HP:0000003"].consider == ("HP:0001250",)


def test_a_term_without_an_id_is_an_issue() -> None:
    document = read_obo(["[Term]", "name: Nameless", "", "[Term]", "id: HP:1", "name: One"])

    assert [term.id for term in document.terms] == ["HP:1"]
    assert [issue.code for issue in document.issues] == [IssueCode.BAD_ROW]


def test_a_synonym_keeps_brackets_and_quotes_of_its_text() -> None:
    line = r'synonym: "A [\"B\"] \\ C" NARROW abbreviation [PMID:1]'

    (term,) = read_obo(["[Term]", "id: HP:1", line]).terms

    assert term.synonyms == (Synonym(text='A ["B"] \\ C', scope=Scope.NARROW, kind="abbreviation"),)


def test_no_stanzas_no_terms() -> None:
    assert read_obo([]).terms == ()
