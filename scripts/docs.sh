#!/usr/bin/env bash
# Writes the tables that are made from the code.
set -euo pipefail
source "$ROOT/scripts/lib.sh"
source "$ROOT/scripts/build.sh"
build_server
"$JAVA_HOME/bin/java" -jar "$APP/atelier.jar" docs "$ROOT/docs/reference"
