import { describe, expect, it } from 'vitest';
import { loadPolicyTests } from '../../src/policytest/index.ts';
import { clusterText, folderOf, load, policiesText, run, testText } from './files.ts';

const probesOf = (probe: string) => testText({ probes: `probes:\n  - ${probe}` });

describe('reading a test', () => {
  it.each([
    [
      'an unknown field',
      testText({ more: 'expectinvalid: true' }),
      'unknown-field',
      'expectinvalid',
      /expectInvalid/,
    ],
    [
      'a mistyped kind',
      testText({ head: 'apiVersion: tierwall.dev/v1alpha1\nkind: PolicyTests\nmetadata: {name: x}' }),
      'bad-value',
      'kind',
      /PolicyTest/,
    ],
    [
      'no name',
      testText({ head: 'apiVersion: tierwall.dev/v1alpha1\nkind: PolicyTest' }),
      'missing-field',
      'metadata.name',
      undefined,
    ],
    ['no probes', testText({ probes: 'probes: []' }), 'nothing-checked', 'probes', /expectInvalid/],
    [
      'a probe without an end',
      probesOf('{from: shop/web, expect: allow}'),
      'missing-field',
      'probes[0].to',
      undefined,
    ],
    [
      'a probe without an expectation',
      probesOf('{from: shop/web, to: shop/job}'),
      'missing-field',
      'probes[0].expect',
      undefined,
    ],
    [
      'a mistyped verdict',
      probesOf('{from: shop/web, to: shop/job, expect: alow}'),
      'bad-value',
      'probes[0].expect',
      /"allow"/,
    ],
    [
      'a mistyped field of a probe',
      probesOf('{from: shop/web, to: shop/job, prot: TCP, expect: allow}'),
      'unknown-field',
      'probes[0].prot',
      /port|Known/,
    ],
    [
      'a port out of range',
      probesOf('{from: shop/web, to: shop/job, port: 65536, expect: allow}'),
      'bad-value',
      'probes[0].port',
      undefined,
    ],
    [
      'a port as text',
      probesOf('{from: shop/web, to: shop/job, port: "80", expect: allow}'),
      'bad-value',
      'probes[0].port',
      undefined,
    ],
    [
      'an unknown protocol',
      probesOf('{from: shop/web, to: shop/job, protocol: TPC, expect: allow}'),
      'bad-value',
      'probes[0].protocol',
      /TCP/,
    ],
    [
      'a port of ICMP',
      probesOf('{from: shop/web, to: shop/job, protocol: ICMP, port: 8, expect: allow}'),
      'bad-value',
      'probes[0].port',
      undefined,
    ],
    [
      'ICMP over IPv6',
      probesOf('{from: shop/web, to: shop/job, protocol: ICMP, family: 6, expect: allow}'),
      'bad-value',
      'probes[0].family',
      undefined,
    ],
    [
      'a mistyped field of a request',
      probesOf('{from: shop/web, to: shop/job, http: {methd: GET}, expect: allow}'),
      'unknown-field',
      'probes[0].http.methd',
      /method/,
    ],
    [
      'a field of the cluster',
      testText({ cluster: 'cluster: {podz: []}' }),
      expect.any(String),
      'cluster.podz',
      /pods/,
    ],
    [
      'a resource that is not there',
      testText({ cluster: 'resources: [none.yaml]' }),
      'no-such-file',
      'resources',
      undefined,
    ],
    [
      'a policy file that is not there',
      testText({ policies: 'policies: [none.yaml]' }),
      'no-such-file',
      'policies',
      undefined,
    ],
  ])('calls %s an error, at its place', async (_what, text, code, path, hint) => {
    const result = await run(text);
    expect(result.status).toBe('error');
    const found = result.diagnostics.find((diagnostic) => diagnostic.path === path);
    expect(found).toMatchObject({ severity: 'error', code, line: expect.any(Number) });
    expect(found?.line).toBeGreaterThan(0);
    if (hint !== undefined) expect(found?.hint).toMatch(hint);
  });

  it('reads on after a fault and finds them all', async () => {
    const text = testText({ probes: 'probes:\n  - {frm: a, to: 1, expect: no}\n  - 7' });
    const { diagnostics } = await run(text);
    expect(diagnostics.filter(({ severity }) => severity === 'error').length).toBeGreaterThanOrEqual(5);
  });

  it('makes an error of a document that is no YAML, and reads the others', async () => {
    const tests = await load(`${testText()}---\na: [\n---\n${testText()}`);
    expect(tests.map(({ diagnostics }) => diagnostics.length)).toEqual([1, 0, 0]);
  });

  it('passes over clusters and policies that stand beside the tests', async () => {
    const folder = folderOf({
      'cluster.yaml': clusterText,
      'policy.yaml': 'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: x}\n',
      'one.test.yaml': testText({ cluster: 'resources: [cluster.yaml]' }),
    });
    const { tests, files } = await loadPolicyTests([folder]);
    expect(files).toHaveLength(3);
    expect(tests.map(({ name }) => name)).toEqual(['web-only-from-front']);
  });

  it('takes a cluster from Kubernetes objects and from the short form in another file', async () => {
    const pods = `apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {nodeName: n1, containers: [{name: c, ports: [{containerPort: 8080}]}]}
status: {podIP: 10.10.1.11, podIPs: [{ip: 10.10.1.11}], phase: Running}
`;
    const rest =
      'cluster:\n  pods: [{namespace: shop, name: front, labels: {app: front}, ips: [10.10.1.10]}]\n';
    const text = testText({
      cluster: 'resources: [more/pods.yaml, more/rest.yaml]',
      probes:
        'probes: [{from: shop/front, to: shop/web, port: 8080, expect: allow}, {from: 192.0.2.1, to: shop/web, port: 8080, expect: deny}]',
    });
    const result = await run(text, { 'more/pods.yaml': pods, 'more/rest.yaml': rest });
    expect(result.status).toBe('passed');
  });

  it('takes policies from files beside it, with places in those', async () => {
    const policy = `# one line more
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: shut, namespace: shop}
spec: {podSelector: {}, policyTypes: [Ingress]}
`;
    const text = testText({
      policies: 'policies: [policies/*.yaml]',
      probes: 'probes: [{from: shop/front, to: shop/web, port: 8080, expect: deny}]',
    });
    const { status, probes } = await run(text, { 'policies/shut.yaml': policy });
    expect(status).toBe('passed');
    const file = expect.stringMatching(/policies.shut\.yaml$/);
    expect(probes[0].decidedBy).toMatchObject({ isolatedBy: [{ name: 'shut', line: 2, file }] });
  });
});

