"""Documents made at random from the parts that notes are written of, each line with a word that stands nowhere else."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import strategies as st

# `@` in a template stands for the line's own word.
LEAVES = [
    "@ is slow and sour",
    "@",
    "Rye and @ (baker, miller, 2019) - it is slow",
    "**Rye @** (baker et al. 2019) [arXiv:1901.00001](https://arxiv.org/abs/1901.00001) - slow",
    "**Rye** (baker, 2019) - @ is slow",
    "**Rye** (@, 2019)",
    "**Rye** (baker, 2019) [the @ talk](https://example.org/talk) - slow",
    "Autolyse - @ rests",
    "@ - flour rests",
    "@: flour rests",
    "see [the @ page](https://example.org/page) of 2020",
    "[@ and Time](https://example.org/rye) - a long read",
    "[todo]: @",
    "[^1]: @",
    "[^@]: https://example.org/note",
    "[@]: https://example.org/rye",
    "[@]:",
    "https://example.org/@",
    '"@ it is", they said',
    "- - @",
    "@ | rye | 8",
    "| @ | $|x|$ | `a|b` |",
    "|---|---|---|",
    "|@|8|",
    "$$ @ = x",
    "$$",
    "\\[ x_@ \\]",
    "`code @ here`",
    "` @",
    "text <!-- hidden @ --> more",
    "<!-- @ -->",
    "<!-- @",
    "@ -->",
    "<div>@</div>",
    "<details><summary>@</summary>",
    "<pre>@",
    "</pre> @",
    "<?php @",
    "<b>@</b> is bold",
    "![@](oven.png)",
    "![oven](oven.png) @",
    "```",
    "```python @",
    "~~~ @",
    "~~~",
    "---",
    "===",
    "***",
    "...",
    "…",
    "→",
    "1.",
    "-",
    "1986. @ was a good year",
    "7.1. @#",
    "3.2 @ and ovens",
    "[ ] @",
    "[x] @ is done",
    "\\@ @",
    "&amp; @ &#42;",
    "@\u200b\u200d is joined",
    "\u202e@ is turned\u202c",
    "שלום @ עולם",
    "noch\u00a0@ dazu",
    "one\u2028@\u2028three",
    "one\u0085@ three",
    "one\x0b@\x0cthree",
    "\x0c@",
    "\ufeff@",
    "@ ends here  ",
    "@ goes on \\",
    "Contents",
    "2024-06: OpenOven: @ in Bread: Shows that rye is slow",
    "Paper • 2412.16247 • Published • 12",
    "Paper • 2412.16247 • Published • 1Do @ Dream?",
    "Note @ Thread: https://social.example/1",
    "@ word word word word word word word word word word word word",
    "The @ of Rye and Other Loaves of Winter",
    "(@",
    "@)",
    "of the",
    "a) @",
    "title:: @",
    "id:: @",
    "**Authors:** @, B. Miller",
    "- **Year**: 2019 @",
    "作者：@",
    "_January 2020_",
    "A. Vaswani, B. @ Miller",
    "[@ and the Slow Rye](https://arxiv.org/abs/2001.00001)",
    "[[pdf](https://example.org/@.pdf)] [[code](https://github.com/rye/rye)]",
    "[BREAD 2020] Cold @ Rye. A. Vaswani. [[arXiv:2001.00003]](https://arxiv.org/abs/2001.00003)",
    "1. Cold @",
    "| Paper | Year | @ |",
    "| [@ and Time and Rye](https://example.org/x) | 2019 | ![b](b.svg) |",
    "%% @ %%",
    "%%",
    "[!note] @",
    "@ is stretchy ^block1",
    "==@== and ~~@~~",
    "<summary>@</summary>",
    "<h2>@</h2>",
    '<kbd>@</kbd><br>and <a href="https://example.org">@</a>',
    "![[jar.png]] @",
    "[[Levain|the @]]",
    "@ &nbsp; it",
    "- y @",
    "+ c",
]
BEFORE = ["", "- ", "* ", "+ ", "1. ", "12) ", "• ", "> ", "> > ", "> - ", "- - ", "- > ", "# ", "## ", "### ", "###### ", "#### - ", "#"]
INDENTS = ["", "", "", "  ", "    ", "      ", "        ", " ", "\t", "\t\t", " \t"]
ENDS = ["\n", "\n", "\n", "\n\n", "\r\n", "\r", "\n\x0c\n"]


def word(number: int) -> str:
    """A word of small letters that no template holds."""
    return "zq" + "".join("abcdefghij"[int(digit)] for digit in f"{number:03d}") + "zq"


@st.composite
def documents(draw: Callable[[st.SearchStrategy[object]], object], leaves: list[str] = LEAVES, before: list[str] = BEFORE) -> str:
    """A document of up to 25 lines, some of them blank."""
    lines = st.lists(
        st.tuples(st.sampled_from(INDENTS), st.sampled_from(before), st.sampled_from(leaves), st.sampled_from(ENDS)),
        min_size=1,
        max_size=25,
    )
    made: list[tuple[str, str, str, str]] = draw(lines)  # type: ignore[assignment]
    top = draw(st.sampled_from(["", "", "---\n", "---\ntags: rye\n---\n", "---\n---\n", "\ufeff", "\n\n"]))
    return str(top) + "".join(
        f"{indent}{mark}{leaf.replace('@', word(number))}{end}" for number, (indent, mark, leaf, end) in enumerate(made)
    )
