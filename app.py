"""The chat app: `streamlit run app.py`, or `assistant app`."""

from assistant.ui.main import main

main()
