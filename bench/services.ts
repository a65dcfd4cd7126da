// npm run bench:services [-- --packets 500000 --rounds 5 --services 1000]
//
// Connections to the addresses of services, as a capture from before the translation has them, against connections to
// their backends: by the same engine in one process and in turn. Every packet opens a connection, so the figures are the
// cost of an opening. Writes bench/results/services.json with the machine's description.
//
// --core compiled|portable   the core (compiled)
// --pods N, --policies N     the cluster and its policies (10,000, 1,000)
// --backends N               of each service (5)
import { parseArgs } from 'node:util';
import type { EngineCore } from '../src/engine/core.ts';
import { median } from './contender.ts';
import { Fixture } from './fixture.ts';
import { say } from './print.ts';
import { loadEngine, replayInTurn, writeResult } from './turns.ts';

const { values } = parseArgs({
  options: {
    packets: { type: 'string', default: '500000' },
    pods: { type: 'string', default: '10000' },
    policies: { type: 'string', default: '1000' },
    services: { type: 'string', default: '1000' },
    backends: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '5' },
    core: { type: 'string', default: 'compiled' },
  },
});
const [packets, pods, rounds] = [Number(values.packets), Number(values.pods), Number(values.rounds)];
if (!(rounds >= 1)) throw new RangeError('--rounds must be at least 1');
say('making captures, cluster and policies, or finding them');
const fixture = new Fixture({ packets, alive: 20_000, pods, seed: 1, fresh: false });
const made = fixture.services({ services: Number(values.services), backends: Number(values.backends) });
const policies = fixture.policies(Number(values.policies));
const engine = loadEngine(made.cluster, policies, values.core as EngineCore);

const { services, backends } = made;
const nanoseconds = await replayInTurn({ services, backends }, { packets, rounds, engine });
const ratios = nanoseconds.services.map((took, round) => took / nanoseconds.backends[round]);
for (const [to, of] of Object.entries(nanoseconds)) {
  const [usual, best] = [median(of), Math.min(...of)].map((took) => took.toFixed(0));
  say(`connections to ${to}: ${usual} ns each (median), ${best} (best)`);
}
say(`one to a service takes ${median(ratios).toFixed(2)} times as long as one to a backend (median)`);
writeResult('services', { options: values, nanoseconds, ratio: median(ratios) });
