"""Clinical text → mentions and findings, in plain Python over ``str`` and offsets."""

from __future__ import annotations

from .abbreviations import Abbreviation, find_abbreviations
from .assertions import AssertionEngine, AssertionRule, Judgement, load_assertion_engine
from .context import ContextReader, ContextRules, judge_span, load_context_rules
from .diagnoses import resolve_diagnoses
from .evaluation import (
    Annotator,
    SpanJudge,
    annotates_diseases,
    disease_scope,
    evaluate_assertions,
    evaluate_concepts,
    phenotype_scope,
    read_annotated,
)
from .findings import SetAside, TextFindings, resolve_findings
from .index import build_index
from .loading import load_recognizer
from .matcher import Match, Matcher, Mode
from .names import NameIndex
from .normalize import Normalizer, load_normalizer
from .recognizer import EntityRecognizer
from .reranker import Reranker
from .risk_factors import RiskFactorReader, load_risk_factor_reader
from .sections import Section, SectionFinder, load_section_finder
from .sentences import SentenceSplitter, load_sentence_splitter
from .tokenizer import Gap, Tokens, tokenize
from .unlinked import UnlinkedFinder, load_unlinked_finder

__all__ = [
    "Abbreviation",
    "Annotator",
    "AssertionEngine",
    "AssertionRule",
    "ContextReader",
    "ContextRules",
    "EntityRecognizer",
    "Gap",
    "Judgement",
    "Match",
    "Matcher",
    "Mode",
    "NameIndex",
    "Normalizer",
    "Reranker",
    "RiskFactorReader",
    "Section",
    "SectionFinder",
    "SentenceSplitter",
    "SetAside",
    "SpanJudge",
    "TextFindings",
    "Tokens",
    "UnlinkedFinder",
    "annotates_diseases",
    "build_index",
    "disease_scope",
    "evaluate_assertions",
    "evaluate_concepts",
    "find_abbreviations",
    "judge_span",
    "load_assertion_engine",
    "load_context_rules",
    "load_normalizer",
    "load_recognizer",
    "load_risk_factor_reader",
    "load_section_finder",
    "load_sentence_splitter",
    "load_unlinked_finder",
    "phenotype_scope",
    "read_annotated",
    "resolve_diagnoses",
    "resolve_findings",
    "tokenize",
]
