"""Make damaged and hostile variants of valid files; a seed determines each of them."""

import functools
import io
import json
import struct
import zipfile
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

LARGEST = 1 << 16  # bytes; longer inputs are cut
WORDS = ("<H", ">H", "<I", ">I", "<Q", ">Q")
SIZES = (0, 1, 2, 3, 7, 8, 255, 2**15, 2**16 - 1, 2**24, 2**31 - 1, 2**31, 2**32 - 1, 2**63 - 1)
TOKENS = (
    *("", "nan", "inf", "-inf", "-0", "-1", "0", "1e308", "1e-320", "1e999", "9" * 30, "0x10"),
    *("1_000", "٣", "1,5", "--1", "1d5", "True", "null", "~", '"', "'", "\0", "\n", "\r", "\t"),
    *("\x1b[2J", "\ufeff", "\u2028", "é", "$(touch pwned)", "`id`", ";", "../../etc/passwd"),
    *("/etc/passwd", "%s%n", "{0}", "{x}", "&a", "*a", "!!python/object:os.system", "x" * 3000),
    *("[" * 300, "v 1 2 3\n" * 50, "=1+1", "2026-13-45", "1:60:60", "<<", "9" * 5000, ","),
)
ODD: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1, 2**31, 2**63, 10**400, 1e308, 5e-324, float("nan")),
    *(float("inf"), "", "x", "nan", "../../x", "/etc/passwd", "a b", "$(touch pwned)", "a'b\"c"),
    *("\n", "\x1b[2J", "\ud800", "é" * 50, [], {}, [[]], [None], {"": None}, {"x": []}),
    *([1] * 300, "y" * 2000, [[[[[[1]]]]]], "-rf", ".", "..", ".hidden", "{experiment}", "1e5"),
)

Mutation = Callable[[Random, bytes, Sequence[bytes]], bytes]


def _place(random: Random, data: bytes) -> int:
    """A position in the data; half of the time within the first 512 bytes, where headers are."""
    end = min(len(data), 512) if random.random() < 0.5 else len(data)
    return random.randrange(end + 1)


