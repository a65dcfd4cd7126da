# Names, and connections to what they resolve to. See dns/README.md.
. "$LAB/programs.sh"

flat_lab "$OUT/cluster.yaml"
outside api 192.168.77.20 fd00:77::20
outside edge 192.168.77.30 fd00:77::30
outside deep 192.168.77.40 fd00:77::40
outside apex 192.168.77.41 fd00:77::41
outside evil 192.168.77.66 fd00:77::66
outside short 192.168.77.70 fd00:77::70
resolver 10.10.1.53 app/worker

serve_dns core/dns \
  --host-record=api.example.com,192.168.77.20,fd00:77::20 \
  --host-record=edge.cdn.example,192.168.77.30,fd00:77::30 \
  --cname=www.example.com,edge.cdn.example --cname=shop.example.com,www.example.com \
  --host-record=deep.down.example.org,192.168.77.40,fd00:77::40 \
  --host-record=example.org,192.168.77.41,fd00:77::41 \
  --host-record=evil.example.net,192.168.77.66,fd00:77::66 \
  --host-record=short.example.com,192.168.77.70,fd00:77::70,2
for host in api edge deep apex evil short; do
  serve_nginx "$host" 8080 <<< 'server { listen 8080; listen [::]:8080; listen 9999; location / { return 200 "hello\n"; } }'
done

gateway() { # RULE…: what the gateway does with packets of the pods
  printf '%s\n' 'table inet lab' 'delete table inet lab' 'table inet lab { chain forward { type filter hook forward priority 0;' "$@" '}; }' | rules gw
}
get() { run app/worker curl -sS --max-time 2.5 "$@"; }

sleep 2
capture "$FABRIC" cni0 "$WORK/dns.pcap"
gateway 'iifname eth0 drop'
get http://192.168.77.20:8080/before-any-answer
gateway 'ip daddr { 192.168.77.41, 192.168.77.66 } drop' 'tcp dport 9999 drop'
get -4 http://api.example.com:8080/searched
get -6 http://api.example.com.:8080/
get -4 http://shop.example.com.:8080/through-two-cnames
get http://192.168.77.30:8080/same-address-without-a-name
get -4 http://www.example.com.:9999/another-port
get -4 http://deep.down.example.org.:8080/
get -4 http://example.org.:8080/
get -4 http://evil.example.net.:8080/
get -4 http://short.example.com.:8080/
sleep 4
gateway 'ip daddr { 192.168.77.41, 192.168.77.66, 192.168.77.70 } drop' 'tcp dport 9999 drop'
get http://192.168.77.70:8080/after-the-ttl
run app/worker getent ahostsv4 nosuch.example.com.
run app/worker dig +tcp +noedns +tries=1 @10.10.1.53 api.example.com. A
stop_captures
as_pcapng "$WORK/dns.pcap" "$OUT/capture.pcapng"
