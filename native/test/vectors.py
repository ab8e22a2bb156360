"""Plays vectors of licenses and bundles through the Python binding, for test/native/python.slow.test.ts.

It reads a JSON list of vectors whose `message` is hexadecimal, and prints a list of [valid, reasons, warnings].
"""

import json
import sys

import airlatch


def hashes(of):
    return {int(kind): bytes.fromhex(one) for kind, one in of.items()}


def play(vector):
    kit = airlatch.Kit(bytes.fromhex(vector["kit"]))
    asked, run, program = vector.get("asked"), vector.get("firstRun"), vector.get("program", {})
    revocations = vector.get("revocations")
    verdict = kit.check(
        bytes.fromhex(vector["message"]),
        now=vector["now"],
        version=program.get("version"),
        released_at=program.get("releasedAt"),
        features=program.get("features", []),
        readings=hashes(vector.get("computer", {})),
        asked=(hashes(asked["fingerprint"]), bytes(asked["counted"])) if asked else None,
        platform=vector.get("platform"),
        user=vector.get("user"),
        virtual=vector.get("virtual"),
        first_run=(bytes.fromhex(run["installation"]), run["at"]) if run else None,
        seen=[one["at"] for one in vector.get("seen", [])],
        deactivated=[bytes.fromhex(one) for one in vector.get("deactivated", {})],
        revocations=kit.revocations(bytes.fromhex(revocations)) if revocations else None,
        state_damaged=vector.get("recordDamaged", False),
    )
    features = vector.get("claims", {}).get("features", {})
    return [verdict.valid, verdict.reasons, verdict.warnings, {name: verdict.feature(name) for name in features}]


print(json.dumps([play(vector) for vector in json.load(sys.stdin)]))
