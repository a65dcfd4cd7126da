import type { Labels } from '../../ir/entity.ts';
import { formatAddress, type IpAddress } from '../../net/address.ts';
import type { Fields } from '../fields.ts';
import { namespaceOf, type ObjectInput } from './input.ts';

/** Slices of addressType FQDN hold names, not addresses. */
export function readEndpointSlice(input: ObjectInput): void {
  const { records, cluster, fields, metadata, name } = input;
  const addressType = fields.text('addressType');
  if (addressType === 'FQDN') return;
  const labels = metadata.labels('labels');
  const service = labels.get('kubernetes.io/service-name') ?? '';
  const endpoints = fields.children('endpoints').flatMap((entry) => sliceEndpoints(entry, addressType));
  if (service === '') {
    if (endpoints.length > 0 && !isOfOtherService(labels)) reportNoService(fields);
    return;
  }
  records.endpoints.push({
    cluster,
    namespace: namespaceOf(input),
    name,
    service,
    isSlice: true,
    endpoints,
    ports: fields.children('ports').map(endpointPort),
    source: fields.source(),
  });
}

/** As `multicluster.kubernetes.io/service-name`, of what only other programs read. */
function isOfOtherService(labels: Labels): boolean {
  return [...labels.keys()].some((key) => key.endsWith('/service-name'));
}

function reportNoService(fields: Fields): void {
  const message = 'the EndpointSlice is of no service, so its endpoints are not read';
  const hint = 'The label kubernetes.io/service-name names the service.';
  fields.report.warn('endpoints-without-service', message, fields.source('metadata'), hint);
}

/** The addresses of one entry are alternatives, and consumers take the first. Unknown readiness means ready. */
function sliceEndpoints(entry: Fields, addressType: string) {
  const conditions = entry.child('conditions');
  const ready = conditions.has('ready') ? conditions.flag('ready') : true;
  const address = entry.addresses('addresses').at(0);
  if (address === undefined) return [];
  if (isOfType(address, addressType)) return [{ address, ready }];
  const message = `${formatAddress(address)} is no ${addressType} address, as addressType says`;
  entry.report.error('invalid-address', message, entry.source('addresses'));
  return [];
}

/** Whatever a type that is missing or unknown stands for. */
function isOfType({ family }: IpAddress, addressType: string): boolean {
  return !['IPv4', 'IPv6'].includes(addressType) || addressType === `IPv${family}`;
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
    const source = subset.source();
    records.endpoints.push({
      cluster,
      namespace,
      name,
      service: name,
      isSlice: false,
      endpoints,
      ports,
      source,
    });
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
