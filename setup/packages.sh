# Installs missing Debian packages when root or passwordless sudo allows it; otherwise says which command to run.
# Usage: sh setup/packages.sh run|dev
set -eu

needed="libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 poppler-utils"
command -v python3 >/dev/null || needed="$needed python3"
# A python3 of its own brings its own ensurepip; Debian's has it in a package.
makes_environments() { "$1" -c 'import ensurepip, venv' 2>/dev/null; }
makes_environments /usr/bin/python3 || makes_environments python3 || needed="$needed python3-venv"
wished=""
if [ "$1" = dev ]; then
    # Chromium without its windows: pages are drawn the same, for three quarters of the work. The other is for the
    # Node.js that Playwright brings.
    needed="$needed chromium-headless-shell libatomic1"
    # Any PostgreSQL server will do; only a machine without one gets Debian's.
    ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null || wished="postgresql"
fi

installed() { dpkg-query -W -f '${Status}' "$1" 2>/dev/null | grep -q 'ok installed'; }

missing_of() {
    for package in "$@"; do installed "$package" || printf '%s ' "$package"; done
}

if ! command -v dpkg-query >/dev/null; then
    echo "This is not Debian: please see that you have the equivalents of $needed $wished." >&2
    exit 0
fi

# shellcheck disable=SC2086 # lists of words on purpose
missing=$(missing_of $needed)
[ -n "$missing$wished" ] || exit 0

if [ "$(id -u)" = 0 ]; then as_root=""
elif sudo -n true 2>/dev/null; then as_root="sudo"
else as_root="not allowed"
fi

install() {
    echo "Installing Debian packages: $*"
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get update -q=2 >/dev/null &&
        $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q=2 --no-install-recommends "$@" \
            </dev/null >/dev/null
}

by_hand="sudo apt-get update && sudo apt-get install -y --no-install-recommends"
if [ "$as_root" = "not allowed" ]; then
    if [ -n "$missing" ]; then
        echo "Debian packages are missing. Run this, then make again:" >&2
        printf '\n    %s %s\n\n' "$by_hand" "$missing$wished" >&2
        exit 1
    fi
    echo "PostgreSQL is missing, so tests will run on SQLite only. To have it: $by_hand $wished" >&2
    exit 0
fi

# shellcheck disable=SC2086
[ -z "$missing" ] || install $missing
if [ -n "$wished" ] && ! install "$wished"; then
    echo "PostgreSQL could not be installed." >&2
    [ "${CI:-}" != true ] || exit 1
    echo "Tests will run on SQLite only." >&2
fi
