# Datagrams larger than the MTU of 1400. See fragments/README.md.
. "$LAB/programs.sh"

LAB_MTU=1400
flat_lab "$OUT/cluster.yaml"
# Echoes each datagram; on 9001 the lab drops what the policy denies, after reassembly.
for port in 9000 9001; do
  serve frag/receiver socat -b 16384 "UDP6-RECVFROM:$port,ipv6only=0,fork" PIPE
  listening frag/receiver udp "$port"
done
rules frag/receiver <<< 'table inet lab { chain input { type filter hook input priority 0; udp dport 9001 drop; }; }'
head -c 8000 < <(yes 'eight thousand bytes in fragments') > "$WORK/datagram"
chmod 644 "$WORK/datagram"
datagram() { run frag/sender timeout 3 socat -b 16384 -t 1 "OPEN:$WORK/datagram,rdonly!!OPEN:/dev/null,wronly" "$1"; }

sleep 2
capture "$FABRIC" cni0 "$WORK/fragments.pcap"
run frag/sender ping -n -c 2 -i 0.3 -s 4000 10.10.2.62
run frag/sender ping -n -c 2 -i 0.3 -s 4000 fd00:10:2::62
datagram UDP4:10.10.2.61:9000
datagram 'UDP6:[fd00:10:2::61]:9000'
datagram UDP4:10.10.2.61:9001
datagram 'UDP6:[fd00:10:2::61]:9001'
stop_captures
as_pcapng "$WORK/fragments.pcap" "$OUT/capture.pcapng"
