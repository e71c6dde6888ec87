"""The notes for other tools: what each operation takes and gives, and two faces of it, an MCP server and an HTTP service.

In: requests of other programs on this machine, or with a token from elsewhere. Out: the documents that the command line's `--json` prints, and
chat completions. Open `operations.py` first.
"""
