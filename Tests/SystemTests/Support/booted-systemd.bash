# shellcheck shell=bash
# A real systemd for a test to play with: boots this machine's own root in a container, under an overlay in memory, with a network of
# its own. Nothing that happens inside is left outside. To be sourced; wants root and a mount namespace of its own.

# Boots. Returns 77, having said why, where containers cannot be made. Whatever it returns, power_off has to follow.
boot_systemd() {
    console=$(mktemp)
    container=$(mktemp -d)
    mount --bind / "$container/" 2>/dev/null && mount --make-private "$container" || return 77
    systemd-nspawn --quiet --register=no --keep-unit --boot --directory="$container" --volatile=overlay \
        --machine="answerback-test-$$" --private-network --console=passive -- --unit=basic.target \
        </dev/null >"$console" 2>&1 &
    nspawn=$!
    if until_true 20 find_init && until_true 60 is_booted; then return; fi
    cat "$console" >&2
    return 77
}

find_init() {
    init=$(pgrep --parent "$nspawn" | head -n 1)
    [[ -n $init && $(<"/proc/$init/comm") == systemd ]]
}

is_booted() { [[ $(inside systemctl is-system-running 2>/dev/null) =~ ^(running|degraded)$ ]]; }

power_off() {
    [[ -z ${init-} ]] || kill -s RTMIN+4 "$init" 2>/dev/null || true
    if [[ -n ${nspawn-} ]] && ! until_true 20 has_ended "$nspawn"; then kill -KILL "$nspawn" || true; fi
    umount --lazy "$container" 2>/dev/null || true
    rmdir "$container" # Never recursively: if the unmounting failed, this is the root of the machine.
    rm -f "$console"
}

# Shutdown stops what we have left running inside before it kills it, and nsenter stops with its child: it has to be woken, or
# nobody takes note of the child's end, and the container waits for that.
has_ended() {
    kill -s CONT 0
    ! kill -0 "$1" 2>/dev/null
}

# inside COMMAND...: runs a command as root in the container, with our standard streams.
inside() { nsenter --target "$init" --mount --uts --ipc --net --pid --cgroup -- "$@"; }

# put FILE [MODE]: writes standard input to a file in the container.
# shellcheck disable=SC2016 # expanded inside
put() { inside bash -c 'mkdir -p "${1%/*}" && cat >"$1" && chmod "$2" "$1"' put "$1" "${2:-644}"; }

# until_true SECONDS COMMAND...: tries again and again; fails when the time is over.
until_true() {
    local end=$((SECONDS + $1))
    shift
    until "$@"; do
        ((SECONDS <= end)) || return 1
        sleep 0.1
    done
}
