import { describe, expect, it } from 'vitest';
import { run, testText } from './files.ts';

const probing = (probe: string, given = {}) => testText({ probes: `probes:\n  - ${probe}`, ...given });
const codes = ({ diagnostics }: Awaited<ReturnType<typeof run>>) => diagnostics.map(({ code }) => code);

describe('running a test', () => {
  it('passes when every probe has its verdict, and says who decided', async () => {
    const { status, probes } = await run(testText());
    expect(status).toBe('passed');
    expect(probes).toMatchObject([
      { index: 0, verdict: 'allow', passed: true, decidedBy: { name: 'web-in', rule: { index: 0 } } },
      {
        index: 1,
        verdict: 'deny',
        passed: true,
        decidedBy: { implicit: 'deny', isolatedBy: [{ name: 'web-in' }] },
      },
    ]);
  });

  it('fails when a verdict is another', async () => {
    const { status, probes } = await run(
      probing('{from: shop/job, to: shop/web, port: 8080, expect: allow}'),
    );
    expect(status).toBe('failed');
    expect(probes).toMatchObject([{ expect: 'allow', verdict: 'deny', passed: false }]);
  });

  it.each([
    ['an address', '{from: 10.10.1.10, to: 10.10.1.11, port: 8080, expect: allow}'],
    ['an outside address', '{from: 203.0.113.7, to: shop/web, port: 8080, expect: deny}'],
    ['IPv6', '{from: shop/front, to: shop/web, port: 8080, family: 6, expect: allow}'],
    ['the family of an address', '{from: shop/front, to: "fd00:10:1::11", port: 8080, expect: allow}'],
    ['a node', '{from: shop/web, to: node:n1, port: 22, expect: allow}'],
    ['the node of the other end', '{from: shop/web, to: entity:host, port: 22, expect: allow}'],
    ['a name', '{from: shop/web, to: fqdn:API.example.org., port: 443, expect: allow}'],
    [
      'a name learned before',
      '{from: shop/web, to: fqdn:x.example, port: 443, after: [{dns: {name: x.example, ip: 203.0.113.9}}], expect: allow}',
    ],
    ['a service, at its own port', '{from: shop/front, to: svc:shop/web, port: 80, expect: allow}'],
    ['the address of a service', '{from: shop/job, to: 10.96.0.20, port: 80, expect: deny}'],
    [
      'a pod through its service',
      '{from: shop/front, to: shop/web, port: 8080, via: shop/web, expect: allow}',
    ],
    [
      'a reply',
      '{from: shop/web, to: shop/front, sourcePort: 8080, port: 40000, state: reply, expect: allow}',
    ],
    [
      'a reply that answers nothing',
      '{from: shop/web, to: shop/job, sourcePort: 8080, port: 40000, state: reply, expect: deny}',
    ],
    ['ICMP', '{from: shop/job, to: shop/front, protocol: ICMP, expect: allow}'],
    ['a protocol number', '{from: shop/job, to: shop/front, protocol: 47, expect: allow}'],
    [
      'a request, where policies know none',
      '{from: shop/front, to: shop/web, port: 8080, http: {method: GET}, expect: allow}',
    ],
  ])('judges %s', async (_what, probe) => {
    expect(await run(probing(probe))).toMatchObject({ status: 'passed', diagnostics: [] });
  });

  it('lets an older connection live, unless such are looked at again', async () => {
    const probe = '{from: shop/job, to: shop/web, port: 8080, state: established, expect: allow}';
    expect((await run(probing(probe))).status).toBe('passed');
    expect((await run(probing(probe), {}, { liveConnections: 'recheck' })).status).toBe('failed');
  });

  it.each([
    ['an unknown pod', '{from: shop/fron, to: shop/web, expect: deny}', 'unknown-pod', 'probes[0].from'],
    ['an unknown node', '{from: shop/web, to: node:n2, expect: allow}', 'unknown-node', 'probes[0].to'],
    [
      'an unknown name',
      '{from: shop/web, to: fqdn:no.example, expect: allow}',
      'unknown-name',
      'probes[0].to',
    ],
    [
      'an old answer',
      '{from: shop/web, to: fqdn:x.example, after: [{dns: {name: x.example, ip: 203.0.113.9, ttl: 5, ageSeconds: 6}}], expect: allow}',
      'unknown-name',
      'probes[0].to',
    ],
    [
      'a word of another language',
      '{from: shop/web, to: entity:health, expect: allow}',
      'unsupported-feature',
      'probes[0].to',
    ],
    ['nonsense', '{from: web, to: shop/web, expect: deny}', 'bad-endpoint', 'probes[0].from'],
    [
      'a service as a client',
      '{from: svc:shop/web, to: shop/web, expect: deny}',
      'bad-endpoint',
      'probes[0].from',
    ],
    [
      'a port that the service has not',
      '{from: shop/front, to: svc:shop/web, port: 81, expect: deny}',
      'unknown-service-port',
      'probes[0].port',
    ],
    [
      'a path that is not',
      '{from: shop/front, to: shop/job, port: 8080, via: shop/web, expect: deny}',
      'no-such-backend',
      'probes[0].via',
    ],
    [
      'a missing family',
      '{from: shop/job, to: shop/web, family: 6, expect: deny}',
      'no-address',
      'probes[0].from',
    ],
    [
      'families that differ',
      '{from: 192.0.2.1, to: "2001:db8::1", expect: allow}',
      'no-common-family',
      'probes[0].to',
    ],
    [
      'a reply to no port',
      '{from: shop/web, to: shop/front, port: 40000, state: reply, expect: allow}',
      'missing-field',
      'probes[0].sourcePort',
    ],
  ])('makes an error of %s, never a verdict', async (_what, probe, code, path) => {
    const result = await run(probing(probe));
    expect(result.status).toBe('error');
    expect(result.diagnostics).toMatchObject([{ severity: 'error', code, path }]);
    expect(result.probes).toMatchObject([{ verdict: null, passed: false, decidedBy: null }]);
  });

  it('warns where the backends of a service are judged differently', async () => {
    const cluster = `cluster:
  namespaces: [{name: shop}]
  pods:
    - {namespace: shop, name: front, labels: {app: front}, ips: [10.10.1.10]}
    - {namespace: shop, name: web, labels: {app: web, of: s}, ips: [10.10.1.11]}
    - {namespace: shop, name: job, labels: {app: job, of: s}, ips: [10.10.1.12]}
  services: [{namespace: shop, name: s, selector: {of: s}, clusterIP: 10.96.0.20, ports: [{port: 80, targetPort: 8080}]}]`;
    const result = await run(
      probing('{from: shop/job, to: svc:shop/s, port: 80, expect: deny}', { cluster }),
    );
    expect(result.status).toBe('passed');
    expect(result.diagnostics).toMatchObject([{ severity: 'warning', code: 'ambiguous-backend' }]);
  });
});

