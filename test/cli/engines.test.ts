import { describe, expect, it } from 'vitest';
import { dialects } from '../../src/engine/engines.ts';
import { run } from './run.ts';
import { Scratch, shop } from './scratch.ts';

const scratch = new Scratch();
const cluster = ['-c', shop.cluster] as const;

/** Closed for ingress as Kubernetes reads it, and open to all: an empty rule in Cilium's kind selects nobody. */
const mixed = scratch.file(
  'mixed.yaml',
  `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: block, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  policyTypes: [Ingress]
  ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8}}]}]
---
apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: {name: closed, namespace: shop}
spec:
  endpointSelector: {matchLabels: {app: db}}
  ingress: [{}]
`,
);

describe('tierwall engines', () => {
  it('lists every engine with its versions, kinds and options', async () => {
    const { stdout, code } = await run(['engines', '-o', 'json']);
    const { schema, engines } = JSON.parse(stdout);
    expect([schema, code]).toEqual(['tierwall.engines/v1', 0]);
    expect(engines.map(({ name }: { name: string }) => name)).toEqual(dialects.map(({ name }) => name));
  });

  it('lists the fields of each kind of one engine', async () => {
    const { stdout } = await run(['engines', 'kubernetes', '-o', 'json']);
    const [{ kinds }] = JSON.parse(stdout).engines;
    const fields = (kind: string) =>
      kinds
        .find((one: { kind: string }) => one.kind === kind)
        .fields.map(({ path }: { path: string }) => path);
    expect(fields('NetworkPolicy')).toContain('spec.ingress[].from[].ipBlock.except[]');
    expect(fields('ClusterNetworkPolicy')).toContain('spec.egress[].to[].domainNames[]');
  });

  it('shows them as tables', async () => {
    expect((await run(['engines'])).stdout).toMatch(/^ENGINE +VERSIONS +KINDS/);
    expect((await run(['engines', 'cilium@1.19'])).stdout).toContain(
      'spec.ingress[].toPorts[].rules.http[].path',
    );
  });

  it('lists what a release has, and not what it refuses as removed', async () => {
    const paths = async (engine: string) => {
      const [{ kinds }] = JSON.parse((await run(['engines', engine, '-o', 'json'])).stdout).engines;
      return kinds[0].fields.map(({ path }: { path: string }) => path);
    };
    const kafka = 'spec.ingress[].toPorts[].rules.kafka[].topic';
    expect(await paths('cilium@1.19')).toContain(kafka);
    const fresh: readonly string[] = await paths('cilium@1.20');
    expect(fresh.filter((path) => /kafka|l7proto|Requires/.test(path))).toEqual([]);
  });

  it('knows the name that was meant', async () => {
    const { stderr, code } = await run(['engines', 'celium']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('Did you mean cilium?')]);
  });
});

