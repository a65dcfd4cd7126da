import { nodeStatusNames } from '../field-names.ts';
import { namespaceOf, type ObjectInput } from './input.ts';

export function readNamespace({ records, cluster, metadata, name, fields }: ObjectInput): void {
  const labels = metadata.labels('labels');
  records.namespaces.add({ cluster, namespace: '', name, labels, source: fields.source() });
}

export function readServiceAccount(input: ObjectInput): void {
  const { records, cluster, metadata, name, fields } = input;
  const labels = metadata.labels('labels');
  const namespace = namespaceOf(input);
  records.serviceAccounts.add({ cluster, namespace, name, labels, source: fields.source() });
}

/** InternalIP and ExternalIP; the names among the addresses resolve to nothing here. */
export function readNode({ records, cluster, metadata, name, fields }: ObjectInput): void {
  const status = fields.child('status');
  status.nearMisses(nodeStatusNames);
  const addresses = status
    .children('addresses')
    .filter((entry) => ['InternalIP', 'ExternalIP'].includes(entry.text('type')))
    .flatMap((entry) => entry.address('address') ?? []);
  records.nodes.add({
    cluster,
    namespace: '',
    name,
    labels: metadata.labels('labels'),
    addresses,
    interfaces: [],
    kubeApiserver: false,
    source: fields.source(),
  });
}
