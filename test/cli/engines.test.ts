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

  it('knows the name that was meant', async () => {
    const { stderr, code } = await run(['engines', 'celium']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('did you mean cilium?')]);
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

  it('compares captured flows', async () => {
    const argv = ['--engines', 'kubernetes,cilium,none', '-r', shop.capture, '-o', 'json'];
    const { mode, comparisons } = JSON.parse((await compare(...argv)).stdout);
    expect(mode).toBe('traffic');
    expect(comparisons.map(({ engines }: { engines: string[] }) => engines)).toEqual([
      ['kubernetes', 'cilium'],
      ['kubernetes', 'none'],
    ]);
    expect(comparisons[0].differingFlows).toBeGreaterThan(0);
  });

  it('says which policies an engine does not read, with their place', async () => {
    const { stdout } = await compare('--engines', 'kubernetes,cilium');
    expect(stdout).toMatch(
      /mixed\.yaml:\d+:\d+: warning: CiliumNetworkPolicy closed has no effect.*\[kind-not-read\]/,
    );
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