def _flip(random: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    changed = bytearray(data)
    for _number in range(random.choice((1, 1, 2, 8))):
        place = _place(random, data)
        if place < len(changed):
            changed[place] ^= 1 << random.randrange(8)
    return bytes(changed)


def _overwrite(random: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    """Write a number where there may be a length, a count or an offset."""
    word = random.choice(WORDS)
    width = struct.calcsize(word)
    value = random.choice((*SIZES, len(data), random.getrandbits(8 * width), random.getrandbits(8)))
    place = _place(random, data)
    if random.random() < 0.7:
        place -= place % 4
    return data[:place] + struct.pack(word, value % 2 ** (8 * width)) + data[place + width :]


def _truncate(random: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    return data[: random.randrange(len(data) + 1)]


def _delete(random: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    place = _place(random, data)
    return data[:place] + data[place + random.choice((1, 2, 4, 8, 80, 512)) :]


def _repeat(random: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    place = _place(random, data)
    part = data[place : place + random.choice((1, 4, 8, 80, 512))]
    return data[:place] + part * random.choice((2, 2, 3, 200)) + data[place:]


def _noise(random: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    place = _place(random, data)
    return data[:place] + random.randbytes(random.choice((1, 4, 16, 300))) + data[place:]


def _zeros(random: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    place, width = _place(random, data), random.choice((4, 8, 80, 512))
    fill = random.choice((b"\0", b"\xff", b" ")) * min(width, len(data) - place)
    return data[:place] + fill + data[place + width :]


def _splice(random: Random, data: bytes, seeds: Sequence[bytes]) -> bytes:
    other = random.choice(seeds)
    place = _place(random, data)
    return data[:place] + other[random.choice((place, _place(random, other))) :]


def _token(random: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    """Replace a word, or insert a hostile one."""
    token = random.choice(TOKENS).encode()
    place = _place(random, data)
    if random.random() < 0.3:
        return data[:place] + token + data[place:]
    ends = b" ,\n\r\t:;=()[]{}\"'"
    low = place
    while low and data[low - 1] not in ends:
        low -= 1
    high = place
    while high < len(data) and data[high] not in ends:
        high += 1
    return data[:low] + token + data[high:]


def _lines(random: Random, data: bytes, seeds: Sequence[bytes]) -> bytes:
    """Remove, repeat or exchange lines, or take them from another file."""
    lines = data.splitlines(keepends=True) or [b"\n"]
    place = random.randrange(len(lines))
    kind = random.randrange(5)
    if kind == 0:
        del lines[place]
    elif kind == 1:
        lines[place:place] = [lines[place]] * random.choice((1, 2, 100))
    elif kind == 2:
        other = random.randrange(len(lines))
        lines[place], lines[other] = lines[other], lines[place]
    elif kind == 3:
        lines[place] = random.choice(random.choice(seeds).splitlines(keepends=True) or [b""])
    else:
        lines[place] = lines[place].strip() + lines[(place + 1) % len(lines)]
    return b"".join(lines)


BYTES: tuple[Mutation, ...] = (
    *(_flip, _flip, _overwrite, _overwrite, _overwrite, _truncate),
    *(_delete, _repeat, _noise, _zeros, _splice),
)
TEXT: tuple[Mutation, ...] = (*(_token,) * 4, *(_lines,) * 3, _flip, _truncate, _noise, _splice)


def mutated(random: Random, seeds: Sequence[bytes], kinds: Sequence[Mutation] = BYTES) -> bytes:
    """One of the seeds after one or several mutations."""
    data = random.choice(seeds)
    for _ in range(random.choice((1, 1, 1, 2, 2, 3, 5, 9))):
        data = random.choice(kinds)(random, data, seeds)[:LARGEST]
    return data


def of_bytes(random: Random, seeds: Sequence[bytes]) -> bytes:
    """Mutate a binary file."""
    return mutated(random, seeds)


def of_text(random: Random, seeds: Sequence[bytes]) -> bytes:
    """Mutate a text file."""
    return mutated(random, seeds, TEXT)


def of_headed(random: Random, seeds: Sequence[bytes]) -> bytes:
    """Mutate a binary file that begins with text."""
    return mutated(random, seeds, random.choice((BYTES, TEXT)))


def of_tree(random: Random, seeds: Sequence[bytes]) -> bytes:
    """Mutate a JSON file: a quarter of the time as text, otherwise with odd values in its tree."""
    if random.random() < 0.25:
        return mutated(random, seeds, TEXT)
    tree = json.loads(random.choice(seeds))
    others = json.loads(random.choice(seeds))
    for _ in range(random.choice((1, 1, 1, 2, 4))):
        tree = _changed(random, tree, others)
    return json.dumps(tree).encode()


def of_zip(random: Random, seeds: Sequence[bytes]) -> bytes:
    """Mutate a ZIP file: half of the time damage a member and correct its checksum."""
    if random.random() < 0.5:
        return mutated(random, seeds)
    members = [found for seed in seeds if (found := _members(seed))]
    chosen = dict(random.choice(members))
    for _ in range(random.choice((1, 1, 2))):
        name = random.choice(list(chosen))
        alike = [m[name] for m in members if name in m]
        chosen[name] = mutated(random, [chosen[name], *alike])
    file = io.BytesIO()
    method = random.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))
    with zipfile.ZipFile(file, "w", method, compresslevel=1) as archive:
        for name, content in chosen.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return file.getvalue()


def packed(
    pack: Callable[[bytes], bytes], unpack: Callable[[bytes], bytes]
) -> Callable[[Random, Sequence[bytes]], bytes]:
    """Mutate compressed files: a quarter of the time as they are, otherwise their content."""

    def mutate(random: Random, seeds: Sequence[bytes]) -> bytes:
        if random.random() < 0.25:
            return mutated(random, seeds)
        return pack(mutated(random, [unpack(random.choice(seeds)), unpack(random.choice(seeds))]))

    return mutate


@functools.cache
def _members(content: bytes) -> dict[str, bytes]:
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _changed(random: Random, tree: Any, others: Any) -> Any:
    """A tree after one node is replaced, removed, renamed, moved or wrapped."""
    if isinstance(tree, dict) and tree and random.random() < 0.9:
        key = random.choice(list(tree))
        kind = random.random()
        if kind < 0.08:
            return {k: v for k, v in tree.items() if k != key}
        if kind < 0.16:
            return {(_word(random) if k == key else k): v for k, v in tree.items()}
        if kind < 0.2:
            return tree | {_word(random): random.choice(ODD)}
        below = others[key] if isinstance(others, dict) and key in others else others
        return tree | {key: _changed(random, tree[key], below)}
    if isinstance(tree, list) and tree and random.random() < 0.9:
        place = random.randrange(len(tree))
        if random.random() < 0.15:
            return tree[:place] + tree[place + 1 :]
        if random.random() < 0.1:
            return tree + [tree[place]] * random.choice((1, 3, 40))
        return [*tree[:place], _changed(random, tree[place], others), *tree[place + 1 :]]
    kind = random.random()
    if kind < 0.1:
        return others
    if kind < 0.2:
        return [tree]
    if kind < 0.25:
        return {"x": tree}
    return random.choice(ODD)


def _word(random: Random) -> str:
    odd = random.choice(ODD)
    return odd if isinstance(odd, str) else str(odd)
