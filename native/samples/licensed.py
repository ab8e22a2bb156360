"""A program that runs only with a valid license: one that is installed on this computer, or a file passed to it.

airlatch_kit.py is the vendor's kit, written by `airlatch-vendor kit PRODUCT --format py`. docs/guides/native-python.md
shows how to make it.

    python3 licensed.py [FILE]
"""

import sys
from datetime import timedelta

import airlatch
from airlatch_kit import KIT


def main() -> int:
    try:
        kit = airlatch.Kit(KIT)
        license = None
        if len(sys.argv) > 1:
            with open(sys.argv[1], "rb") as file:
                license = file.read()
    except airlatch.KitError as error:
        print(f"The kit of this program cannot be used: {error.code}", file=sys.stderr)
        return 2
    except OSError as error:  # of the file, or of the library
        print(error, file=sys.stderr)
        return 2
    answer = kit.check(license, version="2.3.1", released="2026-11-30")
    if not answer.valid:
        for reason in answer.reasons:
            print(f"Not licensed: {reason}", file=sys.stderr)
        return 1
    print(f"product: {answer.product_name}")
    if answer.licensee is not None:
        print(f"licensed to: {answer.licensee}")
    if answer.ends_at is not None:  # the first second after its end
        print(f"last day: {answer.ends_at - timedelta(seconds=1):%Y-%m-%d}")
    if answer.days_left is not None:
        print(f"days left: {answer.days_left}")
    for warning in answer.warnings:
        print(f"warning: {warning}")
    print(f"export: {'yes' if answer.feature('export') else 'no'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
