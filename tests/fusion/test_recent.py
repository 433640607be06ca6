"""A bounded memory forgets what was not used for longest."""

from __future__ import annotations

from fusion.recent import Recent


def test_the_value_used_least_recently_goes_first() -> None:
    memory: Recent[str] = Recent(2)
    memory.put(1, "one")
    memory.put(2, "two")
    assert memory.get(1) == "one"

    memory.put(3, "three")

    assert [memory.get(key) for key in (1, 2, 3)] == ["one", None, "three"]


def test_a_memory_without_room_keeps_nothing() -> None:
    memory: Recent[str] = Recent(0)

    memory.put(1, "one")

    assert memory.get(1) is None
