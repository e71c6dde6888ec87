from __future__ import annotations

import codecs

import pytest

from assistant.notes.decoding import NotText, decode

TEXT = "- **Brötchen** (müller, 2019) – schön\n"


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        TEXT.encode("utf-32"),
        codecs.BOM_UTF32_BE + TEXT.encode("utf-32-be"),
        codecs.BOM_UTF16_LE + TEXT.replace("\n", "\r\n").encode("utf-16-le"),
    ],
)
def test_a_byte_order_mark_tells_the_encoding(data: bytes) -> None:
    assert decode(data) == TEXT


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (TEXT.encode("cp1252"), r"line 1.*Windows-1252.*save it as UTF-8"),
        ("- Rye: хлеб\n".encode("cp1251"), "not UTF-8 at byte 7"),
        ("- the § and the ё of rye\n".encode("cp1251"), "such as Windows-1252 or -1251"),
        (b"- plain\n- caf\xe9\n", r"byte 13 \(line 2\).*Windows-1252"),
        ("- **Хлеб и соль** - быстро и просто\n".encode("koi8-r"), "older encoding of another script"),
        ("- **パンと塩** - 早い\n".encode("shift-jis"), "older encoding of another script"),
        (TEXT.encode() + b"- x\xff\n", r"\(line 2\), though the rest looks like it; mend that line"),
        (TEXT.encode("utf-16-le"), "UTF-16 without a byte order mark.*save it as UTF-8"),
        (b"- plain words\n".decode().encode("utf-16-be"), "UTF-16 without a byte order mark"),
        (TEXT.encode("utf-16")[:-1], "begins as UTF-16.*cut off"),
        (codecs.BOM_UTF32_LE + b"abcd", "begins as UTF-32"),
        (bytes(range(256)), "binary data"),
        (b"a line\nwith a \0 zero\n", "binary data"),
    ],
)
def test_other_bytes_are_told_apart_in_one_line_that_says_what_to_do(data: bytes, says: str) -> None:
    with pytest.raises(NotText, match=says) as told:
        decode(data)
    assert "\n" not in str(told.value)
