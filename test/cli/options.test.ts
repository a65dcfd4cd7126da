import { describe, expect, it } from 'vitest';
import { engineCores } from '../../src/engine/core.ts';
import { LinkType } from '../../src/net/link-type.ts';
import { pcap } from '../capture/build.ts';
import { concat, ethernet, icmp, ipv4, udp } from '../frame/build.ts';
import { replayJson, run } from './run.ts';
import { Scratch, shopToday, shopTraffic } from './scratch.ts';
import { capture, closed, cluster, connection, datagram, open, policy } from './traffic.ts';

const scratch = new Scratch();
const lab = scratch.file('lab.yaml', cluster);
const opened = scratch.file('open.yaml', open);
const shut = scratch.file('closed.yaml', closed);
const one = scratch.file('one.pcap', capture([datagram(1, 1)]));

describe('--midstream', () => {
  const middle = scratch.file('middle.pcap', capture(connection(40000, 0, [10, 20]).slice(3)));
  const argv = ['-r', middle, '-c', lab, '-p', opened] as const;

  it('drops packets of connections without a start, and the report says what to do', async () => {
    const { report } = await replayJson(argv);
    expect(report.packetVerdicts).toMatchObject({ dropped: 2, byReason: { 'invalid-state': 2 } });
    expect((await run(['replay', ...argv])).stdout).toContain('--midstream pickup');
  });

  it('pickup guesses who opened them', async () => {
    const { report } = await replayJson([...argv, '--midstream', 'pickup']);
    expect(report.packetVerdicts).toMatchObject({ forwarded: 2, dropped: 0 });
    expect(report.flowVerdicts).toMatchObject({ allow: 1 });
  });

  it('refuses other words and lists its own', async () => {
    const ran = await run(['replay', ...argv, '--midstream', 'guess']);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain('Allowed choices are invalid, pickup.');
  });
});

describe('--decap', () => {
  const inner = ethernet(0x0800, datagram(1000, 0).data);
  const vxlan = concat([8, 0, 0, 0, 0, 0, 1, 0], inner);
  const outer = ipv4(
    { source: '172.18.0.1', destination: '172.18.0.2', protocol: 17 },
    udp({ destinationPort: 4789 }, vxlan),
  );
  const tunnel = scratch.file('vxlan.pcap', pcap({ link: LinkType.raw }, [{ data: outer, seconds: 1 }]));
  const argv = ['-r', tunnel, '-c', lab, '-p', shut] as const;

  it('judges what is in the tunnel', async () => {
    const { report } = await replayJson([...argv, '--decap']);
    expect(report.flowVerdicts).toMatchObject({ allow: 0, deny: 1 });
  });

  it('left out judges the tunnel', async () => {
    const { report } = await replayJson(argv);
    expect(report.flowVerdicts).toMatchObject({ allow: 1, deny: 0 });
  });

  it('does not change what is counted', async () => {
    const { protocols } = (await replayJson([...argv, '--decap'])).report;
    expect(protocols).toEqual((await replayJson(argv)).report.protocols);
  });
});

describe('--max-flows', () => {
  it('drops what finds no room, and the report says what to do', async () => {
    const { report } = await replayJson([...shopToday, '--max-flows', '1']);
    expect(report.packetVerdicts.byReason['table-full']).toBeGreaterThan(0);
    const { stdout } = await run(['replay', ...shopToday, '--max-flows', '1']);
    expect(stdout).toContain('table-full: raise --max-flows');
  });

  it('is named where packets pass without a flow, as no policy governs anybody', async () => {
    const few = [...shopTraffic, '--max-flows', '1'];
    const reports = await Promise.all(
      engineCores.map(async (core) => (await replayJson([...few, '--engine-core', core])).report.unmatched),
    );
    expect(reports[0]).toBeGreaterThan(100);
    expect(new Set(reports).size).toBe(1);
    const { stdout } = await run(['replay', ...few]);
    expect(stdout).toMatch(/^\d+ packets passed without a flow, .* no room for \(--max-flows\)$/m);
    expect((await replayJson(shopTraffic)).report.unmatched).toBe(0);
  });

  it.each([
    ...['0', '-1', '1.5', 'many'].map((count) => [count, 'It must be a whole number above 0.']),
    ['9999999999999999', 'It may have 15 digits at the most.'],
  ])('refuses %s', async (count, why) => {
    const ran = await run(['replay', ...shopToday, `--max-flows=${count}`]);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain(why);
  });
});

