"""How well it does: golden items, measures, drills.

In: items of `evals/`. Out: scores with intervals. Open `golden.py`, then `runs/evaluate.py`.
"""
