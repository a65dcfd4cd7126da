# IPv6 alone: neighbours, extension headers, fragments. See ipv6/README.md.
. "$LAB/programs.sh"

LINK_LOCAL=1
flat_lab "$OUT/cluster.yaml"
outside visitor - fd00:77::50
outside unwanted - fd00:77::66
serve_nginx six/server 8080 <<< 'server { listen [::]:8080; location / { return 200 "six\n"; } }'
serve six/server socat -b 16384 UDP6-RECVFROM:7000,fork PIPE
listening six/server udp 7000
rules six/server << 'NFT'
table inet lab {
  chain input {
    type filter hook input priority 0; policy accept;
    ip6 saddr { fd00:10:2::82, fd00:77::66 } meta l4proto { tcp, udp } drop
  }
}
NFT
get() { run "$1" curl -sS --max-time 2.5 'http://[fd00:10:1::80]:8080/'; }

sleep 4 # the reports of multicast groups
capture "$FABRIC" cni0 "$WORK/ipv6.pcap"
# The guest comes up: multicast reports, duplicate address detection, router solicitation.
guest=$(netns_of six/guest)
ip netns exec "$guest" sysctl -qw net.ipv6.conf.eth0.dad_transmits=1 net.ipv6.conf.eth0.accept_ra=1
ip -n "$guest" link set eth0 down
ip -n "$guest" link set eth0 up
ip -n "$guest" address add fd00:10:2::82/32 dev eth0
ip -n "$guest" route add default via fd00:10::1
sleep 3
get six/client
get visitor
run six/client "$PYTHON" "$LAB/extension_headers.py" fd00:10:1::80 7000 8080
get six/guest
run six/guest "$PYTHON" "$LAB/extension_headers.py" fd00:10:1::80 7000
get unwanted
run six/client ping -n -c 2 -i 0.3 fd00:77::50
stop_captures
as_pcapng "$WORK/ipv6.pcap" "$OUT/capture.pcapng"
