import type { JsonValue } from '../../manifest/manifest.ts';
import { type IpAddress, sameAddress } from '../../net/address.ts';
import { servicePortNames, serviceSpecNames } from '../field-names.ts';
import type { Fields } from '../fields.ts';
import type { ServicePortRecord } from '../record.ts';
import { nameKey } from '../records.ts';
import { namespaceOf, type ObjectInput } from './input.ts';

/** ExternalName services are DNS names: no packet is ever sent to one. */
export function readService(input: ObjectInput): void {
  const { records, cluster, fields, metadata, name } = input;
  const spec = fields.child('spec');
  spec.nearMisses(serviceSpecNames);
  const namespace = namespaceOf(input);
  if (spec.text('type') === 'ExternalName') {
    records.externalNames.add(nameKey(cluster, namespace, name));
    return;
  }
  const ports = spec.children('ports');
  for (const port of ports) port.nearMisses(servicePortNames);
  const clusterAddresses = clusterIps(spec);
  records.services.add({
    cluster,
    namespace,
    name,
    labels: metadata.labels('labels'),
    clusterAddresses,
    addresses: [...clusterAddresses, ...spec.addresses('externalIPs'), ...ingressIps(fields.child('status'))],
    ports: readServicePorts(ports),
    selector: spec.labels('selector'),
    publishNotReady: spec.flag('publishNotReadyAddresses'),
    endpoints: [],
    source: fields.source(),
  });
}

/**
 * `clusterIPs` is the whole list, and `clusterIP` repeats its first. `None` for a headless service, whose name resolves
 * to its pods.
 */
export function clusterIps(spec: Fields): IpAddress[] {
  const { clusterIP, clusterIPs } = spec.value;
  const listed = Array.isArray(clusterIPs) ? clusterIPs[0] : undefined;
  if (clusterIP === headless || listed === headless) {
    if (isOther(clusterIP, headless) || isOther(listed, headless)) reportOther(spec);
    return [];
  }
  const all = spec.addresses('clusterIPs');
  const first = clusterIP === listed ? undefined : spec.address('clusterIP');
  if (first === undefined) return all;
  if (all.length > 0 && !sameAddress(first, all[0])) reportOther(spec);
  return all.length > 0 ? all : [first];
}

const headless = 'None';

function isOther(value: JsonValue | undefined, wanted: string): boolean {
  return value !== undefined && value !== null && value !== '' && value !== wanted;
}

function reportOther(spec: Fields): void {
  const message = 'the first of clusterIPs is another than clusterIP';
  const hint = 'API servers want them to be equal: leave one of the two out.';
  spec.report.error('cluster-ip-mismatch', message, spec.source('clusterIPs'), hint);
}

/** A load balancer known by host name only is nowhere here. */
function ingressIps(status: Fields): IpAddress[] {
  const entries = status.child('loadBalancer').children('ingress');
  return entries.flatMap((entry) => entry.address('ip') ?? []);
}

/** The entries of `ports`, but those without a port at which they would answer. */
export function readServicePorts(entries: readonly Fields[]): ServicePortRecord[] {
  return entries.flatMap((entry) => {
    const port = entry.requiredPort('port');
    if (port === 0) return [];
    const [name, protocol] = [entry.text('name'), entry.protocol('protocol')];
    const nodePort = entry.port('nodePort');
    return [{ name, protocol, port, targetPort: targetPort(entry) || port, nodePort }];
  });
}

/** 0 where it is that of the service. */
function targetPort(entry: Fields): number | string {
  const value = entry.value.targetPort;
  if (typeof value !== 'string') return entry.port('targetPort');
  if (/^\d+$/.test(value)) reportQuoted(entry, value);
  return value;
}

/** A text is the name of a port, which has a letter: nobody has a port of this one. */
function reportQuoted(entry: Fields, value: string): void {
  const message = `${JSON.stringify(value)} is no name of a port, which has a letter`;
  const hint = `Write a number without quotes: ${value}.`;
  entry.report.error('invalid-port', message, entry.source('targetPort'), hint);
}
