import { beforeAll, describe, expect, it } from 'vitest';
import { packetVerdicts } from '../../src/verdict/verdict.ts';
import { type Ran, replayJson } from './run.ts';
import { Scratch, shop, shopToday } from './scratch.ts';
import { capture, datagram } from './traffic.ts';

const scratch = new Scratch();
const cut = scratch.file('cut.pcap', capture([datagram(1000, 1), datagram(1001, 2)]).subarray(0, -3));

describe('the JSON report of replay', () => {
  let ran: Ran & { report: Record<string, unknown> };
  beforeAll(async () => {
    ran = await replayJson(shopToday);
  });

  it('has every key of the contract, in its order', () => {
    const keys = [
      'schema',
      'captures',
      'packets',
      'bytes',
      'protocols',
      'malformed',
      'flows',
      'packetVerdicts',
      'flowVerdicts',
      'checksum',
      'workers',
      'setupSeconds',
      'seconds',
    ];
    expect(Object.keys(ran.report).filter((key) => keys.includes(key))).toEqual(keys);
  });

  it('names its schema', () => {
    expect(ran.report.schema).toBe('tierwall.replay/v1');
  });

  it('counts each protocol of the contract, even where it is 0', () => {
    const names = ['ipv4', 'ipv6', 'tcp', 'udp', 'icmp', 'icmpv6', 'sctp', 'arp', 'vlan'];
    expect(Object.keys(ran.report.protocols as object)).toEqual(names);
    expect(Object.values(ran.report.protocols as object).every(Number.isInteger)).toBe(true);
  });

  it('counts each verdict of packets and flows, even where it is 0', () => {
    expect(ran.report.packetVerdicts).toEqual({
      forwarded: expect.any(Number),
      dropped: expect.any(Number),
      rejected: 0,
      byReason: { 'default-deny': expect.any(Number) },
    });
    expect(ran.report.flowVerdicts).toEqual({ allow: 25, deny: 5, reject: 0, 'l7-deny': 0 });
  });

  it('has sums that add up', () => {
    const { packets, bytes, flows, captures } = ran.report as {
      [key: string]: number;
    } & { captures: { packets: number; bytes: number }[] };
    const verdicts = ran.report.packetVerdicts as Record<string, number>;
    expect(packetVerdicts.reduce((sum, verdict) => sum + verdicts[verdict], 0)).toBe(packets);
    expect(Object.values(ran.report.flowVerdicts as object).reduce((a, b) => a + b, 0)).toBe(flows);
    expect(captures[0]).toMatchObject({ packets, bytes });
  });

  it('describes each capture', () => {
    expect(ran.report.captures).toEqual([
      {
        file: shop.capture,
        format: 'pcapng',
        compression: 'none',
        linkTypes: ['EN10MB'],
        packets: ran.report.packets,
        bytes: ran.report.bytes,
        truncated: 0,
        fault: null,
      },
    ]);
  });

  it('has a checksum of 16 hexadecimal digits, one worker, and times in seconds', () => {
    expect(ran.report.checksum).toMatch(/^[0-9a-f]{16}$/);
    expect(ran.report).toMatchObject({
      malformed: { total: 0, byReason: {} },
      workers: 1,
      setupSeconds: expect.any(Number),
      seconds: expect.any(Number),
    });
  });

  it('is all that standard output holds', () => {
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout.endsWith('}\n')).toBe(true);
  });

  it('is the same in the next run, but for the times', async () => {
    const again = await replayJson(shopToday);
    const untimed = { setupSeconds: 0, seconds: 0 };
    expect({ ...again.report, ...untimed }).toEqual({ ...ran.report, ...untimed });
  });

  it('has the same checksum by the reference evaluator and with a number of workers', async () => {
    const { report } = await replayJson([...shopToday, '--engine-core', 'reference', '--workers', '4']);
    expect(report.checksum).toBe(ran.report.checksum);
  });

  it('has another checksum when another rule decides', async () => {
    const { report } = await replayJson(['-r', shop.capture, '-c', shop.cluster, '-p', shop.tomorrow]);
    expect(report.checksum).not.toBe(ran.report.checksum);
  });

  it('says where and how a capture is broken, and counts the packets before', async () => {
    const { code, report } = await replayJson(['-r', cut]);
    expect(code).toBe(3);
    expect(report.packets).toBe(1);
    expect(report.captures[0].fault).toEqual({
      code: 'cut-short',
      offset: expect.any(Number),
      message: expect.stringContaining('the file ends inside a record'),
    });
  });

  it('is there even if nothing was read', async () => {
    const empty = scratch.file('empty.pcap', capture([]));
    const { code, report } = await replayJson(['-r', empty]);
    expect(code).toBe(3);
    expect(report).toMatchObject({ packets: 0, flows: 0 });
    expect(report.captures[0]).toMatchObject({ file: empty, format: 'pcap', packets: 0, fault: null });
  });
});
