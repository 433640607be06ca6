"""The page shows everything, in order, and nothing an input says can become markup."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import re
from collections import Counter
from html.parser import HTMLParser

import pytest

from data_schema import (
    Attribution,
    Diagnosis,
    DiagnosisReport,
    Document,
    MatchKind,
    Mention,
    OntologyClass,
    PatientRecord,
    ReportedFinding,
    StatedDiagnosis,
    UsageError,
)
from pipelines.report import render_html
from tests.pipelines.report_cases import (
    PROVENANCE,
    counted,
    everyday_report,
    labels,
    marfan_record,
    marfan_report,
    mention,
    path,
    scored,
)

VOID = {"meta", "link", "br", "hr"}
HOSTILE = (
    """</style></title></pre>--><script>alert(1)</script><img src=x onerror="a()">'" \x1b[2J\x00"""
)


class Page(HTMLParser):
    """Tags, attributes and text of a page; fails on tags that do not nest."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.texts: list[str] = []
        self.style = ""
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _ in attrs}) == len(attrs)
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "style":
            self.style += data
        else:
            self.texts.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())

    def attributes(self, name: str) -> list[str]:
        return [
            value or "" for _, attrs in self.tags for key, value in attrs.items() if key == name
        ]

    def policy(self) -> str:
        return next(
            attrs["content"] or ""
            for tag, attrs in self.tags
            if tag == "meta" and attrs.get("http-equiv") == "Content-Security-Policy"
        )


def marfan_page() -> Page:
    return Page(render_html(marfan_report(), marfan_record(), labels=labels))


def rows_of_sum_table(html: str, rank: int) -> list[str]:
    card = html[html.index(f'id="d{rank}"') :]
    table = card[card.index('class="sum"') : card.index("</table>", card.index('class="sum"'))]
    return re.findall(r'<td class="number">([^<]+)</td>', table)


def number(shown: str) -> float:
    return float(shown.replace("−", "-"))


def check_safe(page: Page) -> None:
    """No script, no request, no style but the one the policy names by its hash."""
    names = {tag for tag, _ in page.tags}
    assert names.isdisjoint({"script", "iframe", "object", "embed", "form", "base", "img", "image"})
    every = [name for _, attrs in page.tags for name in attrs]
    assert [name for name in every if name.startswith("on") or name in {"style", "src"}] == []
    assert [tag for tag, _ in page.tags].count("style") == 1
    digest = base64.b64encode(hashlib.sha256(page.style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in page.policy()
    assert page.policy().startswith("default-src 'none'")
    assert "url(" not in page.style
    assert "@import" not in page.style
    linked = {attrs["href"] for tag, attrs in page.tags if tag == "link"}
    assert linked == {"data:,"}


def check_links(page: Page) -> None:
    """Every id is there once, and every inner link leads somewhere."""
    ids = Counter(page.attributes("id"))
    assert [name for name, count in ids.items() if count > 1] == []
    inner = {href.removeprefix("#") for href in page.attributes("href") if href.startswith("#")}
    assert inner <= set(ids)


def test_the_page_is_self_contained_and_its_links_resolve() -> None:
    page = marfan_page()

    check_safe(page)
    check_links(page)


def test_what_a_clinician_must_see_comes_in_order() -> None:
    text = marfan_page().text
    must = [
        "Research use only. Not a medical device.",
        "Record marfan-01",
        "female, 17 years 3 months",
        "graph hpo 2025-01-16",
        "Information in the findings: much, 27.8 nats",
        "Scores are evidence in nats",
        "Speaks for it: 7 findings, +21.42 nats",
        "Speaks against it",
        "excluded here, and the disease can show it",
        "Hallmarks nobody reported",
        "Findings it does not explain",
        "CARDIOLOGY CLINIC LETTER",
        "What was not understood",
        "seen in a relative, not in the patient",
        "HP:0002751 was replaced by HP:0002650",
    ]
    places = [text.index(words) for words in must]
    assert places == sorted(places)


def test_evidence_names_words_note_concept_match_frequency_and_papers() -> None:
    html = render_html(marfan_report(), marfan_record(), labels=labels)
    item = html[html.index("+4.87</span>") : html.index("+4.40</span>")]
    for words in (
        "lenses slipping out of place",
        "Clinic letter",
        "Lens subluxation",
        "HP:0001132",
        "exact match",
        "counts with it: Abnormal lens morphology",
        "scored as 55%",
        "ORPHA:558",
        "same as",
        "MATCH (t:PhenotypicFeature {id: $t})",
        "&quot;t&quot;: &quot;HP:0001132&quot;",
    ):
        assert words in item


def test_the_sum_table_adds_up_to_the_score_as_printed() -> None:
    report = marfan_report()
    html = render_html(report, marfan_record(), labels=labels)

    for diagnosis in report.diagnoses:
        *parts, total = map(number, rows_of_sum_table(html, diagnosis.rank))
        assert round(sum(parts), 4) == total == round(diagnosis.score, 4)
        assert len(parts) == 2 + len(diagnosis.evidence) + len(diagnosis.contradictions) + len(
            diagnosis.missing_hallmarks
        )


def test_a_score_that_is_not_its_sum_is_denounced() -> None:
    report = marfan_report()
    wrong = dataclasses.replace(report.diagnoses[0], score=99.0)

    text = Page(render_html(dataclasses.replace(report, diagnoses=(wrong,)), labels=labels)).text

    assert "do not add up to the stated score of +99.000000" in text
    assert "do not add up" not in marfan_page().text


def test_marks_link_words_to_findings_and_back() -> None:
    page = marfan_page()
    marks = [attrs for tag, attrs in page.tags if tag == "mark" and "id" in attrs]
    classes = Counter((attrs["class"] or "").split()[0] for attrs in marks)

    assert classes["present"] >= 7
    assert classes["negated"] == 2
    assert classes["family"] == classes["hypothetical"] == 1
    assert classes["unlinked"] == 2
    for words in ("9 negated", "u1 family", "u2 hypothetical", "not understood"):
        assert words in page.text


def test_an_abstention_is_said_and_nothing_is_ranked() -> None:
    report = DiagnosisReport(
        record_id="empty",
        abstained=True,
        reason="no usable finding",
        provenance=PROVENANCE,
    )
    record = PatientRecord(id="empty", documents=(Document(id="n", text=""),))

    page = Page(render_html(report, record, labels=labels))

    check_safe(page)
    check_links(page)
    assert "Diagraph abstained: no usable finding. This says nothing about" in page.text
    assert "This note is empty." in page.text
    assert "Scores are evidence" not in page.text


def test_a_record_without_documents_says_that_its_findings_came_coded() -> None:
    finding = ReportedFinding(
        id="HP:0001166", label="Arachnodactyly", excluded=False, information=3.0
    )
    report = DiagnosisReport(record_id="coded", findings=(finding,), provenance=PROVENANCE)

    page = Page(render_html(report, PatientRecord(id="coded"), labels=labels))

    check_links(page)
    assert "no free text" in page.text
    assert "coded" in page.text
    assert "Information in the findings: little, 3.0 nats" in page.text


@pytest.mark.parametrize("place", ["labels", "note", "ids"])
def test_hostile_input_stays_text(place: str) -> None:
    hostile = HOSTILE
    note = hostile if place == "note" else "seen"
    curie = f"HP:{hostile}" if place == "ids" else "HP:0001166"
    name = hostile if place == "labels" else "Arachnodactyly"
    document = Document(id=hostile, title=hostile, text=note, date=hostile)
    mention = Mention(document_id=hostile, start=0, end=len(note), text=note, cue=hostile)
    annotation = counted(curie, 1, 2, f"PMID:{hostile}", "PMID:12")
    diagnosis = Diagnosis(
        rank=1,
        disease=OntologyClass(id=f"OMIM:{hostile}", label=name),
        score=0.0,
        also_known_as=(hostile,),
        genes=(OntologyClass(id=hostile, label=hostile),),
        evidence=(
            Attribution(
                finding=curie,
                contribution=1.0,
                matched=curie,
                match=MatchKind.EXACT,
                paths=(path(curie, f"OMIM:{hostile}", annotation=annotation),),
            ),
        ),
        unexplained=(hostile,),
    )
    report = DiagnosisReport(
        record_id=hostile,
        findings=(
            ReportedFinding(
                id=curie, label=name, excluded=False, information=1.0, mentions=(mention,)
            ),
        ),
        diagnoses=(scored(diagnosis),),
        unlinked=(mention,),
        provenance=dataclasses.replace(PROVENANCE, store=hostile),
    )

    html = render_html(
        report, PatientRecord(id=hostile, documents=(document,)), labels=lambda _: hostile
    )
    page = Page(html)

    check_safe(page)
    check_links(page)
    assert "<script>alert(1)</script>" in page.text
    assert "\x1b" not in html
    assert "\x00" not in html
    outside = {href for href in page.attributes("href") if not href.startswith(("#", "data:,"))}
    assert "https://pubmed.ncbi.nlm.nih.gov/12/" in outside
    assert all(re.fullmatch(r"https://[a-z.]+/[A-Za-z/:]*[0-9]+/?", href) for href in outside)


def test_forty_findings_stay_readable() -> None:
    document = Document(id="n", text=" ".join(f"word{i:02}" for i in range(40)))
    findings = tuple(
        ReportedFinding(
            id=f"HP:{i:07}",
            label=f"Finding {i}",
            excluded=False,
            information=i / 4,
            mentions=(Mention(document_id="n", start=7 * i, end=7 * i + 6, text=f"word{i:02}"),),
        )
        for i in range(40)
    )
    evidence = tuple(
        Attribution(
            finding=finding.id,
            contribution=finding.information / 2,
            matched=finding.id,
            match=MatchKind.EXACT,
            paths=(path(finding.id, "OMIM:1", annotation=counted(finding.id, 1, 3)),),
        )
        for finding in findings
    )
    diagnosis = scored(
        Diagnosis(rank=1, disease=OntologyClass(id="OMIM:1"), score=0.0, evidence=evidence)
    )
    report = DiagnosisReport(
        record_id="many", findings=findings, diagnoses=(diagnosis,), provenance=PROVENANCE
    )

    html = render_html(report, PatientRecord(id="many", documents=(document,)), labels=labels)
    page = Page(html)

    check_safe(page)
    check_links(page)
    assert sum(tag == "mark" and "id" in attrs for tag, attrs in page.tags) == 40
    assert html.count("Derivation, 1 path") == 32
    assert len(html) < 300_000


def test_another_patients_record_is_refused() -> None:
    other = dataclasses.replace(marfan_record(), id="someone-else")
    changed = dataclasses.replace(
        marfan_record(), documents=(Document(id="letter", text="Nothing of the kind."),)
    )

    with pytest.raises(UsageError, match="someone-else"):
        render_html(marfan_report(), other, labels=labels)
    with pytest.raises(UsageError, match="mentions at other places") as error:
        render_html(marfan_report(), changed, labels=labels)
    assert "Nothing of the kind" not in str(error.value)


def test_stated_diagnoses_have_their_words_and_are_not_used() -> None:
    record = marfan_record()
    words = mention(record.documents[0], "thumb sign")
    stated = StatedDiagnosis(id="MONDO:0004979", label="asthma", mentions=(words,))
    report = dataclasses.replace(marfan_report(), stated_diagnoses=(stated,), unlinked=())

    page = Page(render_html(report, record, labels=labels))

    text = " ".join(" ".join(page.texts).split())
    assert "Stated in the record, not used to rank" in text
    assert "an answer that someone gave, not evidence" in text
    assert "asthma MONDO:0004979" in text
    assert [attributes["id"] for _, attributes in page.tags if attributes.get("id") == "s1"]
    assert "#s1" in {attributes.get("href") for _, attributes in page.tags}


def test_an_everyday_page_shows_danger_with_a_card_families_and_context() -> None:
    report = everyday_report()
    html = render_html(report, labels=labels, explained=1)
    page = Page(html)

    check_safe(page)
    check_links(page)
    text = " ".join(page.text.split())
    for words in (
        "Setting: emergency",
        "Do not miss (1)",
        "rank 3, 1.00 nats behind the first",
        "coronary artery disease MONDO:0005010 , one of:",
        "the disease: mostly 55–85 years",
        "dangerous within hours or days",
    ):
        assert words in text
    assert {"d1", "d3"} <= set(page.attributes("id"))
    assert "Inheritance" not in text
    *parts, total = map(number, rows_of_sum_table(html, 3))
    assert round(sum(parts), 4) == total == round(report.do_not_miss[0].score, 4)
