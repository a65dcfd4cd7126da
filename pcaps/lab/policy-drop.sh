# What a denied connection looks like on the wire, by the way it is denied. See policy-drop/README.md.
. "$LAB/programs.sh"

flat_lab "$OUT/cluster.yaml"
outside bank 192.168.77.90 fd00:77::90
for host in guard/open guard/silent guard/reset guard/prohibited bank; do
  serve_nginx "$host" 8080 <<< 'server { listen 8080; listen [::]:8080; location / { return 200 "in\n"; } }'
  serve "$host" socat UDP6-RECVFROM:7000,ipv6only=0,fork PIPE
  listening "$host" udp 7000
done
chain() { printf 'table inet lab { chain c { type filter hook %s priority 0; %s; }; }' "$1" "$2"; }
chain input 'meta l4proto { tcp, udp } drop' | rules guard/silent
chain input 'meta l4proto tcp reject with tcp reset; meta l4proto udp reject with icmpx port-unreachable' | rules guard/reset
chain input 'meta l4proto { tcp, udp } reject with icmpx admin-prohibited' | rules guard/prohibited
chain forward 'iifname eth0 meta l4proto { tcp, udp } reject with icmpx admin-prohibited' | rules gw

sleep 2
capture "$FABRIC" cni0 "$WORK/drop.pcap"
for target in 10.10.2.8{1,2,3,4} '[fd00:10:2::8'{1,2,3,4}] 192.168.77.90 '[fd00:77::90]'; do
  family=4
  [[ $target == *:* ]] && family=6
  run guard/client curl -sS --max-time 6.5 "http://$target:8080/" &
  tcp=$!
  run guard/client socat -t 1 SYSTEM:'echo ask; sleep 1' "UDP$family:$target:7000" &
  wait "$tcp" $!
done
stop_captures
as_pcapng "$WORK/drop.pcap" "$OUT/capture.pcapng"
