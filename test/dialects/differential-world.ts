import fc from 'fast-check';
import { kubernetes } from '../../src/dialects/kubernetes/index.ts';
import { dialects } from '../../src/engine/engines.ts';
import { ReferenceJudge } from '../../src/engine/judge.ts';
import type { Connection, Party } from '../../src/ir/connection.ts';
import type { Entity } from '../../src/ir/entity.ts';
import { parseManifests } from '../../src/manifest/parse.ts';
import { type IpAddress, parseAddress } from '../../src/net/address.ts';
import { Protocol } from '../../src/net/protocol.ts';
import { soundInventory } from '../inventory/helpers.ts';

/** A small cluster in which random selectors match often. No node sends or receives: engines treat nodes differently. */
export const inventory = soundInventory(`
cluster:
  namespaces:
  - {name: a, labels: {team: x, env: p}}
  - {name: b, labels: {team: y, env: p}}
  - {name: c, labels: {team: y}}
  nodes:
  - {name: n1, ips: [172.18.0.11]}
  - {name: n2, ips: [172.18.0.12]}
  pods:
${['a', 'b', 'c']
  .flatMap((namespace, n) =>
    ['{app: web}', '{app: web, role: m}', '{app: db}', '{}'].map(
      (labels, i) =>
        `  - {namespace: ${namespace}, name: p${i}, node: n${(i % 2) + 1}, labels: ${labels}, ips: [10.0.${n}.${i + 1}, "fd00::${n}:${i + 1}"]}`,
    ),
  )
  .join('\n')}
`);

const pods = inventory.entities.filter(({ kind }) => kind === 'pod');
const outside = ['203.0.113.7', '203.0.113.200', '198.51.100.1', '2001:db8::7'].flatMap(
  (text) => parseAddress(text) ?? [],
);

const selector = fc.oneof(
  fc.constant({}),
  fc.record({
    matchLabels: fc.constantFrom({ app: 'web' }, { app: 'db' }, { app: 'web', role: 'm' }, { app: 'no' }),
  }),
  fc.record({
    matchExpressions: fc.array(
      fc.constantFrom(
        { key: 'app', operator: 'In', values: ['web', 'db'] },
        { key: 'app', operator: 'NotIn', values: ['web'] },
        { key: 'role', operator: 'Exists' },
        { key: 'app', operator: 'DoesNotExist' },
      ),
      { minLength: 1, maxLength: 2 },
    ),
  }),
);
const namespaceSelector = fc.oneof(
  fc.constant({}),
  fc.record({
    matchLabels: fc.constantFrom(
      { team: 'x' },
      { team: 'y' },
      { env: 'p' },
      { 'kubernetes.io/metadata.name': 'b' },
    ),
  }),
  fc.constant({ matchExpressions: [{ key: 'env', operator: 'DoesNotExist' }] }),
);
/** Blocks outside the cluster only: engines differ on blocks over pods and nodes. */
const ipBlock = fc.constantFrom<unknown>(
  { cidr: '203.0.113.0/24' },
  { cidr: '203.0.113.0/24', except: ['203.0.113.128/25'] },
  { cidr: '198.51.100.1/32' },
  { cidr: '2001:db8::/32' },
);
const peer = fc.oneof(
  fc.record({ podSelector: selector }),
  fc.record({ namespaceSelector }),
  fc.record({ podSelector: selector, namespaceSelector }),
  fc.record({ ipBlock }),
);
const protocol = fc.constantFrom('TCP', 'UDP', 'SCTP');
/** Numbers only: engines differ on names of ports. */
const port = fc.oneof(
  fc.record({ protocol: fc.option(protocol, { nil: undefined }), port: fc.constantFrom(80, 443) }),
  fc.record({ protocol, port: fc.constant(80), endPort: fc.constantFrom(80, 90) }),
  fc.record({ protocol }),
);
const rulesOf = (field: 'from' | 'to') =>
  fc.array(
    fc.record(
      { [field]: fc.array(peer, { maxLength: 3 }), ports: fc.array(port, { maxLength: 2 }) },
      { requiredKeys: [] },
    ),
    { maxLength: 2 },
  );

/** policyTypes list every direction that has rules: Antrea and the API text differ on others. */
const spec = fc
  .record(
    {
      podSelector: selector,
      ingress: rulesOf('from'),
      egress: rulesOf('to'),
      types: fc.integer({ min: 0, max: 4 }),
    },
    { requiredKeys: ['podSelector', 'types'] },
  )
  .map(({ types, ...rest }) => {
    const has = (rules: readonly unknown[] | undefined): boolean => (rules?.length ?? 0) > 0;
    const listed = [
      ...(has(rest.ingress) || types % 2 === 1 ? ['Ingress'] : []),
      ...(has(rest.egress) || types >= 2 ? ['Egress'] : []),
    ];
    return listed.length === 0 || types === 4 ? rest : { ...rest, policyTypes: listed };
  });

const object = fc.record({ namespace: fc.constantFrom('a', 'b', 'c'), spec });
export type Objects = readonly { readonly namespace: string; readonly spec: unknown }[];
export const objects: fc.Arbitrary<Objects> = fc.array(object, { minLength: 1, maxLength: 5 });

const pod = fc.constantFrom(...pods);
/** Between different pods, or a pod and an address outside: engines differ on own addresses and on nodes. */
export const probe = fc
  .record({
    ends: fc.oneof(
      { weight: 3, arbitrary: fc.tuple(pod, pod).filter(([one, other]) => one !== other) },
      { weight: 1, arbitrary: fc.tuple(pod, fc.constantFrom(...outside)) },
      { weight: 1, arbitrary: fc.tuple(fc.constantFrom(...outside), pod) },
    ),
    family: fc.constantFrom(4, 6),
    protocol: fc.constantFrom(Protocol.tcp, Protocol.udp, Protocol.sctp),
    port: fc.constantFrom(80, 85, 443, 8080),
  })
  .map(({ ends: [from, to], family, protocol: number, port: destinationPort }): Connection => {
    const address = [from, to].find((end): end is IpAddress => !('kind' in end));
    const wanted = address?.family ?? family;
    const party = (end: Entity | IpAddress): Party =>
      'kind' in end
        ? { address: end.addresses.find((own) => own.family === wanted) ?? end.addresses[0], entities: [end] }
        : { address: end, entities: [] };
    return {
      source: party(from),
      destination: party(to),
      protocol: number,
      sourcePort: 40000,
      destinationPort,
      namesOf: () => [],
    };
  });

/** Every engine that reads NetworkPolicy, with its defaults; presets of kubernetes are kubernetes. */
export const engines = dialects
  .filter((dialect) => dialect.reads('networking.k8s.io/v1', 'NetworkPolicy'))
  .filter((dialect) => dialect === kubernetes || dialect.reads !== kubernetes.reads);

export function judgeOf(engine: (typeof engines)[number], given: Objects): ReferenceJudge {
  const texts = given.map(({ namespace, spec: value }, index) =>
    JSON.stringify({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: `p${index}`, namespace },
      spec: value,
    }),
  );
  const { manifests } = parseManifests(texts.join('\n---\n'), 'random.yaml');
  const options = new Map(engine.options.map((option) => [option.name, option.default]));
  const { set } = engine.lower({ manifests, inventory, resources: [], options, version: '' });
  return new ReferenceJudge(set);
}
