import { describe, expect, it } from 'vitest';
import { builtinSource } from '../../src/diagnostics/source.ts';
import { domainNamePattern } from '../../src/dialects/shared/domain-name.ts';
import { CompiledJudge } from '../../src/engine/compiled.ts';
import { ReferenceJudge } from '../../src/engine/judge.ts';
import type { Network, Peer } from '../../src/ir/policy.ts';
import { formatAddress, ipv4, ipv6 } from '../../src/net/address.ts';
import { type Cidr, cidrCovers, maskAddress } from '../../src/net/cidr.ts';
import { lookedUpIn } from '../../src/passes/caps.ts';
import { compile } from '../../src/passes/compilation.ts';
import { inventoryOf } from '../compare/random-cluster.ts';
import { connection, pod, policySet, rule, stage } from '../ir/build.ts';
import { createRandom } from '../kernels/random.ts';

type Random = ReturnType<typeof createRandom>;
type Parts = Omit<Peer, 'source'>;

/** The first address of interest. */
const first = 0xcb00_0000;
const at = (n: number) => ipv4(first + n);
const numbers = [0, 9, 33];
const everywhere: Network = { cidr: { address: ipv4(0), length: 0 }, except: [] };
const pods = numbers.map((n) => pod(`default/p${n}`, formatAddress(at(n)), [`own=${n}`]));
const inventory = inventoryOf(pods);

function fromAddress(n: number) {
  const held = numbers.indexOf(n);
  return connection(held < 0 ? formatAddress(at(n)) : pods[held], pods[Math.abs(n) % pods.length]);
}

describe('networks as peers', () => {
  it('may be as many in one rule as there are', () => {
    const count = 70_000;
    const blocked = Array.from({ length: count }, (_, n) => peer({ networks: [host(100 + 2 * n)] }));
    const set = policySet(stage('only', [rule('deny', { remote: blocked }), rule('accept')]));
    expect(lookedUpIn(compile(set, inventory))).toBe('image');
    const judge = new CompiledJudge(set, inventory);
    const last = 2 * count - 2;
    for (const n of [-1, 0, 1, 2, 3, last - 1, last, last + 1, last + 2]) {
      const expected = n >= 0 && n <= last && n % 2 === 0 ? 'deny' : 'allow';
      expect(judge.judge(fromAddress(100 + n)).verdict, `${n}`).toBe(expected);
    }
  });

  it('may be as many in rules of their own', () => {
    const count = 12_000;
    const rules = Array.from({ length: count }, (_, n) =>
      rule(n % 2 === 0 ? 'deny' : 'accept', { index: n, remote: [peer({ networks: [host(100 + n)] })] }),
    );
    // Behind a wide rule in their midst the others are in vain.
    const middle = count / 2;
    rules.splice(middle, 0, rule('deny', { index: count, remote: [peer({ networks: [everywhere] })] }));
    const set = policySet(stage('only', rules));
    expect(lookedUpIn(compile(set, inventory))).toBe('image');
    const judge = new CompiledJudge(set, inventory);
    for (const n of [0, 1, middle - 1, middle, middle + 1, count]) {
      const { verdict, decider } = judge.judge(fromAddress(100 + n));
      const expected = n < middle ? n : count;
      expect(decider.by === 'rule' && decider.rule.index, `${n}`).toBe(expected);
      expect(verdict).toBe(expected % 2 === 0 ? 'deny' : 'allow');
    }
  });

  it('cost what is in them, each list once in a rule, other peers as much as there are groups', () => {
    const hosts = Array.from({ length: 3000 }, (_, n) => peer({ networks: [host(100 + n)] }));
    const twice = [
      ...hosts,
      ...hosts,
      ...Array.from({ length: 3000 }, () => peer({ networks: [everywhere] })),
    ];
    const used = (remote: Peer[]) =>
      compile(policySet(stage('only', [rule('deny', { remote })])), inventory).budget.used(
        'peerBits',
      ) as number;
    // A class and a group each.
    expect(used(hosts)).toBe(2 * 3000);
    // All networks, of which there are many: once to find what is in them, and once by the word.
    expect(used(twice) - used(hosts)).toBeLessThan(2 * 3010);
    const held = peer({ entity: { op: 'all' } });
    expect(used([...hosts, held]) - used(hosts)).toBeGreaterThan(3000);
  });

  it('inside each other, with exceptions and among other peers are what the reference says', () => {
    const random = createRandom(20_261_129);
    const outcomes = new Set<string>();
    for (let round = 0; round < 80; round++) {
      // Rules of one address each make classes of their own, so that other peers are many classes.
      const rules = Array.from({ length: 1 + random(4) + 20 * random(3) }, (_, index) => {
        const isHost = index > 4 && random(8) > 0;
        const parts = () => (isHost ? { networks: [host(random(64))] } : randomParts(random));
        const remote = Array.from({ length: 1 + (isHost ? 0 : random(9)) }, () => peer(parts()));
        return rule(random(2) === 0 ? 'deny' : 'accept', { index, remote });
      });
      const set = policySet(stage('only', rules));
      const [judge, reference] = [new CompiledJudge(set, inventory), new ReferenceJudge(set)];
      expect(judge.beyond).toBe('');
      for (let n = 0; n < 64; n++) {
        const [ours, theirs] = [judge, reference].map((one) => one.judge(fromAddress(n)));
        outcomes.add(`${ours.decider.by} ${ours.verdict}`);
        expect(ours, `round ${round}, address ${n}`).toEqual(theirs);
      }
    }
    expect([...outcomes].sort()).toEqual(['default allow', 'rule allow', 'rule deny']);
  });

  it('may have more exceptions than a call takes arguments', () => {
    const except = Array.from({ length: 200_000 }, (_, n): Cidr => ({ address: at(2 * n), length: 32 }));
    const none = { address: ipv6(0, 0, 0, 0), length: 0 };
    const set = policySet(
      stage('only', [
        rule('deny', { index: 0, remote: [peer({ networks: [{ ...everywhere, except }] })] }),
        rule('deny', { index: 1, remote: [peer({ notNetworks: [...except, none] })] }),
      ]),
    );
    const judge = new CompiledJudge(set, inventory);
    expect(judge.judge(fromAddress(1)).verdict).toBe('deny');
    expect(judge.judge(fromAddress(2)).verdict).toBe('allow');
  });
});

function peer(parts: Parts): Peer {
  return { source: builtinSource('test'), ...parts };
}

function host(n: number): Network {
  return { cidr: { address: at(n), length: 32 }, except: [] };
}

/** Around one of 64 addresses. */
function randomCidr(random: Random, shortest: number): Cidr {
  const length = shortest + random(33 - shortest);
  return { address: maskAddress(at(random(64)), length), length };
}

function randomNetwork(random: Random): Network {
  const cidr = randomCidr(random, 26);
  const holes = Array.from({ length: random(3) }, () => randomCidr(random, 28));
  return { cidr, except: holes.filter((hole) => cidrCovers(cidr, hole)) };
}

function randomParts(random: Random): Parts {
  const networks = Array.from({ length: 1 + random(2) }, () => randomNetwork(random));
  const own = { of: 'label', key: 'own' } as const;
  const held = { entity: { op: 'in', attribute: own, values: [String(numbers[random(3)])] } } as const;
  return [
    { networks },
    { networks },
    held,
    { ...held, networks },
    { networks, notNetworks: [randomCidr(random, 28)] },
    { networks, notEntity: held.entity },
    { networks, domainNames: [domainNamePattern('a.example.com')] },
  ][random(7)];
}
