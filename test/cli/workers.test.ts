import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { benchPods, clusterJson } from '../../bench/cluster.ts';
import { policiesJson } from '../../bench/policies.ts';
import { writeTraffic } from '../../bench/traffic.ts';
import { buildProgram, runProgram } from './program.ts';
import { Scratch, shop } from './scratch.ts';

const scratch = new Scratch();
const program = buildProgram();

const pods = benchPods(200);
const cluster = scratch.file('cluster.json', clusterJson(pods));
const policies = scratch.file('policies.json', policiesJson(100, pods));
const large = scratch.path('large.pcap');
writeTraffic(large, { packets: 30_000, packetsPerFlow: 27, alive: 300, pods, seed: 5 });
const cut = scratch.file('cut.pcap', scratch.bytes('large.pcap').subarray(0, 100_000));
const packed = scratch.file('packed.pcap.gz', gzipSync(scratch.bytes('large.pcap').subarray(0, 700_000)));

/** All that a replay says, but for its times and the number of its threads. */
function output(workers: number, argv: readonly string[], input?: Uint8Array) {
  const name = `flows-${workers}.jsonl`;
  const options = ['-c', cluster, '-p', policies, '-o', 'json', '--flows', scratch.path(name)];
  const ran = runProgram(program, ['replay', ...argv, ...options, '--workers', String(workers)], input ?? '');
  const report = ran.stdout.replace(/"(workers|setupSeconds|seconds)": [\d.e+-]+/g, '');
  return { status: ran.status, stderr: ran.stderr, report, flows: scratch.read(name) };
}

describe('any number of workers says the same', () => {
  it.each([
    ['a capture of many batches', ['-r', large], 0],
    ['captures of several formats, one after another', ['-r', shop.capture, '-r', packed, '-r', large], 3],
    ['one that breaks off, and one behind it', ['-r', cut, '-r', large], 3],
  ])('for %s', { timeout: 60_000 }, (_, argv, status) => {
    const expected = output(1, argv);
    expect(expected.status).toBe(status);
    for (const workers of [2, 3, 8]) expect(output(workers, argv)).toEqual(expected);
  });

  it('for standard input behind a file', { timeout: 60_000 }, () => {
    const argv = ['-r', large, '-r', '-'];
    const input = scratch.bytes('large.pcap');
    expect(output(2, argv, input)).toEqual(output(1, argv, input));
  });

  it('where a file cannot be read', () => {
    const argv = ['replay', '-r', large, '-r', '/nonexistent.pcap', '-c', cluster, '-p', policies];
    const [one, two] = ['1', '2'].map((workers) => runProgram(program, [...argv, '--workers', workers]));
    expect(one.status).toBe(3);
    expect([two.status, two.stdout, two.stderr]).toEqual([one.status, one.stdout, one.stderr]);
  });
});
