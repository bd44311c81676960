"""A sealed file opens with the right words only, whole and as it was made."""

import io
import tracemalloc

import pytest

from linli.operations import Refused
from linli.operations.sealing import PIECE, TAG, Opener, Sealer, is_sealed

WORDS = "三月的雨落在碉楼上"
HEAD = 15 + 16 + 16
SIZES = (0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 3 * PIECE + 5)


def sealed(data, words=WORDS):
    file = io.BytesIO()
    sealer = Sealer(file, words)
    for start in range(0, len(data), 10_000):
        sealer.write(data[start:start + 10_000])
    sealer.close()
    return file.getvalue()


def opened(data, words=WORDS):
    opener, pieces = Opener(io.BytesIO(data), words), []
    while piece := opener.read(7000):
        pieces.append(piece)
    return b"".join(pieces)


@pytest.mark.parametrize("size", SIZES)
def test_what_was_sealed_comes_back(size):
    data = bytes(number % 251 for number in range(size))
    closed = sealed(data)
    assert (is_sealed(io.BytesIO(closed)) and data[:1000] not in closed[HEAD:]) or size < 2
    assert opened(closed) == data


def test_the_same_file_is_never_the_same_twice():
    assert sealed(b"x" * 100)[15:] != sealed(b"x" * 100)[15:]


def test_wrong_words_are_told_apart_from_a_damaged_file():
    closed = sealed(b"x" * 100)
    with pytest.raises(Refused, match="密钥不对"):
        opened(closed, "别的话")
    with pytest.raises(Refused, match="被改动过"):
        opened(closed[:-1])


@pytest.mark.parametrize("cut", [1, TAG, TAG + 5, PIECE + TAG, 2 * PIECE, 2 * (PIECE + TAG) + 5 + TAG])
def test_a_file_that_was_cut_off_is_refused(cut):
    with pytest.raises(Refused, match="不完整"):
        opened(sealed(b"x" * (2 * PIECE + 5))[:-cut])


@pytest.mark.parametrize("at", [HEAD, HEAD + PIECE, HEAD + PIECE + TAG + 3, -1])
def test_one_altered_bit_is_seen(at):
    closed = bytearray(sealed(b"x" * (2 * PIECE)))
    closed[at] ^= 1
    with pytest.raises(Refused):
        opened(bytes(closed))


def test_pieces_that_change_places_are_seen():
    closed, whole = sealed(b"x" * (3 * PIECE)), PIECE + TAG
    first, second, rest = (closed[HEAD:HEAD + whole], closed[HEAD + whole:HEAD + 2 * whole],
                           closed[HEAD + 2 * whole:])
    with pytest.raises(Refused):
        opened(closed[:HEAD] + second + first + rest)


def test_something_appended_is_seen():
    with pytest.raises(Refused):
        opened(sealed(b"x" * 100) + b"y")


def test_no_more_than_a_few_pieces_are_held_in_memory(tmp_path):
    tracemalloc.start()
    try:
        with open(tmp_path / "sealed", "wb") as file:
            sealer = Sealer(file, WORDS)
            for _each in range(500):
                sealer.write(bytes(PIECE))
            sealer.close()
        with open(tmp_path / "sealed", "rb") as file:
            opener = Opener(file, WORDS)
            while opener.read(PIECE):
                pass
        assert tracemalloc.get_traced_memory()[1] < 2_000_000  # of 32 MB
    finally:
        tracemalloc.stop()
