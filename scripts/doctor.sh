#!/usr/bin/env bash
# Looks at what the server stands on, one line each: `ok`, or `BAD` with what to do. Changes nothing but the build.
set -uo pipefail
source "$ROOT/scripts/lib.sh"
source "$ROOT/scripts/build.sh"

line() { printf '%-11s %s\n' "$1" "$2"; }

if find_jdk; then
  line JDK "ok: $(sed -n 's/^JAVA_RUNTIME_VERSION="\(.*\)"/\1/p' "$JAVA_HOME/release") in $JAVA_HOME"
else
  line JDK "BAD: no JDK $JDK_WANTED; install one and set JAVA_HOME to its folder"
fi

version=$(node --version 2>/dev/null)
if [ -n "$version" ] && [ "$(echo "$version" | sed 's/^v\([0-9]*\).*/\1/')" -ge "$NODE_WANTED" ]; then
  line Node "ok: $version"
else
  line Node "BAD: ${version:-none}; install Node $NODE_WANTED or newer with npm"
fi

if ! (build_server) || ! find_jdk; then
  line server "BAD: it cannot be built; mend the lines above, then run ./atelier doctor again"
  exit 1
fi
build_server
"$JAVA_HOME/bin/java" -XX:TieredStopAtLevel=1 -jar "$APP/atelier.jar" doctor "$@"
answer=$?

library=$(find "$ROOT"/server/native/node_modules/@img/*/lib -name 'libvips*.so*' 2>/dev/null | head -n 1)
if [ -n "$library" ]; then
  line libvips "ok: $(basename "$library")"
else
  line libvips "BAD: not there for this machine; pictures are made by slower code. Run npm ci in server/native to fetch it"
fi
exit $answer
