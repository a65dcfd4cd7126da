import { describe, expect, it } from 'vitest';
import { lower } from './judging.ts';
import {
  clusterNetworkPolicy,
  documents,
  globalNetworkSet,
  gnp,
  hostEndpoint,
  kubernetesPolicy,
  networkSet,
  np,
  profile,
  staged,
  tier,
} from './objects.ts';

/** What the diagnostics say of refused objects, and where. */
function told(yaml: string, resources = '', version = ''): readonly string[] {
  return lower(yaml, {}, version, resources).diagnostics.flatMap(({ code, message, file, line }) =>
    code === 'not-in-force' ? [`${file}:${line} ${message}`] : [],
  );
}

const noRules = 'none of its rules is in force, and';
const notStaged =
  'the pending answer leaves it out, and keeps the policy that it would edit; nothing else changes';
const noAddresses =
  'no selector finds its addresses: rules that mean them do not match, those of notSelector do';
const wrong = '{selector: "a ="}';

describe('what holds in place of a refused object', () => {
  it.each([
    [
      np(wrong),
      `NetworkPolicy p is refused: ${noRules} endpoints that no other policy of the tier default governs pass that tier`,
    ],
    [
      gnp('{tier: sec, selector: all()}'),
      `GlobalNetworkPolicy p is refused: ${noRules} endpoints that no other policy of the tier sec governs pass that tier`,
    ],
    [
      gnp('{preDNAT: true, doNotTrack: true, applyOnForward: true}'),
      `GlobalNetworkPolicy p is refused: ${noRules} traffic of its hosts goes on to the ordinary policies`,
    ],
    [
      staged('NetworkPolicy', '{name: s, namespace: shop}', wrong),
      `StagedNetworkPolicy s is refused: ${notStaged}`,
    ],
    [
      staged('GlobalNetworkPolicy', '{name: s}', wrong),
      `StagedGlobalNetworkPolicy s is refused: ${notStaged}`,
    ],
    [
      staged('KubernetesNetworkPolicy', '{name: s, namespace: shop}', '{podSelector: 7}'),
      `StagedKubernetesNetworkPolicy s is refused: ${notStaged}`,
    ],
    [tier('sec', '{order: early}'), 'Tier sec is refused: policies of this tier are refused too'],
    [
      tier('default', '{order: 7}'),
      'Tier default is refused: the tier keeps order 1000000 and default action Deny',
    ],
    [
      hostEndpoint('{node: n1}'),
      'HostEndpoint hep is refused: node n1 is judged by its other host endpoints, or not at all, and no selector finds its addresses',
    ],
    [networkSet('shop', '{}', 'everywhere'), `NetworkSet set is refused: ${noAddresses}`],
    [globalNetworkSet('{}', 'everywhere'), `GlobalNetworkSet set is refused: ${noAddresses}`],
    [
      profile('base', '{ingress: [{action: Permit}]}'),
      'Profile base is refused: host endpoints that name it take no labels from it, and deny what only it would allow',
    ],
    [
      kubernetesPolicy('{podSelector: 7}'),
      `NetworkPolicy k is refused: ${noRules} it isolates no pod: without another policy its pods allow all`,
    ],
    [
      clusterNetworkPolicy('{tier: Admin, priority: -1, subject: {namespaces: {}}}'),
      `ClusterNetworkPolicy c is refused: ${noRules} traffic goes on to the next policies and tiers`,
    ],
  ])('is told: %s', (yaml, message) => {
    expect(told(yaml)).toEqual([`policy.yaml:1 ${message}`]);
  });

  it('is told of a policy whose tier is refused, and of facts in the cluster dump', () => {
    const policies = documents(tier('sec', '{order: early}'), gnp('{tier: sec}', 'a'));
    expect(told(policies).map((each) => each.split(' is refused')[0])).toEqual([
      'policy.yaml:1 Tier sec',
      'policy.yaml:6 GlobalNetworkPolicy a',
    ]);
    expect(told(gnp('{}'), globalNetworkSet('{}', 'everywhere'))).toEqual([
      `cluster.yaml:1 GlobalNetworkSet set is refused: ${noAddresses}`,
    ]);
  });

  it('is told of the second of two objects with one name, and of none that is in force', () => {
    expect(told(documents(np('{}'), np('{}'))).map((each) => each.split(' ')[0])).toEqual(['policy.yaml:6']);
    const both = np('{}').replace('projectcalico.org/v3', 'crd.projectcalico.org/v1');
    expect(told(documents(np('{}'), both))).toEqual([]);
    const sound = [
      tier('sec', '{order: 1}'),
      gnp('{tier: sec}'),
      np('{}'),
      hostEndpoint('{node: n1, interfaceName: eth0, profiles: [base]}'),
      profile('base', '{}'),
      networkSet('shop', '{}', '192.0.2.0/24'),
      globalNetworkSet('{}', '192.0.2.0/24'),
      staged('NetworkPolicy', '{name: s, namespace: shop}', '{}'),
      staged('KubernetesNetworkPolicy', '{name: s, namespace: shop}', '{podSelector: {}}'),
      kubernetesPolicy('{podSelector: {}}'),
      clusterNetworkPolicy('{tier: Admin, priority: 1, subject: {namespaces: {}}}'),
    ];
    expect(told(documents(...sound))).toEqual([]);
  });

  it('leaves kinds that the release does not enforce to their own warning', () => {
    const policy = clusterNetworkPolicy('{tier: Admin, priority: 1, subject: {namespaces: {}}}');
    expect(told(policy, '', '3.31')).toEqual([]);
  });
});
