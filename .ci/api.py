#!/usr/bin/env python3
"""api.py TARGET CRATE...: which types and traits of other crates stand in the public API, from what rustdoc says in JSON.

Whatever is named there binds us to that crate's version: each is a decision, listed below and in ARCHITECTURE.md.
"""

import json
import pathlib
import sys

HOUSE = {"cw_http", "msp_tools_core"}
# Of serde only traits: what is read and written is said to be so.
EVERYWHERE = {"std", "core", "alloc", "http", "bytes", "url", "serde_core", "serde_json", "futures_core"} | HOUSE
BEYOND = {
    "cw-http": {"jiff", "schemars", "secrecy"},
    "cwa-client": {"jiff", "secrecy"},
    "cw-psa-client": {"jiff", "secrecy"},
    "cw-rmm-client": {"jiff", "secrecy"},
    "msp-tools-core": {"schemars"},
    # An adapter: to the SDK that it is built on, to tokio's streams and listeners.
    "msp-tools-mcp": {"getrandom", "rmcp", "tokio"},
}


class Api:
    def __init__(self, path):
        document = json.loads(path.read_text())
        self.items, self.paths = document["index"], document["paths"]
        self.crates = {int(id): crate["name"] for id, crate in document["external_crates"].items()}
        self.types, self.traits, self.seen = {}, {}, set()
        self.visit(document["root"], "")

    def foreign(self, id, where, into):
        path = self.paths.get(str(id))
        if path and path["crate_id"] != 0:
            into.setdefault(self.crates[path["crate_id"]], {})["::".join(path["path"])] = where

    def visit(self, id, where):
        item = self.items.get(str(id))
        if item is None or id in self.seen:
            return
        self.seen.add(id)
        if isinstance(item["visibility"], dict) or item["visibility"] == "crate":
            return
        if item["name"]:
            where = f"{where}::{item['name']}".removeprefix("::")
        (kind, inner), = item["inner"].items()
        if kind == "module":
            for child in inner["items"]:
                self.visit(child, where)
        elif kind == "use":
            self.foreign(inner["id"], where, self.types)
            self.visit(inner["id"], where)
        elif kind == "impl":
            self.implementation(inner, where)
        else:
            self.named_in(inner, where)
            self.children(inner, where)

    def implementation(self, inner, where):
        """What it is for and with is ours to promise; what the compiler adds by itself is not."""
        if inner["is_synthetic"] or inner["blanket_impl"]:
            return
        if inner["trait"]:
            self.foreign(inner["trait"]["id"], where, self.traits)
            self.named_in(inner["trait"].get("args"), where)
            # Bodies and signatures are the trait's.
            return
        self.named_in({"for": inner["for"], "generics": inner["generics"]}, where)
        for child in inner["items"]:
            self.visit(child, where)

    def children(self, inner, where):
        """Fields, variants, methods and implementations stand in lists of ids."""
        if not isinstance(inner, dict):
            return
        for key, value in inner.items():
            if key in ("fields", "variants", "items", "impls", "tuple") and isinstance(value, list):
                for child in value:
                    if isinstance(child, int):
                        self.visit(child, where)
            elif key in ("kind", "struct", "plain"):
                self.children(value, where)

    def named_in(self, value, where):
        """Every path of a type or trait, however deep."""
        if isinstance(value, list):
            for part in value:
                self.named_in(part, where)
        elif isinstance(value, dict):
            if "id" in value and "args" in value and isinstance(value["id"], int):
                self.foreign(value["id"], where, self.types)
            for key, part in value.items():
                if key not in ("impls", "items"):
                    self.named_in(part, where)


def main(target, names):
    failed = False
    for name in names:
        api = Api(pathlib.Path(target, "doc", name.replace("-", "_") + ".json"))
        allowed = EVERYWHERE | BEYOND.get(name, set())
        print(f"{name}: types of {', '.join(sorted(set(api.types) - {'std', 'core', 'alloc'}))}; "
              f"implements traits of {', '.join(sorted(set(api.traits) - {'std', 'core', 'alloc'}))}")
        for found in (api.types, api.traits):
            for crate in sorted(set(found) - allowed):
                failed = True
                for path, where in sorted(found[crate].items()):
                    print(f"  not on the list: {path}, as in {where}", file=sys.stderr)
        unused = BEYOND.get(name, set()) - set(api.types) - set(api.traits)
        if unused:
            failed = True
            print(f"  on the list and not there: {', '.join(sorted(unused))}", file=sys.stderr)
    sys.exit(failed)


main(sys.argv[1], sys.argv[2:])
