# Servers that several scenarios use. Sourced by the scenarios.

serve_dns() { # HOST [DNSMASQ-OPTION…]: answers what it is told; every other name does not exist
  serve "$1" dnsmasq --keep-in-foreground --conf-file=/dev/null --no-resolv --no-hosts --port=53 --user=root --pid-file= \
    --log-facility=- --log-queries --local=/#/ --local-ttl=30 --bind-interfaces --interface=eth0 --except-interface=lo "${@:2}"
  listening "$1" udp 53
}

serve_nginx() { # HOST PORT < the server blocks
  local folder="$WORK/nginx-${1//\//-}"
  mkdir -p "$folder"
  { printf 'daemon off; master_process off; pid %s/pid; error_log stderr;\nevents {}\nhttp {\n' "$folder"
    printf 'access_log off; server_tokens off; default_type text/plain;\n'
    printf '%s_temp_path %s/%s;\n' client_body "$folder" b proxy "$folder" p fastcgi "$folder" f uwsgi "$folder" u scgi "$folder" s
    cat
    printf '}\n'; } > "$folder/nginx.conf"
  serve "$1" nginx -e stderr -p "$folder" -c "$folder/nginx.conf"
  listening "$1" tcp "$2"
}

serve_postgres() { # HOST [OPTION…]: database shop, user cart, no password
  local folder="$WORK/postgres"
  mkdir -p "$folder"
  chown postgres:postgres "$folder"
  setpriv --reuid=postgres --regid=postgres --clear-groups "$POSTGRES/initdb" -D "$folder/data" -U postgres -A trust -E UTF8 \
    --locale=C --no-sync > "$WORK/initdb.log"
  printf 'host all all 0.0.0.0/0 trust\nhost all all ::/0 trust\n' >> "$folder/data/pg_hba.conf"
  serve "$1" setpriv --reuid=postgres --regid=postgres --clear-groups "$POSTGRES/postgres" -D "$folder/data" -c 'listen_addresses=*' \
    -c "unix_socket_directories=$folder" -c fsync=off -c shared_buffers=16MB -c max_connections=20 -c timezone=UTC "${@:2}"
  listening "$1" tcp 5432
  psql -Xq -v ON_ERROR_STOP=1 -h "$folder" -U postgres -f - << 'SQL'
CREATE ROLE cart LOGIN;
CREATE DATABASE shop OWNER cart;
\connect shop cart
CREATE TABLE item (name text PRIMARY KEY, quantity integer NOT NULL);
INSERT INTO item VALUES ('apple', 3), ('pear', 5), ('plum', 8);
SQL
}
