import { describe, expect, it } from 'vitest';
import { createJudge } from '../../../src/engine/create.ts';
import { parseManifests } from '../../../src/manifest/parse.ts';
import { inventory } from './cluster.ts';
import { connection, findings, sound, verdict } from './judging.ts';
import { documents, gnp, kubernetesPolicy, np, staged, tier } from './objects.ts';

const asked = 'data/db > shop/web';

/** `now then`: what holds, and what would with everything staged enforced. */
function preview(policies: string, one = asked): string {
  const { set, pending } = sound(policies);
  return `${verdict(set, one)} ${pending === undefined ? 'unchanged' : verdict(pending, one)}`;
}

const shop = '{name: p, namespace: shop}';
const denial = '{selector: all(), types: [Ingress], ingress: [{action: Deny}]}';

describe('staged policies', () => {
  it('leave no second answer where there are none', () => {
    expect(preview(np(denial))).toBe('deny unchanged');
  });

  it('would add a policy, of each kind', () => {
    expect(preview(staged('NetworkPolicy', shop, denial))).toBe('allow deny');
    expect(preview(staged('GlobalNetworkPolicy', '{name: p}', denial))).toBe('allow deny');
    expect(preview(staged('KubernetesNetworkPolicy', shop, '{podSelector: {}}'))).toBe('allow deny');
  });

  it('would end their tier too', () => {
    const policies = documents(
      tier('sec', '{order: 10}'),
      staged('GlobalNetworkPolicy', '{name: s}', '{tier: sec, selector: "app == \'web\'", types: [Ingress]}'),
    );
    expect(preview(policies)).toBe('allow deny');
  });

  it('would take the place of the policy that they edit, rather than stand beside it', () => {
    const open = '{selector: all(), ingress: [{action: Allow}]}';
    expect(preview(documents(np(open), staged('NetworkPolicy', shop, denial)))).toBe('allow deny');
    expect(preview(documents(np(denial), staged('NetworkPolicy', shop, open)))).toBe('deny allow');
    const isolation = kubernetesPolicy('{podSelector: {}}', 'shop', 'p');
    const opening = staged('KubernetesNetworkPolicy', shop, '{podSelector: {}, ingress: [{}]}');
    expect(preview(documents(isolation, opening))).toBe('deny allow');
  });

  it('leave policies of another kind or namespace alone', () => {
    const opening = staged('NetworkPolicy', '{name: p, namespace: data}', '{ingress: [{action: Allow}]}');
    expect(preview(documents(np(denial), opening))).toBe('deny deny');
    expect(preview(documents(gnp(denial), staged('NetworkPolicy', shop, '{stagedAction: Delete}')))).toBe(
      'deny deny',
    );
  });

  it('would delete a policy', () => {
    const deletion = staged('NetworkPolicy', shop, '{stagedAction: Delete}');
    expect(preview(documents(np(denial), deletion))).toBe('deny allow');
    const ofKubernetes = staged('KubernetesNetworkPolicy', shop, '{stagedAction: Delete}');
    const isolation = kubernetesPolicy('{podSelector: {}}', 'shop', 'p');
    expect(preview(documents(isolation, ofKubernetes))).toBe('deny allow');
  });

  it('warn where there is nothing to delete', () => {
    expect(findings(staged('NetworkPolicy', shop, '{stagedAction: Delete}'))).toEqual([
      'warning staged-nothing-to-delete metadata.name',
    ]);
  });

  it('do not have warnings about enforced policies told twice', () => {
    const policies = documents(
      np('{selector: has(nothing)}', 'data'),
      staged('NetworkPolicy', shop, '{selector: has(nobody)}'),
    );
    expect(findings(policies)).toEqual([
      'warning selects-nothing spec.selector',
      'warning selects-nothing spec.selector',
    ]);
  });

  it('change nothing by Learn and Ignore', () => {
    for (const action of ['Learn', 'Ignore']) {
      const policy = staged(
        'NetworkPolicy',
        shop,
        `{stagedAction: ${action}, selector: all(), types: [Ingress]}`,
      );
      expect(preview(policy)).toBe('allow allow');
    }
  });

  it('are named as staged where they decide', () => {
    const { pending } = sound(staged('NetworkPolicy', shop, denial));
    expect(pending?.stages.flatMap(({ policies }) => policies.map(({ ref }) => ref.kind))).toContain(
      'StagedNetworkPolicy',
    );
  });

  it('give the engine a second judge', () => {
    const { manifests } = parseManifests(staged('NetworkPolicy', shop, denial), 'policy.yaml');
    const { judge, pending } = createJudge({ engine: 'calico', manifests, inventory });
    expect(judge.judge(connection(asked)).verdict).toBe('allow');
    expect(pending?.judge(connection(asked)).verdict).toBe('deny');
  });
});
