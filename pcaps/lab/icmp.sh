# Echoes, and the errors of routers and hosts. See icmp/README.md.
. "$LAB/programs.sh"

flat_lab "$OUT/cluster.yaml"
# gw -- r2 -- far, the last cable with an MTU of 1300.
outside r2 192.168.77.2 fd00:77::2
add_host far
LAB_MTU=1300 cable "$(netns_of far)" eth0 "$(netns_of r2)" eth1
for a in 192.168.79.1/24 fd00:79::1/64 fe80::2/64; do address r2 eth1 "$a"; done
address r2 eth0 fe80::2/64
for a in 192.168.79.9/24 192.168.79.10/24 fd00:79::9/64 fd00:79::a/64; do address far eth0 "$a"; done
route far default via 192.168.79.1
route far default via fd00:79::1
route gw 192.168.79.0/24 via 192.168.77.2
route gw fd00:79::/64 via fd00:77::2
ip netns exec "$(netns_of r2)" sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1 net.ipv4.icmp_ratelimit=0
serve_nginx far 8080 <<< 'server { listen 8080; listen [::]:8080; location / { return 200 "stored\n"; } }'
rules gw <<< 'table inet lab { chain forward { type filter hook forward priority 0; ip saddr 10.10.2.72 ip daddr 192.168.79.0/24 drop; }; }'
head -c 3000 < <(yes 'more than one small MTU holds') > "$WORK/upload"
chmod 644 "$WORK/upload"
send() { run net/walker timeout 3 socat -t 1 "SYSTEM:echo hello; sleep 1" "$1"; }

sleep 2
capture "$FABRIC" cni0 "$WORK/icmp.pcap"
run net/walker ping -n -c 2 -i 0.3 10.10.2.71
run net/walker ping -n -c 2 -i 0.3 fd00:10:2::71
for far in 192.168.79.9 fd00:79::9; do
  run net/walker ping -n -c 1 -W 1 -t 1 "$far"
  run net/walker ping -n -c 1 -W 1 -t 2 "$far"
  run net/walker ping -n -c 1 -W 1 "$far"
done
run net/walker curl -sS --data-binary "@$WORK/upload" http://192.168.79.9:8080/
run net/walker curl -sS --data-binary "@$WORK/upload" 'http://[fd00:79::9]:8080/'
run net/walker ping -n -c 2 -i 0.3 -W 1 -M 'do' -s 1400 192.168.79.10
run net/walker ping -n -c 2 -i 0.3 -W 1 -M 'do' -s 1400 fd00:79::a
send UDP4:10.10.2.71:7777
send 'UDP6:[fd00:10:2::71]:7777'
send UDP4:192.168.79.9:33434,ip-ttl=1
send 'UDP6:[fd00:79::9]:33434,ipv6-unicast-hops=1'
run net/limited ping -n -c 2 -i 0.3 -W 1 192.168.79.9
run net/limited ping -n -c 2 -i 0.3 -W 1 fd00:79::9
run net/limited curl -sS --max-time 2.5 http://192.168.79.9:8080/
stop_captures
as_pcapng "$WORK/icmp.pcap" "$OUT/capture.pcapng"
