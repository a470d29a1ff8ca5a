"""An independent implementation of the fingerprint format, written from its specification (docs/format.md) alone.

Usage: python3 reference.py VECTORS.jsonl [FOLD.txt]

Computes the fingerprint of every golden vector, compares, and names the first field that differs. Needs `xxhash`.
"""

from __future__ import annotations

import json
import struct
import sys
from pathlib import Path
from typing import Dict, Iterable, List, NamedTuple, Optional, Tuple

from xxhash import xxh3_64_intdigest

# Section 1: parameters

PROFILES = {"rewrite": (3, 2), "strict": (1, 3)}  # the letters a kept token needs, and k
BINS = (256, 512, 1024)
KEYS = 128
TOKEN_BYTES = 64
GRAM = {"ideograph": 2, "unspaced": 4}
QUOTE_LIMIT = 160


class Scheme(NamedTuple):
    """What a fingerprint is made with (section 1)."""
    profile: str
    bins: int
    seed: int

    def id(self) -> int:
        """The scheme id; with 0 for bins, the shingles id (section 1)."""
        numbers = 1, 18, 0, 0, *PROFILES[self.profile], TOKEN_BYTES, *GRAM.values(), QUOTE_LIMIT, KEYS, self.bins
        return xxh3_64_intdigest(struct.pack("<9s11BHQ", b"wireprint", *numbers, self.seed), 0)


# Sections 2 and 3: bytes to characters to folded characters

Table = Dict[str, Tuple[str, str]]  # the class of a character, and what it folds to


def load_table(path: Path) -> Table:
    """Reads fold.txt (section 3)."""
    table: Table = {}
    for line in path.read_text("utf-8").splitlines():
        if not line.startswith("#"):
            source, _, target = line.partition(" > ")
            span, kind = source.split()
            first, _, last = span.partition("..")
            folded = "".join(chr(int(code, 16)) for code in target.split())
            for code in range(int(first, 16), int(last or first, 16) + 1):
                table[chr(code)] = (kind, folded or chr(code))
    return table


def folded_characters(text: bytes, table: Table) -> Iterable[Tuple[str, str]]:
    """The folded characters that are not ignored, with their classes (sections 2 and 3).

    Like the Encoding Standard, Python decodes each maximal ill-formed part to one U+FFFD.
    """
    for char in text.decode("utf-8", "replace"):
        kind, folded = table.get(char, ("separator", char))
        if kind != "ignored":
            for part in folded:
                yield part, kind


# Section 4: characters to tokens


def composed(last: str, char: str) -> Optional[str]:
    """The Hangul syllable of two characters, if they compose (section 4)."""
    if "\u1100" <= last <= "\u1112" and "\u1161" <= char <= "\u1175":
        return chr(0xAC00 + ((ord(last) - 0x1100) * 21 + ord(char) - 0x1161) * 28)
    if "\uac00" <= last <= "\ud7a3" and (ord(last) - 0xAC00) % 28 == 0 and "\u11a8" <= char <= "\u11c2":
        return chr(ord(last) + ord(char) - 0x11A7)
    return None


class Tokens:
    """Reads a text into its tokens (section 4)."""
    def __init__(self, text: bytes, scheme: Scheme, table: Table) -> None:
        self.least_letters, self.k = PROFILES[scheme.profile]
        self.seed = scheme.seed
        self.hashes: List[int] = []  # of all tokens
        self.kept: List[int] = []  # of the kept tokens
        self.quotation = Quotation()
        self.current = ""  # the current word or run of grams: one of them is always empty
        self.kind = ""  # its kind: "word", "ideograph", "unspaced"
        self.letters = 0  # of the current word; a digit counts as enough of them
        for char, kind in folded_characters(text, table):
            self.character(char, kind)
        self.end()
        self.quotation.end()

    def character(self, char: str, kind: str) -> None:
        """A folded character: the tokens it ends, then quotation, then what it joins (sections 4 and 5)."""
        joins = "word" if kind in ("letter", "digit") else kind
        if joins != self.kind:
            self.end()
        self.quotation.character(char, joins)
        if joins == "word":
            self.append(char, kind)
        elif joins in GRAM:
            self.current, self.kind = self.current + char, joins
            if len(self.current) >= GRAM[joins]:
                self.token(self.current[-GRAM[joins]:], True)

    def append(self, char: str, kind: str) -> None:
        """A letter or digit joins the current word (section 4)."""
        syllable = composed(self.current[-1:], char)
        if syllable:
            self.letters += "\u1161" <= char <= "\u1175"
            self.current = self.current[:-1] + syllable
            return
        if len((self.current + char).encode()) > TOKEN_BYTES:
            self.end()
        self.letters += self.least_letters if kind == "digit" else 2 if "\uac00" <= char <= "\ud7a3" else 1
        self.current, self.kind = self.current + char, "word"

    def end(self) -> None:
        """Ends the current word or run (section 4)."""
        if self.kind == "word":
            self.token(self.current, self.letters >= self.least_letters)
        elif self.kind in GRAM and len(self.current) < GRAM[self.kind]:
            self.token(self.current, True)
        self.current, self.kind, self.letters = "", "", 0

    def token(self, token: str, kept: bool) -> None:
        """A token is given (section 4)."""
        self.hashes.append(xxh3_64_intdigest(token.encode().ljust(16, b"\0"), self.seed))
        if kept:
            self.quotation.token()
            self.kept.append(self.hashes[-1])


