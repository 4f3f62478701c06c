# What every command needs: the tools, and quiet steps whose log is shown only when they fail.
# Sourced; ROOT is the repository.

STATE="$ROOT/.atelier"
LOGS="$STATE/logs"
mkdir -p "$LOGS"

JDK_WANTED=25
NODE_WANTED=20
STEP_LINES_SHOWN=60

say() { echo "atelier: $*" >&2; }
fail() {
  say "$*"
  exit 1
}

# jdk_version DIR: the major version of the JDK in DIR, or nothing.
jdk_version() {
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 0
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

# Sets and exports JAVA_HOME.
find_jdk() {
  local candidate java
  java=$(command -v java || true)
  for candidate in "${JAVA_HOME:-}" /usr/lib/jvm/* /opt/* /opt/java/* /usr/local/* "$HOME"/.sdkman/candidates/java/* \
    "$HOME"/.jdks/* "$HOME"/.local/share/mise/installs/java/* \
    "$([ -n "$java" ] && dirname "$(dirname "$(readlink -f "$java")")")"; do
    if [ -n "$candidate" ] && [ "$(jdk_version "$candidate")" = "$JDK_WANTED" ]; then
      export JAVA_HOME="$candidate" PATH="$candidate/bin:$PATH"
      return 0
    fi
  done
  return 1
}

need_jdk() {
  find_jdk || fail "JDK $JDK_WANTED was not found. Install one (Temurin $JDK_WANTED, for example) and set JAVA_HOME to its folder."
}

is_root() { [ "$(id -u)" = 0 ]; }

# apt_install PACKAGE...: from Debian's packages, when this user may.
apt_install() {
  is_root && command -v apt-get >/dev/null || return 1
  say "installing $* from the system's packages"
  if ! DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@" >"$LOGS/apt.log" 2>&1; then
    apt-get update -q >>"$LOGS/apt.log" 2>&1 || true
    DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@" >>"$LOGS/apt.log" 2>&1
  fi
}

need_mvn() {
  command -v mvn >/dev/null || apt_install maven || true
  command -v mvn >/dev/null || fail "Maven was not found. Install it (apt install maven) or put mvn on the PATH."
}

need_node() {
  command -v npm >/dev/null || apt_install nodejs npm || true
  local version
  version=$(node --version 2>/dev/null | sed 's/^v\([0-9]*\).*/\1/')
  if [ -z "$version" ] || [ "$version" -lt "$NODE_WANTED" ] || ! command -v npm >/dev/null; then
    fail "Node $NODE_WANTED or newer with npm was not found. Install it and put node and npm on the PATH."
  fi
}

# A Chromium for the browser tests. Sets and exports CHROMIUM.
find_chromium() {
  local name
  for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome; do
    if [ -n "$name" ] && command -v "$name" >/dev/null; then
      CHROMIUM=$(command -v "$name")
      export CHROMIUM
      return 0
    fi
  done
  return 1
}

need_chromium() {
  find_chromium || apt_install chromium || true
  find_chromium || fail "Chromium was not found. Install it (apt install chromium) or set CHROMIUM to the program."
}

# A real Redis for the tests of limits that nodes share; found on the PATH.
need_redis() {
  command -v redis-server >/dev/null || apt_install redis-server || true
  command -v redis-server >/dev/null || fail "redis-server was not found. Install it (apt install redis-server) or put it on the PATH."
}

# step NAME COMMAND...: runs quietly, its output in .atelier/logs/NAME.log; on failure shows the end of it.
step() {
  local name=$1 log="$LOGS/$1.log"
  shift
  if ! "$@" >"$log" 2>&1 </dev/null; then
    tail -n "$STEP_LINES_SHOWN" "$log" >&2
    say "$name failed; the whole log is in ${log#"$ROOT"/}"
    return 1
  fi
}

# fingerprint PATH...: of names and contents of the files, in the order of their names. Without what is built from them.
fingerprint() {
  (
    cd "$ROOT"
    find "$@" \( -name node_modules -o -name dist -o -name target -o -name artifacts \) -prune -o -type f -print0 2>/dev/null |
      LC_ALL=C sort -z | xargs -0 -r sha256sum | sha256sum | cut -c1-16
  )
}

# fresh NAME STAMP: whether the part was last built from the same files.
fresh() { [ "$(cat "$STATE/stamps/$1" 2>/dev/null)" = "$2" ]; }
stamp() {
  mkdir -p "$STATE/stamps"
  echo "$2" >"$STATE/stamps/$1"
}

maven() { (cd "$ROOT/server" && mvn -B -ntp "$@"); }

# npm_ci FOLDER: installs exactly what the lock file says, when it changed.
npm_ci() {
  local name stamp_now
  name=npm-$(echo "$1" | tr / -)
  stamp_now=$(fingerprint "$1/package.json" "$1/package-lock.json")
  if [ -d "$ROOT/$1/node_modules" ] && fresh "$name" "$stamp_now"; then return 0; fi
  need_node
  # A registry that does not carry every optional package of other platforms makes `npm ci` call the lock file incomplete;
  # `npm install` takes the same versions from it and leaves those out.
  npm --prefix "$ROOT/$1" ci --no-audit --no-fund >"$LOGS/$name.log" 2>&1 </dev/null ||
    step "$name" npm --prefix "$ROOT/$1" install --no-save --no-audit --no-fund || return 1
  stamp "$name" "$stamp_now"
}

# The flags the server runs with; why each is there: docs/operations/running.md.
jvm_flags() { sed 's/#.*//' "$ROOT/scripts/jvm-flags"; }
