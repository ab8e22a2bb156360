"""Verifies Airlatch licenses offline, by the C library libairlatch (native/README.md). One file without dependencies.

    import airlatch
    kit = airlatch.Kit(KIT)  # the bytes of the vendor's kit, which are part of the program
    verdict = kit.check(open("scope.license", "rb").read(), version="2.3.1")
    if not verdict.valid:
        sys.exit(", ".join(verdict.reasons))
    if verdict.feature("export"):
        ...

The structures below are those of airlatch_core.h, member by member: use this file with the library of the same version.
Times are seconds since 1970. Reasons and warnings are the names of SPEC.md section 12, such as "wrong-computer".
"""

import ctypes
import time
from ctypes import POINTER, Structure, byref, c_bool, c_char_p, c_int, c_int64, c_size_t, c_uint8, c_void_p
from typing import Dict, List, NamedTuple, Optional, Sequence, Tuple, Union

PLATFORMS = {"windows": 1, "macos": 2, "linux": 3, "bsd": 4}


class Refused(Exception):
    """A kit or a list of revocations that cannot be used. `code` is the name of the reason."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


class _Bytes(Structure):
    _fields_ = [("data", c_void_p), ("size", c_size_t)]

    def copy(self) -> Optional[bytes]:
        return ctypes.string_at(self.data, self.size) if self.data else None

    def text(self) -> Optional[str]:
        return ctypes.string_at(self.data, self.size).decode() if self.data else None


class _Id(Structure):
    _fields_ = [("bytes", c_uint8 * 8)]


class _Maybe(Structure):
    _fields_ = [("present", c_bool), ("value", c_int64)]

    def get(self) -> Optional[int]:
        return self.value if self.present else None


class _Reading(Structure):
    _fields_ = [("kind", c_uint8), ("hashes", _Bytes)]


class _Key(Structure):
    _fields_ = [("key", c_uint8 * 32), ("id", _Id), ("retired", _Maybe)]


class _Kit(Structure):
    _fields_ = [
        *((name, _Bytes) for name in ("vendor", "product", "product_name", "address", "contact")),
        ("made_at", c_int64), ("sequence", c_int64),
        ("keys", _Key * 16), ("key_count", c_size_t), ("signer", c_size_t),
        ("allow_generic", c_bool),
        ("search_path", _Bytes), ("sites", _Bytes), ("feature_table", _Bytes),
        ("library_is_exact", c_bool),
    ]


class _License(Structure):
    _fields_ = [
        ("format", c_int),
        *((name, _Bytes) for name in ("vendor", "key_id", "product", "version", "user_data", "licensee")),
        ("issued_at", c_int64),
        *((name, _Maybe) for name in ("expires_at", "floating_seats", "grace_days", "deactivation_limit")),
        ("activation", _Id), ("signed_by", _Id), ("binding", c_int),
        ("fingerprint", _Reading * 16), ("kind_count", c_size_t), ("counted_count", c_size_t),
        ("counted", c_uint8 * 16), ("computer", _Id), ("required_k", c_int), ("required_n", c_int),
        ("maintenance", c_bool), ("no_virtual", c_bool), ("allow_workloads", c_bool),
        ("maintained_until", _Maybe), ("first_run_days", _Maybe), ("activated_at", _Maybe),
        ("installation", _Id), ("lends", c_bool), ("seat_unit", c_int), ("longest_lease", c_int64),
        ("longest_borrow", _Maybe), ("most_borrowed", _Maybe), ("server_key", c_uint8 * 32),
        ("features", _Bytes), ("users", _Bytes), ("pools", _Bytes),
    ]


class _Revocations(Structure):
    _fields_ = [
        ("vendor", _Bytes), ("product", _Bytes), ("activations", _Bytes),
        ("made_at", c_int64), ("sequence", c_int64), ("signed_by", _Id),
    ]


class _World(Structure):
    _fields_ = [
        ("now", c_int64),
        ("readings", POINTER(_Reading)), ("reading_count", c_size_t),
        ("asked", POINTER(_Reading)), ("asked_count", c_size_t), ("asked_counted", _Bytes),
        ("platform", c_int), ("user", _Bytes), ("virtual_name", _Bytes), ("program_version", _Bytes),
        ("released_at", _Maybe), ("features", POINTER(_Bytes)), ("feature_count", c_size_t),
        ("first_run", _Maybe), ("first_run_of", _Id),
        ("seen", POINTER(c_int64)), ("seen_count", c_size_t),
        ("deactivated", POINTER(_Id)), ("revoked", POINTER(_Id)),
        ("deactivated_count", c_size_t), ("revoked_count", c_size_t),
        ("revocations", POINTER(_Revocations)), ("state_damaged", c_bool),
        ("requests", c_void_p), ("request_count", c_size_t), ("first_runs", c_void_p), ("first_run_count", c_size_t),
    ]


class _Verdict(Structure):
    _fields_ = [
        ("valid", c_bool), ("reasons", c_int * 20), ("warnings", c_int * 20),
        ("reason_count", c_size_t), ("warning_count", c_size_t),
        ("ends_at", _Maybe), ("days_left", _Maybe), ("has_license", c_bool),
        ("license", _License), ("message", _Bytes),
    ]


class _Value(Structure):
    _fields_ = [("type", c_int), ("integer", c_int64), ("text", _Bytes)]


def _load(name: str) -> ctypes.CDLL:
    library = ctypes.CDLL(name)
    for function, result, arguments in (
        ("airlatch_kit_open", c_int, [POINTER(_Kit), c_char_p, c_size_t]),
        ("airlatch_kit_succeed", c_int, [POINTER(_Kit), c_char_p, c_size_t]),
        ("airlatch_revocations_open", c_int,
         [POINTER(_Revocations), POINTER(_Kit), c_int64, c_char_p, c_size_t]),
        ("airlatch_verify", c_bool, [POINTER(_Verdict), POINTER(_Kit), POINTER(_World), c_char_p, c_size_t]),
        ("airlatch_value_of", _Value, [POINTER(_Verdict), c_char_p]),
        ("airlatch_code_name", c_char_p, [c_int]),
    ):
        entry = getattr(library, function)
        entry.restype, entry.argtypes = result, arguments
    return library


class License(NamedTuple):
    """What a license says. Texts that it does not have are None."""

    vendor: str
    product: str
    key_id: str
    activation: str
    issued_at: int
    licensee: Optional[str]
    user_data: Optional[str]
    version: Optional[str]
    floating_seats: Optional[int]


class Verdict:
    """What a check found: `valid`, `reasons`, `warnings`, `ends_at`, `days_left`, `license` and `message`.

    `ends_at` and `days_left` are None for a license that never ends. `license` is None for a message that could not be read
    as one. `message` is the license as it was signed; of a bundle, the one that was taken.
    """

    def __init__(self, library: ctypes.CDLL, raw: _Verdict, kept: bytes):
        self._library, self._raw, self._kept = library, raw, kept  # the raw verdict points into the bytes
        name = library.airlatch_code_name
        self.valid: bool = raw.valid
        self.reasons: List[str] = [name(code).decode() for code in raw.reasons[: raw.reason_count]]
        self.warnings: List[str] = [name(code).decode() for code in raw.warnings[: raw.warning_count]]
        self.ends_at: Optional[int] = raw.ends_at.get()
        self.days_left: Optional[int] = raw.days_left.get()
        self.license: Optional[License] = _license(raw.license) if raw.has_license else None
        self.message: Optional[bytes] = raw.message.copy()

    def feature(self, name: str) -> Union[bool, int, str, None]:
        """The value of a feature: True, an integer or a text; None without it, and for a license that is not valid."""
        value = self._library.airlatch_value_of(byref(self._raw), name.encode())
        return (None, True, value.integer, value.text.text())[value.type]


def _license(raw: _License) -> License:
    return License(
        raw.vendor.text(), raw.product.text(), raw.key_id.text(), bytes(raw.activation.bytes).hex(), raw.issued_at,
        raw.licensee.text(), raw.user_data.text(), raw.version.text(), raw.floating_seats.get(),
    )


class Revocations:
    """A list of revocations that takes effect, made by Kit.revocations."""

    def __init__(self, raw: _Revocations, kept: bytes):
        self._raw, self._kept = raw, kept
        self.sequence: int = raw.sequence


class Kit:
    """The vendor's kit, whose bytes decide what is trusted. Raises Refused. `library`: the name or path of libairlatch."""

    def __init__(self, data: bytes, library: str = "libairlatch.so.0"):
        self._library, self._raw, self._kept = _load(library), _Kit(), bytes(data)
        self._must(self._library.airlatch_kit_open(byref(self._raw), self._kept, len(self._kept)))

    @property
    def product_name(self) -> str:
        return self._raw.product_name.text()

    def succeed(self, data: bytes) -> None:
        """Puts a successor in the place of the kit. Raises Refused for one that may not take it."""
        kept = bytes(data)
        sequence = self._raw.sequence
        self._must(self._library.airlatch_kit_succeed(byref(self._raw), kept, len(kept)))
        if self._raw.sequence != sequence:
            self._kept = kept

    def revocations(self, data: bytes, least: int = 0) -> Revocations:
        """Opens a list of revocations; `least` is the sequence of the newest one that was taken. Raises Refused."""
        raw, kept = _Revocations(), bytes(data)
        self._must(
            self._library.airlatch_revocations_open(byref(raw), byref(self._raw), least, kept, len(kept)))
        return Revocations(raw, kept)

    def check(
        self,
        data: bytes,
        *,
        now: Optional[int] = None,
        version: Optional[str] = None,
        released_at: Optional[int] = None,
        features: Sequence[str] = (),
        readings: Optional[Dict[int, bytes]] = None,
        asked: Optional[Tuple[Dict[int, bytes], bytes]] = None,
        platform: Optional[str] = None,
        user: Optional[str] = None,
        virtual: Optional[str] = None,
        first_run: Optional[Tuple[bytes, int]] = None,
        seen: Sequence[int] = (),
        deactivated: Sequence[bytes] = (),
        revoked: Sequence[bytes] = (),
        revocations: Optional[Revocations] = None,
        state_damaged: bool = False,
    ) -> Verdict:
        """Checks a license, or the one of a bundle that is for this computer. What is left out is not known.

        `features`: those that the program cannot do without. `readings`: the hashes of each kind, 8 bytes each, ascending
        (SPEC.md section 8). `asked`: those of the request that was kept, and the kinds that count. `first_run`: the
        installation that recorded it, 8 bytes, and when. `seen`: times that have been. `deactivated`, `revoked`:
        activations, 8 bytes each.
        """
        kept: list = []  # what the world points to, until the check has returned

        def view(value: Optional[Union[str, bytes]]) -> _Bytes:
            if value is None:
                return _Bytes()
            value = value.encode() if isinstance(value, str) else bytes(value)
            buffer = ctypes.create_string_buffer(value, len(value) + 1)
            kept.append(buffer)
            return _Bytes(ctypes.addressof(buffer), len(value))

        def array(kind, values):
            made = (kind * max(len(values), 1))(*values)
            kept.append(made)
            return made

        def hashes(of: Dict[int, bytes]):
            return array(_Reading, [_Reading(kind, view(value)) for kind, value in of.items()])

        def ids(values: Sequence[bytes]):
            return array(_Id, [_id(value) for value in values])

        here, (request, counted) = readings or {}, asked or ({}, None)
        world = _World(
            now=int(time.time()) if now is None else now,
            readings=hashes(here), reading_count=len(here),
            asked=hashes(request), asked_count=len(request), asked_counted=view(counted),
            platform=PLATFORMS[platform] if platform else 0,
            user=view(user), virtual_name=view(virtual), program_version=view(version),
            released_at=_maybe(released_at),
            features=array(_Bytes, [view(name) for name in features]), feature_count=len(features),
            first_run=_maybe(first_run and first_run[1]), first_run_of=_id(first_run[0]) if first_run else _Id(),
            seen=array(c_int64, list(seen)), seen_count=len(seen),
            deactivated=ids(deactivated), deactivated_count=len(deactivated),
            revoked=ids(revoked), revoked_count=len(revoked),
            revocations=ctypes.pointer(revocations._raw) if revocations else None,
            state_damaged=state_damaged,
        )
        raw, message = _Verdict(), bytes(data)
        self._library.airlatch_verify(byref(raw), byref(self._raw), byref(world), message, len(message))
        return Verdict(self._library, raw, message)

    def _must(self, code: int) -> None:
        if code != 0:
            raise Refused(self._library.airlatch_code_name(code).decode())


def _id(value: bytes) -> _Id:
    if len(value) != 8:
        raise ValueError("an id has 8 bytes")
    return _Id((c_uint8 * 8)(*value))


def _maybe(value: Optional[int]) -> _Maybe:
    return _Maybe(value is not None, value or 0)
