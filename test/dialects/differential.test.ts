import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Connection, Party } from '../../src/ir/connection.ts';
import { entityName } from '../../src/ir/entity.ts';
import { formatAddress } from '../../src/net/address.ts';
import { protocolName } from '../../src/net/protocol.ts';
import { engines, judgeOf, type Objects, objects, probe } from './differential-world.ts';

const exhaustive = process.env.TIERWALL_EXHAUSTIVE === '1';
/** `TIERWALL_SEED=n` runs the policy sets of a failure again. */
const seed = Number(process.env.TIERWALL_SEED ?? 20260);
const sets = exhaustive ? 10_000 : 300;

const [kubernetes, ...others] = [...engines].sort(
  (a, b) => Number(b.name === 'kubernetes') - Number(a.name === 'kubernetes'),
);

function nameOf({ address, entities: [entity] }: Party): string {
  const text = formatAddress(address);
  return entity === undefined ? text : `${entityName(entity)} (${text})`;
}

function describeCase(
  given: Objects,
  { source, destination, protocol, destinationPort }: Connection,
): string {
  const policies = given.map(
    ({ namespace, spec }, index) => `p${index} in ${namespace}: ${JSON.stringify(spec)}`,
  );
  return [
    ...policies,
    `${nameOf(source)} -> ${nameOf(destination)} ${protocolName(protocol)} ${destinationPort}`,
  ].join('\n');
}

/**
 * Plain NetworkPolicy means the same in every engine. Left out is what engines are known to read in their own ways:
 * blocks over pods and nodes, names of ports, pods of the host network, ICMP, the own node, the own address, and rules
 * of directions that policyTypes leaves out. See the tests of each engine for those.
 */
describe('plain NetworkPolicies', () => {
  it('are read by kubernetes and by others', () => {
    expect(kubernetes.name).toBe('kubernetes');
    expect(others.map(({ name }) => name)).toContain('antrea');
  });

  it('are random in a way that is worth asking about', () => {
    const verdicts = fc
      .sample(fc.tuple(objects, probe), { numRuns: 500, seed })
      .map(([given, connection]) => judgeOf(kubernetes, given).judge(connection));
    const share = (test: (judgement: (typeof verdicts)[number]) => boolean) =>
      verdicts.filter(test).length / 500;
    expect(share(({ reason }) => reason === 'default-deny')).toBeGreaterThan(0.25);
    expect(share(({ verdict, reason }) => verdict === 'allow' && reason === 'policy')).toBeGreaterThan(0.05);
    expect(share(({ reason }) => reason === 'no-policy')).toBeGreaterThan(0.1);
  });

  it.each(others.map((engine) => [engine.name, engine] as const))(
    `mean the same in %s (${sets} random sets)`,
    (_, engine) => {
      const property = fc.property(
        objects,
        fc.array(probe, { minLength: 12, maxLength: 12 }),
        (given, probes) => {
          const [one, other] = [judgeOf(kubernetes, given), judgeOf(engine, given)];
          for (const connection of probes) {
            const verdicts = [one, other].map((judge) => judge.judge(connection).verdict);
            expect(verdicts[1], describeCase(given, connection)).toBe(verdicts[0]);
          }
        },
      );
      fc.assert(property, { numRuns: sets, seed });
    },
    exhaustive ? 3_600_000 : 60_000,
  );
});
