# Writes requirements.txt and requirements-dev.txt again: the newest versions that pyproject.toml allows.
# Usage: sh setup/pins.sh; then make test, and commit the two files.
set -eu

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
python3 -m venv "$scratch/venv"
"$scratch/venv/bin/pip" --quiet --disable-pip-version-check install pip-tools

compile() {
    "$scratch/venv/bin/pip-compile" --quiet --upgrade --strip-extras --allow-unsafe --no-header --no-annotate \
        --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-emit-options "$@" pyproject.toml
}
compile --build-deps-for editable --output-file "$scratch/run.txt"
compile --constraint "$scratch/run.txt" --extra dev --output-file "$scratch/dev.txt"

pinned() { grep -E '^[a-z0-9-]+==' "$1"; }
pinned "$scratch/run.txt" >"$scratch/run.pins"
{
    echo "# What the product needs to run, and setuptools to install it. Made by sh setup/pins.sh; do not edit."
    cat "$scratch/run.pins"
} >requirements.txt
{
    echo "# What the tests need besides. Made by sh setup/pins.sh; do not edit."
    echo "-r requirements.txt"
    pinned "$scratch/dev.txt" | grep -vxFf "$scratch/run.pins"
} >requirements-dev.txt
