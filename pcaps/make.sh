#!/usr/bin/env bash
# Makes the captures of this folder again, with real programs in network namespaces.
#   sudo pcaps/make.sh [SCENARIO…]        all scenarios without an argument; KEEP=1 keeps the logs of the programs
# Nothing leaves the namespaces; everything that was made is taken down at the end, whatever happens.
set -euo pipefail
shopt -s inherit_errexit

PCAPS=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
LAB=$PCAPS/lab
ALL=(shop dns database grpc ipv6 fragments icmp policy-drop service)
# `formats` is made in the run of `shop`: it is the same traffic in other file formats.

# shellcheck source=lab/lib.sh
. "$LAB/lib.sh"

need() { # PROGRAM…
  local program missing=()
  for program in "$@"; do command -v "$program" > /dev/null || missing+=("$program"); done
  [ ${#missing[@]} -eq 0 ] && return
  echo "make.sh: missing: ${missing[*]}" >&2
  echo "  apt-get install -y iproute2 ethtool tcpdump tshark nftables iputils-ping curl nginx-light dnsmasq-base" \
    "bind9-dnsutils postgresql prometheus socat zstd python3, and Node 20.19 or newer with 'npm ci' done" >&2
  exit 2
}

main() {
  [ "$(id -u)" = 0 ] || { echo 'make.sh: network namespaces need root: sudo pcaps/make.sh' >&2; exit 5; }
  need ip ethtool tcpdump tshark editcap mergecap reordercap nft ping curl nginx dnsmasq dig psql prometheus socat zstd python3 node
  PYTHON=$(python3 -c 'import sys; print(sys.executable)')
  POSTGRES=$(dirname "$(find /usr/lib/postgresql -path '*/bin/postgres' | sort -V | tail -1)")
  SCRATCH=$(mktemp -d /tmp/twlab.XXXXXX)
  chmod 755 "$SCRATCH"
  trap 'take_down; if [ -n "${KEEP:-}" ]; then echo "logs: $SCRATCH" >&2; else rm -rf "$SCRATCH"; fi' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  local scenario
  for scenario in "${@:-${ALL[@]}}"; do
    [ "$scenario" = formats ] && scenario=shop
    [ -f "$LAB/$scenario.sh" ] || { echo "make.sh: no scenario $scenario; there are: ${ALL[*]}" >&2; exit 2; }
    echo "== $scenario"
    OUT=$PCAPS/$scenario
    WORK=$SCRATCH/$scenario
    mkdir "$WORK"
    ALSO_CHECK=
    # shellcheck disable=SC1090
    . "$LAB/$scenario.sh"
    take_down
    for OUT in "$OUT" ${ALSO_CHECK:+"$PCAPS/$ALSO_CHECK"}; do
      chmod 644 "$OUT"/*.pcap*
      (cd "$PCAPS" && node "$LAB/check.mjs" --update "${OUT##*/}")
    done
  done
}

main "$@"
