import type { IpAddress } from '../../net/address.ts';
import type { Fields } from '../fields.ts';
import type { ServicePortRecord } from '../record.ts';
import { namespaceOf, type ObjectInput } from './input.ts';

/** ExternalName services are DNS names: no packet is ever sent to one. */
export function readService(input: ObjectInput): void {
  const { records, cluster, fields, metadata, name } = input;
  const spec = fields.child('spec');
  if (spec.text('type') === 'ExternalName') return;
  records.services.add({
    cluster,
    namespace: namespaceOf(input),
    name,
    labels: metadata.labels('labels'),
    addresses: [...clusterIps(spec), ...spec.addresses('externalIPs'), ...ingressIps(fields.child('status'))],
    ports: readServicePorts(spec),
    selector: spec.labels('selector'),
    publishNotReady: spec.flag('publishNotReadyAddresses'),
    endpoints: [],
    source: fields.source(),
  });
}

/** None for a headless service, whose name resolves to its pods. */
export function clusterIps(spec: Fields): IpAddress[] {
  if (spec.text('clusterIP') === 'None') return [];
  const all = spec.addresses('clusterIPs');
  if (all.length > 0) return all;
  const first = spec.address('clusterIP');
  return first === undefined ? [] : [first];
}

/** A load balancer known by host name only is nowhere here. */
function ingressIps(status: Fields): IpAddress[] {
  const entries = status.child('loadBalancer').children('ingress');
  return entries.flatMap((entry) => entry.address('ip') ?? []);
}

export function readServicePorts(spec: Fields): ServicePortRecord[] {
  return spec
    .children('ports')
    .map((entry) => ({
      name: entry.text('name'),
      protocol: entry.protocol('protocol'),
      port: entry.port('port'),
      targetPort: targetPort(entry),
      nodePort: entry.port('nodePort'),
    }))
    .filter(({ port }) => port > 0);
}

function targetPort(entry: Fields): number | string {
  const value = entry.value.targetPort;
  if (typeof value === 'string' && value !== '') return value;
  return entry.port('targetPort') || entry.port('port');
}
