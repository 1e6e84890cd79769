#!/usr/bin/env bash
# packages.sh TARGET CRATE...: what `cargo package` made holds the licences and the README, no tests, and is small.
set -euo pipefail
target=$1
shift

for crate in "$@"; do
  package=$(ls "$target/package/$crate"-[0-9]*.crate)
  files=$(tar -tzf "$package" | cut -d / -f 2-)
  for needed in LICENSE-MIT LICENSE-APACHE README.md Cargo.toml src/lib.rs; do
    grep -qx "$needed" <<<"$files" || { echo "$crate: its package has no $needed" >&2; exit 1; }
  done
  # A symbolic link that was packed as one would be a file of one line.
  [ "$(tar -xzOf "$package" "$(basename "$package" .crate)/LICENSE-MIT" | wc -l)" -gt 10 ] ||
    { echo "$crate: its licence is a link" >&2; exit 1; }
  if grep -E '^(tests|benches)/' <<<"$files"; then
    echo "$crate: those have no place in a package" >&2
    exit 1
  fi
  kilobytes=$(($(stat -c %s "$package") / 1024))
  echo "$crate: $(wc -l <<<"$files") files, $kilobytes KiB"
  [ "$kilobytes" -le 512 ] || { echo "$crate: its package is too large" >&2; exit 1; }
done
