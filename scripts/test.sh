#!/usr/bin/env bash
# Every test. The last line is the sum: `N passed, N failed`. A part that does not run counts as failed.
set -uo pipefail
source "$ROOT/scripts/lib.sh"
source "$ROOT/scripts/build.sh"

excluded=slow
[ "${1:-}" != --all ] || excluded=none

FAILURE_LINES_SHOWN=300
# One line for each part, passed and failed: parts run side by side, each in a shell of its own.
COUNTS="$STATE/test-counts"
: >"$COUNTS"

# count NAME PASSED FAILED
count() {
  echo "$2 $3" >>"$COUNTS"
  printf '%-28s %5d passed, %d failed\n' "$1" "$2" "$3"
}

# part NAME COMMAND...: a check that passes or fails as a whole.
part() {
  local name=$1
  shift
  if step "test-$(echo "$name" | tr -c 'a-z0-9\n' -)" "$@"; then count "$name" 1 0; else count "$name" 0 1; fi
}

# attributes NAME: the sum of an attribute over the <testsuite> elements of the test reports.
attributes() {
  cat "$ROOT"/server/target/surefire-reports/TEST-*.xml 2>/dev/null | grep -o '<testsuite [^>]*>' |
    grep -o " $1=\"[0-9]*\"" | grep -o '[0-9]*' | awk '{ sum += $1 } END { print sum + 0 }'
}

# What starts the server that was built, for tests that start and kill many; nothing where it could not be built. None of
# them lives long enough for the second compiler of the JVM.
built_server() {
  [ ! -f "${APP:-}/.complete" ] || echo "$(server_flags | xargs) -XX:TieredStopAtLevel=1 -jar $APP/atelier.jar"
}

java_tests() {
  rm -rf "$ROOT/server/target/surefire-reports"
  local all bad skipped code=0
  step test-java maven test -Dmaven.test.failure.ignore=true "-Datelier.test.excluded=$excluded" \
    "-Datelier.test.server=$(built_server)" || code=1
  all=$(attributes tests)
  bad=$(($(attributes errors) + $(attributes failures)))
  skipped=$(attributes skipped)
  if [ $code != 0 ] || [ "$all" = 0 ]; then bad=$((bad + 1)) all=$((all + 1)); fi
  if [ "$bad" != 0 ]; then
    grep -E '^\[(ERROR|WARNING)\]' "$LOGS/test-java.log" | head -n "$STEP_LINES_SHOWN"
    say "the whole log is in .atelier/logs/test-java.log"
  fi
  [ "$skipped" = 0 ] || printf '%-28s %5d skipped\n' "server: tests" "$skipped"
  count "server: tests" $((all - bad - skipped)) "$bad"
}

# web_unit: counted from the reporter's own file.
web_unit() {
  local report="$STATE/web-unit.json" good=0 bad=1
  rm -f "$report"
  step test-web-unit npm --prefix "$ROOT/web" test -- --reporter=default --reporter=json "--outputFile.json=$report"
  if [ -f "$report" ]; then
    good=$(node -p "JSON.parse(require('fs').readFileSync('$report')).numPassedTests")
    bad=$(node -p "r = JSON.parse(require('fs').readFileSync('$report')); r.numFailedTests || (r.success ? 0 : 1)")
  fi
  count "web: unit" "$good" "$bad"
}

# e2e: counted from the summaries of node's test runner, one for each release of the client.
e2e() {
  local log="$LOGS/test-e2e.log" good bad code=0
  step test-e2e npm --prefix "$ROOT/e2e" test || code=1
  good=$(sed -n 's/^.* pass \([0-9]*\)$/\1/p' "$log" | awk '{ sum += $1 } END { if (NR) print sum }')
  bad=$(sed -n 's/^.* fail \([0-9]*\)$/\1/p' "$log" | awk '{ sum += $1 } END { if (NR) print sum }')
  [ $code = 0 ] || [ "${bad:-0}" != 0 ] || bad=1
  [ -n "$good" ] || bad=1
  # The reporter says again at its end what failed, and why: that is what a log of somebody else's machine must show.
  [ "${bad:-0}" = 0 ] || sed -n '/failing tests:/,$p' "$log" | head -n "$FAILURE_LINES_SHOWN"
  count "browser, SDKs" "${good:-0}" "${bad:-0}"
}

# In a subshell, because a missing tool ends the shell that looks for it.
build() { (build_server); }

# What needs no server that is built, beside the compiler, which keeps one processor busy and no more.
beside_the_build() {
  if [ -f "$ROOT/web/package.json" ]; then
    part "web: format, lint, types" npm --prefix "$ROOT/web" run check
    web_unit
  fi
  part "server: format" maven -q spotless:check
  [ ! -f "$ROOT/e2e/package.json" ] || npm_ci e2e || true
}

# First what both stand on. Whatever is missing is said, and counted, by the part that needs it.
(need_redis) || true
(need_jdk && need_mvn && need_node) || true
find_jdk || true
(build_web) || true
beside_the_build &
beside=$!
part "build" build
need_jdk
train_server || true
wait "$beside"
java_tests
if [ -f "$ROOT/e2e/package.json" ]; then
  (need_chromium && npm_ci e2e) && find_chromium && train_server && export APP && e2e || count "browser, SDKs" 0 1
fi
if [ "$excluded" = none ]; then
  for question in "$ROOT"/bench/*/run; do
    [ ! -x "$question" ] || part "bench $(basename "$(dirname "$question")")" env BENCH_SMOKE=1 "$question"
  done
fi

awk '{ passed += $1; failed += $2 } END { print passed + 0 " passed, " failed + 0 " failed"; exit failed != 0 }' "$COUNTS"
