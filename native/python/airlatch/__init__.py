"""Verifies Airlatch licenses offline, with the C library libairlatch.

    import airlatch
    from airlatch_kit import KIT  # written by `airlatch-vendor kit PRODUCT --format py`

    answer = airlatch.Kit(KIT).check(version="2.3.1")
    if not answer.valid:
        sys.exit(", ".join(answer.reasons))
    if answer.feature("export"):
        ...

Codes are the names of SPEC.md section 12, such as "wrong-computer". Any number of threads may use a Kit at once.
"""

import ctypes
import functools
import itertools
import os
import sys
from ctypes import POINTER, byref, c_bool, c_char_p, c_int, c_int32, c_int64, c_size_t, c_void_p
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from types import MappingProxyType
from typing import Callable, Dict, Iterable, Mapping, Optional, Tuple, Union

__all__ = ["Answer", "Feature", "Kit", "KitError"]

Feature = Union[bool, int, str]
"""True for a flag; otherwise the number or text in the license."""

_NEVER = 2**63 - 1
_MOST_SEARCH = 2**31 - 1
_INTEGER, _TEXT = 2, 3
_TEXTS = (
    "product_name", "contact", "computer_id", "source", "key_id", "activation_id", "licensee", "licensed_version",
    "user_data",
)


class KitError(Exception):
    """A kit that cannot be used. `code` is the name of the reason."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Answer:
    """The result of a check. Missing texts are None."""

    valid: bool
    reasons: Tuple[str, ...]
    """Why it is not valid, in the order in which people read them."""
    warnings: Tuple[str, ...]
    ends_at: Optional[datetime]
    """The first second after its end: to print the last day, subtract one second and show the day in UTC, as it is here.

    None without an end, and without a license.
    """
    runs_until: Optional[datetime]
    """The same end including the days of grace, in which the license is valid with the warning "in-grace"."""
    days_left: Optional[int]
    """None without an end; 0 without a license."""
    features: Mapping[str, Feature] = field(hash=False)
    """By name, in the order of the license; empty if it is not valid."""
    product_name: Optional[str]
    contact: Optional[str]
    """How to reach the vendor."""
    computer_id: Optional[str]
    """As `airlatch computer` shows it."""
    source: Optional[str]
    """Is "installed", the file of the license, or the address of a site server."""
    key_id: Optional[str]
    activation_id: Optional[str]
    licensee: Optional[str]
    licensed_version: Optional[str]
    user_data: Optional[str]
    license: Optional[bytes] = field(repr=False)
    """As it was signed; of a bundle, the one that is used."""

    def feature(self, name: str) -> Optional[Feature]:
        """The value of a feature, or None if the license does not have it."""
        return self.features.get(name)


class Kit:
    """The vendor's kit, which is built into the program, and the readings of this computer.

    Raises KitError, and OSError without the library. It is freed when nothing uses it any longer, or by close() or `with`.
    `library`: the name or path of libairlatch.
    """

    def __init__(self, data: bytes, library: Optional[str] = None):
        self._handle: Optional[_Handle] = _Handle(_load(library or _usual_name()), bytes(data))

    def check(
        self,
        license: Optional[bytes] = None,
        *,
        home: Union[str, "os.PathLike[str]", None] = None,
        workload: Optional[str] = None,
        version: Optional[str] = None,
        released: Union[str, date, None] = None,
        features: Iterable[str] = (),
        search_seconds: Optional[float] = None,
    ) -> Answer:
        """Whether the program may run.

        `license`: the content of a license file; without it, what this computer has is checked. `home`: the folder of
        `airlatch --home`. `workload`: the site's name for the workload. `version`, `released`: of the program. `features`:
        those that the program requires. `search_seconds`: the longest search on network shares,
        by default 3; 0: no search. Raises ValueError for a text that contains a zero, and for an empty feature name, and
        TypeError for what is no text.
        """
        handle = self._handle  # keeps the kit open until the check is done, even if another thread closes it
        if handle is None:
            raise ValueError("the kit is closed")
        if isinstance(features, (str, bytes)):
            raise TypeError("features is a list of names")
        names = [_name(name) for name in features]
        question = _Question(size=ctypes.sizeof(_Question), search=_milliseconds(search_seconds))
        if license is not None:
            data = bytes(license)
            question.license, question.license_size = data, len(data)
        question.home = None if home is None else _checked(os.fsencode(home))
        question.workload = _text(workload)
        question.version = _text(version)
        question.released = _text(released.strftime("%Y-%m-%d") if isinstance(released, date) else released)
        question.features = (c_char_p * (len(names) + 1))(*names, None)
        raw = handle.library.airlatch_check(handle.raw, byref(question))
        try:
            return _answer(handle.library, raw)
        finally:
            handle.library.airlatch_free(raw)

    def close(self) -> None:
        """Frees the kit. Answers stay usable. Closing it again does nothing."""
        self._handle = None

    def __enter__(self) -> "Kit":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _Question(ctypes.Structure):
    _fields_ = [
        ("size", c_size_t), ("license", c_char_p), ("license_size", c_size_t), ("home", c_char_p),
        ("workload", c_char_p), ("version", c_char_p), ("released", c_char_p), ("features", POINTER(c_char_p)),
        ("search", c_int32),
    ]


class _Handle:
    """An opened kit. Python frees it with the last reference."""

    def __init__(self, library: ctypes.CDLL, data: bytes):
        self.library, self.raw = library, c_void_p()
        code = library.airlatch_open(byref(self.raw), data, len(data), None)
        if code != 0:
            raise KitError(library.airlatch_code_name(code).decode())

    def __del__(self) -> None:
        if hasattr(self, "raw"):
            self.library.airlatch_close(self.raw)


def _usual_name() -> str:
    return {"win32": "airlatch.dll", "darwin": "libairlatch.0.dylib"}.get(sys.platform, "libairlatch.so.0")


@functools.lru_cache(maxsize=None)
def _load(name: str) -> ctypes.CDLL:
    library = ctypes.CDLL(name)
    answer, index, size = c_void_p, c_size_t, POINTER(c_size_t)
    for function, result, arguments in (
        ("open", c_int, [POINTER(c_void_p), c_char_p, c_size_t, c_void_p]),
        ("close", None, [c_void_p]),
        ("check", answer, [c_void_p, POINTER(_Question)]),
        ("free", None, [answer]),
        ("valid", c_bool, [answer]),
        ("reason", c_int, [answer, index]),
        ("warning", c_int, [answer, index]),
        ("code_name", c_char_p, [c_int]),
        ("ends_at", c_int64, [answer]),
        ("days_left", c_int64, [answer]),
        ("runs_until", c_int64, [answer]),
        ("feature", c_int, [answer, c_char_p]),
        ("feature_number", c_int64, [answer, c_char_p, c_int64]),
        ("feature_text", c_char_p, [answer, c_char_p]),
        ("feature_name", c_char_p, [answer, index]),
        ("text", c_void_p, [answer, c_int, size]),
        ("license_bytes", c_void_p, [answer, size]),
    ):
        entry = getattr(library, f"airlatch_{function}", None)
        if entry is None:
            raise OSError(f"{name}: this is not libairlatch, or an older one: it has no airlatch_{function}")
        entry.restype, entry.argtypes = result, arguments
    return library


def _answer(library: ctypes.CDLL, raw: int) -> Answer:
    def codes(of: Callable[[int, int], int]) -> Tuple[str, ...]:
        numbers = itertools.takewhile(bool, (of(raw, i) for i in itertools.count()))
        return tuple(library.airlatch_code_name(number).decode() for number in numbers)

    def sized(of: Callable[..., Optional[int]], *arguments: int) -> Optional[bytes]:
        size = c_size_t()
        data = of(raw, *arguments, byref(size))
        return None if data is None else ctypes.string_at(data, size.value)

    def text(number: int) -> Optional[str]:
        data = sized(library.airlatch_text, number)
        if data is None:
            return None
        return os.fsdecode(data) if _TEXTS[number] == "source" else data.decode()

    def time(seconds: int) -> Optional[datetime]:
        return None if license is None else _time(seconds)

    license, days = sized(library.airlatch_license_bytes), library.airlatch_days_left(raw)
    return Answer(
        valid=library.airlatch_valid(raw),
        reasons=codes(library.airlatch_reason),
        warnings=codes(library.airlatch_warning),
        ends_at=time(library.airlatch_ends_at(raw)),
        runs_until=time(library.airlatch_runs_until(raw)),
        days_left=None if days == _NEVER else days,
        features=MappingProxyType(_features(library, raw)),
        license=license,
        **{name: text(number) for number, name in enumerate(_TEXTS)},
    )


def _features(library: ctypes.CDLL, raw: int) -> Dict[str, Feature]:
    features: Dict[str, Feature] = {}
    while (name := library.airlatch_feature_name(raw, len(features))) is not None:
        kind = library.airlatch_feature(raw, name)
        if kind == _INTEGER:
            value: Feature = library.airlatch_feature_number(raw, name, 0)
        elif kind == _TEXT:
            value = library.airlatch_feature_text(raw, name).decode()
        else:
            value = True
        features[name.decode()] = value
    return features


def _time(seconds: int) -> Optional[datetime]:
    """None for never. datetime cannot express the end of the year 9999, so its last second is returned."""
    if seconds == _NEVER:
        return None
    latest = datetime(9999, 12, 31, 23, 59, 59, tzinfo=timezone.utc)
    epoch = datetime(1970, 1, 1, tzinfo=timezone.utc)
    return epoch + timedelta(seconds=min(seconds, int((latest - epoch).total_seconds())))


def _milliseconds(seconds: Optional[float]) -> int:
    if seconds is None:
        return 0
    return -1 if seconds <= 0 else min(max(int(seconds * 1000), 1), _MOST_SEARCH)


def _text(value: Optional[str]) -> Optional[bytes]:
    if value is None:
        return None
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is not a text")
    return _checked(value.encode())


def _name(value: str) -> Optional[bytes]:
    """None would end the list, and names after it would be ignored."""
    if not value:
        raise ValueError("the name of a feature is empty")
    return _text(value)


def _checked(data: bytes) -> bytes:
    if b"\0" in data:
        raise ValueError("a text has a zero in it")
    return data
