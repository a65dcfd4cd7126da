import fc, { type Arbitrary } from 'fast-check';
import { builtinSource } from '../../src/diagnostics/source.ts';
import type { Inventory, Service, ServicePort } from '../../src/inventory/inventory.ts';
import type { Entity } from '../../src/ir/entity.ts';
import { sameAddress } from '../../src/net/address.ts';
import { address } from '../ir/build.ts';

const source = builtinSource('random');

const template = fc.record({
  kind: fc.constantFrom<Entity['kind'][]>('pod', 'pod', 'pod', 'node', 'host-network-pod'),
  namespace: fc.constantFrom('a', 'b'),
  app: fc.constantFrom('x', 'y', ''),
  node: fc.constantFrom('n1', 'n2', ''),
  /** Replicas differ in nothing but name and address. */
  replicas: fc.constantFrom(1, 1, 2, 3),
  families: fc.constantFrom('', '4', '4', '46', '6'),
  /** A second address, or one that somebody else may hold. */
  more: fc.subarray(['172.18.0.1', '172.18.0.2', 'fd00:1::1'], { maxLength: 1 }),
  ports: fc.subarray([
    { name: 'http', port: 80, protocol: 6 },
    { name: 'http', port: 8080, protocol: 6 },
    { name: 'http', port: 80, protocol: 17 },
    { name: 'dns', port: 53, protocol: 17 },
  ]),
});

type Template = typeof template extends Arbitrary<infer T> ? T : never;

export const entities: Arbitrary<readonly Entity[]> = fc
  .array(template, { minLength: 1, maxLength: 3 })
  .map((templates) => templates.flatMap((one) => new Array<Template>(one.replicas).fill(one)).map(entityOf));

/** The first of that name is the node; a pod may be on one that nobody knows. */
export function nodesOf(all: readonly Entity[]): ReadonlyMap<string, Entity> {
  const nodes = all.filter(({ kind }) => kind === 'node');
  return new Map(nodes.reverse().map((node) => [node.name, node]));
}

function entityOf({ kind, namespace, app, node, families, more, ports }: Template, index: number): Entity {
  const own = [
    families.includes('4') ? `10.0.0.${index}` : '',
    families.includes('6') ? `fd00::${index + 1}` : '',
  ];
  // A node is on itself.
  const name = kind === 'node' && node !== '' ? node : `e${index}`;
  return {
    kind,
    cluster: 'default',
    namespace: kind === 'node' ? '' : namespace,
    name,
    labels: new Map(app === '' ? [] : [['app', app]]),
    namespaceLabels: new Map([['name', namespace]]),
    serviceAccount: '',
    serviceAccountLabels: new Map(),
    node: kind === 'node' ? name : node,
    nodeLabels: new Map(),
    addresses: [...own, ...more].filter((text) => text !== '').map(address),
    ports,
    source,
  };
}

/** Some entities behind the service `a/s`, at 80/TCP and 8080/TCP; nobody holds its own address. */
export function inventoryOf(entities: readonly Entity[]): Inventory {
  const backends = entities.filter((_, index) => index % 2 === 0).flatMap(({ addresses }) => addresses);
  const outsider = address('192.0.2.7');
  const service = {
    ...{ cluster: 'default', namespace: 'a', name: 's', labels: new Map(), selector: new Map(), source },
    addresses: [address('10.96.0.10')],
    ports: [] as ServicePort[],
  } satisfies Service;
  for (const port of [80, 8080]) {
    const to = [...backends, outsider].map((backend) => ({ address: backend, port }));
    service.ports.push({ service, name: '', protocol: 6, port, nodePort: 0, backends: to });
  }
  return {
    cluster: 'default',
    entities,
    namespaces: [],
    services: [service],
    nodes: [],
    leftOutWorkloads: [],
    kubeApiservers: [],
    dnsFacts: [],
    holders: (at) => entities.filter(({ addresses }) => addresses.some((own) => sameAddress(own, at))),
    serviceAt: () => undefined,
    pod: () => undefined,
    node: () => undefined,
    service: (namespace, name) => (namespace === 'a' && name === 's' ? service : undefined),
  };
}
