"""What every part needs of words: how texts are folded for comparing. In: any text. Out: words. Open `fold.py` first."""
