import { describe, expect, it } from 'vitest';
import { load, run, testText } from './files.ts';

const probesOf = (...probes: string[]) => `probes:\n${probes.map((probe) => `  - ${probe}\n`).join('')}`;

async function requestOf(probe: string): Promise<unknown> {
  const [test] = await load(
    testText({ probes: probesOf(`{from: shop/front, to: shop/web, expect: allow, ${probe}}`) }),
  );
  return test.probes[0].request;
}

describe('the request of a probe', () => {
  it('is HTTP with what it leaves out', async () => {
    expect(await requestOf('http: {path: /a, headers: {X-A: one}}')).toEqual({
      http: { method: 'GET', path: '/a', host: '', headers: new Map([['x-a', 'one']]) },
      serverName: '',
    });
  });

  it('is a POST to the method where it is gRPC', async () => {
    expect(await requestOf('grpc: {service: a.B, method: C}')).toMatchObject({
      http: { method: 'POST', path: '/a.B/C', headers: new Map([['content-type', 'application/grpc']]) },
    });
  });

  it('is Kafka, DNS or TLS, with names in their one form', async () => {
    expect(
      await requestOf('kafka: {apiKey: Produce, topic: orders, clientID: x, apiVersion: 3}'),
    ).toMatchObject({
      kafka: { apiKey: 'produce', apiVersion: 3, clientId: 'x', topics: ['orders'] },
    });
    expect(await requestOf('protocol: UDP, dns: {query: API.Example.}')).toEqual({ dnsQuery: 'api.example' });
    expect(await requestOf('tls: {sni: WWW.example}')).toEqual({ serverName: 'www.example' });
    expect(await requestOf('tls: {}')).toEqual({ serverName: '' });
  });

  it('has no server name where a TCP probe says nothing, and is not there for other protocols', async () => {
    expect(await requestOf('port: 80')).toEqual({ serverName: '' });
    expect(await requestOf('protocol: UDP, port: 53')).toBeUndefined();
  });
});

describe('probes of an engine with rules for requests', () => {
  const policies = `policies: |
  apiVersion: cilium.io/v2
  kind: CiliumNetworkPolicy
  metadata: {name: web-in, namespace: shop}
  spec:
    endpointSelector: {matchLabels: {app: web}}
    ingress:
      - fromEndpoints: [{matchLabels: {app: front}}]
        toPorts: [{ports: [{port: "8080", protocol: TCP}], rules: {http: [{path: "/a.*"}], }}]`;

  const verdicts = async (engine: string, ...probes: string[]) => {
    const text = testText({ engine, policies, probes: probesOf(...probes) });
    return (await run(text)).probes.map(({ verdict }) => verdict);
  };

  it('are judged by what they say of the request', async () => {
    const from = 'from: shop/front, to: shop/web, port: 8080, expect: allow';
    const asked = await verdicts(
      'engine: {name: cilium}',
      `{${from}, http: {path: /ab}}`,
      `{${from}, http: {path: /b}}`,
      `{${from}}`,
    );
    expect(asked).toEqual(['allow', 'l7-deny', 'allow']);
  });

  it('that are older than the policies are judged again where the engine does so', async () => {
    const probe = '{from: shop/job, to: shop/web, port: 8080, state: established, expect: deny}';
    expect(await verdicts('engine: {name: cilium}', probe)).toEqual(['deny']);
  });

  it('keep the answers of names for connections that are open, beyond their time', async () => {
    const names = `policies: |
  apiVersion: cilium.io/v2
  kind: CiliumNetworkPolicy
  metadata: {name: out, namespace: shop}
  spec:
    endpointSelector: {}
    egress:
      - toFQDNs: [{matchName: x.example}]
      - toPorts: [{ports: [{port: "53"}], rules: {dns: [{matchPattern: "*"}]}}]`;
    const old = 'after: [{dns: {name: x.example, ip: 203.0.113.9, ttl: 5, ageSeconds: 60}}]';
    const probes = ['new', 'established'].map(
      (state) => `{from: shop/front, to: 203.0.113.9, port: 443, state: ${state}, ${old}, expect: allow}`,
    );
    const text = testText({ engine: 'engine: {name: cilium}', policies: names, probes: probesOf(...probes) });
    expect((await run(text)).probes.map(({ verdict }) => verdict)).toEqual(['deny', 'allow']);
  });
});
