import { describe, expect, it } from 'vitest';
import { engineCores } from '../../src/engine/core.ts';
import type { RuleReports } from '../../src/replay/rule-counts.ts';
import { replayJson, run } from './run.ts';
import { inRepository, Scratch, shopToday, shopTraffic } from './scratch.ts';
import { capture, cluster, connection, datagram, policy } from './traffic.ts';

const scratch = new Scratch();
const lab = [
  ...['-r', scratch.file('two.pcap', capture([...connection(40000, 0, [3]), datagram(40001, 5)]))],
  ...['-c', scratch.file('lab.yaml', cluster)],
] as const;
const web = '{ports: [{port: 80}]}';
const idle = scratch.file(
  'idle.yaml',
  policy('idle', `[${web}, {ports: [{port: 81}]}, ${web}, ${web}, ${web}]`),
);
const needed = scratch.file('needed.yaml', policy('needed', `[${web}]`));
const open = scratch.file('open.yaml', policy('open', '[{}]'));

describe('the rules in the JSON report of replay', () => {
  it('have everything that names a rule, and what it decided', async () => {
    const { report } = await replayJson(shopToday);
    const own = report.rules.filter(({ line }: { line: number }) => line > 0);
    expect(own).toEqual([
      {
        policy: { tier: 'NetworkPolicy', kind: 'NetworkPolicy', namespace: 'core', name: 'dns-from-pods' },
        direction: 'ingress',
        rule: { index: 0, name: '' },
        action: 'accept',
        file: inRepository('pcaps/shop/policies/today/core.yaml'),
        line: 14,
        flows: 10,
        packets: 26,
        bytes: expect.any(Number),
      },
      expect.objectContaining({ line: 27, flows: 2, packets: 26 }),
    ]);
  });

  it('stand beside the default denials, whose packets are those of the reason default-deny', async () => {
    const { report } = await replayJson(shopToday);
    expect(report.endings.map(({ direction, flows }: Record<string, unknown>) => [direction, flows])).toEqual(
      [
        ['ingress', 1],
        ['ingress', 4],
      ],
    );
    expect(Object.keys(report.endings[0])).toEqual([
      ...['tier', 'direction', 'isolatedBy', 'flows', 'packets', 'bytes'],
    ]);
    const packets = report.endings.reduce(
      (sum: number, ending: { packets: number }) => sum + ending.packets,
      0,
    );
    expect(packets).toBe(report.packetVerdicts.byReason['default-deny']);
  });

  it('are those of the policies in their order, with zeros where they decided nothing', async () => {
    const { report } = await replayJson([...lab, '-p', idle]);
    const own = report.rules.filter(({ line }: { line: number }) => line > 0);
    const counts = own.map((one: RuleReports['rules'][number]) => [one.rule.index, one.flows, one.packets]);
    expect(counts).toEqual([
      [0, 1, 4],
      [1, 0, 0],
      [2, 0, 0],
      [3, 0, 0],
      [4, 0, 0],
    ]);
    expect(report.endings).toMatchObject([{ isolatedBy: [{ name: 'idle' }], flows: 1, packets: 1 }]);
  });

  it('are none where there are no policies', async () => {
    const { report } = await replayJson(lab);
    expect(report).toMatchObject({ rules: [], endings: [] });
  });

  it.each([
    ['the shop', shopToday],
    ['the shop as Cilium sees it', [...shopToday, '--engine', 'cilium']],
    [
      'policies that change',
      [...lab, '-p', idle, '--policy-change', `#2=${open}`, '--live-connections', 'recheck'],
    ],
    ['a policy by name', [...shopTraffic, '-p', inRepository('pcaps/dns/policies/today')]],
  ])('are the same with every engine core, for %s', async (_, argv) => {
    const [first, ...others] = await Promise.all(
      engineCores.map(async (core) => (await replayJson([...argv, '--engine-core', core])).report),
    );
    expect(first.rules.length).toBeGreaterThan(0);
    for (const { rules, endings } of others) {
      expect({ rules, endings }).toEqual({ rules: first.rules, endings: first.endings });
    }
  });
});

describe('the text report of replay', () => {
  it('names those that decided most packets, and the first that decided none', async () => {
    const { stdout } = await run(['replay', ...lab, '-p', idle]);
    expect(stdout).toMatch(/^DECIDER +FLOWS +PACKETS +AT$/m);
    expect(stdout).toMatch(/^NetworkPolicy lab\/idle, ingress rule 0 +1 +4 +\S+idle\.yaml:7$/m);
    expect(stdout).toMatch(
      /^default deny, ingress isolated by NetworkPolicy lab\/idle +1 +1 +\S+idle\.yaml:1$/m,
    );
    const place = String.raw`\(\S+idle\.yaml:7\)`;
    const named = [1, 2, 3]
      .map((index) => `NetworkPolicy lab/idle, ingress rule ${index} ${place}`)
      .join(', ');
    expect(stdout).toMatch(
      new RegExp(
        String.raw`^4 of 5 rules never decided a packet: ${named} and 1 more \(--rules shows all\)$`,
        'm',
      ),
    );
  });

  it('names all of them with --rules', async () => {
    const { stdout } = await run(['replay', ...lab, '-p', idle, '--rules']);
    const lines = stdout.trimEnd().split('\n');
    const from = lines.indexOf('4 of 5 rules never decided a packet:');
    expect(lines.slice(from + 1).map((line) => line.replace(/ \(.*/, ''))).toEqual(
      [1, 2, 3, 4].map((index) => `  NetworkPolicy lab/idle, ingress rule ${index}`),
    );
    expect(stdout).not.toContain('--rules shows all');
  });

  it('says that nothing is idle where nothing is', async () => {
    const { stdout } = await run(['replay', ...lab, '-p', needed]);
    expect(stdout.endsWith('\nthe only rule decided packets\n')).toBe(true);
  });

  it('says nothing of rules where there are none', async () => {
    const { stdout } = await run(['replay', ...lab]);
    expect(stdout).not.toContain('DECIDER');
    expect(stdout).not.toContain('rules');
  });

  it('leaves rules of the engine, and those that pass, out of what never decided', async () => {
    const passing = scratch.file(
      'passing.yaml',
      `apiVersion: policy.networking.k8s.io/v1alpha2
kind: ClusterNetworkPolicy
metadata: {name: passing}
spec:
  tier: Admin
  priority: 1
  subject: {namespaces: {}}
  ingress: [{action: Pass, from: [{namespaces: {}}]}]
`,
    );
    const { stdout } = await run(['replay', ...lab, '-p', passing]);
    expect(stdout).not.toContain('never decided');
  });
});
