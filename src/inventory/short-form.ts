import { canonicalName } from '../ir/name-pattern.ts';
import type { JsonValue } from '../manifest/manifest.ts';
import { dnsLabel, dnsSubdomain } from '../manifest/names.ts';
import { asObject, asText } from '../manifest/value.ts';
import { formatAddress } from '../net/address.ts';
import { Fields, type SourceOf } from './fields.ts';
import { clusterIps, readServicePorts } from './objects/service.ts';
import type { NodeInterface } from './record.ts';
import type { Records } from './records.ts';

/** The value of a `cluster:` field, and where its fields are: paths start at the value. */
export interface ShortForm {
  readonly value: JsonValue;
  readonly source: SourceOf;
}

const sections = [
  'name',
  'namespaces',
  'serviceAccounts',
  'nodes',
  'pods',
  'services',
  'kubeApiservers',
  'dns',
] as const;

/** The name that the short form gives its cluster; '' where it gives none. */
export function shortFormName({ value }: ShortForm): string {
  return asText(asObject(value)?.name);
}

/** The short form of policy tests: the same facts as Kubernetes objects, in fewer words. */
export function readShortForm(records: Records, form: ShortForm, localCluster: string): void {
  const object = asObject(form.value);
  if (object === undefined) {
    records.report.error('wrong-type', 'cluster must be a mapping', form.source([]));
    return;
  }
  const fields = new Fields(records.report, form.source, [], object);
  fields.only(sections);
  fields.text('name');
  const input: Section = { records, fields, localCluster };
  readNamespaces(input);
  readServiceAccounts(input);
  readNodes(input);
  readPods(input);
  readServices(input);
  for (const address of fields.addresses('kubeApiservers')) records.kubeApiservers.push(address);
  readDns(input);
}

interface Section {
  readonly records: Records;
  readonly fields: Fields;
  readonly localCluster: string;
}

/** The entries of a section that have a name, with what all of them have in common. */
function* entries({ records, fields, localCluster }: Section, key: string, known: readonly string[]) {
  for (const entry of fields.children(key)) {
    entry.only(['name', 'cluster', 'labels', ...known]);
    const name = entry.formed('name', key === 'namespaces' ? dnsLabel : dnsSubdomain, 'invalid-name');
    const cluster = entry.text('cluster') || localCluster;
    const namespace = known.includes('namespace') ? namespaceOf(entry) : '';
    const common = { cluster, namespace, name, labels: entry.labels('labels'), source: entry.source() };
    if (name === '') records.report.error('missing-name', `an entry of ${key} has no name`, entry.source());
    else yield { entry, common };
  }
}

function namespaceOf(entry: Fields): string {
  return entry.formed('namespace', dnsLabel, 'invalid-namespace') || 'default';
}

function readNamespaces(section: Section): void {
  for (const { common } of entries(section, 'namespaces', [])) section.records.namespaces.add(common);
}

function readServiceAccounts(section: Section): void {
  const { serviceAccounts } = section.records;
  for (const { common } of entries(section, 'serviceAccounts', ['namespace'])) serviceAccounts.add(common);
}

function readNodes(section: Section): void {
  for (const { entry, common } of entries(section, 'nodes', ['ips', 'interfaces', 'kubeApiserver'])) {
    const interfaces = entry.children('interfaces').map(readInterface);
    const own = new Map(
      [...entry.addresses('ips'), ...interfaces.flatMap(({ addresses }) => addresses)].map((address) => [
        formatAddress(address),
        address,
      ]),
    );
    const kubeApiserver = entry.flag('kubeApiserver');
    section.records.nodes.add({ ...common, addresses: [...own.values()], interfaces, kubeApiserver });
  }
}

function readInterface(entry: Fields): NodeInterface {
  entry.only(['name', 'ips']);
  return { name: entry.text('name'), addresses: entry.addresses('ips') };
}

function readPods(section: Section): void {
  const known = ['namespace', 'serviceAccount', 'node', 'hostNetwork', 'ips', 'ports'];
  for (const { entry, common } of entries(section, 'pods', known)) {
    section.records.pods.add({
      ...common,
      serviceAccount: entry.text('serviceAccount') || 'default',
      node: entry.text('node'),
      hostNetwork: entry.flag('hostNetwork'),
      addresses: entry.addresses('ips'),
      ports: entry.children('ports').flatMap(readPort),
      ready: true,
      state: 'live',
      isObject: false,
    });
  }
}

function readPort(entry: Fields) {
  entry.only(['name', 'port', 'protocol']);
  const port = entry.requiredPort('port');
  return port === 0 ? [] : [{ name: entry.text('name'), port, protocol: entry.protocol('protocol') }];
}

function readServices(section: Section): void {
  const known = ['namespace', 'selector', 'clusterIP', 'clusterIPs', 'externalIPs', 'ports', 'endpoints'];
  for (const { entry, common } of entries(section, 'services', known)) {
    const ports = entry.children('ports');
    for (const port of ports) port.only(['name', 'port', 'targetPort', 'protocol', 'nodePort']);
    const clusterAddresses = clusterIps(entry);
    section.records.services.add({
      ...common,
      clusterAddresses,
      addresses: [...clusterAddresses, ...entry.addresses('externalIPs')],
      ports: readServicePorts(ports),
      selector: entry.labels('selector'),
      publishNotReady: false,
      endpoints: entry.addresses('endpoints'),
    });
  }
}

function readDns({ records, fields }: Section): void {
  for (const entry of fields.children('dns')) {
    entry.only(['name', 'ips']);
    records.dns.push({ name: canonicalName(entry.text('name')), addresses: entry.addresses('ips') });
  }
}
