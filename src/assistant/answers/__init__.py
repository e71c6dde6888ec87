"""From evidence to an answer.

In: a question and its evidence. Out: statements with markers, verdicts and citations, or a refusal. Open `asking.py` first.
"""
