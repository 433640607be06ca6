"""Every regular expression of the recogniser, and the recogniser itself, take linear time."""

from __future__ import annotations

import importlib
import pkgutil
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from functools import partial
from inspect import signature
from itertools import cycle, islice

import pytest

import encoders.entities
from data_schema import Document
from encoders import EntityRecognizer
from encoders.entities import Mode

SIZE = 10_000
MODES: tuple[Mode, ...] = ("longest", "nested")
LIMIT = 0.05
"""Seconds for :data:`SIZE` characters: a pattern that is not linear takes far longer."""
FILLERS = {
    "blanks": " ",
    "lines": "\n",
    "blank lines": " \n",
    "tabs": "\t",
    "letters": "a",
    "capitals": "A",
    "digits": "1",
    "digits and commas": "1,",
    "decimals": "1.",
    "fractions": "1/",
    "ranges": "1-",
    "words": "pain and ",
    "short words": "a b ",
    "capitalised words": "Aa Bb ",
    "hyphens": "a-",
    "combining forms": "tracheo-",
    "apostrophes": "a'",
    "full stops": ".",
    "marks": ".?!",
    "colons": "A:",
    "brackets": "(",
    "pairs of brackets": "()",
    "nested brackets": "(a (",
    "items": "\n- ",
    "numbered items": "\n1. ",
    "underscores": "_",
    "accents": "e\u0301",
    "zero-width": "\u200b",
}


def modules() -> Iterator[object]:
    for module in pkgutil.iter_modules(encoders.entities.__path__, "encoders.entities."):
        yield importlib.import_module(module.name)


def patterns_in(value: object, name: str, seen: set[int]) -> Iterator[tuple[str, re.Pattern[str]]]:
    """Yield the patterns that a value holds, however deep."""
    if id(value) in seen:
        return
    seen.add(id(value))
    if isinstance(value, re.Pattern):
        if isinstance(value.pattern, str):
            yield name, value
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from patterns_in(getattr(value, field.name), f"{name}.{field.name}", seen)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from patterns_in(item, f"{name}[{key!r}]", seen)
    elif isinstance(value, list | tuple | set | frozenset):
        for place, item in enumerate(value):
            yield from patterns_in(item, f"{name}[{place}]", seen)


def loaded_tables() -> Iterator[tuple[str, object]]:
    """Yield what each ``load_…()`` of the package returns: patterns made from data."""
    for module in modules():
        for name, value in vars(module).items():
            if name.startswith("load_") and callable(value) and not signature(value).parameters:
                yield name, value()


def shipped_patterns() -> dict[str, re.Pattern[str]]:
    found: dict[str, re.Pattern[str]] = {}
    seen: set[int] = set()
    for module in modules():
        for name, value in vars(module).items():
            label = f"{getattr(module, '__name__', '').rpartition('.')[2]}.{name}"
            found.update(patterns_in(value, label, seen))
    for name, value in loaded_tables():
        found.update(patterns_in(value, f"{name}()", seen))
    return found


PATTERNS = shipped_patterns()


def literal_pieces(pattern: str) -> list[str]:
    """Return the words and marks that stand in a pattern itself."""
    plain = re.sub(r"\\[A-Za-z]|\(\?[<!=:a-zA-Z]*|\{[\d,]*\}", " ", pattern).replace("\\", "")
    return list(dict.fromkeys(re.findall(r"[A-Za-z]+|[^\w\s]", plain)))


def texts_against(pattern: re.Pattern[str]) -> Iterator[str]:
    pieces = literal_pieces(pattern.pattern)
    for filler in FILLERS.values():
        yield filler * (SIZE // len(filler))
    if pieces:
        for between in ("", " ", "  ", "\n", "1"):
            words = islice(cycle(f"{piece}{between}" for piece in pieces), SIZE)
            yield "".join(words)[:SIZE]
        for piece in pieces[:4]:
            yield (piece * SIZE)[:SIZE]
            yield piece + " " * SIZE
            yield piece + "1" * SIZE
            yield piece + "a" * SIZE + "!"


def seconds(work: Callable[[], object]) -> float:
    """Return the best of five, or the first that is well below the limit."""
    best = float("inf")
    for _ in range(5):
        begin = time.process_time()
        work()
        best = min(best, time.process_time() - begin)
        if best < LIMIT / 2:
            break
    return best


def exhaust(pattern: re.Pattern[str], text: str) -> None:
    for _ in pattern.finditer(text):
        pass


def test_patterns_are_found_in_modules_and_in_tables() -> None:
    assert "tokenizer._WORD" in PATTERNS
    assert any(name.startswith("load_") for name in PATTERNS)
    assert len(PATTERNS) > 15


@pytest.mark.parametrize("name", PATTERNS)
def test_a_pattern_takes_linear_time(name: str) -> None:
    pattern = PATTERNS[name]
    slow = {
        text[:40]: spent
        for text in texts_against(pattern)
        if (spent := seconds(partial(exhaust, pattern, text))) > LIMIT
    }

    assert slow == {}


@pytest.mark.parametrize("name", FILLERS)
def test_the_recognizer_takes_linear_time(full_recognizer: EntityRecognizer, name: str) -> None:
    filler = FILLERS[name]

    def spent(size: int) -> float:
        document = Document(id="d", text=filler * (size // len(filler)))
        return min(
            seconds(partial(full_recognizer.annotate, document, mode=mode)) for mode in MODES
        )

    spent(SIZE)
    short, long = spent(SIZE), spent(4 * SIZE)

    assert short < 10 * LIMIT
    assert long < 8 * max(short, 0.01)