describe('policies inside of the test file', () => {
  const rule = (text: string) => text.split('\n').findIndex((line) => line.includes('- from:')) + 1;
  const styles = {
    'a literal block': testText(),
    'a block with a comment and an indent': testText({
      policies: policiesText.replace('|', '|2- # inline'),
    }),
    'a block that begins with blank lines': testText({
      policies: policiesText.replace('|', '|\n\n'),
    }),
  };

  it.each(Object.entries(styles))('have their places in it: %s', async (_style, text) => {
    const { probes } = await run(text);
    const file = expect.stringMatching(/web\.test\.yaml$/);
    expect(probes[0].decidedBy).toMatchObject({ file, line: rule(text) });
  });

  it('have the place of their field where lines are joined', async () => {
    const policies = JSON.stringify(
      'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: a, namespace: shop}\nspec: {podSelector: {}}',
    );
    const text = testText({
      policies: `policies: ${policies}`,
      probes: 'probes: [{from: shop/front, to: shop/web, expect: deny}]',
    });
    const line = text.split('\n').findIndex((each) => each.startsWith('policies')) + 1;
    const { probes } = await run(text);
    expect(probes[0].decidedBy).toMatchObject({ isolatedBy: [{ line }] });
  });

  it('show where a refused field stands', async () => {
    const text = testText().replace('ports: [{port: 8080}]', 'ports: [{port: 80800}]');
    const line = text.split('\n').findIndex((each) => each.includes('80800')) + 1;
    const { status, diagnostics } = await run(text);
    expect(status).toBe('error');
    expect(diagnostics).toMatchObject([
      { line, path: 'spec.ingress[0].ports[0].port' },
      { code: 'not-in-force' },
    ]);
    expect(text.split('\n')[line - 1].slice((diagnostics[0].column ?? 0) - 1)).toMatch(/^port: 80800/);
  });
});
