// npm run bench:formats [-- --packets 1000000 --rounds 5]
//
// The same packets as pcap, with nanoseconds, as pcapng, and as pcapng with an option in each packet: by the same engine in
// one process and in turn, processor time. Prints it, and writes bench/results/formats.json with the machine's description.
//
// --core compiled|portable   the core (compiled)
// --pods N, --policies N     the cluster and its policies (10,000, 1,000)
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { readCapture } from '../src/capture/read.ts';
import { createCaptureWriter, type WriterOptions } from '../src/capture/writer.ts';
import type { EngineCore } from '../src/engine/core.ts';
import { median } from './contender.ts';
import { Fixture } from './fixture.ts';
import { say } from './print.ts';
import { loadEngine, replayInTurn, writeResult } from './turns.ts';

const { values } = parseArgs({
  options: {
    packets: { type: 'string', default: '1000000' },
    pods: { type: 'string', default: '10000' },
    policies: { type: 'string', default: '1000' },
    rounds: { type: 'string', default: '5' },
    core: { type: 'string', default: 'compiled' },
  },
});
const [packets, pods, rounds] = [Number(values.packets), Number(values.pods), Number(values.rounds)];
if (!(rounds >= 1)) throw new RangeError('--rounds must be at least 1');
say('making captures, cluster and policies, or finding them');
const fixture = new Fixture({ packets, alive: 20_000, pods, seed: 1, fresh: false });
const { path } = fixture.capture();
const captures = {
  pcap: path,
  nanoseconds: await copy('nano.pcap', { format: 'pcap-ns' }),
  pcapng: await copy('plain.pcapng', { format: 'pcapng' }),
  options: await copy('options.pcapng', { format: 'pcapng' }, 'a comment'),
};
const engine = loadEngine(
  fixture.cluster(),
  fixture.policies(Number(values.policies)),
  values.core as EngineCore,
);
const nanoseconds = await replayInTurn(captures, { packets, rounds, engine });
const ratios = Object.entries(nanoseconds).map(([format, took]) => {
  const ratio = median(took.map((one, round) => one / nanoseconds.pcap[round]));
  const [usual, best] = [median(took), Math.min(...took)].map((one) => one.toFixed(0));
  say(`${format}: ${usual} ns a packet (median), ${best} (best), ${ratio.toFixed(2)} of pcap (median)`);
  return [format, ratio];
});
writeResult('formats', { options: values, nanoseconds, ratios: Object.fromEntries(ratios) });

/** The capture in another format, beside it. */
async function copy(ending: string, options: WriterOptions, comment?: string): Promise<string> {
  const to = `${path.slice(0, -'.pcap'.length)}-${ending}`;
  if (existsSync(to)) return to;
  const writer = await createCaptureWriter(to, options);
  await readCapture(
    path,
    (packet) => {
      writer.write(packet, comment);
      return true;
    },
    { ready: () => writer.ready() },
  );
  await writer.close();
  return to;
}
