"""A file that only those who know the words can read, and nobody can change unseen.

A head (what it is, and the salt), then pieces of 64 KiB, each sealed by ChaCha20-Poly1305 under its
number and whether it is the last: a piece that was altered, moved, dropped or cut off does not open.
The key comes from the words by scrypt (RFC 7914); reading and writing hold one piece at a time.
"""

import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from linli.operations import Refused

MARK = b"linli sealed 1\n"
SALT, CHECK, TAG = 16, 16, 16
PIECE = 64 * 1024
COST = {"n": 2**15, "r": 8, "p": 1}  # a tenth of a second, 32 MB
DAMAGED = "文件不完整，或者被改动过"


class Sealer:
    """A stream to write to, which seals into `file` (binary); it is whole only after `close`."""

    def __init__(self, file, words):
        salt = os.urandom(SALT)
        self._head, self._key = _head_and_key(words, salt)
        self._file, self._number, self._waiting = file, 0, bytearray()
        file.write(self._head)

    def write(self, data):
        """Seal what fills whole pieces; the last piece waits, since it must say that it is the last."""
        self._waiting += data
        while len(self._waiting) > PIECE:
            self._seal(self._waiting[:PIECE], last=False)
            del self._waiting[:PIECE]
        return len(data)

    def close(self):
        """Write the last piece."""
        self._seal(self._waiting, last=True)

    def _seal(self, piece, last):
        self._file.write(self._key.encrypt(_nonce(self._number, last), bytes(piece), self._head))
        self._number += 1


class Opener:
    """A stream to read from. Raises Refused where the words are wrong, or the file is not as it was."""

    def __init__(self, file, words):
        if file.read(len(MARK)) != MARK:
            raise Refused(DAMAGED)
        salt, check = file.read(SALT), file.read(CHECK)
        self._head, self._key = _head_and_key(words, salt)
        if not hmac.compare_digest(self._head, MARK + salt + check):
            raise Refused("密钥不对（LINLI_BACKUP_KEY 不是加密这个文件时用的那一个）")
        self._file, self._number, self._open = file, 0, b""
        self._next = file.read(PIECE + TAG)

    def read(self, size):
        """At most `size` bytes, b"" at the end."""
        if not self._open and self._next is not None:
            self._open = self._open_next()
        given, self._open = self._open[:size], self._open[size:]
        return given

    def _open_next(self):
        sealed, following = self._next, self._file.read(PIECE + TAG)
        try:
            piece = self._key.decrypt(_nonce(self._number, not following), sealed, self._head)
        except InvalidTag:
            raise Refused(DAMAGED) from None
        self._number, self._next = self._number + 1, following or None
        return piece


def is_sealed(file):
    """Whether a file (binary, at its beginning) is a sealed one; it stays at its beginning."""
    begins = file.read(len(MARK))
    file.seek(0)
    return begins == MARK


def _head_and_key(words, salt):
    """The head, whose last part tells right words from wrong ones, and the cipher."""
    derived = Scrypt(salt=salt, length=32 + CHECK, **COST).derive(words.encode())
    return MARK + salt + derived[32:], ChaCha20Poly1305(derived[:32])


def _nonce(number, last):
    return number.to_bytes(11) + bytes([last])
