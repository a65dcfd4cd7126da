import { describe, expect, it } from 'vitest';
import { createJudge } from '../../src/engine/create.ts';
import { inventoryFromManifests } from '../../src/inventory/build.ts';
import { parseManifests } from '../../src/manifest/parse.ts';

function codes(policy: string): readonly string[] {
  const { inventory } = inventoryFromManifests([]);
  const { manifests } = parseManifests(policy, 'p.yaml');
  const { diagnostics } = createJudge({ engine: 'kubernetes', manifests, inventory });
  return diagnostics
    .filter(({ severity }) => severity !== 'info')
    .map(({ code, path }) => `${code} ${path ?? ''}`);
}

const networkPolicy = (metadata: string, cidr: string) =>
  `{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: ${metadata}, ` +
  `spec: {podSelector: {}, ingress: [{from: [{ipBlock: {cidr: "${cidr}"}}]}]}}`;

describe('an IPv4-mapped prefix', () => {
  const mapped = '::ffff:10.0.0.0/104';
  const path = 'spec.ingress[0].from[0].ipBlock.cidr';

  it('is refused in a new NetworkPolicy', () => {
    expect(codes(networkPolicy('{name: a}', mapped))).toContain(`cidr-host-bits ${path}`);
  });

  it('means the IPv4 prefix in a stored one', () => {
    const text = networkPolicy('{name: a, uid: u1}', mapped);
    const { inventory } = inventoryFromManifests([]);
    const { manifests } = parseManifests(text, 'p.yaml');
    const { judge } = createJudge({ engine: 'kubernetes', manifests, inventory });
    const networks = judge.set.stages.flatMap((stage) =>
      stage.rules.ingress.flatMap((rule) => (rule.remote ?? []).flatMap((peer) => peer.networks ?? [])),
    );
    expect(networks).toMatchObject([{ cidr: { length: 8, address: { family: 4, w3: 0x0a000000 } } }]);
  });

  it('is refused in networks of a ClusterNetworkPolicy', () => {
    const text = `
apiVersion: policy.networking.k8s.io/v1alpha2
kind: ClusterNetworkPolicy
metadata: {name: a}
spec:
  tier: Admin
  priority: 1
  subject: {namespaces: {}}
  egress: [{action: Deny, to: [{networks: ['${mapped}']}]}]
`;
    expect(codes(text)).toContain('invalid-cidr spec.egress[0].to[0].networks[0]');
  });
});

describe('an unknown field of metadata', () => {
  it('is refused, as a mistyped namespace would move the policy', () => {
    expect(codes(networkPolicy('{name: a, namepsace: prod}', '10.0.0.0/8'))).toEqual([
      'unknown-field metadata.namepsace',
    ]);
  });

  it('is not one that kubectl prints', () => {
    const metadata =
      '{name: a, uid: u, generation: 1, managedFields: [], ownerReferences: [], finalizers: []}';
    expect(codes(networkPolicy(metadata, '10.0.0.0/8'))).toEqual([]);
  });
});
