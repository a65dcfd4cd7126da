import type { ContainerPort } from '../../ir/entity.ts';
import type { IpAddress } from '../../net/address.ts';
import type { Fields } from '../fields.ts';
import { namespaceOf, type ObjectInput } from './input.ts';

const namespaceLabel = 'io.cilium.k8s.namespace.labels.';
const accountLabel = 'io.cilium.k8s.policy.serviceaccount';
/** Labels that Cilium adds to those of the pod (pkg/k8s/apis/cilium.io/const.go). */
const added = /^io\.(?:cilium\.k8s\.|kubernetes\.pod\.namespace$)/;

/** What Cilium's agent knows of a pod; it has the pod's name (cilium.io/v2, pkg/k8s/apis/cilium.io/v2/types.go). */
export function readCiliumEndpoint(input: ObjectInput): void {
  const { records, cluster, fields, name } = input;
  const status = fields.child('status');
  const labels = identityLabels(status.child('identity'));
  const networking = status.child('networking');
  records.ciliumEndpoints.add({
    cluster,
    namespace: namespaceOf(input),
    name,
    labels: new Map([...labels].filter(([key]) => !added.test(key))),
    namespaceLabels: new Map(
      [...labels].flatMap(([key, value]) =>
        key.startsWith(namespaceLabel) ? [[key.slice(namespaceLabel.length), value]] : [],
      ),
    ),
    serviceAccount: labels.get(accountLabel) ?? 'default',
    nodeAddress: networking.address('node'),
    addresses: networking.children('addressing').flatMap(addressesOf),
    ports: status.children('named-ports').flatMap(portOf),
    source: fields.source(),
  });
}

/** Those with the source `k8s`, as in `k8s:app=web`; the labels of other sources are no pod's. */
function identityLabels(identity: Fields): ReadonlyMap<string, string> {
  const texts = identity.texts('labels').filter((text) => text.startsWith('k8s:'));
  return new Map(
    texts.map((text) => {
      const equals = text.indexOf('=');
      return equals < 0 ? [text.slice(4), ''] : [text.slice(4, equals), text.slice(equals + 1)];
    }),
  );
}

function addressesOf(entry: Fields): IpAddress[] {
  return [entry.address('ipv4'), entry.address('ipv6')].filter((address) => address !== undefined);
}

function portOf(entry: Fields): ContainerPort[] {
  const [name, port, protocol] = [entry.text('name'), entry.port('port'), entry.protocol('protocol')];
  return port > 0 ? [{ name, port, protocol }] : [];
}
