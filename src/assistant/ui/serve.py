"""Runs the app's server for `assistant app`: Streamlit, kept from asking other hosts what this machine's address is."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from threading import Thread

from streamlit import net_util
from streamlit.web.server import server_util
from streamlit.web.server.starlette import starlette_websocket


def stay_here() -> None:
    """Streamlit asks a foreign host for this machine's address, for a line on the terminal and for every visitor of another origin. No more,
    and no such visitor."""
    for name in ("get_external_ip", "get_internal_ip"):
        setattr(net_util, name, lambda: None)
    # Streamlit lets pages of every other port of this machine in; here those of the app's own address alone, and those that its settings name.
    setattr(starlette_websocket, "is_url_from_allowed_origins", server_util.is_allowed_origin)  # noqa: B010


if __name__ == "__main__":
    from streamlit.web import cli

    stay_here()
    # Streamlit imports the pages when the first visitor comes, who need not wait for that.
    Thread(target=import_module, args=("assistant.ui.main",), daemon=True, name="import-pages").start()
    try:
        cli.main(["run", *sys.argv[1:]], prog_name="streamlit")
    except SystemExit as end:
        # All that counts is on the disk; threads that are inside a library of C++ when Python takes itself apart would make it a crash.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(end.code if isinstance(end.code, int) else int(bool(end.code)))
