# A ClusterIP, seen before and after its translation. See service/README.md.
. "$LAB/programs.sh"

# Two nodes that route, as kube-proxy finds them: client -- n1 -- n2 -- web-0, web-1. The first translates.
for host in n1 n2 front/client back/web-0 back/web-1; do add_host "$host"; done
FABRIC=$(netns_of n1)
n1=$(netns_of n1) n2=$(netns_of n2)
cable "$n1" eth0 "$n2" eth0 02:00:00:00:01:01
cable "$(netns_of front/client)" eth0 "$n1" veth-client 02:00:00:00:00:90
cable "$(netns_of back/web-0)" eth0 "$n2" veth-web-0 02:00:00:00:00:91
cable "$(netns_of back/web-1)" eth0 "$n2" veth-web-1 02:00:00:00:00:92

link_local=fe80::1
wire() { # POD INDEX NODE VETH: a point-to-point wire; the node answers for the gateway
  local pod=$1 ip4=10.10.$2 ip6=fd00:10:${2/./::} node=$3 veth=$4
  address "$pod" eth0 "$ip4/32"
  address "$pod" eth0 "$ip6/128"
  address "$node" "$veth" 169.254.1.1/32
  address "$node" "$veth" "$link_local/64"
  route "$pod" 169.254.1.1 dev eth0
  route "$pod" default via 169.254.1.1
  address "$pod" eth0 "fe80::${2##*.}/64"
  route "$pod" default via "$link_local" dev eth0
  route "$node" "$ip4" dev "$veth" src "172.18.0.1${node#n}"
  route "$node" "$ip6" dev "$veth"
}
for i in 1 2; do
  address "n$i" eth0 "172.18.0.1$i/24"
  address "n$i" eth0 "fd00:172:18::1$i/64"
  address "n$i" eth0 "fe80::1$i/64"
  ip netns exec "$(netns_of "n$i")" sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
  other=$((3 - i))
  route "n$i" "10.10.$other.0/24" via "172.18.0.1$other"
  route "n$i" "fd00:10:$other::/64" via "fd00:172:18::1$other"
done
wire front/client 1.90 n1 veth-client
wire back/web-0 2.91 n2 veth-web-0
wire back/web-1 2.92 n2 veth-web-1

# In turn to each of the two endpoints.
rules n1 << 'NFT'
table inet services {
  chain prerouting {
    type nat hook prerouting priority dstnat;
    ip daddr 10.96.0.20 tcp dport 80 dnat ip to numgen inc mod 2 map { 0 : 10.10.2.91, 1 : 10.10.2.92 } : 8080
    ip6 daddr fd00:96::20 tcp dport 80 dnat ip6 to numgen inc mod 2 map { 0 : fd00:10:2::91, 1 : fd00:10:2::92 } : 8080
  }
}
NFT
for pod in back/web-0 back/web-1; do
  serve_nginx "$pod" 8080 <<< "server { listen 8080; listen [::]:8080; location / { return 200 \"${pod#*/}\\n\"; } }"
done

sleep 2
capture "$n1" veth-client "$WORK/client.pcap"
capture "$n2" veth-web-0 "$WORK/server.pcap"
for target in 10.96.0.20 10.96.0.20 '[fd00:96::20]' '[fd00:96::20]' 10.10.2.91:8080; do
  run front/client curl -sS "http://$target/"
done
stop_captures
as_pcapng "$WORK/client.pcap" "$OUT/client.pcapng"
as_pcapng "$WORK/server.pcap" "$OUT/server.pcapng"
