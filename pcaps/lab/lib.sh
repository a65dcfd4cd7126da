# Network namespaces as pods: build, run programs in them, capture, take down. Sourced by make.sh.
# A host is named as in cluster.yaml: a pod NS/NAME, a node NAME; outside hosts and the gateway have plain names.

declare -A ON_HOST=()  # host -> its network namespace
NETNS=()               # network namespaces that this run made
PIDS=()                # processes that this run started
CAPTURE_PIDS=()
LAB_MTU=1500
FABRIC=twlab-fabric

# ---- namespaces ------------------------------------------------------------------------------------------------

add_netns() { # NETNS
  ip netns add "$1"
  NETNS+=("$1")
  ip netns exec "$1" sysctl -qw net.ipv6.conf.all.accept_ra=0 net.ipv6.conf.default.accept_ra=0 \
    net.ipv6.conf.all.mldv2_unsolicited_report_interval=10 net.ipv6.conf.default.mldv2_unsolicited_report_interval=10 \
    net.ipv6.conf.default.dad_transmits=0 net.ipv4.ping_group_range='0 2147483647'
  ip -n "$1" link set lo up
}

add_host() { # HOST: its namespace, with files of its own for the resolver
  local netns="twlab-${1//\//-}"
  add_netns "$netns"
  ON_HOST[$1]=$netns
  mkdir -p "/etc/netns/$netns"
  printf '127.0.0.1 localhost %s\n::1 localhost\n' "${1//\//-}" > "/etc/netns/$netns/hosts"
  : > "/etc/netns/$netns/resolv.conf"
  printf 'hosts: files dns\n' > "/etc/netns/$netns/nsswitch.conf"
}

netns_of() { printf '%s' "${ON_HOST[$1]:?no host $1 in the lab}"; }

# A cable between two namespaces. Offloads are off, so that checksums and sizes on the wire are real ones.
# Interfaces have no link-local IPv6 address unless LINK_LOCAL=1: fewer multicast reports in the captures.
cable() { # NETNS IF NETNS IF [MAC-OF-FIRST]
  ip -n "$1" link add "$2" ${5:+address "$5"} type veth peer name "$4" netns "$3"
  set_up "$1" "$2"
  set_up "$3" "$4"
}

set_up() { # NETNS IF
  [ "${LINK_LOCAL:-0}" = 1 ] || ip -n "$1" link set "$2" addrgenmode none
  ip netns exec "$1" ethtool -K "$2" tx off rx off tso off gso off gro off > /dev/null 2>&1 || true
  ip -n "$1" link set "$2" mtu "$LAB_MTU" up
}

add_bridge() { # NAME: a switch in the fabric namespace that floods nothing of its own
  ip -n "$FABRIC" link add "$1" type bridge stp_state 0 mcast_snooping 0
  ip -n "$FABRIC" link set "$1" addrgenmode none
  ip -n "$FABRIC" link set "$1" mtu "$LAB_MTU" up
}

address() { # HOST IF ADDRESS/LENGTH|-
  if [ "${3%%/*}" = - ]; then return; fi
  if [[ $3 == *:* ]]; then ip -n "$(netns_of "$1")" -6 address add "$3" dev "$2" nodad; else ip -n "$(netns_of "$1")" address add "$3" dev "$2"; fi
}

route() { ip -n "$(netns_of "$1")" route add "${@:2}"; } # HOST DESTINATION dev|via …

port_count=0
plug() { # HOST IF BRIDGE: a cable from the host to the bridge
  port_count=$((port_count + 1))
  cable "$(netns_of "$1")" "$2" "$FABRIC" "port$port_count" "$(printf '02:00:00:00:00:%02x' "$port_count")"
  ip -n "$FABRIC" link set "port$port_count" master "$3"
}

attach() { # HOST ADDRESS|- LENGTH NEIGHBOURS GATEWAY: pods and nodes reach each other without a router
  if [ "$2" = - ]; then return; fi
  address "$1" eth0 "$2/$3"
  route "$1" "$4" dev eth0
  route "$1" default via "$5"
}

# One switch (cni0) with every pod and node of CLUSTER.YAML, and a gateway (gw) to the switch of the outside (out0).
# A packet passes cni0 once, so a capture there holds it once.
flat_lab() { # CLUSTER.YAML
  add_netns "$FABRIC"
  add_bridge cni0
  add_bridge out0
  add_host gw
  plug gw eth0 cni0
  plug gw eth1 out0
  local a # a router solicits neighbours from its link-local address
  for a in 10.10.0.1/16 172.18.0.1/24 fe80::1/64 fd00:10::1/32 fd00:172:18::1/64; do address gw eth0 "$a"; done
  for a in 192.168.77.1/24 fe80::1/64 fd00:77::1/64; do address gw eth1 "$a"; done
  ip netns exec "$(netns_of gw)" sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1 net.ipv4.icmp_ratelimit=0
  local kind name ip4 ip6
  while read -r kind name _ ip4 ip6; do
    [ "$kind" = service ] && continue
    add_host "$name"
    plug "$name" eth0 cni0
    if [ "$kind" = pod ]; then
      attach "$name" "$ip4" 16 172.18.0.0/24 10.10.0.1
      attach "$name" "$ip6" 32 fd00:172:18::/64 fd00:10::1
    else
      attach "$name" "$ip4" 24 10.10.0.0/16 172.18.0.1
      attach "$name" "$ip6" 64 fd00:10::/32 fd00:172:18::1
    fi
  done < <(node "$LAB/inventory.mjs" "$1")
}

