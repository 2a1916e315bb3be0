"""What a body may be: strict JSON within bounds, told apart in a time that its length bounds."""

from __future__ import annotations

import json
import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cds_service.errors import CallRefused, NotJson, TooMuch
from cds_service.hooks.json_text import (
    DEEPEST,
    LONGEST_NAME,
    LONGEST_NUMBER,
    LONGEST_TEXT,
    RESOURCES_AT_MOST,
    VALUES_AT_MOST,
    refuse_other_than_json,
)

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**60), 2**60)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4),
    max_leaves=20,
)


def many(count: int, each: bytes) -> bytes:
    return b"[" + b",".join([each] * count) + b"]"


AT_THE_BOUND: dict[str, tuple[bytes, bytes, type[CallRefused]]] = {
    "depth of lists": (b"[" * DEEPEST + b"]" * DEEPEST, b"[" * (DEEPEST + 1) + b"]" * (DEEPEST + 1), NotJson),
    "depth of objects": (
        b'{"a":' * DEEPEST + b"1" + b"}" * DEEPEST,
        b'{"a":' * (DEEPEST + 1) + b"1" + b"}" * (DEEPEST + 1),
        NotJson,
    ),
    "length of a text": (b'"' + b"x" * LONGEST_TEXT + b'"', b'"x' + b"x" * LONGEST_TEXT + b'"', TooMuch),
    "length of a name": (
        b'{"' + b"x" * LONGEST_NAME + b'" :1}',
        b'{"x' + b"x" * LONGEST_NAME + b'" :1}',
        NotJson,
    ),
    "length of a number": (b"1." + b"5" * (LONGEST_NUMBER - 2), b"1." + b"5" * (LONGEST_NUMBER - 1), NotJson),
    "size of a number": (b"[1.7e308, -1.7e308, 1e-400]", b"1e309", NotJson),
    "number of values": (many(VALUES_AT_MOST - 1, b"1"), many(VALUES_AT_MOST, b"1"), TooMuch),
    "number of resources": (
        many(RESOURCES_AT_MOST, b'{"resourceType":"Basic"}'),
        many(RESOURCES_AT_MOST + 1, b'{"resourceType":"Basic"}'),
        TooMuch,
    ),
}


@pytest.mark.parametrize("bound", AT_THE_BOUND)
def test_what_is_at_a_bound_is_read_and_what_is_beyond_is_refused(bound: str) -> None:
    within, beyond, refusal = AT_THE_BOUND[bound]
    refuse_other_than_json(within)
    with pytest.raises(refusal):
        refuse_other_than_json(beyond)


@pytest.mark.parametrize(
    "body",
    [
        *(
            b"",
            b" ",
            b"{",
            b"}",
            b"[1,]",
            b"{'a':1}",
            b'{"a":1}//',
            b'{"a":1}{}',
            b"nul",
            b"NaN",
            b"-Infinity",
        ),
        *(
            b"[Infinity]",
            b'{"a":1,"a":1}',
            b'[{"b":{"a":1,"a":2}}]',
            b'{"a":1,"\\u0061":2}',
            b"\xff",
            b'"\xff"',
        ),
        *(
            b"\xef\xbb\xbf{}",
            "{}".encode("utf-16"),
            b"01",
            b"+1",
            b"1e400",
            b"-1e999999999",
            b"1" * 5000,
            b"\\",
        ),
        *(b'"\\', b'"', b'"a\\"', b'"\n"'),
    ],
    ids=lambda body: repr(body[:20]),
)
def test_anything_that_only_a_lenient_parser_takes_is_refused(body: bytes) -> None:
    with pytest.raises(NotJson):
        refuse_other_than_json(body)


@given(value=JSON)
def test_json_that_a_strict_writer_writes_is_read(value: object) -> None:
    try:
        body = json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:  # half a character, which no writer could send
        body = json.dumps(value).encode()
    refuse_other_than_json(body)


@given(texts=st.lists(st.text('\\"[{}],:u0ab', max_size=12), max_size=6))
def test_marks_inside_texts_do_not_count(texts: list[str]) -> None:
    refuse_other_than_json(json.dumps([*texts, "[" * 1000, "9" * 1000, {"a": "{" * 1000}]).encode())


COSTLY = {
    "quotes that are escaped": b'"' + b'\\"' * 2_000_000,
    "texts that end at once": b'""' * 2_000_000,
    "backslashes": b"\\" * 4_000_000,
    "lists that open": b"[" * 4_000_000,
    "objects that open": b'{"a":' * 800_000,
    "digits": b"1" * 4_000_000,
    "numbers": many(1_900_000, b"1"),
    "empty texts": many(1_300_000, b'""'),
    "closing marks": b"]" * 4_000_000,
    "names": b'{"' + b"a" * 4_000_000,
    "blanks": b" " * 4_000_000,
}


@pytest.mark.parametrize("kind", COSTLY)
def test_a_hostile_body_of_four_megabytes_is_refused_within_a_second(kind: str) -> None:
    began = time.process_time()
    with pytest.raises(CallRefused):
        refuse_other_than_json(COSTLY[kind])
    assert time.process_time() - began < 1


def test_a_refusal_repeats_nothing_of_the_body() -> None:
    for body in (b'{"Canary": Canary}', b'{"Canary":1,"Canary":2}', b'{"' + b"Canary" * 100 + b'":1}'):
        with pytest.raises(CallRefused) as refused:
            refuse_other_than_json(body)
        assert "Canary" not in str(refused.value)
        assert refused.value.__cause__ is None


def test_the_deepest_body_leaves_room_for_the_parsers() -> None:
    assert sys.getrecursionlimit() / 2 > DEEPEST