# Section 5: quotation

SPACES = frozenset("\t\n\v\f\r \xa0\u1680\u2028\u2029\u202f\u205f\u3000").union(map(chr, range(0x2000, 0x200B)))
STOPS = frozenset("!%'),.:;?]}\u2019\u2026")
CLOSERS = {'"': '"”', "“": '”"', "„": '“”"', "”": "”", "«": "»", "»": "«", "「": "」", "『": "』"}


class Quotation:
    """Which kept tokens are quoted (section 5)."""
    def __init__(self) -> None:
        self.quoted: List[bool] = []  # one a kept token
        self.since = 0  # the first token since the last event
        self.opener = ""
        self.waiting = 0
        self.undecided: Optional[Tuple[str, str]] = None  # a mark, and the side before it
        self.previous = "space"
        self.line_ended = False

    def character(self, char: str, kind: str) -> None:
        """A character that is not ignored, after the tokens it ends (section 5)."""
        if kind != "separator":
            side = "word" if kind == "word" else "sign"
        else:
            side = "space" if char in SPACES else "stop" if char in STOPS else "other"
        self.decide(side)
        if kind != "separator":
            self.line_ended = False
        elif char == "\n":
            self.line_ended = True
        else:
            self.mark('"' if char == "\uff02" else char)
        self.previous = side

    def mark(self, mark: str) -> None:
        """Handles a mark; nothing applies to what is none (section 5)."""
        if mark == '"' or (mark in "”»" and not self.opener):
            self.undecided = (mark, self.previous)
        elif self.opener and mark in CLOSERS[self.opener]:
            self.event(True, "")  # closed
        elif mark in "“„«「『":
            self.open(mark)

    def decide(self, after: str) -> None:
        """Decides the undecided mark, if there is one (section 5)."""
        if not self.undecided:
            return
        (mark, before), self.undecided = self.undecided, None
        could_open = before not in ("word", "stop") and after not in ("space", "stop")
        if self.opener:
            if self.line_ended and could_open and before == "space" and mark == self.opener:
                self.event(True, mark)  # continued
            elif mark in CLOSERS[self.opener] and not before == after == "word":
                self.event(True, "")  # closed
        elif could_open and (mark != "»" or (before == "space" and after == "word")):
            self.open(mark)

    def open(self, mark: str) -> None:
        """Opens a mark: opened, continued, or abandoned and opened (section 5)."""
        if self.opener in ("", mark):
            self.event(self.opener == mark and self.line_ended, mark)

    def event(self, quoted: bool, opener: str) -> None:
        """The tokens since the last event are quoted or not, and nothing waits (section 5)."""
        if quoted:
            self.quoted[self.since:] = [True] * (len(self.quoted) - self.since)
        self.since, self.waiting, self.opener = len(self.quoted), 0, opener

    def token(self) -> None:
        """Comes before a kept token is given (section 5)."""
        if self.opener and self.waiting == QUOTE_LIMIT:
            self.event(False, "")  # abandoned
        self.waiting += 1
        self.quoted.append(False)

    def end(self) -> None:
        """The end of the text, after its last token (section 5)."""
        self.decide("space")
        self.event(False, "")  # abandoned


# Section 6: shingles

Shingle = Tuple[int, bool]  # the hash, and whether it is quoted


