import { describe, expect, it } from 'vitest';
import { run } from './run.ts';
import { Scratch, shop } from './scratch.ts';

const scratch = new Scratch();
const pods = scratch.file(
  'pods.yaml',
  'cluster: {pods: [{namespace: shop, name: web, ips: [10.0.0.1]}, {namespace: shop, name: db, ips: [10.0.0.2]}]}\n',
);
const object = (apiVersion: string, kind: string, rest = 'spec: {}', name = 'x') =>
  `---\napiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: ${name}, namespace: shop}\n${rest}\n`;
const networkPolicy = (name: string) =>
  object('networking.k8s.io/v1', 'NetworkPolicy', 'spec: {podSelector: {}}', name);
const policies = scratch.file('np.yaml', networkPolicy('judged'));

let files = 0;
const dump = (...objects: readonly string[]) => scratch.file(`dump-${files++}.yaml`, objects.join(''));

/** The lines of codes about an inventory of these files, of a question that has an answer. */
async function saidOf(inventory: string, policy = policies) {
  const probe = ['--from', 'shop/web', '--to', 'shop/db', '--port', '80'];
  const ran = await run(['why', '-c', pods, '-c', inventory, '-p', policy, ...probe]);
  return { code: ran.code, lines: ran.stderr.split('\n').filter((line) => line.endsWith(']')) };
}

describe('policies in an inventory', () => {
  it('are warned of, once a kind', async () => {
    const inventory = dump(
      networkPolicy('one'),
      networkPolicy('two'),
      object('projectcalico.org/v3', 'GlobalNetworkPolicy'),
      object('cilium.io/v2', 'CiliumNetworkPolicy'),
      object('crd.antrea.io/v1beta1', 'ClusterNetworkPolicy'),
    );
    const effect = 'is in the inventory, where policies have no effect [policy-in-inventory]';
    expect(await saidOf(inventory)).toEqual({
      code: 0,
      lines: [
        `${inventory}:2:1: warning: NetworkPolicy shop/one ${effect}`,
        `${inventory}:12:1: warning: GlobalNetworkPolicy shop/x ${effect}`,
        `${inventory}:17:1: warning: CiliumNetworkPolicy shop/x ${effect}`,
        `${inventory}:22:1: warning: ClusterNetworkPolicy shop/x ${effect}`,
      ],
    });
  });
  it('are not where they are given as policies too', async () => {
    const both = dump(networkPolicy('one'), networkPolicy('two'));
    expect(await saidOf(both, both)).toEqual({ code: 0, lines: [] });
  });
  it('are no such thing where engines read them there', async () => {
    const facts = dump(
      object('cilium.io/v2', 'CiliumCIDRGroup', 'spec: {externalCIDRs: []}'),
      ...['HostEndpoint', 'NetworkSet', 'Profile', 'Tier'].map((kind) =>
        object('projectcalico.org/v3', kind),
      ),
      object('crd.antrea.io/v1beta1', 'ClusterGroup'),
    );
    expect(await saidOf(facts)).toEqual({ code: 0, lines: [] });
  });
  it('are said where none are given otherwise', async () => {
    const empty = scratch.file('pod.yaml', object('v1', 'Pod'));
    for (const given of [[], ['-p', empty]]) {
      const ran = await run(['replay', '-r', shop.capture, '-c', dump(networkPolicy('one')), ...given]);
      expect(ran.stderr).toContain('[policy-in-inventory]');
    }
  });
  it('are judged where any set of the run has them', async () => {
    const inventory = dump(networkPolicy('one'), networkPolicy('judged'));
    const one = scratch.file('one.yaml', networkPolicy('one'));
    const world = ['-c', pods, '-c', inventory];
    for (const argv of [
      ['diff', ...world, '--old', one, '--new', policies],
      ['replay', '-r', shop.capture, ...world, '-p', one, '--policy-change', `#5=${policies}`],
    ]) {
      expect((await run(argv)).stderr).not.toContain('policy-in-inventory');
    }
    const ran = await run(['diff', ...world, '--old', policies, '--new', policies]);
    expect(ran.stderr.match(/policy-in-inventory/g)).toHaveLength(1);
  });
  it('are known by the names and groups that dumps have for them', async () => {
    const given = scratch.file(
      'given.yaml',
      object('projectcalico.org/v3', 'NetworkPolicy', 'spec: {selector: all()}', 'a') +
        object('networking.k8s.io/v1', 'NetworkPolicy', 'spec: {podSelector: {}}', 'b'),
    );
    const stored = dump(
      object('crd.projectcalico.org/v1', 'NetworkPolicy', 'spec: {selector: all()}', 'default.a'),
      object('projectcalico.org/v3', 'NetworkPolicy', 'spec: {selector: all()}', 'knp.default.b'),
    );
    expect((await saidOf(stored, given)).lines.filter((line) => line.includes('in-inventory'))).toEqual([]);
  });
  it('are not known by a policy of another language with the same kind and name', async () => {
    const given = scratch.file(
      'calico.yaml',
      object('projectcalico.org/v3', 'NetworkPolicy', 'spec: {selector: all()}', 'a'),
    );
    const inventory = dump(networkPolicy('a'), object('crd.antrea.io/v1beta1', 'NetworkPolicy', '', 'a'));
    expect((await saidOf(inventory, given)).lines.filter((line) => line.includes('in-inventory'))).toEqual([
      `${inventory}:2:1: warning: NetworkPolicy shop/a is in the inventory, where policies have no effect [policy-in-inventory]`,
      `${inventory}:7:1: warning: NetworkPolicy shop/a is in the inventory, where policies have no effect [policy-in-inventory]`,
    ]);
  });
  it('are no such thing where they would change nothing anywhere', async () => {
    const staged = dump(object('projectcalico.org/v3', 'StagedNetworkPolicy', 'spec: {selector: all()}'));
    expect(await saidOf(staged)).toEqual({ code: 0, lines: [] });
  });
});

