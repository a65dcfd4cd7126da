// npm run bench:flood [-- --packets 2000000 --rounds 9 --policies 1000]
//
// A flood of random headers against the ordinary capture, by the same engine in one process and in turn: what share of
// its packets a second (of processor time) is left, where there is nothing but the flood, and for the ordinary packets where
// the flood stands between them, as in the paper that describes the attack (Csikor et al., CoNEXT 2019), whose flood had
// 0.7 Mbit/s. Writes bench/results/flood.json with the machine's description.
//
// --shares 0.001,0.01,0.03   of the packets: the floods between ordinary ones
// --core compiled|portable   the core (compiled)
// --pods N, --alive N        the cluster and the ordinary capture (10,000, 20,000)
import { parseArgs } from 'node:util';
import type { EngineCore } from '../src/engine/core.ts';
import { median } from './contender.ts';
import { Fixture } from './fixture.ts';
import { say } from './print.ts';
import { loadEngine, replayInTurn, writeResult } from './turns.ts';

const { values } = parseArgs({
  options: {
    packets: { type: 'string', default: '2000000' },
    pods: { type: 'string', default: '10000' },
    alive: { type: 'string', default: '20000' },
    policies: { type: 'string', default: '1000' },
    rounds: { type: 'string', default: '9' },
    shares: { type: 'string', default: '0.001,0.01,0.03' },
    core: { type: 'string', default: 'compiled' },
  },
});
const [packets, pods, rounds] = [Number(values.packets), Number(values.pods), Number(values.rounds)];
if (!(rounds >= 1)) throw new RangeError('--rounds must be at least 1');
say('making captures, cluster and policies, or finding them');
const fixture = new Fixture({ packets, alive: Number(values.alive), pods, seed: 1, fresh: false });
const floods = [
  { name: 'flood', share: 1, ordinary: packets, path: fixture.flood().path },
  ...values.shares.split(',').map((text) => {
    const share = Number(text);
    if (!(share > 0 && share < 1)) throw new RangeError('--shares must be between 0 and 1');
    return { name: `${percent(share)} % flood`, share, ...fixture.flooded(share) };
  }),
];
const policies = fixture.policies(Number(values.policies));
const engine = loadEngine(fixture.cluster(), policies, values.core as EngineCore);

const captures: Record<string, string> = { ordinary: fixture.capture().path };
for (const { name, path } of floods) captures[name] = path;
const nanoseconds = await replayInTurn(captures, { packets, rounds, engine });
for (const [name, of] of Object.entries(nanoseconds)) {
  say(`${name}: ${median(of).toFixed(0)} ns a packet (median), ${Math.min(...of).toFixed(0)} (best)`);
}
const kept = floods.map(({ name, share, ordinary }) => {
  const perOrdinary = nanoseconds[name].map((taken) => (taken * packets) / ordinary);
  const ratios = nanoseconds.ordinary.map((taken, round) => taken / perOrdinary[round]);
  const rate = megabits(share / (1 - share) / median(nanoseconds.ordinary));
  const beside =
    share === 1 ? 'the flood alone' : `${name} (${rate} Mbit/s beside ordinary packets at full speed)`;
  const [middle, least] = [percent(median(ratios)), percent(Math.min(...ratios))];
  const best = percent(Math.min(...nanoseconds.ordinary) / Math.min(...perOrdinary));
  say(
    `${beside}: ${middle} % of the packets a second are left (median), ${least} % (least), ${best} % (best rounds)`,
  );
  return { name, share, median: middle, least, best };
});
writeResult('flood', { options: values, nanoseconds, kept });

function percent(share: number): number {
  return Number((100 * share).toPrecision(3));
}

/** Of a flood of the smallest frames, 64 bytes, so many a nanosecond. */
function megabits(frames: number): number {
  return Number((frames * 64 * 8 * 1000).toPrecision(2));
}
