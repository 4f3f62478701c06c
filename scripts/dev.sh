#!/usr/bin/env bash
# Server and web with hot reload: the web by Vite, the server by compiling and starting again when a source file changes.
set -euo pipefail
source "$ROOT/scripts/lib.sh"
source "$ROOT/scripts/build.sh"
need_jdk
need_mvn
build_native
[ ! -f "$ROOT/web/package.json" ] || npm_ci web

CLASSPATH_FILE="$STATE/dev-classpath"
MARK="$STATE/dev-mark"
server=
web=

compile() {
  step dev-compile maven -q compile dependency:build-classpath -Dmdep.includeScope=runtime "-Dmdep.outputFile=$CLASSPATH_FILE"
}

# From a copy: the compiler empties its folder first, and a server that still runs would miss the classes it has not loaded yet.
start_server() {
  rm -rf "$STATE/dev-classes"
  cp -r "$ROOT/server/target/classes" "$STATE/dev-classes"
  # shellcheck disable=SC2046
  "$JAVA_HOME/bin/java" $(jvm_flags) -XX:TieredStopAtLevel=1 -cp "$STATE/dev-classes:$(cat "$CLASSPATH_FILE")" \
    studio.atelier.Atelier run "$@" &
  server=$!
}

stop_all() {
  trap - EXIT INT TERM
  [ -z "$web" ] || kill -- "-$web" 2>/dev/null || true
  [ -z "$server" ] || { kill "$server" 2>/dev/null && wait "$server" || true; }
}
trap stop_all EXIT
trap 'exit 0' INT TERM

touch "$MARK"
say "compiling the server"
compile
start_server "$@"
if [ -f "$ROOT/web/package.json" ]; then
  port=${ATELIER_PORT:-8080}
  for ((i = 1; i < $#; i++)); do
    [ "${!i}" != --port ] || { next=$((i + 1)) && port=${!next}; }
  done
  # In a group of its own: npm does not pass a signal on to what it started.
  ATELIER_DEV_SERVER="http://127.0.0.1:$port" setsid npm --prefix "$ROOT/web" run dev &
  web=$!
fi

while sleep 1; do
  if [ -n "$(find "$ROOT/server/src/main" -newer "$MARK" -type f -print -quit)" ]; then
    touch "$MARK"
    say "a source file changed; compiling"
    if compile; then
      kill "$server" 2>/dev/null && wait "$server" || true
      start_server "$@"
    fi
  fi
done