outside() { # HOST IP4|- IP6|-: a host behind the gateway
  add_host "$1"
  plug "$1" eth0 out0
  address "$1" eth0 "$2/24"
  address "$1" eth0 "$3/64"
  [ "$2" = - ] || route "$1" default via 192.168.77.1
  [ "$3" = - ] || route "$1" default via fd00:77::1
}

resolver() { # NAMESERVER HOST…: pods as the kubelet sets them up
  local server=$1 host
  for host in "${@:2}"; do
    printf 'nameserver %s\nsearch %s.svc.cluster.local svc.cluster.local cluster.local\noptions ndots:5 timeout:2 attempts:1\n' \
      "$server" "${host%%/*}" > "/etc/netns/$(netns_of "$host")/resolv.conf"
  done
}

rules() { ip netns exec "$(netns_of "$1")" nft -f -; } # HOST < RULESET

# ---- programs --------------------------------------------------------------------------------------------------

# Clean environment and a neutral host name: nothing of the machine that runs the lab gets into a capture.
# The command line is left in COMMAND, so that a background process is the program's own and not a shell's.
# shellcheck disable=SC2016
on() { # HOST SECONDS COMMAND…
  COMMAND=(timeout -k 2 "$2" ip netns exec "$(netns_of "$1")" env -i
    PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME="$WORK" LANG=C.UTF-8
    unshare --uts -- sh -c 'hostname "$0" && exec "$@"' "${1//\//-}" "${@:3}")
}

run() { # HOST COMMAND…: a client; its failure is part of some stories
  local COMMAND
  on "$1" 25 "${@:2}"
  "${COMMAND[@]}" < /dev/null >> "$WORK/clients.log" 2>&1 || echo "# exit $? of: $*" >> "$WORK/clients.log"
}

serve() { # HOST COMMAND…: a server, until the scenario ends
  local COMMAND
  on "$1" 300 "${@:2}"
  "${COMMAND[@]}" < /dev/null > "$WORK/$(basename "$2").${1//\//-}.log" 2>&1 &
  PIDS+=($!)
}

listening() { # HOST tcp|udp PORT: wait until a program listens
  local try
  for try in $(seq 100); do
    if [ -n "$(ip netns exec "$(netns_of "$1")" ss -Hln"${2:0:1}" "sport = :$3")" ]; then return; fi
    sleep 0.1
  done
  echo "make.sh: nothing listens on $2 port $3 of $1; see its log in $WORK (set KEEP=1)" >&2
  return 1
}

# ---- captures --------------------------------------------------------------------------------------------------

# The ring has slots of the size of the snapshot: with tcpdump's default there would be eight on -i any, too few.
capture() { # NETNS INTERFACE FILE [TCPDUMP-OPTION…]: start, and return when packets are being recorded
  local log="$WORK/tcpdump.$(basename "$3").log" try
  : > "$log"
  timeout 300 ip netns exec "$1" tcpdump -n -U --immediate-mode -B 16384 -s 4096 -i "$2" -w "$3" -Z root "${@:4}" 2> "$log" &
  CAPTURE_PIDS+=($!)
  for try in $(seq 50); do
    grep -q 'listening on' "$log" && return
    sleep 0.1
  done
  cat "$log" >&2
  return 1
}

stop_captures() {
  sleep 1
  stop_processes "${CAPTURE_PIDS[@]}"
  CAPTURE_PIDS=()
  local lossy
  lossy=$(grep -hE '^[1-9][0-9]* packets? dropped' "$WORK"/tcpdump.*.log || true)
  [ -z "$lossy" ] || { echo "make.sh: a capture lost packets ($lossy): run it again on a quieter machine" >&2; return 1; }
}

# Two processors may hand packets over in the wrong order; their times are right.
in_order() { reordercap "$1" "$1.sorted" > /dev/null && mv "$1.sorted" "$1"; } # PCAP

as_pcapng() { in_order "$1" && editcap -F pcapng "$1" "$2"; } # PCAP PCAPNG

# ---- taking down -----------------------------------------------------------------------------------------------

stop_processes() { # PID…
  local pid try
  for pid in "$@"; do kill -TERM "$pid" 2> /dev/null || true; done
  for try in $(seq 30); do
    for pid in "$@"; do kill -0 "$pid" 2> /dev/null && { sleep 0.1; continue 2; }; done
    break
  done
  for pid in "$@"; do kill -KILL "$pid" 2> /dev/null || true; wait "$pid" 2> /dev/null || true; done
}

take_down() {
  stop_processes "${CAPTURE_PIDS[@]}" "${PIDS[@]}"
  local netns
  for netns in "${NETNS[@]}"; do
    # Only this run's programs can be inside: it made the namespace.
    stop_processes $(ip netns pids "$netns" 2> /dev/null)
    ip netns delete "$netns" 2> /dev/null || true
    rm -rf "/etc/netns/$netns"
  done
  CAPTURE_PIDS=() PIDS=() NETNS=() ON_HOST=() port_count=0 LAB_MTU=1500 LINK_LOCAL=0 FABRIC=twlab-fabric
}
