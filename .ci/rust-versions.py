#!/usr/bin/env python3
"""Nothing that a published crate pulls in needs a newer Rust than the crate promises."""

import json
import subprocess
import sys

metadata = json.loads(subprocess.check_output(
    ["cargo", "metadata", "--locked", "--format-version=1", "--all-features"]))
packages = {package["id"]: package for package in metadata["packages"]}
needs = {
    node["id"]: [dep["pkg"] for dep in node["deps"] if any(kind["kind"] != "dev" for kind in dep["dep_kinds"])]
    for node in metadata["resolve"]["nodes"]
}


def version(text):
    return tuple(int(part) for part in (text or "0").split(".")[:2])


def pulled_in(root):
    seen, rest = set(), [root]
    while rest:
        if (package := rest.pop()) not in seen:
            seen.add(package)
            rest += needs[package]
    return seen


too_new = set()
for root in metadata["workspace_members"]:
    # `publish = false` is an empty list here.
    if packages[root]["publish"] == []:
        continue
    promised = packages[root]["rust_version"]
    needed = pulled_in(root)
    late = max((version(packages[id]["rust_version"]), packages[id]["name"]) for id in needed - {root})
    print(f"{packages[root]['name']} promises Rust {promised}; {late[1]} asks for {late[0][0]}.{late[0][1]}")
    too_new |= {packages[id]["name"] for id in needed if version(packages[id]["rust_version"]) > version(promised)}
if too_new:
    sys.exit(f"need a newer Rust than is promised: {', '.join(sorted(too_new))}")
