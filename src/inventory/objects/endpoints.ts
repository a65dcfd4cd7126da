import type { Fields } from '../fields.ts';
import { namespaceOf, type ObjectInput } from './input.ts';

/** Slices of addressType FQDN hold names, not addresses. */
export function readEndpointSlice(input: ObjectInput): void {
  const { records, cluster, fields, metadata } = input;
  const service = metadata.labels('labels').get('kubernetes.io/service-name') ?? '';
  if (service === '' || fields.text('addressType') === 'FQDN') return;
  records.endpoints.push({
    cluster,
    namespace: namespaceOf(input),
    service,
    isSlice: true,
    endpoints: fields.children('endpoints').flatMap(sliceEndpoints),
    ports: fields.children('ports').map(endpointPort),
  });
}

/** The addresses of one entry are alternatives, and consumers take the first. Unknown readiness means ready. */
function sliceEndpoints(entry: Fields) {
  const conditions = entry.child('conditions');
  const ready = conditions.has('ready') ? conditions.flag('ready') : true;
  return entry
    .addresses('addresses')
    .slice(0, 1)
    .map((address) => ({ address, ready }));
}

export function readEndpoints(input: ObjectInput): void {
  const { records, cluster, fields, name } = input;
  const namespace = namespaceOf(input);
  for (const subset of fields.children('subsets')) {
    const endpoints = [
      ...subsetEndpoints(subset, 'addresses', true),
      ...subsetEndpoints(subset, 'notReadyAddresses', false),
    ];
    const ports = subset.children('ports').map(endpointPort);
    records.endpoints.push({ cluster, namespace, service: name, isSlice: false, endpoints, ports });
  }
}

function subsetEndpoints(subset: Fields, key: string, ready: boolean) {
  return subset.children(key).flatMap((entry) => {
    const address = entry.address('ip');
    return address === undefined ? [] : [{ address, ready }];
  });
}

function endpointPort(entry: Fields) {
  return { name: entry.text('name'), protocol: entry.protocol('protocol'), port: entry.port('port') };
}
