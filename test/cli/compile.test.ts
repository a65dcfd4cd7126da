import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bounds } from '../../src/compile/bounds.ts';
import { printedPasses } from '../../src/passes/print/index.ts';
import { run } from './run.ts';
import { Scratch, shop } from './scratch.ts';

const scratch = new Scratch();
/** Bounds behind which the reference evaluator answers: of both, and of trees alone. */
const ofBoth = ['identityValues', 'selectorSteps', 'portLooks'];
const ofTrees = [
  ...['peerRanges', 'treeMembers', 'treeSubjects', 'endingCells', 'treeGovernors'],
  ...['trafficBoxes', 'treeBoxes', 'leafBoxes'],
];
const world = ['compile', '-c', shop.cluster, '-p', shop.tomorrow] as const;

/** So many source ports by as many destination ports, 50 to a rule. */
function portPolicy(name: string, count: number): string {
  const rules = Array.from({ length: count }, (_, rule) => {
    const ports = JSON.stringify(Array.from({ length: 50 }, (_, i) => 1001 + 100 * rule + 2 * i));
    return `    - {action: Allow, protocol: TCP, source: {ports: ${ports}}, destination: {ports: ${ports}}}\n`;
  });
  return `apiVersion: projectcalico.org/v3
kind: GlobalNetworkPolicy
metadata: {name: ${name}}
spec:
  selector: all()
  ingress:
${rules.join('')}`;
}

/** More combinations than tables are for. */
const wide = scratch.file('wide.yaml', portPolicy('wide', 12));
/** And more boxes, of each rule for either family, than trees are for. */
const wider = scratch.file('wider.yaml', portPolicy('wider', 280));
const beyond = ['compile', '-c', shop.cluster, '-p', wide] as const;
const beyondAll = ['compile', '-c', shop.cluster, '-p', wider] as const;

async function report(argv: readonly string[]) {
  const ran = await run([...argv, '-o', 'json']);
  return { ...ran, report: JSON.parse(ran.stdout) };
}

describe('compile', () => {
  it('reports every pass with sizes and time, in order', async () => {
    const { code, stderr, report: built } = await report(world);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(built).toMatchObject({ schema: 'tierwall.compile/v1', engine: 'kubernetes', beyond: null });
    const order = [
      ...['mentions', 'identities', 'prefixes', 'networks', 'places', 'groups', 'programs', 'traffic'],
      ...['classes', 'rows', 'image'],
    ];
    expect(built.passes.map(({ pass }: { pass: string }) => pass)).toEqual(order);
    for (const { sizes, milliseconds } of built.passes) {
      expect(Object.values(sizes).every((size) => Number.isInteger(size))).toBe(true);
      expect(milliseconds).toBeGreaterThanOrEqual(0);
    }
    expect(built.passes[1].sizes).toEqual({ identities: 8, entities: 9 });
    expect(built.passes[10].sizes).toEqual({ bytes: built.image.bytes });
  });

  it('says of every cap how much is used and what happens behind it', async () => {
    const { report: built } = await report(world);
    expect(built.caps.map(({ cap, fallback }: Record<string, string>) => `${cap} ${fallback}`)).toEqual([
      ...Object.keys(bounds).map(
        (bound) => `${bound} ${[...ofBoth, ...ofTrees].includes(bound) ? 'reference' : 'trees'}`,
      ),
      'ipv4Blocks ranges',
      'serviceBackends typescript',
    ]);
    for (const { cap, used, limit } of built.caps) {
      if (ofTrees.includes(cap)) {
        expect(used, cap).toBe(null);
        continue;
      }
      // The shop has no service, and today's policies name no ports.
      const none = cap === 'serviceBackends' || cap === 'portLooks';
      if (used !== null || !none) expect(used, cap).toBeGreaterThan(none ? -1 : 0);
      expect(used).toBeLessThanOrEqual(limit);
    }
    expect(built.lookedUpIn).toBe('image');
  });

  it('tells people the same', async () => {
    const { code, stdout, stderr } = await run(world);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^identities +8 identities, 9 entities +\d+\.\d$/m);
    expect(stdout).toMatch(/^traffic classes +6 +65,535 +<0\.1% +trees in the image, by the kernels$/m);
    expect(stdout).toMatch(/^image: version 5, [\d,]+ bytes, checksum [0-9a-f]{8}$/m);
    expect(stdout.endsWith('connections are looked up in the image, by the kernels\n')).toBe(true);
  });

  it('says what is left to the reference evaluator', async () => {
    const named = scratch.file(
      'named.yaml',
      `apiVersion: policy.networking.k8s.io/v1alpha2
kind: ClusterNetworkPolicy
metadata: {name: by-name}
spec:
  tier: Admin
  priority: 1
  subject: {namespaces: {}}
  egress: [{action: Accept, to: [{domainNames: [www.example.org]}]}]
`,
    );
    const { stdout } = await run(['compile', '-c', shop.cluster, '-p', named]);
    expect(stdout).toContain('pairs of which an end has a DNS name are left to the reference evaluator\n');
  });
});

