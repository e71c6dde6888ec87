"""The `assistant` command, and `python -m assistant`: Ctrl-C is one line from the first moment on, while everything is still being loaded."""

from __future__ import annotations

import sys


def main() -> None:
    """Runs the command line."""
    try:
        from assistant.cli.main import main as run

        run()
    except KeyboardInterrupt:
        sys.stderr.write("assistant: interrupted; nothing was begun, run it again\n")
        raise SystemExit(130) from None


if __name__ == "__main__":
    main()
