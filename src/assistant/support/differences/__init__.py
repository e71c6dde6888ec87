"""What a part of a statement says otherwise than the sentence it rests on.

In: a part and its sentence, word beside word. Out: conflicts, additions and doubts, each by its kind. Open `contradictions.py` first.
"""
