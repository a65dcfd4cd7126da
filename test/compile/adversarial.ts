/** Rule sets that blow classifiers up, by the number of rules. Pods stand at 10.1.0.0/16. */
import { builtinSource } from '../../src/diagnostics/source.ts';
import type { Inventory } from '../../src/inventory/inventory.ts';
import type { Connection } from '../../src/ir/connection.ts';
import type { Entity } from '../../src/ir/entity.ts';
import { and, type Expression, not } from '../../src/ir/expression.ts';
import type { Peer, PolicySet, Rule } from '../../src/ir/policy.ts';
import { addressKey, ipv4 } from '../../src/net/address.ts';
import type { Cidr } from '../../src/net/cidr.ts';
import { inventoryOf } from '../compare/random-cluster.ts';
import { connection, pod, policy, policySet, rule, stage } from '../ir/build.ts';
import { createRandom } from '../kernels/random.ts';

export interface Adversarial {
  readonly name: string;
  readonly set: (rules: number) => PolicySet;
  /** Of the n-th pod. */
  readonly labels?: (n: number) => string[];
  readonly ports?: (n: number) => Entity['ports'];
}

type Parts = Partial<Pick<Rule, 'direction' | 'remote' | 'local' | 'traffic' | 'policy' | 'subject'>>;

const actions = ['accept', 'deny'] as const;

function setOf(count: number, parts: (n: number) => Parts): PolicySet {
  const shared = policy('p', { governs: ['ingress'] });
  const rules = Array.from({ length: count }, (_, n) =>
    rule(actions[n % 2], { policy: shared, index: n, ...parts(n) }),
  );
  return policySet(stage('only', rules));
}

const peer = (parts: Omit<Peer, 'source'>): Peer => ({ source: builtinSource('test'), ...parts });

function cidr(address: number, length: number) {
  return { address: ipv4(length === 0 ? 0 : (address & (-1 << (32 - length))) >>> 0), length };
}

/** A peer of one network: the first `length` bits of the address. */
function within(address: number, length: number, except: readonly Cidr[] = []): readonly Peer[] {
  return [peer({ networks: [{ cidr: cidr(address, length), except }] })];
}

const tcpTo = (from: number, to = from) => [{ protocols: [6], destinationPorts: [{ from, to }] }];
/** Selects hundreds of pods by their own values, in one of the ways that there are. */
function manyOf(n: number): Expression {
  const attribute = { of: 'label', key: 'own' } as const;
  const values = Array.from({ length: 200 }, (_, i) => `value-${(n * 7 + i * 3) % 10_000}`);
  switch (n % 4) {
    case 0:
      return and({ op: 'exists', attribute }, { op: 'in', attribute, values });
    case 1:
      return not({ op: 'in', attribute, values });
    case 2:
      return and({ op: 'contains', attribute, value: `${n % 1000}` }, { op: 'exists', attribute });
    default:
      return { op: 'endsWith', attribute, value: `${n}` };
  }
}

const podNetwork = 0x0a01_0000;
const world = 0x5000_0000;

