"""A program that runs only with a valid license, which it is given as a file: a license or a bundle, as raw bytes.

kit.py has the bytes of the vendor's kit, because the kit decides who is trusted: it must be part of the program, and what
packs the program must pack it too. docs/guides/native.md shows how to make both.

    python3 licensed.py scope.license
"""

import sys

import airlatch
from kit import KIT


def main() -> int:
    if len(sys.argv) != 2:
        print("usage: licensed.py FILE", file=sys.stderr)
        return 2
    try:
        kit = airlatch.Kit(KIT)
        with open(sys.argv[1], "rb") as file:
            verdict = kit.check(file.read(), version="2.3.1")
    except airlatch.Refused as refused:
        print(f"The kit of this program cannot be used: {refused.code}", file=sys.stderr)
        return 2
    except OSError as error:
        print(error, file=sys.stderr)
        return 2
    if not verdict.valid:
        for reason in verdict.reasons:
            print(f"This license is not valid here: {reason}", file=sys.stderr)
        return 1
    print(f"product: {kit.product_name}")
    if verdict.license.licensee:
        print(f"licensed to: {verdict.license.licensee}")
    if verdict.days_left is not None:
        print(f"days left: {verdict.days_left}")
    for warning in verdict.warnings:
        print(f"warning: {warning}")
    print(f"export: {'yes' if verdict.feature('export') else 'no'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
