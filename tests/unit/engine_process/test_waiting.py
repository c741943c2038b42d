"""Messages that wait to be read are bounded in number and bytes, and end with the process."""

from __future__ import annotations

import threading

import pytest

from attnstudio.engine_process.waiting import GoneError, Waiting

PATIENCE = 10.0


@pytest.mark.parametrize(("count", "size"), [(2, 1000), (1000, 8)], ids=["number", "bytes"])
def test_putting_waits_for_room(count: int, size: int) -> None:
    waiting = Waiting(count, size)
    waiting.put(bytearray(b"first"))
    waiting.put(bytearray(b"second"))
    late = threading.Thread(target=waiting.put, args=(bytearray(b"third"),))
    late.start()
    late.join(0.05)
    assert late.is_alive()
    assert waiting.take(PATIENCE) == bytearray(b"first")
    assert [waiting.take(PATIENCE) for _ in range(2)] == [bytearray(b"second"), bytearray(b"third")]
    late.join(PATIENCE)
    assert not late.is_alive()


def test_a_message_larger_than_the_room_comes_alone() -> None:
    waiting = Waiting(9, 3)
    waiting.put(bytearray(b"longer"))
    assert waiting.take(PATIENCE) == bytearray(b"longer") and waiting.take(0) is None


def test_what_arrived_before_the_end_is_taken_and_nothing_is_put_after_it() -> None:
    waiting = Waiting(1, 9)
    waiting.put(bytearray(b"last"))
    waiting.end()
    waiting.put(bytearray(b"lost"))
    assert waiting.take(PATIENCE) == bytearray(b"last")
    for _ in range(2):
        with pytest.raises(GoneError):
            waiting.take(PATIENCE)


def test_offering_never_waits() -> None:
    waiting = Waiting(1, 9)
    assert waiting.offer(b"first") and not waiting.offer(b"second")
    assert waiting.take() == b"first" and waiting.offer(b"third")
    waiting.end()
    with pytest.raises(GoneError):
        waiting.offer(b"lost")
    assert waiting.take() == b"third"