describe('policies beyond the tables', () => {
  it('are compiled to trees, and it is said why', async () => {
    const { code, report: built } = await report(beyond);
    expect(code).toBe(0);
    expect(built).toMatchObject({ lookedUpIn: 'image', beyond: null, beyondTrees: null });
    expect(built.beyondTables).toMatch(/^more than \d+ combinations of protocol and ports$/);
    const passes: readonly string[] = built.passes.map(({ pass }: { pass: string }) => pass);
    expect(passes.slice(-3)).toEqual(['programs', 'trees', 'image']);
    const { boxes, nodes } = built.passes.at(-2).sizes;
    expect(boxes).toBeGreaterThanOrEqual(12 * 50 * 50);
    expect(nodes).toBeGreaterThan(1000);
    expect(built.caps.find(({ cap }: { cap: string }) => cap === 'walkSteps').used).toBe(null);
    const { stdout } = await run(beyond);
    expect(stdout).toMatch(
      /looked up in trees in the image, by the kernels \(no tables: more than \d+ combinations of protocol and ports\)\n/,
    );
  });

  it('can be printed as trees, and written', async () => {
    const { code, stdout } = await run([...beyond, '--print', 'trees']);
    expect(code).toBe(0);
    expect(stdout).toContain('TCP, source port 1001, destination port 1001: allow, GlobalNetworkPolicy wide');
    const { stdout: image } = await run([...beyond, '--print', 'image', '--out', scratch.path('wide.img')]);
    expect(image).toMatch(/^boxes in leaves +[\d,]+ +[\d,]+$/m);
    expect((await run(['compile', '--verify', scratch.path('wide.img')])).code).toBe(0);
  });

  it('have no rows to print', async () => {
    const { code, stdout, stderr } = await run([...beyond, '--print', 'rows']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('there are no tables: more than ');
    expect(stderr).toContain('[beyond-tables]');
  });

  it('are replayed as ever, with the same answers', async () => {
    const replay = ['replay', '-r', shop.capture, '-c', shop.cluster, '-p', wide, '-o', 'json'];
    const { code, stdout, stderr } = await run(replay);
    expect(code).toBe(0);
    expect(stderr).not.toContain('no image');
    const plain = await run([...replay, '--engine-core', 'reference']);
    expect(JSON.parse(stdout).checksum).toBe(JSON.parse(plain.stdout).checksum);
  });
});

describe('policies beyond tables and trees', () => {
  it('are reported as far as compiling came, with what answers in place', async () => {
    const { code, report: built } = await report(beyondAll);
    expect(code).toBe(0);
    expect(built).toMatchObject({ lookedUpIn: 'reference', image: null });
    expect(built.beyond).toMatch(/^more than \d+ combinations of protocol and ports$/);
    expect(built.beyondTrees).toMatch(/^more than \d+ (boxes of rules|combinations of ports)$/);
    expect(built.passes.at(-1).pass).toBe('programs');
    const { stdout } = await run(beyondAll);
    expect(stdout).toMatch(
      /in the reference evaluator \(no tables: more than \d+ combinations .*; no trees: more than \d+ .*\)\n$/,
    );
  });

  it('are replayed all the same, which is said on standard error', async () => {
    const { code, stderr } = await run(['replay', '-r', shop.capture, '-c', shop.cluster, '-p', wider]);
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /no image for the kernels: more than \d+ combinations of protocol and ports; more than \d+ .*\n/,
    );
  });

  it('have nothing to print and no image to write', async () => {
    const file = scratch.path('beyond.img');
    for (const asked of [
      ['--print', 'rows'],
      ['--print', 'trees'],
      ['--print', 'image'],
      ['--out', file],
    ]) {
      const { code, stdout, stderr } = await run([...beyondAll, ...asked]);
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toContain('[beyond-tables]');
    }
    expect(existsSync(file)).toBe(false);
  });
});

describe('an image', () => {
  const file = scratch.path('shop.img');

  it('is written by --out and found whole by --verify', async () => {
    const { report: built } = await report([...world, '--out', file]);
    const verified = await report(['compile', '--verify', file]);
    expect(verified).toMatchObject({ code: 0, stderr: '' });
    expect(verified.report).toEqual({ schema: 'tierwall.image/v1', file, ...built.image });
    const { stdout } = await run(['compile', '--verify', file]);
    expect(stdout).toContain(`: a whole image, version 5, `);
  });

  it('is the same whenever it is written', async () => {
    const again = scratch.path('again.img');
    await run([...world, '--out', again]);
    await run([...world, '--out', file]);
    expect(scratch.read('again.img')).toBe(scratch.read('shop.img'));
  });

  it.each([
    ['is missing', ['--verify', '/nonexistent'], 3, 'image-unreadable'],
    ['is a manifest', ['--verify', shop.cluster], 3, 'not-an-image'],
    ['cannot be written', [...world.slice(1), '--out', '/nonexistent/a.img'], 2, 'file-unwritable'],
    ['has no policies', ['-c', shop.cluster], 2, 'no-policies-named'],
  ] as const)('that %s ends the run', async (_, argv, code, says) => {
    const ran = await run(['compile', ...argv]);
    expect(ran).toMatchObject({ code, stdout: '' });
    expect(ran.stderr).toContain(`[${says}]`);
  });
});

it('offers every pass that can be printed', async () => {
  const { stderr } = await run([...world, '--print', 'x']);
  expect(stderr).toContain(`Allowed choices are ${printedPasses.join(', ')}.`);
});
