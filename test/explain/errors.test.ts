import { describe, expect, it } from 'vitest';
import { run } from '../cli/run.ts';
import { Scratch } from '../cli/scratch.ts';
import { cluster, policy } from './world.ts';

const scratch = new Scratch();
const world = [
  '-c',
  scratch.file('cluster.yaml', cluster),
  '-p',
  scratch.file('policies.yaml', policy('p', '{podSelector: {}}')),
];
const ends = '--from shop/front --to shop/web-0';

describe('a question that asks nothing', () => {
  it.each([
    ['--from shop/frnt --to shop/web-0', '--from: there is no pod shop/frnt', 'Did you mean "shop/front"?'],
    ['--from shop/front --to web', '--to: "web" is no endpoint', 'Write namespace/pod'],
    ['--from node:n2 --to shop/web-0', '--from: there is no node n2', 'Did you mean "n1"?'],
    ['--from svc:shop/web --to shop/web-0', '--from: a service opens no connection', ''],
    [
      '--from shop/front --to svc:shop/wbe --port 80',
      '--to: there is no service shop/wbe',
      'Did you mean "shop/web"?',
    ],
    [
      '--from shop/front --to svc:shop/web',
      '--port: svc:shop/web answers at its ports only',
      'Its ports are TCP 80.',
    ],
    [
      '--from shop/front --to svc:shop/empty --port 53',
      '--port: svc:shop/empty does not answer TCP 53',
      'TCP 80, UDP 53',
    ],
    ['--from shop/front --to svc:shop/web --protocol ICMP', '--port: svc:shop/web does not answer ICMP', ''],
    [
      '--from shop/front --to svc:shop/headless --port 8080',
      '--to: svc:shop/headless has no address',
      'headless service',
    ],
    [
      '--from shop/front --to fqdn:no.example',
      '--to: no DNS answer gives an address for no.example',
      'cluster.dns',
    ],
    ['--from shop/front --to entity:health', '--to: entity:health is no end', 'host, remote-node'],
    ['--from 192.0.2.1 --to entity:host', '--to: entity:host needs a pod with a node', ''],
    [
      '--from 192.0.2.1 --to 2001:db8::1',
      '--to: the ends have no address family in common: IPv4 and IPv6',
      '',
    ],
    ['--from shop/front --to shop/web-0 --family 6', '--to: shop/web-0 has no IPv6 address', ''],
    [`${ends} --protocol TPC`, '--protocol: there is no protocol "TPC"', 'Protocols are TCP'],
    [`${ends} --protocol ICMP --port 8`, '--port: the protocol ICMP has no ports', ''],
    [`${ends} --protocol ICMPv6 --family 4`, '--family: ICMPv6 runs over IPv6 only', ''],
    [`${ends} --icmp-code 3`, '--icmp-type: type and code belong to the protocols ICMP, ICMPv6 and IGMP', ''],
    [`${ends} --port 8080 --via web`, '--via: "web" is no service', 'Write namespace/name'],
    [
      `${ends} --port 8080 --via shop/webs`,
      '--via: there is no service shop/webs',
      'Did you mean "shop/web"?',
    ],
    [
      `${ends} --port 80 --via shop/web`,
      '--via: shop/web does not lead to port 80 of shop/web-0',
      '10.0.0.2 port 8080',
    ],
    [
      '--from shop/front --to ops/prom --via shop/empty',
      '--via: shop/empty does not lead to port (none)',
      'nobody',
    ],
  ])('%s', async (question, message, hint) => {
    const { code, stdout, stderr } = await run(['why', ...world, ...question.split(' ')]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`tierwall: ${message}`);
    expect(stderr).toContain(hint);
  });

  it('names no policies', async () => {
    const { code, stderr } = await run(['why', ...ends.split(' ')]);
    expect(code).toBe(2);
    expect(stderr).toContain('--policy PATH');
  });
});

describe('a question', () => {
  it.each([
    [
      '--from shop/front --to fqdn:WWW.example.org. --port 443',
      'fqdn:WWW.example.org. (203.0.113.10) TCP 443',
    ],
    ['--from shop/front --to entity:host --port 22', 'entity:host (172.18.0.11) TCP 22'],
    ['--from shop/front --to shop/web-0 --protocol icmp', 'ICMP type 8 code 0'],
    [`${ends} --port 8080 --source-port 40000`, 'TCP 8080 from port 40000'],
    [`${ends} --protocol 47`, '(10.0.0.2) GRE'],
  ])('%s may name its ends in many ways', async (question, head) => {
    const { code, stdout } = await run(['why', ...world, ...question.split(' ')]);
    expect(code).toBe(0);
    expect(stdout.split('\n')[0]).toContain(head);
  });

  it('is answered in JSON', async () => {
    const { stdout } = await run(['why', '-o', 'json', ...world, ...ends.split(' '), '--port', '8080']);
    expect(JSON.parse(stdout)).toMatchObject({ schema: 'tierwall.why/v1', verdict: 'deny', service: null });
  });
});
