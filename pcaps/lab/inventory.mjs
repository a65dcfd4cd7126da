// The pods, nodes and services with an address of a cluster.yaml, one a line, for the shell: "pod NS/NAME NODE IP4|- IP6|-",
// "node NAME - IP4|- IP6|-" or "service NS/NAME - IP4|- IP6|-".
// Usage: node inventory.mjs CLUSTER.YAML
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

export function readInventory(path) {
  const { items } = parse(readFileSync(path, 'utf8'));
  return items.flatMap(({ kind, metadata, spec, status }) => {
    if (kind === 'Pod') {
      const ips = status.podIPs.map(({ ip }) => ip);
      return [{ kind: 'pod', name: `${metadata.namespace}/${metadata.name}`, node: spec.nodeName, ips }];
    }
    if (kind === 'Service' && spec.clusterIP !== 'None') {
      return [{ kind: 'service', name: `${metadata.namespace}/${metadata.name}`, node: '-', ips: spec.clusterIPs }];
    }
    if (kind !== 'Node') return [];
    const ips = status.addresses.filter(({ type }) => type === 'InternalIP').map(({ address }) => address);
    return [{ kind: 'node', name: metadata.name, node: '-', ips }];
  });
}

if (process.argv[1] === import.meta.filename) {
  for (const { kind, name, node, ips } of readInventory(process.argv[2])) {
    const family = (isSix) => ips.find((ip) => ip.includes(':') === isSix) ?? '-';
    console.log(kind, name, node, family(false), family(true));
  }
}
