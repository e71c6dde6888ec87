"""Who answers, cheap first (FrugalGPT; Chen et al., 2023): the notes' own words where they are sure, a model where it helps.

In: a question with its evidence, and a model. Out: an answer that says which of them it was. Open `by_model.py` first.
"""
