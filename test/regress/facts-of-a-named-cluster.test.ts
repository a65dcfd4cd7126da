import { expect, it } from 'vitest';
import { run } from '../cli/run.ts';
import { Scratch } from '../cli/scratch.ts';

const scratch = new Scratch();
const dump = scratch.file(
  'east.yaml',
  `apiVersion: v1
kind: Namespace
metadata: {name: shop}
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
status: {podIP: 10.0.0.1}
---
apiVersion: projectcalico.org/v3
kind: GlobalNetworkSet
metadata: {name: bad, labels: {set: bad}}
spec: {nets: [203.0.113.0/24]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: unjudged, namespace: shop}
spec: {podSelector: {}}
`,
);
const policy = scratch.file(
  'policy.yaml',
  `apiVersion: projectcalico.org/v3
kind: GlobalNetworkPolicy
metadata: {name: g}
spec:
  selector: app == 'web'
  egress: [{action: Deny, destination: {selector: set == 'bad'}}, {action: Allow}]
`,
);

it.each([
  ['without a name', [dump]],
  ['with the name of --cluster-name', [`east=${dump}`, '--cluster-name', 'east']],
  ['with the name that a short form gives', [`east=${dump}`, '-c', shortForm()]],
])('facts and policies of the local cluster are seen in an inventory %s', async (_, inventory) => {
  const ends = ['--from', 'shop/web', '--to', '203.0.113.5', '--port', '80'];
  const ran = await run(['why', '-c', ...inventory, '-p', policy, ...ends]);
  expect(ran.stdout).toMatch(/^deny /);
  expect(ran.stderr).toContain('NetworkPolicy shop/unjudged is in the inventory');
});

it('facts of another cluster are none of its policies', async () => {
  const ends = ['--from', 'east:shop/web', '--to', '203.0.113.5', '--port', '80'];
  const ran = await run(['why', '-c', `east=${dump}`, '-p', policy, ...ends]);
  expect(ran.stdout).toMatch(/^allow /);
  expect(ran.stderr).not.toContain('policy-in-inventory');
});

function shortForm(): string {
  return scratch.file('name.yaml', 'cluster: {name: east}\n');
}
