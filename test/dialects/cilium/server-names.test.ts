import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { trafficKeys, withMandatoryNames } from '../../../src/dialects/cilium/lower/server-names.ts';
import { and, anyOf, type Expression, matches, not } from '../../../src/ir/expression.ts';
import type { Peer, Policy, Rule, TrafficMatch } from '../../../src/ir/policy.ts';
import { parseAddress } from '../../../src/net/address.ts';
import { entities } from '../cluster.ts';

const source = entities[0].source;

function policyOf(subject: Expression): Policy {
  return { ref: { tier: '', kind: 'P', namespace: '', name: 'p' }, subject, governs: [], source };
}

const apps = ['web', 'cart', 'db'].map((app) =>
  policyOf({ op: 'in', attribute: { of: 'label', key: 'app' }, values: [app] }),
);

function peer(at: number): Peer {
  return {
    networks: [{ cidr: { address: parseAddress(`10.${at >> 8}.${at & 255}.0`)!, length: 24 }, except: [] }],
    source,
  };
}

function traffic(port: number, ...protocols: readonly number[]): TrafficMatch {
  return { protocols, destinationPorts: [{ from: port, to: port }] };
}

function rule(policy: Policy, isNamed: boolean, rest: Partial<Rule>): Rule {
  const request = isNamed ? { request: { of: 'tls', names: [] } as unknown as Rule['request'] } : {};
  return { policy, direction: 'egress', index: 0, name: '', action: 'accept', source, ...request, ...rest };
}

/** The subject that a piece of a rule has, asked of every rule with names. */
function subjectOf(peer: Peer, match: TrafficMatch, rules: readonly Rule[]): Expression {
  const keys = trafficKeys(match);
  const taken = rules.filter(
    ({ request, remote = [], traffic = [] }) =>
      request !== undefined &&
      remote.some((other) => JSON.stringify(other.networks) === JSON.stringify(peer.networks)) &&
      traffic.flatMap(trafficKeys).some((key) => keys.includes(key)),
  );
  return not(anyOf(taken.map(({ policy }) => policy.subject)));
}

const someRules = fc.array(
  fc
    .tuple(
      fc.constantFrom(...apps),
      fc.boolean(),
      fc.array(fc.integer({ min: 0, max: 3 }).map(peer), { minLength: 1, maxLength: 3 }),
      fc.array(fc.constantFrom(traffic(443, 6), traffic(443, 17), traffic(443, 6, 17), traffic(80, 6)), {
        minLength: 1,
        maxLength: 2,
      }),
    )
    .map(([policy, isNamed, remote, traffics]) => rule(policy, isNamed, { remote, traffic: traffics })),
  { maxLength: 8 },
);

describe('rules with server names', () => {
  it('are mandatory for each peer and port of other rules that they share', () => {
    fc.assert(
      fc.property(someRules, (rules) => {
        const pieces = withMandatoryNames(rules).filter(({ request }) => request === undefined);
        for (const { remote = [], traffic = [], subject, policy } of pieces) {
          for (const [peer, match] of remote.flatMap((one) =>
            traffic.map((other) => [one, other] as const),
          )) {
            const wanted = and(policy.subject, subjectOf(peer, match, rules));
            const got = subject === undefined ? policy.subject : and(policy.subject, subject);
            expect(entities.map((entity) => matches(got, entity))).toEqual(
              entities.map((entity) => matches(wanted, entity)),
            );
          }
        }
      }),
    );
  });

  it('are found without comparing each with each', () => {
    expect(textsMade(400)).toBeLessThan(6 * textsMade(100));
  });

  it('that many rules share are one expression for all of these', () => {
    const crowd = Array.from({ length: 200 }, (_, at) =>
      rule(policyOf({ op: 'in', attribute: { of: 'name' }, values: [`p${at}`] }), at < 100, {
        remote: [peer(1)],
        traffic: [traffic(443, 6)],
      }),
    );
    const others = withMandatoryNames(crowd).filter(({ request }) => request === undefined);
    expect(others).toHaveLength(100);
    expect(new Set(others.map(({ subject }) => subject)).size).toBe(1);
  });
});

/** Keys that are made of peers and ports, for so many rules with names and without. */
function textsMade(count: number): number {
  const rules = Array.from({ length: 2 * count }, (_, at) =>
    rule(apps[0], at < count, { remote: [peer(at % count)], traffic: [traffic(443, 6)] }),
  );
  const stringify = vi.spyOn(JSON, 'stringify');
  try {
    withMandatoryNames(rules);
    return stringify.mock.calls.length;
  } finally {
    stringify.mockRestore();
  }
}
