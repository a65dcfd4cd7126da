import { describe, expect, it } from 'vitest';
import { run, testText } from './files.ts';

/** What is said about a probe, by field. */
async function said(probe: string, cluster?: string): Promise<unknown[]> {
  const given = { probes: `probes: [{${probe}}]`, ...(cluster !== undefined && { cluster }) };
  const { status, diagnostics } = await run(testText(given));
  expect(status).toBe('error');
  return diagnostics
    .filter(({ severity }) => severity === 'error')
    .map(({ path, code }) => `${path} ${code}`);
}

describe('what is wrong with a probe is said at the field as it is written', () => {
  const reply = 'sourcePort: 8080, port: 40000, state: reply, expect: allow';

  it.each([
    [`from: shop/wub, to: shop/front, ${reply}`, 'probes[0].from unknown-pod'],
    [`from: shop/web, to: shop/frnt, ${reply}`, 'probes[0].to unknown-pod'],
    [`from: shop/web, to: svc:shop/web, ${reply}`, 'probes[0].to bad-endpoint'],
    [`from: svc:shop/web, to: shop/front, ${reply}`, 'probes[0].sourcePort unknown-service-port'],
  ])('in a reply, too, which is judged turned round: %s', async (probe, expected) => {
    expect(await said(probe)).toEqual([expected]);
  });

  it('where an end has no address, whose verdict would hold by luck', async () => {
    const cluster =
      'cluster: {pods: [{namespace: shop, name: a}, {namespace: shop, name: b, ips: [10.0.0.1]}]}';
    expect(await said('from: shop/b, to: shop/a, expect: allow', cluster)).toEqual([
      'probes[0].to no-address',
    ]);
    expect(await said(`from: shop/b, to: shop/a, ${reply}`, cluster)).toEqual(['probes[0].to no-address']);
  });

  it('for all fields of the traffic at once', async () => {
    expect(
      await said(
        'from: shop/web, to: shop/job, protocol: ICMP, port: 1, sourcePort: 2, family: 6, expect: allow',
      ),
    ).toEqual(['probes[0].port bad-value', 'probes[0].sourcePort bad-value', 'probes[0].family bad-value']);
  });
});