describe('--engine', () => {
  const traffic = ['-r', one, '-c', lab] as const;

  it('none enforces nothing, and a warning says so', async () => {
    const { report, stderr } = await replayJson([...traffic, '-p', shut, '--engine', 'none']);
    expect(report.flowVerdicts).toMatchObject({ allow: 1, deny: 0 });
    expect(stderr).toBe(
      'warning: the engine `none` enforces no policy: everything is allowed [nothing-enforced]\n',
    );
  });

  it('kubernetes is the default', async () => {
    const named = await replayJson([...traffic, '-p', shut, '--engine', 'kubernetes']);
    const byDefault = await replayJson([...traffic, '-p', shut]);
    expect(named.report.checksum).toBe(byDefault.report.checksum);
  });

  it.each([
    ['with policies', ['-p', shut]],
    ['without policies', []],
  ])('that nobody knows is refused %s, with the one that was probably meant', async (_, argv) => {
    const ran = await run(['replay', ...traffic, ...argv, '--engine', 'kubernets']);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain('there is no engine named "kubernets" [unknown-engine]');
    expect(ran.stderr).toContain('Did you mean kubernetes? Known engines: kubernetes, ');
  });

  it('with a version that nobody knows is refused', async () => {
    const ran = await run(['replay', ...traffic, '-p', shut, '--engine', 'kubernetes@0.1']);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain('[unknown-engine-version]');
  });
});

describe('--engine-option', () => {
  const ping = ipv4({ protocol: 1 }, icmp(8, 0));
  const path = scratch.file('ping.pcap', pcap({ link: LinkType.raw }, [{ data: ping, seconds: 1 }]));
  const argv = ['-r', path, '-c', lab, '-p', shut] as const;

  it('changes what the API texts leave open', async () => {
    const byDefault = await replayJson(argv);
    const allowed = await replayJson([...argv, '--engine-option', 'icmp=allow']);
    expect(byDefault.report.flowVerdicts).toMatchObject({ allow: 0, deny: 1 });
    expect(allowed.report.flowVerdicts).toMatchObject({ allow: 1, deny: 0 });
  });

  it('of a name that is unknown lists those that there are', async () => {
    const ran = await run(['replay', ...argv, '--engine-option', 'imcp=allow']);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain(
      'has no option "imcp" [unknown-engine-option]\n  Options of kubernetes: icmp, ',
    );
  });

  it('of a value that is unknown lists those that there are', async () => {
    const ran = await run(['replay', ...argv, '--engine-option', 'icmp=maybe']);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain(
      'icmp has no value "maybe" [bad-engine-option]\n  Values of icmp: follow-rules-without-ports, allow, deny. ',
    );
  });

  it('without a value is refused', async () => {
    const ran = await run(['replay', ...argv, '--engine-option', 'icmp']);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain('It must be KEY=VALUE.');
  });
});

describe('--rows', () => {
  it('cuts the table and says how many flows are left', async () => {
    const { stdout } = await run(['replay', ...shopToday, '--rows', '3']);
    const lines = stdout.split('\n');
    expect(lines[4]).toMatch(/^… and 25 more flows \(--rows shows more\)$/);
  });
});

describe('--workloads', () => {
  it('counts a template, which has no address', async () => {
    const deployment = scratch.file(
      'deployment.yaml',
      `apiVersion: apps/v1
kind: Deployment
metadata: {name: api, namespace: lab}
spec: {template: {metadata: {labels: {app: server}}, spec: {containers: [{name: c}]}}}
`,
    );
    const { code } = await replayJson(['-r', one, '-c', lab, '-c', deployment, '-p', shut, '--workloads']);
    expect(code).toBe(0);
  });
});

describe('--max-input-bytes', () => {
  it.each(['10', '1k', '1KiB', '2M', '2MiB', '1g'])('reads %s as a size', async (size) => {
    const { stderr } = await run(['replay', ...shopTraffic, '-p', opened, '--max-input-bytes', size]);
    expect(stderr).not.toContain('It must be a size');
  });

  it.each(['', 'M', '1T', '-1', '1.5M'])('refuses %j', async (size) => {
    const ran = await run(['replay', '-r', one, `--max-input-bytes=${size}`]);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain('It must be a size such as 512M or 2GiB.');
  });
});

it('says which of a reject and a deny it fails on', async () => {
  const soft = scratch.file('soft.yaml', policy('soft', '[{ports: [{port: 80}]}]'));
  const argv = ['replay', '-r', one, '-c', lab, '-p', soft];
  expect((await run([...argv, '--fail-on', 'deny'])).code).toBe(1);
  expect((await run([...argv, '--fail-on', 'reject'])).code).toBe(0);
});