describe('tierwall compare', () => {
  const compare = (...argv: string[]) => run(['compare', ...cluster, '-p', mixed, ...argv]);

  it('finds every pair of endpoints on which engines differ, with both deciders', async () => {
    const { stdout, code } = await compare('--engines', 'kubernetes,cilium', '-o', 'json');
    const { schema, mode, comparisons } = JSON.parse(stdout);
    expect([schema, mode, code]).toEqual(['tierwall.compare/v1', 'pairs', 1]);
    const [{ engines, differences, differingPairs }] = comparisons;
    expect(engines).toEqual(['kubernetes', 'cilium']);
    expect(differingPairs).toBeGreaterThan(0);
    const ofPods = differences.find(({ to }: { to: string[] }) => to.includes('shop/db'));
    expect([ofPods.old.verdict, ofPods.new.verdict]).toEqual(['allow', 'deny']);
    // An ipBlock never selects pods under Cilium.
    const ofBlock = differences.find(
      ({ to, from, old }: { to: string[]; from: string[]; old: { verdict: string } }) =>
        to.includes('shop/web') && from.includes('ops/prom') && old.verdict === 'allow',
    );
    expect(ofBlock.new).toMatchObject({ verdict: 'deny', decidedBy: { implicit: 'deny' } });
  });

  it('says of every difference why, in a sentence', async () => {
    const { stdout } = await compare('--engines', 'kubernetes,cilium@1.17,cilium@1.20', '-o', 'json');
    const { comparisons } = JSON.parse(stdout);
    expect(comparisons.map(({ engines }: { engines: string[] }) => engines)).toEqual([
      ['kubernetes', 'cilium@1.17'],
      ['kubernetes', 'cilium@1.20'],
    ]);
    for (const { engines, differences } of comparisons) {
      const sentences: string[] = differences.map(({ why }: { why: string }) => why);
      expect(sentences.every((why) => why.endsWith('.'))).toBe(true);
      expect(sentences).toContain(
        `under ${engines[1]} ingress rule 0 of NetworkPolicy shop/block does not match: the other end is none of its peers.`,
      );
      expect(sentences).toContain('kubernetes does not read CiliumNetworkPolicy shop/closed.');
    }
    const text = (await compare('--engines', 'kubernetes,cilium')).stdout;
    expect(text).toContain('    why: kubernetes does not read CiliumNetworkPolicy shop/closed.\n');
  });

  it('says what each engine refuses, ignores and fails closed on, with file and line', async () => {
    const odd = scratch.file(
      'odd.yaml',
      `
apiVersion: policy.networking.k8s.io/v1alpha2
kind: ClusterNetworkPolicy
metadata: {name: names}
spec:
  tier: Admin
  priority: 5
  subject: {namespaces: {}}
  egress:
  - {action: Deny, to: [{domainNames: [www.example.org]}]}
---
apiVersion: crd.antrea.io/v1beta1
kind: ClusterNetworkPolicy
metadata: {name: bad}
spec:
  priority: 5
  appliedTo: [{podSelector: {}}]
  ingress:
  - {action: Deny}
---
apiVersion: projectcalico.org/v3
kind: GlobalNetworkPolicy
metadata: {name: all}
spec: {selector: app == 'web', types: [Ingress]}
`,
    );
    const argv = ['--engines', 'kubernetes,calico,antrea', '-o', 'json'];
    const { stdout } = await run(['compare', ...cluster, '-p', odd, ...argv]);
    const told = JSON.parse(stdout).engines.map(
      ({ name, findings }: { name: string; findings: { effect: string; code: string; line: number }[] }) => [
        name,
        ...findings.map(({ effect, code, line }) => `${effect} ${code} ${line}`),
      ],
    );
    expect(told).toEqual([
      [
        'kubernetes',
        'fails-closed domain-names-need-accept 10',
        'ignored kind-not-read 12',
        'ignored kind-not-read 21',
      ],
      [
        'calico',
        'fails-closed domain-names-need-accept 10',
        'fails-closed unsupported-peer 10',
        'ignored kind-not-read 12',
      ],
      ['antrea', 'refused unsupported-value 19', 'refused not-in-force 12', 'ignored kind-not-read 21'],
    ]);
    const { differences } = JSON.parse(stdout).comparisons[1];
    const sentences = differences.map(({ why }: { why: string }) => why);
    expect(sentences).toContain(
      'under antrea egress rule 0 of ClusterNetworkPolicy names goes by the names that DNS gave the address.',
    );
  });

  it('compares captured flows', async () => {
    const argv = ['--engines', 'kubernetes,cilium,none', '-r', shop.capture, '-o', 'json'];
    const { mode, comparisons } = JSON.parse((await compare(...argv)).stdout);
    expect(mode).toBe('traffic');
    expect(comparisons.map(({ engines }: { engines: string[] }) => engines)).toEqual([
      ['kubernetes', 'cilium'],
      ['kubernetes', 'none'],
    ]);
    expect(comparisons[0].differingFlows).toBeGreaterThan(0);
    for (const { differences } of comparisons) {
      for (const { why } of differences) expect(why).toMatch(/^(under )?(kubernetes|cilium|none) .*\.$/);
    }
  });

  it('says which policies an engine does not read, with their place', async () => {
    const { stdout } = await compare('--engines', 'kubernetes,cilium');
    expect(stdout).toMatch(
      /mixed\.yaml:\d+:\d+: warning: CiliumNetworkPolicy shop\/closed has no effect.*\[kind-not-read\]/,
    );
  });

  it('gives each engine the options that it has', async () => {
    const argv = ['--engines', 'kubernetes,cilium', '-o', 'json'];
    const codes = async (...more: string[]) => {
      const { findings } = JSON.parse((await compare(...argv, ...more)).stdout).engines[1];
      return findings.map(({ code }: { code: string }) => code);
    };
    const odd = scratch.file(
      'cnp.yaml',
      'apiVersion: policy.networking.k8s.io/v1alpha2\nkind: ClusterNetworkPolicy\nmetadata: {name: c}\n' +
        'spec: {tier: Admin, priority: 1, subject: {namespaces: {}}}\n',
    );
    expect(await codes('-p', odd)).toContain('not-enforced');
    expect(await codes('-p', odd, '--engine-option', 'k8sClusterNetworkPolicy=true')).not.toContain(
      'not-enforced',
    );
  });

  it('refuses options that no engine has, and --engine', async () => {
    const both = ['--engines', 'kubernetes,cilium'];
    const unknown = await compare(...both, '--engine-option', 'nothing=1');
    expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining('[unknown-engine-option]')]);
    const value = await compare(...both, '--engine-option', 'icmp=perhaps');
    expect([value.code, value.stderr]).toEqual([2, expect.stringContaining('[bad-engine-option]')]);
    const one = await compare(...both, '--engine', 'calico');
    expect([one.code, one.stderr]).toEqual([2, expect.stringContaining('[engine-and-engines]')]);
  });

  it('finds nothing between an engine and itself', async () => {
    const { code } = await compare('--engines', 'kubernetes,kubernetes');
    expect(code).toBe(0);
  });

  it('needs two engines and policies', async () => {
    expect((await compare('--engines', 'kubernetes')).stderr).toContain('[too-few-engines]');
    expect((await run(['compare', '--engines', 'kubernetes,cilium', ...cluster])).stderr).toContain(
      '[no-policies-named]',
    );
  });
});
