#!/usr/bin/env bash
# Test that the project needs nothing but a bare machine. The script installs Debian bookworm with
# Python 3.11, make and git in a folder and clones HEAD there as an ordinary user. With a network, it
# runs `make setup` and downloads the packages that pip installs in one of the tests. Without a
# network, it then runs `make demo` and `make test`, or the targets that you name:
#
#     tests/bare_machine.sh FOLDER [TARGET …]        as root, with debootstrap, iproute2, unshare
#
# The folder grows to about 7 GB and is kept. If you call the script again with the same folder, it
# uses the existing machine with a new clone. Debian's and Python's packages come from where this
# machine gets its own.
set -euo pipefail

die() { echo "bare_machine: $*" >&2; exit 1; }

[ $# -ge 1 ] || die "give the folder to build the machine in"
[ "$(id -u)" = 0 ] || die "must be root to build a machine and to cut off its network"
for tool in debootstrap unshare chroot ip git; do
    command -v "$tool" > /dev/null || die "$tool is not installed"
done
project=$(cd "$(dirname "$0")/.." && pwd)
mkdir -p "$1"
machine=$(cd "$1" && pwd)/machine
logs=$(cd "$1" && pwd)/logs
shift
targets=("$@")
[ $# -gt 0 ] || targets=(demo test)
mkdir -p "$logs"

# The folders of this machine in which its pip looks for packages (all of an index, with the files
# that it lists), and the settings of pip in the environment.
mapfile -t wheels < <(pip config list | grep -oE "/[^' ]*" | sed -E 's#^/*#/#; s#/simple/?$##' | sort -u |
    while read -r path; do [ ! -d "$path" ] || echo "$path"; done)
mapfile -t settings < <(env | grep -E '^(PIP_|SSL_CERT_|REQUESTS_CA)' || true)

# Copy settings of this machine that say where to get packages.
copy_own() {
    local path
    for path in "$@"; do
        [ ! -e "$path" ] || cp --recursive --dereference --no-target-directory "$path" "$machine$path"
    done
}

# Run a command in the machine as its user; its mounts end with the command.
# $1: --net for its own network with only the loopback interface; --online for this machine's.
inside() {
    local network=() up=: cached=()
    if [ "$1" = --net ]; then
        network=(--net) up="ip link set lo up"
        cached=(PIP_NO_INDEX=1 PIP_FIND_LINKS=/home/person/wheels)
    fi
    MACHINE=$machine WHEELS="${wheels[*]}" unshare --mount --fork --pid --kill-child "${network[@]}" \
        bash -euc "$up"'
        mount --make-rprivate /
        mount -t proc proc "$MACHINE/proc"
        mount --rbind /dev "$MACHINE/dev"
        mount -t tmpfs tmpfs "$MACHINE/dev/shm"
        for folder in $WHEELS; do
            mkdir -p "$MACHINE$folder"
            mount --bind "$folder" "$MACHINE$folder"
        done
        exec chroot --userspec=person "$MACHINE" env -i "$@"' _ \
        HOME=/home/person USER=person PATH=/usr/bin:/bin LANG=C.UTF-8 "${settings[@]}" "${cached[@]}" \
        bash -c "cd ~/holly && $2"
}

# Run a target and report the result.
stage() {
    local network=$1 target=$2 start=$SECONDS
    if inside "$network" "make $target" &> "$logs/$target.log"; then
        echo "passed  make $target  $((SECONDS - start)) s  $(grep -E ' passed' "$logs/$target.log" | tail -1)"
    else
        tail -40 "$logs/$target.log"
        die "make $target failed; see $logs/$target.log"
    fi
}

if [ ! -e "$machine/home/person" ]; then
    rm -rf "$machine"
    mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Codename: bookworm' | head -1)
    debootstrap --variant=minbase --include=ca-certificates \
        bookworm "$machine" "${mirror:-http://deb.debian.org/debian}" &> "$logs/debootstrap.log" ||
        die "debootstrap failed; see $logs/debootstrap.log"
    copy_own /etc/apt/apt.conf.d /etc/resolv.conf
    chroot "$machine" bash -ec "
        apt-get update
        DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends git make python3.11-venv
        useradd --create-home --shell /bin/bash person" &> "$logs/apt.log" ||
        die "apt-get failed; see $logs/apt.log"
fi
echo "127.0.0.1 localhost" > "$machine/etc/hosts"  # debootstrap does not write this file
copy_own /etc/resolv.conf /etc/pip.conf /etc/ssl/certs/ca-certificates.crt
if [ -e ~/.config/pip/pip.conf ]; then
    mkdir -p "$machine/home/person/.config/pip"
    cp ~/.config/pip/pip.conf "$machine/home/person/.config/pip/"
fi

rm -rf "$machine/home/person/holly"
git clone --quiet --no-hardlinks "$project" "$machine/home/person/holly"
chroot "$machine" chown -R person: /home/person
echo "commit  $(git -C "$project" rev-parse HEAD)"

stage --online setup
inside --online "exec .venv/bin/python -" <<'PYTHON' &> "$logs/wheels.log" || die "see $logs/wheels.log"
import subprocess, sys, yaml
*pins, last = yaml.safe_load(open("envs/download.yaml"))["dependencies"]
pip = dict(pin.split("=") for pin in pins)["pip"]
open(".venv/wheels.txt", "w").write("\n".join(last["pip"]))
keep = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", "/home/person/wheels"]
subprocess.run([*keep, f"pip=={pip}"], check=True)
subprocess.run([*keep, "--requirement", ".venv/wheels.txt"], check=True)
PYTHON
[ "$(inside --net "sed -n 's/:.*//p' /proc/net/dev | xargs")" = lo ] || die "the network is not cut off"
echo "passed  from here on there is only the loopback interface"
for target in "${targets[@]}"; do
    stage --net "$target"
done
