"""A model is fetched whole or not at all, from the hub that the user names and nobody else."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.errors import AssistantError, FetchError, UsageError
from assistant.models.check import check
from assistant.models.fetch import Fetched, Wish, fetch
from assistant.models.hub import Hub
from assistant.models.record import given_hashes, read_record
from tests.models.hub_server import COMMIT, Served, serving
from tests.tiny_cross_encoder import make_cross_encoder

NAME = "maker/model"
SENSES = {"morning": 1.0, "never": -2.0}


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Served]:
    made = make_cross_encoder(tmp_path / "made", SENSES)
    files = {"onnx/model.onnx": "model.onnx", "tokenizer.json": "tokenizer.json", "config.json": "config.json"}
    served = Served(files={name: (made / file).read_bytes() for name, file in files.items()})
    served.files |= {
        "README.md": b"words",
        "pytorch_model.bin": b"x" * 50,
        "onnx/model_int8.onnx": b"other",
        "1_Pooling/config.json": b"{}",
    }
    with serving(served):
        yield served


def brought(home: Path, hub: Served, **wish: object) -> Fetched:
    return fetch(home, Hub(hub.url), Wish(NAME, **wish), lambda *_: None)  # type: ignore[arg-type]


def refusal(home: Path, hub: Served, **wish: object) -> str:
    """The one line of an error, after which nothing passes for a model."""
    with pytest.raises(AssistantError) as caught:
        brought(home, hub, **wish)
    assert "\n" not in str(caught.value)
    assert not (home / "models" / NAME).exists()
    return str(caught.value)


def test_a_fetched_model_has_what_it_needs_is_recorded_and_can_be_used(tmp_path: Path, hub: Served) -> None:
    told: list[tuple[str, int, int]] = []
    fetched = fetch(tmp_path, Hub(hub.url), Wish(NAME), lambda *one: told.append(one))
    folder = tmp_path / "models" / NAME
    there = {str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file()}
    assert there == {"model.onnx", "tokenizer.json", "config.json", "1_Pooling/config.json", "fetched.json"}
    assert (folder / "model.onnx").read_bytes() == hub.files["onnx/model.onnx"]
    record = read_record(folder)
    assert record == fetched.record
    assert record is not None
    assert (record.hub, record.name, record.commit, record.model, record.licence) == (
        hub.url,
        NAME,
        COMMIT,
        "onnx/model.onnx",
        "apache-2.0",
    )
    assert record.sha256["model.onnx"] == sha256(hub.files["onnx/model.onnx"])
    assert fetched.unverified == ("tokenizer.json", "config.json", "1_Pooling/config.json")
    assert {file.removesuffix(" (MB)") for file, _, _ in told} == there - {"fetched.json"}
    assert {(done, of) for _, done, of in told} == {(1, 1)}
    assert check(folder).ok


def test_files_come_from_the_commit_that_the_revision_was_when_it_was_asked(tmp_path: Path, hub: Served) -> None:
    brought(tmp_path, hub, revision="v1.0/a b")
    assert hub.asked[0][0] == f"api/models/{NAME}/revision/v1.0/a b"
    assert all(f"/resolve/{COMMIT}/" in path for path, _ in hub.asked[1:])


def test_a_model_that_is_there_at_that_commit_asks_nobody(tmp_path: Path, hub: Served) -> None:
    brought(tmp_path, hub)
    hub.asked.clear()
    assert brought(tmp_path, hub, revision=COMMIT).was_there
    assert hub.asked == []
    assert brought(tmp_path, hub).was_there
    assert [path for path, _ in hub.asked] == [f"api/models/{NAME}/revision/main"]


def test_a_new_commit_or_another_file_takes_the_place_of_the_old(tmp_path: Path, hub: Served) -> None:
    brought(tmp_path, hub)
    brought(tmp_path, hub, file="onnx/model_int8.onnx")
    assert (tmp_path / "models" / NAME / "model.onnx").read_bytes() == b"other"
    hub.commit = COMMIT[::-1]
    assert brought(tmp_path, hub).record.commit == hub.commit


def test_an_altered_model_is_fetched_again(tmp_path: Path, hub: Served) -> None:
    folder = brought(tmp_path, hub).folder
    (folder / "model.onnx").write_bytes(b"spoilt")
    assert not check(folder).ok
    assert "model.onnx" in check(folder).told
    assert not brought(tmp_path, hub, revision=COMMIT).was_there
    assert check(folder).ok


@pytest.mark.parametrize("record", [None, "{", '{"hub": 1}'])
def test_a_folder_that_was_not_fetched_is_not_written_over(tmp_path: Path, hub: Served, record: str | None) -> None:
    folder = tmp_path / "models" / NAME
    folder.mkdir(parents=True)
    if record is not None:
        (folder / "fetched.json").write_text(record)
    with pytest.raises(FetchError, match=r"was not fetched.*move it away"):
        brought(tmp_path, hub)


@pytest.mark.parametrize("place", ["model.onnx", "onnx/model.onnx"])
def test_a_hash_that_the_user_gives_is_held_to_the_file(tmp_path: Path, hub: Served, place: str) -> None:
    digest = sha256(hub.files["onnx/model.onnx"])
    hub.large = set()
    assert "model.onnx" not in brought(tmp_path, hub, sha256={place: digest}).unverified
    hub.sends["onnx/model.onnx"] = b"y" * len(hub.files["onnx/model.onnx"])
    told = refusal(tmp_path / "other", hub, sha256={place: digest})
    assert "not the file that it should be" in told
    assert digest in told


@pytest.mark.parametrize("data", [b"", b"short", None])
def test_a_file_that_is_not_as_the_hub_lists_it_is_refused_and_not_kept(tmp_path: Path, hub: Served, data: bytes | None) -> None:
    hub.sends["onnx/model.onnx"] = b"z" * len(hub.files["onnx/model.onnx"]) if data is None else data
    refusal(tmp_path, hub)
    if data is None:
        assert not list((tmp_path / "models").rglob("model.onnx*"))


def test_a_file_longer_than_it_is_listed_is_refused(tmp_path: Path, hub: Served) -> None:
    hub.sends["tokenizer.json"] = hub.files["tokenizer.json"] + b"more"
    assert "more comes of tokenizer.json" in refusal(tmp_path, hub)


def test_a_hash_other_than_the_hubs_is_refused_before_anything_is_fetched(tmp_path: Path, hub: Served) -> None:
    assert "nothing was fetched" in refusal(tmp_path, hub, sha256={"model.onnx": "0" * 64})
    assert len(hub.asked) == 1


def test_a_hash_of_a_file_that_is_not_fetched_is_wrong_use(tmp_path: Path, hub: Served) -> None:
    with pytest.raises(UsageError, match=r"'model\.bin' is no file"):
        brought(tmp_path, hub, sha256={"model.bin": "0" * 64})


@pytest.mark.parametrize("ranges", [True, False])
def test_a_broken_transfer_is_gone_on_with(tmp_path: Path, hub: Served, ranges: bool) -> None:
    hub.breaks["onnx/model.onnx"], hub.ranges = [100, 200], ranges
    folder = brought(tmp_path, hub).folder
    assert (folder / "model.onnx").read_bytes() == hub.files["onnx/model.onnx"]
    assert [begin for path, begin in hub.asked if path.endswith("onnx/model.onnx")] == [
        "",
        "bytes=100-",
        "bytes=300-" if ranges else "bytes=200-",
    ]


def test_what_came_of_a_fetch_that_failed_is_gone_on_with_by_the_next_one(tmp_path: Path, hub: Served) -> None:
    hub.breaks["onnx/model.onnx"] = [100, 0, 0, 0, 0]
    assert "what came is kept" in refusal(tmp_path, hub)
    hub.asked.clear()
    brought(tmp_path, hub)
    assert [begin for path, begin in hub.asked if path.endswith("onnx/model.onnx")] == ["bytes=100-"]
    assert check(tmp_path / "models" / NAME).ok


def test_a_beginning_that_was_spoilt_on_the_disk_is_thrown_away_and_fetched_anew(tmp_path: Path, hub: Served) -> None:
    hub.breaks["onnx/model.onnx"] = [100, 0, 0, 0, 0]
    refusal(tmp_path, hub)
    (part,) = (tmp_path / "models").rglob("model.onnx.part")
    part.write_bytes(b"?" * 100)
    assert check(brought(tmp_path, hub).folder).ok


@pytest.mark.parametrize("name", ["../evil.json", "/etc/config.json", "a/../../b", "a\\..\\b", "C:/x", "a//b", ".", "a\nb"])
def test_a_listed_name_that_leaves_the_folder_stops_everything(tmp_path: Path, hub: Served, name: str) -> None:
    hub.lists = [name]
    assert "would leave its folder" in refusal(tmp_path, hub)
    assert len(hub.asked) == 1


@pytest.mark.parametrize("name", ["../x", "a/b/c", "", "a b", "/a", "a/..", "http://x"])
def test_what_is_no_name_of_a_model_is_never_asked_for(tmp_path: Path, hub: Served, name: str) -> None:
    with pytest.raises(UsageError, match="no name of a model"):
        fetch(tmp_path, Hub(hub.url), Wish(name), lambda *_: None)
    assert hub.asked == []


@pytest.mark.parametrize(
    ("missing", "words"),
    [("tokenizer.json", r"has no tokenizer\.json"), ("onnx/model.onnx", r"choose one with --file: onnx/model_O2\.onnx")],
)
def test_a_model_without_a_file_that_it_needs_says_which(tmp_path: Path, hub: Served, missing: str, words: str) -> None:
    hub.files["onnx/model_O2.onnx"] = hub.files.pop("onnx/model_int8.onnx")
    del hub.files[missing]
    with pytest.raises(FetchError, match=words):
        brought(tmp_path, hub)


def test_weights_beside_the_model_come_under_the_name_that_it_knows(tmp_path: Path, hub: Served) -> None:
    hub.files |= {"onnx/model.onnx_data": b"w", "onnx/model.onnx_data_1": b"v", "onnx/model_int8.onnx_data": b"no"}
    folder = brought(tmp_path, hub).folder
    assert {file.name for file in folder.glob("model*")} == {"model.onnx", "model.onnx_data", "model.onnx_data_1"}


@pytest.mark.parametrize(
    ("status", "words"), [(401, "not public"), (403, "everybody"), (404, "no such"), (429, "wait"), (500, "failed"), (418, "refused")]
)
@pytest.mark.parametrize("path", [f"api/models/{NAME}/revision/main", "onnx/model.onnx"])
def test_a_refusal_is_told_with_its_status(tmp_path: Path, hub: Served, status: int, words: str, path: str) -> None:
    hub.status[path] = status
    told = refusal(tmp_path, hub)
    assert words in told
    assert str(status) in told


def test_where_there_is_no_network_it_says_where_to_put_the_files(tmp_path: Path, hub: Served) -> None:
    for url in ("http://127.0.0.1:9", "https://hub.example"):
        with pytest.raises(FetchError, match="cannot be reached") as caught:
            fetch(tmp_path, Hub(url), Wish(NAME), lambda *_: None)
        assert str(tmp_path / "models" / NAME) in str(caught.value)
        assert "tokenizer.json" in str(caught.value)
        assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "text", [b"<html>", b"[]", b'{"siblings": 1}', b'{"sha": "main", "siblings": []}', b'{"siblings": [{"rfilename": "a", "size": -1}]}']
)
def test_what_is_no_hub_is_told_apart_from_one(tmp_path: Path, hub: Served, text: bytes) -> None:
    hub.files["answer"] = text
    hub.redirects[f"api/models/{NAME}/revision/main"] = "/elsewhere/answer"
    assert "does not answer as a hub" in refusal(tmp_path, hub)


@pytest.mark.parametrize("url", ["huggingface.co", "ftp://hub.example", "file:///etc", "https://me:secret@hub.example", ""])
def test_a_hub_that_is_no_web_address_or_carries_a_password_is_wrong_use(url: str) -> None:
    with pytest.raises(UsageError, match="--hub") as caught:
        Hub(url)
    assert "secret" not in str(caught.value)


def test_a_redirect_within_the_hub_is_followed_and_one_in_a_circle_is_not(tmp_path: Path, hub: Served) -> None:
    hub.redirects["tokenizer.json"] = "/elsewhere/tokenizer.json"
    brought(tmp_path, hub)
    del hub.redirects["tokenizer.json"]
    hub.redirects[f"api/models/{NAME}/revision/main"] = f"/api/models/{NAME}/revision/main"
    assert "circle" in refusal(tmp_path / "other", hub)


def test_another_host_is_followed_for_a_file_whose_hash_is_known_and_for_nothing_else(tmp_path: Path, hub: Served) -> None:
    with serving(Served(files=hub.files)) as other:
        hub.redirects["onnx/model.onnx"] = f"{other.url}/elsewhere/onnx/model.onnx"
        assert check(brought(tmp_path, hub).folder).ok
        assert len(other.asked) == 1
        hub.large = set()
        assert "SHA-256 is known" in refusal(tmp_path / "second", hub)
        hub.redirects = {f"api/models/{NAME}/revision/main": f"{other.url}/elsewhere/tokenizer.json"}
        assert "SHA-256 is known" in refusal(tmp_path / "third", hub)
        assert len(other.asked) == 1


@pytest.mark.parametrize("there", ["ftp://127.0.0.1/x", "file:///etc/passwd", "javascript:x", "http://:0/"])
def test_a_redirect_to_what_is_no_web_address_is_not_followed(tmp_path: Path, hub: Served, there: str) -> None:
    hub.redirects["onnx/model.onnx"] = there
    assert "not followed" in refusal(tmp_path, hub)


@pytest.mark.parametrize(
    ("here", "there"), [("https://hub.example", "http://hub.example/x"), ("https://hub.example", "https://127.0.0.1/x")]
)
def test_a_redirect_from_far_leads_neither_into_the_open_nor_to_this_machine(here: str, there: str) -> None:
    with pytest.raises(FetchError, match="not followed"):
        Hub(here)._followed(f"{here}/m", there, "m", elsewhere=True)


def test_there_must_be_room_on_the_disk_before_it_begins(tmp_path: Path, hub: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": 10})())
    assert "free space" in refusal(tmp_path, hub)
    assert len(hub.asked) == 1


def test_hashes_are_given_in_each_of_three_ways(tmp_path: Path, hub: Served) -> None:
    digest = sha256(b"x")
    listed, record = tmp_path / "sums.txt", brought(tmp_path, hub).folder / "fetched.json"
    listed.write_text(f"{digest}  ./model.onnx\n{digest} *tokenizer.json\n")
    assert given_hashes([f"onnx/a=b.onnx={digest.upper()}"], None) == {"onnx/a=b.onnx": digest}
    assert given_hashes([], listed) == {"model.onnx": digest, "tokenizer.json": digest}
    assert given_hashes([], record)["model.onnx"] == sha256(hub.files["onnx/model.onnx"])


@pytest.mark.parametrize("pair", ["model.onnx", "model.onnx=", "=" + "0" * 64, "model.onnx=" + "0" * 63, "model.onnx=" + "g" * 64])
def test_what_is_no_hash_is_wrong_use(pair: str) -> None:
    with pytest.raises(UsageError, match="FILE=HEX"):
        given_hashes([pair], None)


@pytest.mark.parametrize("text", ["", "words", "{}", "0" * 64, None])
def test_a_manifest_that_is_none_is_wrong_use(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / "m").write_text(text)
    with pytest.raises(UsageError, match="--manifest"):
        given_hashes([], tmp_path / "m")
