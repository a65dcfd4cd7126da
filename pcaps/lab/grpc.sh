# gRPC over cleartext HTTP/2. See grpc/README.md.
# GRPC_MODULES may name a folder with @grpc/grpc-js and @grpc/proto-loader; else they are installed into a throwaway one.
. "$LAB/programs.sh"

NODE=$(command -v node)
if [ -z "${GRPC_MODULES:-}" ]; then
  need npm
  GRPC_MODULES=$WORK/grpc
  mkdir "$GRPC_MODULES"
  echo '{"private": true}' > "$GRPC_MODULES/package.json" # npm would look for a project in the folders above
  timeout 120 npm install --prefix "$GRPC_MODULES" --no-audit --no-fund --silent @grpc/grpc-js@1 @grpc/proto-loader@0.8
fi

flat_lab "$OUT/cluster.yaml"
serve rpc/catalog "$NODE" "$LAB/grpc_catalog.mjs" "$GRPC_MODULES" serve 50051
listening rpc/catalog tcp 50051
rules rpc/catalog <<< 'table inet lab { chain input { type filter hook input priority 0; ip saddr 10.10.2.52 tcp dport 50051 drop; }; }'

sleep 2
capture "$FABRIC" cni0 "$WORK/grpc.pcap"
run rpc/front "$NODE" "$LAB/grpc_catalog.mjs" "$GRPC_MODULES" call 10.10.1.50:50051
run rpc/front "$NODE" "$LAB/grpc_catalog.mjs" "$GRPC_MODULES" call '[fd00:10:1::50]:50051'
run rpc/intruder timeout -s KILL 3 "$NODE" "$LAB/grpc_catalog.mjs" "$GRPC_MODULES" call 10.10.1.50:50051
stop_captures
as_pcapng "$WORK/grpc.pcap" "$OUT/capture.pcapng"
