"""`make fit`: makes the files of `assistant/fits/` anew; with names, those alone."""

from __future__ import annotations

import sys

from assistant.evals.fits import topics
from assistant.evals.fits.confidence import CONFIDENCE
from assistant.evals.fits.making import Fit
from assistant.evals.fits.refusal import REFUSAL
from assistant.settings import shipped

FITS: tuple[Fit, ...] = (topics.FIT, REFUSAL, CONFIDENCE)


def main(names: list[str]) -> None:
    """Runs the fits `names`, or all, and says what each reached."""
    for fit in FITS:
        if not names or fit.name in names:
            fit.run(shipped("evals"))
            sys.stdout.write(f"{fit.name}: kept\n")


if __name__ == "__main__":
    main(sys.argv[1:])