describe('a kind of an inventory that nearly has the name of one that is read', () => {
  it.each([
    ['v1', 'pod', 'Pod'],
    ['v1', 'Pods', 'Pod'],
    ['v1', 'Nodes', 'Node'],
    ['apps/v1', 'Pod', 'v1'],
    ['apps/v1', 'Deploymnet', 'Deployment'],
    ['v1', 'Deployments', 'Deployment of apps/v1'],
    ['discovery.k8s.oi/v1', 'EndpointSlice', 'discovery.k8s.io/v1'],
    ['projectcalico.org/v3', 'NetworkSets', 'NetworkSet'],
    ['networking.k8s.io/v1', 'NetworkPolcy', 'NetworkPolicy'],
  ])('is an error: %s %s', async (apiVersion, kind, meant) => {
    const inventory = dump(object(apiVersion, kind));
    expect(await saidOf(inventory)).toEqual({
      code: 2,
      lines: [
        `${inventory}:2:1: error: no API server has the kind "${kind}" in "${apiVersion}" [unknown-kind]`,
        'tierwall: one error in the input, so nothing was judged [invalid-input]',
      ],
    });
    expect((await run(['compile', '-c', inventory, '-p', policies])).stderr).toContain(
      `Did you mean ${meant}?`,
    );
  });
  it.each([
    ['discovery.k8s.io/v1beta1', 'EndpointSlice', 'discovery.k8s.io/v1'],
    ['extensions/v1beta1', 'Deployment', 'apps/v1'],
  ])('is a warning, said once, in a version that is not read: %s %s', async (apiVersion, kind, read) => {
    const inventory = dump(object(apiVersion, kind), object(apiVersion, kind, 'spec: {}', 'y'));
    const { code, lines } = await saidOf(inventory);
    expect(code).toBe(0);
    expect(lines).toEqual([
      `${inventory}:2:1: warning: ${kind} objects of ${apiVersion} are not read [unsupported-version]`,
    ]);
    expect((await run(['compile', '-c', inventory, '-p', policies])).stderr).toContain(`as ${read}.`);
  });
  it('is none where the object came out of a cluster', async () => {
    const stored = (apiVersion: string, kind: string) =>
      `---\napiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: x, uid: a}\n`;
    const inventory = dump(stored('v1', 'Pods'), stored('v1', 'Group'), stored('v1', 'NetworkPolicy'));
    expect(await saidOf(inventory)).toEqual({ code: 0, lines: [] });
    expect(
      (await saidOf(pods, scratch.file('stored.yaml', stored('v1', 'Profile') + networkPolicy('p')))).code,
    ).toBe(0);
  });
  // As dumps of real clusters hold them, with neighbours of ours by name.
  it.each([
    [
      'v1',
      'Group User Profile ConfigMap Secret Event LimitRange PodTemplate ComponentStatus Config ResourceQuota Binding',
    ],
    ['apps/v1', 'ControllerRevision'],
    ['policy/v1', 'PodDisruptionBudget Eviction'],
    ['autoscaling/v2', 'HorizontalPodAutoscaler Scale'],
    ['extensions/v1beta1', 'Ingress PodSecurityPolicy'],
    ['serving.knative.dev/v1', 'Service Route Revision'],
    ['management.cattle.io/v3', 'Node NodePool Cluster'],
    ['metrics.k8s.io/v1beta1', 'PodMetrics NodeMetrics'],
    ['cilium.io/v2', 'CiliumNode CiliumIdentity'],
    ['cilium.io/v2alpha1', 'CiliumEndpointSlice'],
    ['projectcalico.org/v3', 'Node IPPool FelixConfiguration'],
    ['gateway.networking.k8s.io/v1', 'HTTPRoute Gateway'],
  ])('is not one of its own: %s %s', async (apiVersion, kinds) => {
    const inventory = dump(...kinds.split(' ').map((kind) => object(apiVersion, kind)));
    expect(await saidOf(inventory)).toEqual({ code: 0, lines: [] });
  });
});
