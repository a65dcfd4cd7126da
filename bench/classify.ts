// npm run bench:classify [-- --pods 10000] [--policies 1000] [--rounds 9]
//
// Look-ups a second for connections that open between random pods: addresses to places, ports to a traffic class, both
// tables, the outcome, and all that is counted; WebAssembly beside TypeScript, in turn. As replay does it, with rows looked
// up ahead in groups, and by the judge kernel alone, one by one. And for random headers: each end a pod or anywhere, any ports.
import { parseArgs } from 'node:util';
import { createJudge } from '../src/engine/create.ts';
import { buildInventory } from '../src/inventory/build.ts';
import { loadKernels } from '../src/kernels/load.ts';
import { parseManifests } from '../src/manifest/parse.ts';
import { ethernet, ipv4, udp, zeros } from '../test/frame/build.ts';
import { benchPods, clusterJson } from './cluster.ts';
import { median } from './contender.ts';
import { lookUpRows, lookUps } from './look-ups.ts';
import { policiesJson } from './policies.ts';
import { Random } from './random.ts';

const { values } = parseArgs({
  options: {
    pods: { type: 'string', default: '10000' },
    policies: { type: 'string', default: '1000' },
    rounds: { type: 'string', default: '9' },
  },
});
const ports = [8080, 5432, 9090, 53, 443];
const big = { maxBytes: 2 ** 30 };
const pods = benchPods(Number(values.pods));
const { inventory } = buildInventory([
  { manifests: parseManifests(clusterJson(pods), 'cluster.json', big).manifests },
]);
const { manifests } = parseManifests(policiesJson(Number(values.policies), pods), 'policies.json', big);
const { judge } = createJudge({ engine: 'kubernetes', manifests, inventory, core: 'compiled' });

const benches = (['WebAssembly', 'TypeScript'] as const).flatMap((name) =>
  [true, false].map((ahead) => {
    const of = (endsOf: (random: Random) => Ends) => {
      const kernelsOf = (memory: WebAssembly.Memory) =>
        loadKernels(memory, { portable: name === 'TypeScript' });
      const bench = lookUps({ judge, inventory, frames: frames(endsOf), kernelsOf, ahead, repeats: 100 });
      if (bench.left.length > 0) throw new Error('a pair that is not in the tables');
      return bench;
    };
    return {
      name: `${name}, ${ahead ? 'in groups' : 'one by one'}`,
      pods: of(betweenPods),
      random: of(anywhere),
    };
  }),
);
for (let round = 0; round < Number(values.rounds); round++) {
  for (const { pods, random } of benches) for (const one of [pods, random]) one.run();
}
for (const { name, pods, random } of benches) {
  const best = Math.max(...pods.millions).toFixed(1);
  const kept = median(random.millions.map((millions, round) => millions / pods.millions[round]));
  process.stderr.write(
    `${name}: ${median(pods.millions).toFixed(1)} million look-ups a second (median), ${best} (best); ` +
      `random headers ${median(random.millions).toFixed(1)}, which is ${(100 * kept).toFixed(0)} %\n`,
  );
}

interface Ends {
  readonly source: string;
  readonly destination: string;
  readonly sourcePort: number;
  readonly destinationPort: number;
}

/** To a port that policies name. */
function betweenPods(random: Random): Ends {
  const [source, destination] = [0, 1].map(() => pods[random.below(pods.length)].ipv4);
  const [sourcePort, destinationPort] = [1024 + random.below(60_000), ports[random.below(ports.length)]];
  return { source, destination, sourcePort, destinationPort };
}

/** As in bench/flood-traffic.ts. */
function anywhere(random: Random): Ends {
  const [source, destination] = [0, 1].map(() =>
    random.chance(0.5)
      ? pods[random.below(pods.length)].ipv4
      : [11 + random.below(100), random.below(256), random.below(256), random.below(256)].join('.'),
  );
  const [sourcePort, destinationPort] = [random.below(65_536), random.below(65_536)];
  return { source, destination, sourcePort, destinationPort };
}

/** UDP packets. */
function frames(endsOf: (random: Random) => Ends): readonly Uint8Array[] {
  const random = new Random(3);
  return Array.from({ length: lookUpRows }, () => {
    const { source, destination, ...fields } = endsOf(random);
    return ethernet(0x0800, ipv4({ source, destination, protocol: 17 }, udp(fields, zeros(8))));
  });
}
