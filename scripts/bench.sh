#!/usr/bin/env bash
# Runs one question of bench/, or lists them.
set -euo pipefail
source "$ROOT/scripts/lib.sh"
name=${1:-}
if [ -z "$name" ] || [ ! -x "$ROOT/bench/$name/run" ]; then
  [ -z "$name" ] || say "there is no bench \"$name\"; there are:"
  for question in "$ROOT"/bench/*/README.md; do
    [ -r "$question" ] || continue
    printf '  %-8s %s\n' "$(basename "$(dirname "$question")")" "$(sed -n '1s/^# *//p' "$question")"
  done
  [ -z "$name" ] || exit 2
  exit 0
fi
shift
exec "$ROOT/bench/$name/run" "$@"
