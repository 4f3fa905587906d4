# Makes .venv with the pinned packages, the project itself and the compiled translations. Does nothing when up to date.
# Usage: sh setup/python.sh run|dev
set -eu

# The system's own first: it is built for speed, and mended with the system.
find_python() {
    for python in /usr/bin/python3 python3 python3.13 python3.12 python3.11; do
        if "$python" -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$python"
            return
        fi
    done
}

requirements=requirements.txt
[ "$1" = run ] || requirements=requirements-dev.txt
stamp=.venv/.installed-$1
wanted=$( (pwd && cat requirements.txt requirements-dev.txt pyproject.toml setup/python.sh) | sha256sum)

# Programs in .venv name its folder, so one that was moved or copied, or has lost its Python, is made anew.
usable() { grep -qsF "$(pwd)/.venv/bin/python" .venv/bin/pip && .venv/bin/python -m pip --version >/dev/null 2>&1; }

up_to_date() { [ -x .venv/bin/assessment ] && [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ]; }

if ! up_to_date; then
    python=$(find_python)
    if [ -z "$python" ]; then
        echo "Python 3.11 or newer with its venv module is needed; this machine has $(python3 --version 2>&1)." >&2
        exit 1
    fi
    echo "Installing Python packages into .venv ($("$python" --version))"
    usable || "$python" -m venv --clear .venv
    pip() { .venv/bin/python -m pip --quiet --disable-pip-version-check install "$@"; }
    pip --only-binary :all: -r "$requirements"
    pip --no-deps --no-build-isolation -e .
    printf '%s\n' "$wanted" >"$stamp"
fi
