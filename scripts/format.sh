#!/usr/bin/env bash
# Brings Java and web code into their format.
set -euo pipefail
source "$ROOT/scripts/lib.sh"
need_jdk
need_mvn
step format-server maven -q spotless:apply
if [ -f "$ROOT/web/package.json" ]; then
  npm_ci web
  step format-web npm --prefix "$ROOT/web" run format
fi
