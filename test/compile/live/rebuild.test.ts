import { describe, expect, it } from 'vitest';
import { BeyondTables } from '../../../src/compile/bounds.ts';
import { LiveTables } from '../../../src/compile/live/live-tables.ts';
import type { Entity } from '../../../src/ir/entity.ts';
import type { PolicySet, Rule } from '../../../src/ir/policy.ts';
import { ipv4 } from '../../../src/net/address.ts';
import { inventoryOf } from '../../compare/random-cluster.ts';
import { network, pod, policy, policySet, rule, stage } from '../../ir/build.ts';
import { regionOf } from './memory.ts';

const web = pod('a/web', '10.0.0.1', ['app=web']);
const db = pod('a/db', '10.0.0.2', ['app=db'], { node: 'n2' });
const guard = policy('guard', { governs: ['ingress'] });

/** One stage that lets in by these rules alone. */
function guarded(...rules: Partial<Rule>[]): PolicySet {
  const made = rules.map((one, index) => rule('accept', { policy: guard, index, ...one }));
  return policySet(stage('s', made, { policies: [guard], ending: 'deny' }));
}

function live(set: PolicySet, entities: readonly Entity[] = [web, db]): LiveTables {
  return new LiveTables(set, inventoryOf(entities), regionOf);
}

/** What web may do to db, at this port. */
function verdict(tables: LiveTables, port = 80, [from, to] = [web, db]): string | undefined {
  const [source, destination] = [from, to].map(({ addresses }) => tables.placeOf(addresses[0]));
  const traffic = tables.trafficOf({ protocol: 6, sourcePort: 4000, destinationPort: port, icmp: undefined });
  return tables.answer('ingress', source, destination, traffic)?.verdict;
}

const toPort = (from: number, to = from) => ({
  traffic: [{ protocols: [6], destinationPorts: [{ from, to }] }],
});

describe('an edit is made in place', () => {
  it('where a rule splits ports, networks and labels that no rule told apart before', () => {
    const tables = live(guarded(toPort(80)));
    expect([verdict(tables), verdict(tables, 443)]).toEqual(['allow', 'deny']);
    const remote = [{ networks: [network('10.0.0.1/32')], source: guard.source }];
    const label = { op: 'in', attribute: { of: 'label', key: 'app' }, values: ['web'] } as const;
    expect(tables.edit({ set: guarded({ ...toPort(443), remote }) })).not.toHaveProperty('rebuilt');
    expect([verdict(tables), verdict(tables, 443)]).toEqual(['deny', 'allow']);
    const labelled = guarded(toPort(80), {
      ...toPort(443),
      remote: [{ entity: label, source: guard.source }],
    });
    expect(tables.edit({ set: labelled })).not.toHaveProperty('rebuilt');
    expect([verdict(tables), verdict(tables, 443)]).toEqual(['allow', 'allow']);
    const other = { ...web, labels: new Map([['app', 'other']]) };
    expect(tables.edit({ removed: [web], added: [other] })).not.toHaveProperty('rebuilt');
    expect([verdict(tables), verdict(tables, 443)]).toEqual(['allow', 'deny']);
  });

  it('and touches no program where nothing but the place in a file has changed', () => {
    const tables = live(guarded(toPort(80)));
    const report = tables.edit({ set: guarded(toPort(80)) });
    expect(report).toMatchObject({ programs: 0, places: 0, generation: 2 });
  });

  it('and a name that leads to an address is over with the answer that ends it', () => {
    const names = [{ text: 'a.example', tokens: [{ token: 'text', text: 'a.example' } as const] }];
    const to = policy('to', { governs: ['egress'] });
    const byName = rule('accept', {
      ...{ policy: to, direction: 'egress', remote: [{ domainNames: names, source: to.source }] },
    });
    const tables = live(policySet(stage('s', [byName], { ending: 'deny' })));
    const address = ipv4(0xc0000207);
    const said = () => {
      const [source, destination] = [web.addresses[0], address].map((one) => tables.placeOf(one));
      return tables.answer('egress', source, destination, 0)?.verdict;
    };
    expect(said()).toBe('deny');
    tables.edit({ names: [{ address, names: ['a.example'] }] });
    expect(said()).toBe('allow');
    tables.edit({ names: [{ address, names: [] }] });
    expect(said()).toBe('deny');
    // Of a name that holds a comma, two names are told apart.
    tables.edit({ names: [{ address: ipv4(0xc0000208), names: ['a.example,b.example'] }] });
    tables.edit({ names: [{ address, names: ['a.example', 'b.example'] }] });
    expect(said()).toBe('allow');
  });
});

describe('all is made anew, and why,', () => {
  it('where the stages differ', () => {
    const tables = live(guarded(toPort(80)));
    const open = policySet({ ...guarded(toPort(80)).stages[0], ending: 'none' });
    expect(tables.edit({ set: open }).rebuilt).toBe('stages');
    expect(verdict(tables, 443)).toBe('allow');
  });

  it('where the image is full', () => {
    const tables = live(guarded(toPort(80)));
    const pods = Array.from({ length: 3000 }, (_, i) => ({ ...web, addresses: [ipv4(0x0a010000 + i)] }));
    expect(tables.edit({ added: pods }).rebuilt).toBe('places');
    expect(verdict(tables, 443, [pods[2999], db])).toBe('deny');
    expect(verdict(tables, 80, [pods[2999], db])).toBe('allow');
  });

  it('where prefixes that nobody mentions any more have filled a bound', () => {
    const of = (first: number) => {
      const cidrs = Array.from({ length: 1500 }, (_, i) => ({ address: ipv4(first + i), length: 32 }));
      const networks = cidrs.map((cidr) => ({ cidr, except: [] }));
      return guarded({ ...toPort(80), remote: [{ networks, source: guard.source }] });
    };
    const tables = live(of(0x0a000001));
    const reasons = [0x0b000000, 0x0c000000, 0x0a000000].map(
      (first) => tables.edit({ set: of(first) }).rebuilt,
    );
    expect(reasons.filter((reason) => reason === 'beyond').length).toBeGreaterThan(0);
    expect([verdict(tables), verdict(tables, 443)]).toEqual(['allow', 'deny']);
  });

  it('where a port name means something that it has not meant', () => {
    const named = (port: number) => ({ ports: [{ name: 'http', port, protocol: 6 }] });
    const to = policy('to', { governs: ['egress'] });
    const traffic = [{ protocols: [6], destinationPorts: [{ name: 'http' }] }];
    const set = policySet(
      stage('s', [rule('accept', { policy: to, direction: 'egress', traffic })], { ending: 'deny' }),
    );
    const tables = live(set, [web, { ...db, ...named(80) }]);
    const more = pod('a/more', '10.0.0.9', [], named(8080));
    expect(tables.edit({ added: [more] }).rebuilt).toBe('named-port');
    const [source, destination] = [web, more].map(({ addresses }) => tables.placeOf(addresses[0]));
    const at = (destinationPort: number) =>
      tables.trafficOf({ protocol: 6, sourcePort: 1, destinationPort, icmp: undefined });
    expect(tables.answer('egress', source, destination, at(8080))?.verdict).toBe('allow');
    expect(tables.answer('egress', source, destination, at(80))?.verdict).toBe('deny');
  });
});

it('sets whose nodes are asked about what they forward are not kept live', () => {
  const forwarding = { ...guarded(), nodes: new Map() };
  expect(() => live({ ...guarded(), forwarding })).toThrow(BeyondTables);
});
