// npm run bench:flood [-- --packets 2000000 --rounds 9 --policies 1000]
//
// A flood of random headers against the ordinary capture, by the same engine in one process and in turn: what share of
// its packets a second (of processor time) is left. Writes bench/results/flood.json with the machine's description.
//
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
    core: { type: 'string', default: 'compiled' },
  },
});
const [packets, pods, rounds] = [Number(values.packets), Number(values.pods), Number(values.rounds)];
if (!(rounds >= 1)) throw new RangeError('--rounds must be at least 1');
say('making captures, cluster and policies, or finding them');
const fixture = new Fixture({ packets, alive: Number(values.alive), pods, seed: 1, fresh: false });
const captures = { ordinary: fixture.capture(), flood: fixture.flood() };
const policies = fixture.policies(Number(values.policies));
const engine = loadEngine(fixture.cluster(), policies, values.core as EngineCore);

const nanoseconds = await replayInTurn(
  { ordinary: captures.ordinary.path, flood: captures.flood.path },
  { packets, rounds, engine },
);
const ratios = nanoseconds.ordinary.map((ordinary, round) => ordinary / nanoseconds.flood[round]);
for (const [name, of] of Object.entries(nanoseconds)) {
  say(`${name}: ${median(of).toFixed(0)} ns a packet (median), ${Math.min(...of).toFixed(0)} (best)`);
}
const share = { median: percent(median(ratios)), least: percent(Math.min(...ratios)) };
say(`the flood keeps ${share.median} % of the packets a second (median), ${share.least} % (least)`);
writeResult('flood', { options: values, nanoseconds, share });

function percent(share: number): number {
  return Number((100 * share).toPrecision(3));
}
