"""Whatever is done to a valid profile, the checker answers with problems and never falls over."""

import copy
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kakehashi.framework.profile.checking import check_documents
from kakehashi.framework.profile.files import read_bytes
from kakehashi.framework.profile.loading import build
from tests.framework.profile_folders import SMALL, assert_good, checked, documents_of

WHOLE = documents_of(SMALL)
TEXTS = {name: (SMALL / f"{name}.yaml").read_bytes() for name in WHOLE}
STRANGE: list[Any] = [
    None, True, 0, -1, 10**30, 1.5, "", "x", "{0}", "JP", "id:", ":", "a:b", "2023-02-30", "+1wd", "9" * 300,
    [], {}, [[]], [{}], {"en": 1}, {"": ""}, ["x", "x"], [None], {"from": "2", "until": "1"},
    {"en": "x", "ja": "x"}, "confirmed", "public", "provision:1", "item:none",
]  # fmt: skip
patient = settings(
    max_examples=settings.default.max_examples // 2,  # each checks a whole profile
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)


def paths_of(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path]
    if isinstance(value, dict):
        for key, one in value.items():
            found += paths_of(one, (*path, key))
    elif isinstance(value, list):
        for position, one in enumerate(value):
            found += paths_of(one, (*path, position))
    return found


PATHS = {name: paths_of(document.value) for name, document in WHOLE.items()}


def changed(value: Any, path: tuple[Any, ...], how: str, new: Any) -> Any:
    if not path:
        return new
    result = copy.deepcopy(value)
    inner = result
    for step in path[:-1]:
        inner = inner[step]
    last = path[-1]
    if how == "put":
        inner[last] = new
    elif how == "drop":
        del inner[last]
    elif isinstance(inner, list):
        inner.insert(last, copy.deepcopy(inner[last]) if how == "twice" else new)
    else:
        inner[f"{last} again" if how == "twice" else str(new)] = inner[last]
    return result


@st.composite
def mutations(draw: st.DrawFn) -> tuple[str, Any]:
    name = draw(st.sampled_from(sorted(WHOLE)))
    value = WHOLE[name].value
    for _ in range(draw(st.integers(1, 3))):
        path = draw(st.sampled_from(paths_of(value)))
        how = draw(st.sampled_from(["put", "drop", "twice", "add"]))
        value = changed(value, path, how, draw(st.sampled_from(STRANGE)))
    return name, value


@given(mutations())
@patient
def test_changed_values_never_make_the_checker_fall_over(change: tuple[str, Any]) -> None:
    name, value = change
    problems = checked(WHOLE, name, value)
    assert_good(problems)
    if not problems:  # what the checker lets through can be built
        build({**{one: document.value for one, document in WHOLE.items()}, name: value})


@given(
    st.sampled_from(sorted(TEXTS)),
    st.lists(
        st.tuples(st.floats(0, 1), st.integers(0, 4), st.binary(max_size=6)), min_size=1, max_size=4
    ),
)
@patient
def test_changed_bytes_never_make_the_checker_fall_over(
    name: str, cuts: list[tuple[float, int, bytes]]
) -> None:
    raw = TEXTS[name]
    for where, length, new in cuts:
        start = int(where * len(raw))
        raw = raw[:start] + new + raw[start + length :]
    documents = {**WHOLE, name: read_bytes(raw, f"{name}.yaml")}
    problems = check_documents(documents)
    assert_good(problems)
    if not problems:
        build({one: document.value for one, document in documents.items()})


@given(st.sets(st.sampled_from(sorted(WHOLE)), min_size=1))
@patient
def test_missing_files_never_make_the_checker_fall_over(gone: set[str]) -> None:
    left = {name: document for name, document in WHOLE.items() if name not in gone}
    problems = check_documents(left)
    assert_good(problems)
    # A file that is not there is named once, by the folder; nothing is said about who points at it.
    assert "points-nowhere" not in {one.code for one in problems}


def test_every_place_in_a_profile_can_be_reached() -> None:
    assert sum(map(len, PATHS.values())) > 3000