describe('the engine of a test', () => {
  const allowAll = '{from: shop/job, to: shop/web, expect: allow}';

  it('must be known, with its options', async () => {
    const unknown = await run(testText({ engine: 'engine: {name: cillium}' }));
    expect(unknown).toMatchObject({
      status: 'error',
      diagnostics: [{ code: 'unknown-engine', path: 'engine' }],
    });
    const option = await run(testText({ engine: 'engine: {name: kubernetes, options: {speed: 9}}' }));
    expect(option).toMatchObject({ status: 'error', diagnostics: [{ code: 'unknown-engine-option' }] });
  });

  it('is the one of the run where the test names none', async () => {
    const silent = testText({ engine: '', probes: `probes: [${allowAll}]` });
    expect((await run(silent)).status).toBe('failed');
    expect((await run(silent, {}, { engine: 'none' })).status).toBe('passed');
    const named = testText({ probes: `probes: [${allowAll}]` });
    expect((await run(named, {}, { engine: 'none' })).status).toBe('failed');
  });

  it('must read some of the policies, or everything would be allowed by luck', async () => {
    const policies = 'policies: |\n  apiVersion: example.org/v1\n  kind: Firewall\n  metadata: {name: x}';
    const result = await run(testText({ policies, probes: `probes: [${allowAll}]` }));
    expect(result).toMatchObject({ status: 'error', diagnostics: [{ code: 'no-policy-for-engine' }] });
  });
});

describe('a test that expects a refusal', () => {
  const invalid = testText({ more: 'expectInvalid: the port is too large' });
  const broken = invalid.replace('ports: [{port: 8080}]', 'ports: [{port: 80800}]');

  it('passes when an object is refused, and its probes see the rest', async () => {
    const text = broken.replace(
      /probes:[\s\S]*?expectInvalid/,
      `probes: [{from: shop/job, to: shop/web, expect: allow}]\nexpectInvalid`,
    );
    const result = await run(text);
    expect(result.status).toBe('passed');
    expect(result.diagnostics).toMatchObject([
      { severity: 'error', path: 'spec.ingress[0].ports[0].port' },
      { code: 'not-in-force' },
    ]);
  });

  it('fails when none is', async () => {
    const result = await run(invalid);
    expect(result.status).toBe('failed');
    expect(codes(result)).toEqual(['expected-invalid']);
  });

  it('is an error when the text is not even YAML', async () => {
    const result = await run(invalid.replace('kind: NetworkPolicy', 'kind: [NetworkPolicy'));
    expect(result.status).toBe('error');
  });

  it('is the only one that may have a refused object', async () => {
    expect((await run(broken.replace(/expectInvalid.*/, ''))).status).toBe('error');
  });
});
