# PostgreSQL's protocol with psql. See database/README.md.
. "$LAB/programs.sh"

flat_lab "$OUT/cluster.yaml"
serve_postgres data/db
rules data/db << 'NFT'
table inet lab {
  chain input {
    type filter hook input priority 0; policy accept;
    ip saddr { 10.10.2.32, 10.10.2.33 } tcp dport 5432 drop
    ip6 saddr { fd00:10:2::32, fd00:10:2::33 } tcp dport 5432 drop
  }
}
NFT
query() { run "$1" psql -X "host=$2 user=cart dbname=shop connect_timeout=4 ${4:-sslmode=disable gssencmode=disable}" -c "$3"; }

sleep 2
capture "$FABRIC" cni0 "$WORK/database.pcap"
query sales/app 10.10.1.30 'SELECT name, quantity FROM item' 'sslmode=prefer gssencmode=disable'
query sales/app fd00:10:1::30 "BEGIN; UPDATE item SET quantity = quantity - 1 WHERE name = 'pear'; COMMIT"
query sales/app 10.10.1.30 'COPY item TO STDOUT'
query sales/app 10.10.1.30 'SELECT no_such_column FROM item'
query sales/app fd00:10:1::30 "SELECT repeat(name, 500) FROM item"
query sales/app 10.10.1.30 "SET statement_timeout = '300ms'; SELECT pg_sleep(5)"
# An interrupted query: psql opens a second connection for its CancelRequest.
run sales/app timeout --foreground -s INT 1 psql -X "host=10.10.1.30 user=cart dbname=shop sslmode=disable gssencmode=disable" -c 'SELECT pg_sleep(8)'
query sales/report 10.10.1.30 'SELECT 1'
query data/app fd00:10:1::30 'SELECT 1'
stop_captures
as_pcapng "$WORK/database.pcap" "$OUT/capture.pcapng"
