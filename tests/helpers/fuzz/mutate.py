"""Small changes to files, from a seeded generator: bytes, words of a text, values of a JSON tree."""

from __future__ import annotations

import copy
import json
import re
import struct
import zlib
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

_WORDS = (0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 2**63 - 1, 2**64 - 1)
_NUMBERS = ("0", "-1", "1e999", "-0.0", "NaN", "4294967296", "9" * 400, "1e-320", "0x10", "16777217", "")
_VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1, 2**31, 2**63, 2**64, 10**400, 0.5, -1e308, float("nan"), float("inf")),
    *("", "a", "\0", "\u202e", "../../x", "{0}{1}", "%s", "🐟" * 50, "x" * 5000, [], {}, [[]], [None], {"": None}),
)
_NUMBER = re.compile(rb"-?\d+(?:\.\d+)?")
_TOKEN = re.compile(rb"[\w.]+|[^\w\s]|\s+")
_PNG = b"\x89PNG\r\n\x1a\n"


def data(rng: Random, seeds: Sequence[bytes]) -> bytes:
    """One of the seeds with one to eight changes of its bytes."""
    found = bytearray(rng.choice(seeds))
    for _ in range(rng.randint(1, 8)):
        rng.choice(_CHANGES)(rng, found, seeds)
    return bytes(found)


def text(rng: Random, seeds: Sequence[bytes]) -> bytes:
    """As `data`, and as often changes of numbers and words."""
    if rng.random() < 0.3:
        return data(rng, seeds)
    content = rng.choice(seeds)
    for _ in range(rng.randint(1, 6)):
        numbers, words = list(_NUMBER.finditer(content)), list(_TOKEN.finditer(content))
        if numbers and rng.random() < 0.5:
            place = rng.choice(numbers)
            content = content[: place.start()] + rng.choice(_NUMBERS).encode() + content[place.end() :]
        elif words:
            place, other = rng.choice(words), rng.choice(words)
            new = rng.choice((b"", other[0], place[0] * 3, place[0] + other[0]))
            content = content[: place.start()] + new + content[place.end() :]
    return content


def tree(rng: Random, value: Any) -> Any:
    """A copy of a JSON value with one to four changes."""
    found = copy.deepcopy(value)
    for _ in range(rng.randint(1, 4)):
        places = list(_places(found))
        if not places:
            return copy.deepcopy(rng.choice(_VALUES))
        holder, key = rng.choice(places)
        match rng.randrange(6):
            case 0 | 1:
                holder[key] = copy.deepcopy(rng.choice(_VALUES))
            case 2:
                other, place = rng.choice(places)
                if place in other if isinstance(other, dict) else place < len(other):
                    holder[key] = copy.deepcopy(other[place])
            case 3:
                del holder[key]
            case 4 if isinstance(holder, list):
                holder.extend(copy.deepcopy([holder[key]] * rng.choice((1, 40))))
            case 4:
                holder[f"{key}x"] = holder.pop(key)
            case 5:
                for _ in range(rng.choice((1, 3, 200))):
                    holder[key] = [holder[key]]
    return found


def json_of(rng: Random, seeds: Sequence[bytes]) -> bytes:
    """Of JSON: its tree, or its text."""
    if rng.random() < 0.3:
        return text(rng, seeds)
    return json.dumps(tree(rng, json.loads(rng.choice(seeds))), ensure_ascii=rng.random() < 0.5).encode(
        "utf-8", "surrogatepass"
    )


def picture(rng: Random, seeds: Sequence[bytes]) -> bytes:
    """As `data`; of half of the PNG the checksums are put right, so that what lies behind them is reached."""
    found = data(rng, seeds)
    return _with_checksums(found) if found.startswith(_PNG) and rng.random() < 0.5 else found


def _with_checksums(png: bytes) -> bytes:
    found, place = bytearray(png), len(_PNG)
    while place + 12 <= len(found):
        (length,) = struct.unpack_from(">L", found, place)
        end = place + 8 + length
        if end + 4 > len(found):
            break
        struct.pack_into(">L", found, end, zlib.crc32(found[place + 4 : end]))
        place = end + 4
    return bytes(found)


def _places(value: Any) -> list[tuple[Any, Any]]:
    """Every container with each of its keys."""
    found, waiting = [], [value]
    while waiting:
        one = waiting.pop()
        keys = list(one) if isinstance(one, dict) else range(len(one)) if isinstance(one, list) else ()
        found += [(one, key) for key in keys]
        waiting += [one[key] for key in keys]
    return found


# Changes of bytes


def _flip(rng: Random, found: bytearray, _: Sequence[bytes]) -> None:
    if found:
        found[rng.randrange(len(found))] ^= 1 << rng.randrange(8)


def _word(rng: Random, found: bytearray, _: Sequence[bytes]) -> None:
    form = rng.choice(("B", "<H", ">H", "<L", ">L", "<Q", ">Q"))
    size = struct.calcsize(form)
    if len(found) >= size:
        struct.pack_into(form, found, rng.randrange(len(found) - size + 1), rng.choice(_WORDS) % 2 ** (8 * size))


def _remove(rng: Random, found: bytearray, _: Sequence[bytes]) -> None:
    start, length = _block(rng, found)
    del found[start : start + length]


def _repeat(rng: Random, found: bytearray, _: Sequence[bytes]) -> None:
    start, length = _block(rng, found)
    found[start:start] = found[start : start + length] * rng.choice((1, 2, 50))


def _cut(rng: Random, found: bytearray, _: Sequence[bytes]) -> None:
    del found[rng.randrange(len(found) + 1) :]


def _noise(rng: Random, found: bytearray, _: Sequence[bytes]) -> None:
    start, length = _block(rng, found)
    found[start : start + length] = rng.choice((rng.randbytes(length), bytes(length), b"\xff" * length))


def _splice(rng: Random, found: bytearray, seeds: Sequence[bytes]) -> None:
    other = rng.choice(seeds)
    found[rng.randrange(len(found) + 1) :] = other[rng.randrange(len(other) + 1) :]


def _block(rng: Random, found: bytearray) -> tuple[int, int]:
    return rng.randrange(len(found) + 1), min(rng.choice((1, 4, 16, 64, 256)), len(found))


_CHANGES: tuple[Callable[[Random, bytearray, Sequence[bytes]], None], ...] = (
    *(_flip, _flip, _flip, _word, _word, _word),
    *(_remove, _repeat, _noise, _cut, _splice),
)
