"""The wheel holds all that an installed assistant needs: built, installed into an empty environment, asked a question far from the checkout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import tomllib
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def test_an_installed_wheel_answers_outside_the_checkout(tmp_path: Path) -> None:
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    build = [*pip, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(tmp_path), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    wheel = next(tmp_path.glob("research_assistant-*.whl"))
    venv.create(tmp_path / "venv", with_pip=False)
    python = tmp_path / "venv" / "bin" / "python"
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    site = tmp_path / "venv" / "lib" / version / "site-packages"
    subprocess.run([*pip, "install", "--no-deps", "--target", str(site), str(wheel)], check=True, capture_output=True)
    # The dependencies come from this environment, which is looked in after the new one's own packages; the wheel alone brings `assistant`.
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("ASSISTANT_", "OPENAI_", "PYTHON"))}
    environment["ASSISTANT_HOME"] = str(tmp_path / "home")

    def run(*command: str) -> str:
        return subprocess.run(command, cwd=tmp_path, env=environment, check=True, capture_output=True, text=True).stdout

    where = run(str(python), "-c", "import assistant; print(assistant.__file__)").strip()
    assert Path(where).is_relative_to(tmp_path)
    answer = json.loads(run(str(python), "-m", "assistant", "ask", "What does Lost in the Middle find?", "--json"))
    assert "Lost in the Middle" in answer["citations"][0]["title"]
    shipped = run(str(python), "-c", "from assistant.settings import shipped; print(*map(shipped, ['app.py', 'prompts', 'evals']))").split()
    assert all(Path(path).exists() and Path(path).is_relative_to(tmp_path) for path in shipped)
    files = run(
        str(python), "-c", "from assistant.settings import shipped; import assistant; print(shipped('app.py'), assistant.__file__)"
    ).split()
    listens = tomllib.loads((Path(files[0]).parent / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["server"]["address"]
    assert (listens, (Path(files[1]).parent / "ui" / "mark.svg").exists()) == ("127.0.0.1", True)
