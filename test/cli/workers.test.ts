import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { benchPods, clusterJson } from '../../bench/cluster.ts';
import { policiesJson } from '../../bench/policies.ts';
import { writeTraffic } from '../../bench/traffic.ts';
import { buildProgram, bundleProgram, runProgram } from './program.ts';
import { inRepository, Scratch, shop } from './scratch.ts';

const scratch = new Scratch();
const program = buildProgram();

const pods = benchPods(200);
const cluster = scratch.file('cluster.json', clusterJson(pods));
const policies = scratch.file('policies.json', policiesJson(100, pods));
const large = scratch.path('large.pcap');
writeTraffic(large, { packets: 30_000, packetsPerFlow: 27, alive: 300, pods, seed: 5 });
const cut = scratch.file('cut.pcap', scratch.bytes('large.pcap').subarray(0, 100_000));
const packed = scratch.file('packed.pcap.gz', gzipSync(scratch.bytes('large.pcap').subarray(0, 700_000)));

const [fragments, icmp] = ['fragments', 'icmp'].map((name) => inRepository(`pcaps/${name}/capture.pcapng`));
const fewer = scratch.file('fewer.json', policiesJson(20, pods));

/** All that a replay says, but for its times and the number of its threads. */
function report(workers: number, argv: readonly string[], input?: Uint8Array) {
  const options = ['-c', cluster, '-p', policies, '-o', 'json', '--workers', String(workers)];
  const { status, stdout, stderr } = runProgram(program, ['replay', ...argv, ...options], input ?? '');
  return { status, stderr, said: stdout.replace(/"(workers|setupSeconds|seconds)": [\d.e+-]+/g, '') };
}

function output(workers: number, argv: readonly string[], input?: Uint8Array) {
  const name = `flows-${workers}.jsonl`;
  const said = report(workers, [...argv, '--flows', scratch.path(name)], input);
  return { ...said, flows: scratch.read(name) };
}

describe('any number of workers says the same', () => {
  it.each([
    ['a capture of many batches', ['-r', large], 0],
    ['captures of several formats, one after another', ['-r', shop.capture, '-r', packed, '-r', large], 3],
    ['one that breaks off, and one behind it', ['-r', cut, '-r', large], 3],
  ])('for %s', { timeout: 60_000 }, (_, argv, status) => {
    const expected = output(1, argv);
    expect(expected.status).toBe(status);
    for (const workers of [2, 3, 4, 8]) expect(output(workers, argv)).toEqual(expected);
  });

  // Without a flow log, and with no rule of DNS names, connections are tracked ahead of the judgement.
  it.each([
    ['a capture of many batches', ['-r', large], 0],
    ['a flow table that is too small', ['-r', large, '--max-flows', '64'], 0],
    ['policies that change', ['-r', large, '--policy-change', `#12345=${fewer}`], 0],
    ['fragments, and ICMP errors', ['-r', fragments, '-r', icmp, '-r', large, '-r', fragments], 0],
    ['broken captures', ['-r', cut, '-r', packed, '-r', large], 3],
  ])('without a flow log, for %s', { timeout: 60_000 }, (_, argv, status) => {
    const expected = report(1, argv);
    expect(expected.status).toBe(status);
    for (const workers of [2, 3, 4, 8]) expect(report(workers, argv)).toEqual(expected);
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

/** Two threads that fall asleep in turn on one signal, the second before the first has noticed that it is awake. */
const sleepers = (folder: string) => `
  import { Worker, isMainThread, workerData } from 'node:worker_threads';
  import { Arena } from '${folder}/arena.ts';
  import { Signals } from '${folder}/signals.ts';
  const [empty, waiting, tracked] = [0, 1, 2];
  const rounds = 500;
  const memory = workerData ?? new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
  const signals = new Signals(new Arena(memory), 128, 1);
  const pause = () => Atomics.wait(new Int32Array(memory.buffer, 1024, 1), 0, 0, 2);
  if (isMainThread) {
    new Worker(new URL(import.meta.url), { workerData: memory });
    const begin = performance.now();
    const isLate = () => performance.now() - begin > 20_000;
    for (let round = 0; round < rounds && !isLate(); round++) {
      signals.set(0, waiting);
      while (!signals.waitFor(0, tracked, 1000));
      signals.set(0, empty);
    }
    console.log(isLate() ? 'overslept' : 'awake');
    process.exit();
  } else {
    for (let round = 0; round < rounds; round++) {
      while (!signals.waitFor(0, waiting, 1000));
      pause();
      signals.set(0, tracked);
      while (!signals.waitWhile(0, tracked, 1000));
    }
  }
`;

it('no thread sleeps on after its signal', { timeout: 60_000 }, async () => {
  const script = await bundleProgram(scratch, 'sleepers', sleepers(inRepository('src/replay/compiled')));
  expect(runProgram(script, []).stdout).toBe('awake\n');
});
