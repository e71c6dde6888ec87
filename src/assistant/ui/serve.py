"""Runs the app's server for `assistant app`: Streamlit, kept from asking other hosts what this machine's address is."""

from __future__ import annotations

import sys

from streamlit import net_util


def stay_here() -> None:
    """Streamlit asks a foreign host for this machine's address, for a line on the terminal and for every visitor of another origin. No more."""
    for name in ("get_external_ip", "get_internal_ip"):
        setattr(net_util, name, lambda: None)


if __name__ == "__main__":
    from streamlit.web import cli

    stay_here()
    cli.main(["run", *sys.argv[1:]], prog_name="streamlit")
