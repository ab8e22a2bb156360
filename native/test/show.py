"""Prints all that an answer has, for test/native/languages.ts:

    show.py FILE|- [home=DIR] [workload=NAME] [version=V] [released=DAY] [features=A,B] [search=MILLISECONDS]
"""

import sys
from concurrent.futures import ThreadPoolExecutor

import airlatch
from airlatch_kit import KIT


def question(arguments):
    asked = dict(argument.split("=", 1) for argument in arguments[1:])
    if "features" in asked:
        asked["features"] = asked["features"].split(",")
    if "search" in asked:
        asked["search_seconds"] = int(asked.pop("search")) / 1000
    if arguments[0] != "-":
        with open(arguments[0], "rb") as file:
            asked["license"] = file.read()
    return asked


def changed_kit():
    try:
        airlatch.Kit(KIT[:-1] + bytes([KIT[-1] ^ 1]))
        return "opened"
    except airlatch.KitError as error:
        return error.code


def zero_in_the_version(kit):
    try:
        kit.check(version="2.3.1\0x")
        return "taken"
    except ValueError:
        return "refused"


def null_among_features(kit):
    try:
        kit.check(features=["export", None, "no-such-feature"])
        return "taken"
    except TypeError:
        return "refused"


def same_in_threads(kit, asked, first):
    with ThreadPoolExecutor(8) as threads:
        return sum(threads.map(lambda _: kit.check(**asked) == first, range(1000)))


def closed(kit):
    kit.close()
    kit.close()
    try:
        kit.check()
        return "open"
    except ValueError:
        return "closed"


def feature(answer, name):
    value = answer.feature(name)
    if value is None:
        return "none"
    return "flag" if value is True else f"integer {value}" if isinstance(value, int) else f"text {value}"


def of_type(answer, name, kind, otherwise):
    value = answer.feature(name)
    return value if type(value) is kind else otherwise


def show(answer):
    yield "valid", "yes" if answer.valid else "no"
    yield "reasons", " ".join(answer.reasons)
    yield "warnings", " ".join(answer.warnings)
    yield "ends at", answer.ends_at and f"{answer.ends_at:%Y-%m-%dT%H:%M:%SZ}"
    yield "days left", answer.days_left
    yield "features", " ".join(answer.features)
    for name in answer.features:
        yield f"feature {name}", feature(answer, name)
    yield "number of edition or -1", of_type(answer, "edition", int, -1)
    yield "number of projects or -1", of_type(answer, "projects", int, -1)
    yield "text of projects", of_type(answer, "projects", str, None)
    yield "type of nothing", feature(answer, "nothing")
    yield "type of export with a zero after it", feature(answer, "export\0x")
    yield "product", answer.product_name
    yield "contact", answer.contact
    yield "computer", answer.computer_id
    yield "source", answer.source
    yield "key", answer.key_id
    yield "activation", answer.activation_id
    yield "licensee", answer.licensee
    yield "version", answer.licensed_version
    yield "user data", answer.user_data and answer.user_data.encode().hex()
    yield "license", answer.license and answer.license.hex()


def main():
    kit, asked = airlatch.Kit(KIT), question(sys.argv[1:])
    answer = kit.check(**asked)
    lines = [
        ("changed kit", changed_kit()),
        ("zero in the version", zero_in_the_version(kit)),
        ("null among features", null_among_features(kit)),
        ("same in 8 threads", same_in_threads(kit, asked, answer)),
        ("after closing", closed(kit)),
        *show(answer),
    ]
    for label, value in lines:
        print(f"{label}: {'none' if value is None else value}")


main()
