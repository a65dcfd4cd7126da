# A small shop with its operations, its name server and a stray client. See shop/README.md.
. "$LAB/programs.sh"

flat_lab "$OUT/cluster.yaml"
outside client 192.168.77.50 fd00:77::50
outside pay 192.168.77.80 fd00:77::80
resolver 10.10.1.53 shop/web shop/cart ops/prom ops/backup lab/stray

names=()
while read -r name ip4 ip6; do names+=("--host-record=$name.svc.cluster.local,$ip4,$ip6"); done << 'NAMES'
web.shop 10.10.1.10 fd00:10:1::10
cart.shop 10.10.2.20 fd00:10:2::20
db.shop 10.10.2.30 fd00:10:2::30
prom.ops 10.10.1.40 fd00:10:1::40
NAMES
serve_dns core/dns "${names[@]}"
serve_postgres shop/db
serve shop/cart "$PYTHON" "$LAB/cart.py" 10.10.2.30
listening shop/cart tcp 8080
serve_nginx shop/web 9090 << 'NGINX'
server {
  listen 8080; listen [::]:8080;
  location = / { default_type text/html; return 200 "<h1>The shop</h1>\n"; }
  location /api/ { resolver 10.10.1.53 ipv6=off; set $cart cart.shop.svc.cluster.local; proxy_pass http://$cart:8080; }
  location = /api/stock { proxy_pass http://[fd00:10:2::20]:8080; }
}
server {
  listen 9090; listen [::]:9090;
  location = /healthz { return 200 "ok\n"; }
  location = /metrics { return 200 "# TYPE shop_orders_total counter\nshop_orders_total 42\n"; }
}
NGINX
serve_nginx pay 8443 << 'NGINX'
server { listen 8443; listen [::]:8443; location / { default_type application/json; return 200 "{\"paid\": true}\n"; } }
NGINX

# What policies/today denies, this network really drops.
rules shop/db << 'NFT'
table inet lab {
  chain input {
    type filter hook input priority 0; policy accept;
    ct state established,related accept
    tcp dport 5432 ip saddr { 10.10.1.10, 10.10.2.20, 172.18.0.12 } accept
    tcp dport 5432 ip6 saddr { fd00:10:1::10, fd00:10:2::20 } accept
    tcp dport 5432 drop
  }
}
NFT
rules core/dns <<< 'table inet lab { chain input { type filter hook input priority 0; tcp dport 53 drop; }; }'

cat > "$WORK/prometheus.yml" << 'YAML'
global: {scrape_interval: 1s, scrape_timeout: 1s}
scrape_configs: [{job_name: shop, static_configs: [{targets: ['[fd00:10:1::10]:9090', '10.10.1.10:9090']}]}]
YAML

sleep 2
web=$(netns_of shop/web)
capture "$FABRIC" cni0 "$WORK/shop.pcap"
# Not promiscuous, as -i any is not: the same packets in each.
capture "$web" eth0 "$WORK/web.pcap" -p
capture "$web" eth0 "$WORK/web-nano.pcap" -p --time-stamp-precision=nano
capture "$web" eth0 "$WORK/web-snap96.pcap" -p -s 96
capture "$web" any "$WORK/web-any.pcap"

run client curl -sS --http1.1 http://10.10.1.10:8080/ http://10.10.1.10:8080/api/items
run client curl -sS --http1.1 'http://[fd00:10:1::10]:8080/' 'http://[fd00:10:1::10]:8080/api/stock'
run n1 curl -sS http://10.10.1.10:9090/healthz
run n2 socat -u /dev/null TCP4:10.10.2.30:5432
serve ops/prom prometheus --config.file="$WORK/prometheus.yml" --storage.tsdb.path="$WORK/prometheus" \
  --web.listen-address=:9090 --log.level=warn
listening ops/prom tcp 9090
sleep 7.5 # Prometheus hands new targets to its scraper every 5 seconds
run client curl -sS http://10.10.1.40:9090/-/healthy
run ops/backup curl -sS -4 http://prom:9090/-/healthy
stop_processes "${PIDS[-1]}"
run lab/stray curl -sS -4 http://web.shop.svc.cluster.local:8080/
database='user=cart dbname=shop sslmode=disable gssencmode=disable connect_timeout=4'
run lab/stray psql -Xc 'SELECT * FROM item' "host=10.10.2.30 $database" &
clients=$!
run lab/stray psql -Xc 'SELECT * FROM item' "host=fd00:10:2::30 $database"
wait "$clients"
run ops/backup pg_dump -t item "host=db.shop $database"
run shop/cart dig +tcp +tries=1 +time=4 @10.10.1.53 db.shop.svc.cluster.local A
run shop/cart dig +tries=1 +time=2 @fd00:10:1::53 db.shop.svc.cluster.local AAAA
run shop/cart curl -sS http://192.168.77.80:8443/charge
run shop/cart curl -sS 'http://[fd00:77::80]:8443/charge'
stop_captures

as_pcapng "$WORK/shop.pcap" "$OUT/capture.pcapng"
# Web's view of it in other file formats.
FORMATS=$PCAPS/formats
count() { tshark -r "$1" -T fields -e frame.number 2> /dev/null | wc -l; }
for file in web web-nano web-snap96 web-any; do
  in_order "$WORK/$file.pcap"
  [ "$(count "$WORK/$file.pcap")" = "$(count "$WORK/web.pcap")" ] || { echo "make.sh: $file.pcap holds other packets than web.pcap" >&2; exit 1; }
done
cp "$WORK/web.pcap" "$FORMATS/microseconds.pcap"
cp "$WORK/web-nano.pcap" "$FORMATS/nanoseconds.pcap"
cp "$WORK/web-snap96.pcap" "$FORMATS/snaplen-96.pcap"
cp "$WORK/web-any.pcap" "$FORMATS/any-cooked-v2.pcap"
gzip -9nc "$WORK/web.pcap" > "$FORMATS/gzip.pcap.gz"
zstd -q -19 -c "$WORK/web.pcap" > "$FORMATS/zstd.pcap.zst"
# One pcapng file with two interfaces of different link types: IPv4 as Ethernet, everything else cooked.
tshark -r "$WORK/web.pcap" -Y ip -F pcap -w "$WORK/four.pcap" 2> /dev/null
tshark -r "$WORK/web-any.pcap" -Y 'not ip' -F pcap -w "$WORK/rest.pcap" 2> /dev/null
mergecap -w "$FORMATS/interfaces.pcapng" "$WORK/four.pcap" "$WORK/rest.pcap"
ALSO_CHECK=formats