def mix(x: int, y: int) -> int:
    """Folds a 128-bit product (section 6)."""
    product = (x ^ 0x9E3779B97F4A7C15) * (y ^ 0xC2B2AE3D27D4EB4F)
    return (product >> 64) ^ (product % 2**64)


def shingles_of(tokens: Tokens) -> List[Shingle]:
    """Each `k` consecutive kept tokens, before a filter drops any (section 6)."""
    kept, quoted, k = tokens.kept, tokens.quotation.quoted, tokens.k
    hashes = kept
    for place in range(1, k):
        hashes = [mix(value, other) for value, other in zip(hashes, kept[place:])]
    return [(value, any(quoted[i:i + k])) for i, value in enumerate(hashes)]


# Section 7: sketches

EMPTY = 0xFFFFFFFF


def minima_of(shingles: List[Shingle], bins: int) -> List[int]:
    """The least value of each bin (section 7)."""
    minima = [EMPTY] * bins
    shift = 65 - bins.bit_length()
    for value, quoted in shingles:
        minima[value >> shift] = min(minima[value >> shift], value % 2**31 * 2 + quoted)
    return minima


def signature_byte(least: int) -> int:
    """One byte a bin (section 7)."""
    scaled = (least >> 1) * 0x9E3779B1 % 2**32
    return 0 if least == EMPTY else 1 + (scaled * 127 >> 32) + 128 * (least % 2)


def keys_of(minima: List[int]) -> List[int]:
    """The lookup keys, one a group of bins (section 7)."""
    width = len(minima) // KEYS
    groups = (min(minima[i:i + width]) for i in range(0, len(minima), width))
    return [EMPTY if least == EMPTY else least >> 1 for least in groups]


