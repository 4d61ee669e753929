from __future__ import annotations

import time

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from engine.errors import SkipFile
from engine.sources.decode import decode, is_binary, repair

GERMAN = "Das Café in Köln ist schön; “élève”, où, naïve façade.\r\n"
RUSSIAN = "Привет, мир! Это простой текст на русском языке.\n"
JAPANESE = "これは日本語の文章です。今日はいい天気ですね。\n"
CHINESE = "这是一个中文文本。今天天气很好。\n"


@pytest.mark.parametrize("text", ["", "plain\r\nold\rtext\n", "\ufeffwith a mark", GERMAN, RUSSIAN, JAPANESE, "🎯\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_unicode_comes_back_byte_for_byte(text: str, encoding: str) -> None:
    if encoding != "utf-8":
        text = "\ufeff" + text.removeprefix("\ufeff")
    data = text.encode(encoding)
    found = decode(data)
    assert (found.text, found.encoding, found.repaired, found.notes) == (text, encoding, False, ())


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (GERMAN, "cp1252"),
        ("It’s one curly mark in a long plain English text, nothing else. " * 5, "cp1252"),
        ("Bu basit bir Türkçe metindir, şöyle böyle ığdır.\n", "cp1254"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        (JAPANESE, "cp932"),
        (JAPANESE * 3, "euc-jp"),
        (CHINESE, "gb18030"),
        ("Příliš žluťoučký kůň úpěl ďábelské ódy.\n", "cp1250"),
        ("Αυτό είναι ένα απλό κείμενο.\n" * 3, "cp1253"),
    ],
)
def test_encodings_from_before_unicode_are_recognised(text: str, encoding: str) -> None:
    found = decode(text.encode(encoding))
    assert found.text == text
    assert found.text.encode(found.encoding) == text.encode(encoding)


def test_letters_beyond_ascii_are_found_at_the_end_of_a_long_file() -> None:
    text = "nothing but plain text here\n" * 20_000 + RUSSIAN
    assert decode(text.encode("cp1251")).text == text


def test_utf16_without_a_mark_is_recognised() -> None:
    assert decode("hello, world – ok".encode("utf-16-le")).text == "hello, world – ok"


def test_a_few_stray_bytes_do_not_spoil_a_utf8_file() -> None:
    found = decode("Café, naïve, Köln\n".encode() * 5 + b"caf\xe9\n")
    assert found.text.endswith("Köln\ncafé\n")
    assert found.repaired
    assert "1 of" in found.notes[0]


def test_a_broken_utf16_file_is_read_with_a_note() -> None:
    found = decode(b"\xff\xfeh\0i\0!")
    assert found.text == "\ufeffhi\ufffd"
    assert found.repaired
    assert "UTF-16" in found.notes[0]


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"text and \0 zero", bytes(range(1, 9)) * 40])
def test_binary_data_is_skipped(data: bytes) -> None:
    assert is_binary(data)
    with pytest.raises(SkipFile, match="binary"):
        decode(data)


def test_a_zero_byte_far_inside_makes_a_file_binary() -> None:
    with pytest.raises(SkipFile, match="binary"):
        decode(b"text " * 10_000 + b"\0")


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman", "cp437"])
@pytest.mark.parametrize("text", ["“It’s” → done", "café – naïve … 5 ≤ 6 ✓", "🚀 start"])
def test_mojibake_is_repaired_with_a_note(text: str, encoding: str) -> None:
    broken = "".join(_lax(byte, encoding) for byte in text.encode())
    found = decode(f"first line\r\n{broken}\r\nlast".encode())
    assert found.text == f"first line\r\n{text}\r\nlast"
    assert found.repaired
    assert "repaired" in found.notes[0]


@pytest.mark.parametrize(
    "text",
    [
        GERMAN,
        RUSSIAN,
        JAPANESE,
        "l’été et l’école…” “Ça va?” « Où »",
        "дії, вії, її",
        "‚Überall‘ „Äpfel“",
        "Ünï ¬ ½ Ã",
        "…ô Dieu",
    ],
)
def test_real_text_is_never_repaired(text: str) -> None:
    assert repair(text) == (text, False)


def test_mojibake_stays_where_mending_is_not_wanted() -> None:
    assert decode("cafÃ©".encode(), mend=False).text == "cafÃ©"


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_any_utf8_round_trips_unless_repaired(text: str) -> None:
    data = text.encode()
    assume(not is_binary(data))
    found = decode(data, mend=False)
    assert found.text.encode(found.encoding) == data


@given(st.binary(max_size=300))
def test_any_bytes_round_trip_or_say_so_or_are_skipped(data: bytes) -> None:
    try:
        found = decode(data)
    except SkipFile:
        return
    assert found.text.encode(found.encoding) == data or found.notes


def test_twenty_megabytes_take_seconds() -> None:
    data = (GERMAN * 350_000).encode("cp1252")
    begin = time.perf_counter()
    assert decode(data).encoding == "cp1252"
    assert time.perf_counter() - begin < 15


def _lax(byte: int, encoding: str) -> str:
    try:
        return bytes([byte]).decode(encoding)
    except UnicodeDecodeError:
        return chr(byte)


@pytest.mark.parametrize("text", ["Grüße aus Köln. Die Brücke ist alt.", "Le café est fermé, à côté de la forêt."])
def test_short_western_european_text_is_not_taken_for_mac_roman(text: str) -> None:
    assert decode(text.encode("cp1252")).text == text
