# Builds what changed: web, native library, server. Sourced after lib.sh. Sets APP, the folder the server runs from.
# Each step says `|| return 1`, because `set -e` does not reach into a function that is asked whether it succeeded.

build_web() {
  [ -f "$ROOT/web/package.json" ] || return 0
  local now
  now=$(fingerprint web)
  if [ -d "$ROOT/web/dist" ] && fresh web "$now"; then return 0; fi
  npm_ci web || return 1
  say "building the web app"
  step build-web npm --prefix "$ROOT/web" run build || return 1
  stamp web "$now"
}

build_native() { npm_ci server/native; }

# The jar, unpacked: it starts faster than a jar in a jar. A folder per build, so that a server that runs keeps its files.
build_server() {
  need_jdk
  local now
  now=$(fingerprint web server scripts/jvm-flags)-$(jdk_build)
  APP="$STATE/app-$now"
  if [ -f "$APP/.complete" ]; then return 0; fi
  build_web || return 1
  build_native || return 1
  need_mvn
  say "building the server"
  step build-server maven -q -Dmaven.test.skip=true package || return 1
  rm -rf "$APP"
  step extract "$JAVA_HOME/bin/java" -Djarmode=tools -jar "$ROOT/server/target/atelier.jar" extract --destination "$APP" || return 1
  touch "$APP/.complete"
  remove_old_apps
}

# What the JVM learns while the server is used for a while, kept beside the jar; every start and every first request
# is faster with it. Once after a build. Without it the server only warms up slower.
train_server() {
  build_server || return 1
  CACHE="$APP/atelier.aot"
  if [ -f "$CACHE" ]; then return 0; fi
  say "training the server, so that it starts and answers fast (once after a build)"
  local folder
  folder=$(mktemp -d)
  # For the database, which runs as another user where this one is root.
  chmod 711 "$folder"
  # shellcheck disable=SC2046
  step train "$JAVA_HOME/bin/java" $(jvm_flags) "-XX:AOTCacheOutput=$CACHE" -jar "$APP/atelier.jar" train "$folder" ||
    say "it goes on without"
  rm -rf "$folder"
}

# The flags of a trained server.
server_flags() {
  jvm_flags
  if [ -f "$CACHE" ]; then echo "-XX:AOTCache=$CACHE"; fi
}

jdk_build() { sed -n 's/^JAVA_RUNTIME_VERSION="\(.*\)"/\1/p' "$JAVA_HOME/release" | tr -c 'A-Za-z0-9.\n' _; }

remove_old_apps() {
  local old
  for old in $(ls -1dt "$STATE"/app-* 2>/dev/null | tail -n +3); do rm -rf "$old"; done
}