def distinct_of(minima: List[int], shingles: int) -> int:
    """The estimated number of different shingles (section 7)."""
    occupied = sum(least != EMPTY for least in minima)
    total = sum(2**31 if least == EMPTY else (least >> 1) + 1 for least in minima)
    return min((len(minima) * occupied * 2**31 + total // 2) // total, shingles)


def simhash_of(shingles: List[Shingle]) -> int:
    """The bits that more than half of the shingles have (section 7)."""
    columns = zip(*(f"{value:064b}" for value, _ in shingles))  # the most significant bit first
    return int("0" + "".join("01"[column.count("1") > len(shingles) // 2] for column in columns), 2)


def content_of(hashes: List[int], seed: int) -> int:
    """The hash of all tokens in order (section 7)."""
    placed = ((value + (place + 1) * 0x9E3779B97F4A7C15) % 2**64 for place, value in enumerate(hashes))
    total = sum((value >> 32) * (value % 2**32) for value in placed) % 2**64
    return mix(total, len(hashes) ^ seed)


# Section 8: the bytes of a fingerprint

HEAD = "<QQIIIIQQ"
FIELDS = {"scheme id": 0, "filter lineage": 8, "filter generation": 16, "tokens": 20, "shingles": 24, "distinct": 28,
          "simhash": 32, "content": 40, "keys": 48, "signature": 560}


def fingerprint_of(text: bytes, scheme: Scheme, table: Table, common: Optional[Filter]) -> bytes:
    """The fingerprint of a text (sections 2 to 8)."""
    tokens = Tokens(text, scheme, table)
    shingles = [shingle for shingle in shingles_of(tokens) if not (common and common.holds(shingle[0]))]
    minima = minima_of(shingles, scheme.bins)
    made_with = (scheme.id(), *(common[1:3] if common else (0, 0)))  # the filter's lineage and generation
    counts = len(tokens.hashes), len(shingles), distinct_of(minima, len(shingles))
    numbers = *made_with, *counts, simhash_of(shingles), content_of(tokens.hashes, scheme.seed)
    return struct.pack(f"{HEAD}{KEYS}I", *numbers, *keys_of(minima)) + bytes(map(signature_byte, minima))


def accepted(data: bytes) -> bool:
    """Whether a reader takes these bytes for a fingerprint (section 8)."""
    if len(data) - FIELDS["signature"] not in BINS:
        return False
    *_, shingles, distinct, _, _ = struct.unpack_from(HEAD, data)
    keys = struct.unpack_from(f"<{KEYS}I", data, FIELDS["keys"])
    good_keys = all(key < 0x80000000 or key == EMPTY for key in keys)
    return distinct <= shingles and good_keys and 0x80 not in data[FIELDS["signature"]:]


def first_difference(ours: bytes, theirs: bytes) -> Optional[str]:
    """The first field in which two fingerprints differ (section 8)."""
    if ours == theirs:
        return None
    at = next((i for i, (a, b) in enumerate(zip(ours, theirs)) if a != b), min(len(ours), len(theirs)))
    return [field for field, offset in FIELDS.items() if offset <= at][-1]


# Section 9: the filter of common shingles

WORDS = 4096


def word_and_bits(value: int) -> Tuple[int, int]:
    """The word that a shingle's hash belongs to, and its bits there (section 9)."""
    bits = {1 << (value >> shift) % 32 for shift in (43, 48, 53, 58)}
    return (value >> 31) % WORDS, sum(bits)


class Filter(NamedTuple):
    """A filter (section 9)."""
    shingles_id: int
    lineage: int
    generation: int
    words: Tuple[int, ...]

    @staticmethod
    def made_at_once(shingles_id: int, hashes: Iterable[int]) -> Filter:
        """A filter made at once, of shingles by their hashes (section 9)."""
        words = [0] * WORDS
        for word, bits in map(word_and_bits, hashes):
            words[word] |= bits
        lineage = xxh3_64_intdigest(struct.pack(f"<Q{WORDS}I", shingles_id, *words), 0) or 1
        return Filter(shingles_id, lineage, 0, tuple(words))

    def holds(self, value: int) -> bool:
        """Whether the filter holds a shingle (section 9)."""
        word, bits = word_and_bits(value)
        return self.words[word] & bits == bits

    def encode(self) -> bytes:
        """Its bytes (section 9)."""
        return struct.pack(f"<QQQ{WORDS}I", *self[:3], *self.words)

    @staticmethod
    def decode(data: bytes) -> Filter:
        """A filter from its bytes (section 9)."""
        shingles_id, lineage, generation, *words = struct.unpack(f"<QQQ{WORDS}I", data)
        return Filter(shingles_id, lineage, generation, tuple(words))


# The golden vectors

DEFAULT_TABLE = str(Path(__file__).resolve().parent / "../../docs/fold.txt")


def even_filter(text: bytes, scheme: Scheme, table: Table) -> Filter:
    """The filter of the filtered vectors: the shingles of a text with an even hash; written and read on the way."""
    hashes = [value for value, _ in shingles_of(Tokens(text, scheme, table)) if value % 2 == 0]
    made = Filter.made_at_once(scheme._replace(bins=0).id(), hashes)
    read = Filter.decode(made.encode())
    if len(made.encode()) != 16408 or read != made or not all(map(read.holds, hashes)):
        raise AssertionError("the filter does not survive its bytes")
    return read


def check_reader(data: bytes) -> None:
    """The reader takes our fingerprint, and refuses it spoilt in each way that section 8 lists."""
    spoilt = [data[:-1], data + b"\0"]
    for offset, wrong in ((24, "0100000002000000"), (48, "00000080"), (556, "feffffff"), (560, "80")):
        spoilt.append(data[:offset] + bytes.fromhex(wrong) + data[offset + len(wrong) // 2:])
    if not accepted(data) or any(map(accepted, spoilt)):
        raise AssertionError("the reader refuses a fingerprint, or takes a spoilt one")


def main(vectors_path: str, table_path: str = DEFAULT_TABLE) -> int:
    """Checks every vector; 1 if any disagrees."""
    table = load_table(Path(table_path))
    vectors = [json.loads(line) for line in Path(vectors_path).read_text("utf-8").splitlines()]
    texts = {vector["name"]: bytes.fromhex(vector["text"]) for vector in vectors}
    wrong = 0
    for vector in vectors:
        scheme = Scheme(vector["profile"], vector["bins"], vector["seed"])
        common = even_filter(texts["en"], scheme, table) if vector["filtered"] else None
        ours = fingerprint_of(bytes.fromhex(vector["text"]), scheme, table, common)
        check_reader(ours)
        field = first_difference(ours, bytes.fromhex(vector["fingerprint"]))
        if field:
            wrong += 1
            print(f"{vector['name']}, {scheme}, filtered {vector['filtered']}: {field} differs")
    print(f"{len(vectors) - wrong} of {len(vectors)} vectors agree")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
