import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { benchPods, clusterJson } from '../../bench/cluster.ts';
import { writeKinds } from '../../bench/heap-kinds.ts';
import { policiesJson } from '../../bench/policies.ts';
import { writeTraffic } from '../../bench/traffic.ts';
import { replay } from '../replay/replay.ts';

const packets = 40_000;
const pods = benchPods(200, 10);
let folder: string;
let flows: number;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tierwall-bench-test-'));
  flows = write('large.pcap', 1);
  writeFileSync(file('cluster.json'), clusterJson(pods));
  writeFileSync(file('policies.json'), policiesJson(20, pods));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string): string {
  return join(folder, name);
}

function write(name: string, seed: number): number {
  return writeTraffic(file(name), { packets, packetsPerFlow: 29, alive: 400, pods, seed });
}

describe('the large capture of the benchmarks', () => {
  test('is the same for the same seed and another for another', () => {
    write('again.pcap', 1);
    write('other.pcap', 2);
    const bytes = readFileSync(file('large.pcap'));
    expect(readFileSync(file('again.pcap')).equals(bytes)).toBe(true);
    expect(readFileSync(file('other.pcap')).equals(bytes)).toBe(false);
  });

  test('has sound connections only: every packet opens one, belongs to one or is ARP', async () => {
    const { lane, captures, tally, flows: tracked } = await judged('large.pcap');
    expect(captures).toMatchObject([{ packets, fault: null }]);
    expect(tally.malformed.total).toBe(0);
    expect(Object.keys(lane.sumUp().byReason).sort()).toEqual(['default-deny', 'policy']);
    expect(tracked.length).toBe(flows);
  });

  test('has connections of every kind, some of them denied', async () => {
    const { tally, flows: tracked } = await judged('large.pcap');
    const { ipv4, ipv6, tcp, ...others } = tally.protocols;
    expect(ipv4 / packets).toBeCloseTo(0.86, 1);
    expect(ipv6 / packets).toBeCloseTo(0.13, 1);
    expect(tcp / packets).toBeCloseTo(0.96, 1);
    for (const count of Object.values(others)) expect(count).toBeGreaterThan(0);
    const denied = tracked.filter(({ outcomes: [{ verdict }] }) => verdict === 'deny').length;
    expect(denied / tracked.length).toBeGreaterThan(0.05);
    expect(denied / tracked.length).toBeLessThan(0.25);
  });
});

test('the capture of the heap benchmark has the kinds of packets that it is said to have', async () => {
  const kinds = writeKinds(file('kinds.pcap'), 10_000);
  const { tally, lane } = await judged('kinds.pcap');
  expect(kinds).toBeGreaterThanOrEqual(20);
  expect(tally.packets).toBe(10_000);
  for (const count of Object.values(tally.protocols)) expect(count).toBeGreaterThan(0);
  expect(Object.keys(tally.malformed.byReason).sort()).toEqual(['ipv4-header-length', 'tcp-data-offset']);
  expect(lane.sumUp().byReason).toMatchObject({
    truncated: expect.any(Number),
    fragment: expect.any(Number),
  });
});

function judged(capture: string) {
  return replay({
    read: [file(capture)],
    cluster: [file('cluster.json')],
    policy: [file('policies.json')],
  });
}
