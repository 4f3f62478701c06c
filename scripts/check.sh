#!/usr/bin/env bash
# The fast checks: what can be said without a database, a server or a browser.
set -euo pipefail
source "$ROOT/scripts/lib.sh"
need_jdk
need_mvn
failed=0

say "server: format, warnings, architecture, unit tests"
step check-server maven -q spotless:check test -Datelier.test.excluded='slow | database | server | process' || failed=1

if [ -f "$ROOT/web/package.json" ]; then
  say "web: format, lint, types, unit tests"
  npm_ci web
  step check-web npm --prefix "$ROOT/web" run check || failed=1
  step check-web-unit npm --prefix "$ROOT/web" test || failed=1
fi
[ $failed = 0 ] && say "all fast checks passed"
exit $failed