export const adversarial: readonly Adversarial[] = [
  {
    name: 'half by source alone, half by destination alone',
    set: (count) =>
      setOf(count, (n) =>
        n % 2 === 0
          ? { remote: within(world + n * 256, 24) }
          : { local: within(podNetwork + (n >>> 1), 32), traffic: tcpTo(n) },
      ),
  },
  {
    name: 'prefixes inside each other at both ends',
    set: (count) =>
      setOf(count, (n) => ({
        remote: within(world + 0x01234567, n % 33),
        local: within(podNetwork + 1, Math.floor(n / 33) % 33),
        traffic: tcpTo(n % 65_536),
      })),
  },
  {
    name: 'distinct ranges of ports',
    set: (count) => {
      const random = createRandom(count);
      return setOf(count, () => {
        const from = random(65_535);
        return { traffic: tcpTo(from, from + random(65_536 - from)) };
      });
    },
  },
  { name: 'exact ports', set: (count) => setOf(count, (n) => ({ traffic: tcpTo(n % 65_536) })) },
  {
    name: 'one rule over and over',
    set: (count) => setOf(count, () => ({ remote: within(world, 8), traffic: tcpTo(80) })),
  },
  {
    name: 'source and destination ports',
    set: (count) =>
      setOf(count, (n) => ({
        traffic: [
          {
            protocols: [6],
            sourcePorts: [{ from: n % 65_536, to: n % 65_536 }],
            destinationPorts: [{ from: (n * 7) % 65_536, to: (n * 7) % 65_536 }],
          },
        ],
      })),
  },
  {
    name: 'everywhere but one network',
    set: (count) =>
      setOf(count, (n) => ({
        remote: within(0, 0, [cidr(world + n * 256, 24)]),
        traffic: tcpTo(n % 65_536),
      })),
  },
  {
    name: 'a label of its own for every rule and pod',
    labels: (n) => [`own${n}=1`],
    set: (count) =>
      setOf(count, (n) => ({
        remote: [peer({ notEntity: { op: 'exists', attribute: { of: 'label', key: `own${n}` } } })],
      })),
  },
  {
    name: 'a label with a value of its own for every pod, and selectors of many of them',
    labels: (n) => [`own=value-${n}`],
    set: (count) =>
      setOf(count, (n) => ({
        policy: policy(`p${n}`, { governs: ['ingress'], subject: manyOf(n) }),
        remote: within(world + n * 256, 24),
      })),
  },
  {
    name: 'names of ports, of which each pod has others',
    ports: (n) =>
      Array.from({ length: 100 }, (_, i) => ({ name: `p${(n + i) % 1000}`, port: 1 + i, protocol: 6 })),
    set: (count) =>
      setOf(count, (n) => ({
        direction: n % 2 === 0 ? 'ingress' : 'egress',
        traffic: [
          {
            protocols: [6],
            destinationPorts: Array.from({ length: 100 }, (_, i) => ({ name: `p${(n * 3 + i * 7) % 1000}` })),
          },
        ],
      })),
  },
  {
    name: 'rules that compare a hundred labels of both ends',
    labels: (n) => Array.from({ length: 100 }, (_, i) => `l${i}=${(n >>> (i % 10)) & 1}`),
    set: (count) =>
      setOf(count, (n) => ({
        remote: [
          peer({
            entity: and(
              ...Array.from(
                { length: 100 },
                (_, i): Expression => ({
                  op: 'sameAsSubject',
                  attribute: { of: 'label', key: `l${(n + i) % 100}` },
                }),
              ),
            ),
          }),
        ],
      })),
  },
  {
    name: 'tiers of one policy for everybody each',
    set: (count) =>
      policySet(
        ...Array.from({ length: count }, (_, n) =>
          stage(
            `tier ${n}`,
            [rule('pass', { policy: policy(`p${n}`, { governs: ['ingress'] }), index: n })],
            {
              ending: 'deny',
              passTo: `tier ${n + 1}`,
            },
          ),
        ),
      ),
  },
  {
    name: 'rules that all select all',
    labels: (n) => [`own=${n}`],
    set: (count) =>
      setOf(count, (n) => ({
        policy: policy(`p${n}`, { governs: ['ingress'] }),
        remote: [peer({ entity: { op: 'in', attribute: { of: 'label', key: 'own' }, values: [`${n}`] } })],
      })),
  },
];

export function podsFor({ labels, ports }: Adversarial, count: number): readonly Entity[] {
  return Array.from({ length: count }, (_, n) =>
    pod(`ns/p${n}`, `10.1.${(n >>> 8) & 255}.${n & 255}`, labels?.(n), ports && { ports: ports(n) }),
  );
}

/** The pods, found by address at once. */
export function inventoryFor(pods: readonly Entity[]): Inventory {
  const byAddress = new Map(pods.map((one) => [addressKey(one.addresses[0]), [one]]));
  return { ...inventoryOf(pods), holders: (at) => byAddress.get(addressKey(at)) ?? [] };
}

/** Connections of random headers, and of those one beside what rules name, from outside to the pods. */
export function questions(pods: readonly Entity[], rules: number, count: number): readonly Connection[] {
  const random = createRandom(rules);
  return Array.from({ length: count }, () => {
    const n = random(rules);
    const beside = random(3) - 1;
    const outside = (world + (random(2) === 0 ? n * 256 + random(256) : 0x0123_4567) + beside) >>> 0;
    const port = Math.max(0, [n % 65_536, (n * 7) % 65_536, random(65_536)][random(3)] + beside);
    return {
      ...connection('192.0.2.1', pods[random(pods.length)], {
        destinationPort: port,
        sourcePort: random(3) === 0 ? port : random(65_536),
      }),
      source: { address: ipv4(outside), entities: [] },
    };
  });
}
