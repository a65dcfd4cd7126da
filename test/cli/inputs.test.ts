import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { rawZstd } from '../capture/build.ts';
import { replayJson, run } from './run.ts';
import { inRepository, Scratch, shop, shopToday } from './scratch.ts';
import { capture, closed, cluster, connection, datagram, open } from './traffic.ts';

const scratch = new Scratch();
const world = ['-c', scratch.file('lab.yaml', cluster), '-p', scratch.file('open.yaml', open)];

describe('captures', () => {
  let checksum: string;
  beforeAll(async () => {
    checksum = (await replayJson(shopToday)).report.checksum;
  });

  it.each([
    ['gzip', gzipSync],
    ['zstd', (bytes: Buffer) => rawZstd(bytes)],
  ])('in %s are known by their content, whatever their name', async (compression, compress) => {
    const path = scratch.file(`${compression}.pcapng`, compress(readFileSync(shop.capture)));
    const { report } = await replayJson([...shopToday.slice(2), '-r', path]);
    expect(report.checksum).toBe(checksum);
    expect(report.captures[0]).toMatchObject({ compression, format: 'pcapng' });
  });

  it('of many formats give the same verdicts', async () => {
    const folder = inRepository('pcaps/formats');
    const names = ['microseconds.pcap', 'nanoseconds.pcap', 'gzip.pcap.gz', 'zstd.pcap.zst'];
    const checksums = await Promise.all(
      names.map(async (name) => {
        const { report } = await replayJson([...shopToday.slice(2), '-r', `${folder}/${name}`]);
        return report.checksum;
      }),
    );
    expect(new Set(checksums).size).toBe(1);
  });

  it('of one connection in two files have one state', async () => {
    const packets = connection(40000, 10, [20, 30]);
    const first = scratch.file('two/b-first.pcap', capture(packets.slice(0, 3)));
    const second = scratch.file('two/a-second.pcap', capture(packets.slice(3)));
    const { report } = await replayJson([...world, '-r', first, '-r', second]);
    expect(report).toMatchObject({ packets: 5, flows: 1, packetVerdicts: { forwarded: 5, dropped: 0 } });
    expect(report.captures.map(({ file }: { file: string }) => file)).toEqual([first, second]);
  });

  it('of a directory are read in the order of their times', async () => {
    const { report } = await replayJson([...world, '-r', scratch.path('two')]);
    expect(report).toMatchObject({ packets: 5, flows: 1, packetVerdicts: { forwarded: 5, dropped: 0 } });
    expect(report.captures.map(({ packets }: { packets: number }) => packets)).toEqual([3, 2]);
  });

  it('of a pattern are, too', async () => {
    const { report } = await replayJson([...world, '-r', scratch.path('two/*.pcap')]);
    expect(report).toMatchObject({ packets: 5, flows: 1, packetVerdicts: { forwarded: 5, dropped: 0 } });
  });

  it('in the wrong order lose their connection', async () => {
    const files = ['two/a-second.pcap', 'two/b-first.pcap'].flatMap((name) => ['-r', scratch.path(name)]);
    const { report } = await replayJson([...world, ...files]);
    expect(report.packetVerdicts.byReason['invalid-state']).toBeGreaterThan(0);
  });

  it('stand in a directory beside other files, which are left out and named', async () => {
    scratch.file('beside/a.pcap', capture([datagram(1, 1)]));
    scratch.file('beside/notes.txt', 'What I saw on Monday.\n');
    const { report, stderr, code } = await replayJson([...world, '-r', scratch.path('beside')]);
    expect(report.captures.length).toBe(1);
    expect(stderr).toMatch(/notes\.txt: warning: left out: .* \[capture-skipped\]/);
    expect(code).toBe(0);
  });

  it('that are named twice are read twice, with a warning', async () => {
    scratch.file('twice/a.pcap', capture([datagram(1, 1)]));
    const names = ['twice', 'twice/../twice/a.pcap'].flatMap((name) => ['-r', scratch.path(name)]);
    const { report, stderr, code } = await replayJson([...world, ...names]);
    expect({ packets: report.packets, code }).toEqual({ packets: 2, code: 0 });
    expect(stderr).toMatch(/twice\/a\.pcap: warning: named before: .* \[capture-twice\]/);
    const once = await replayJson([...world, '-r', scratch.path('twice')]);
    expect(once.stderr).not.toContain('capture-twice');
  });

  it('with more flows than a table holds are told how many it holds', async () => {
    const argv = [...world, '-r', scratch.file('few.pcap', capture([datagram(1, 1)]))];
    const { stderr } = await replayJson([...argv, '--max-flows', '4194305']);
    expect(stderr).toContain('4194304 are tracked at once [max-flows-bounded]');
    expect((await replayJson([...argv, '--max-flows', '4194304'])).stderr).not.toContain('max-flows');
  });

  it('without one are an error that counts the other files', async () => {
    scratch.file('none/notes.txt', 'nothing\n');
    const ran = await run(['replay', '-r', scratch.path('none')]);
    expect(ran).toMatchObject({ code: 3, stdout: '' });
    expect(ran.stderr).toMatch(/nothing in the directory .* is a capture \(one other file\) \[no-captures\]/);
  });
});

describe('an inventory', () => {
  it('to which several paths lead is read once', async () => {
    const argv = ['-r', scratch.file('once.pcap', capture([datagram(1, 1)]))];
    const { stderr, code } = await replayJson([...argv, ...world, '-c', scratch.path('lab.yaml')]);
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
  });
});

describe('policies', () => {
  it.each([
    ['replay', ['-r', shop.capture]],
    ['compare', ['--engines', 'kubernetes,cilium']],
  ])('that cannot be parsed are named by %s where nothing else is left', async (command, more) => {
    const tab = scratch.file('tab.yaml', 'spec:\n\ta: 1\n');
    const ran = await run([command, ...more, '-c', shop.cluster, '-p', tab, '--allow-invalid']);
    expect(ran.code).toBe(3);
    expect(ran.stderr).toMatch(/tab\.yaml:2:1: error: .* \[yaml-syntax\]/);
    expect(ran.stderr).toContain('[no-policies]');
  });

  it('of diff have options of their own', async () => {
    const ran = await run(['diff', ...world, '--old', scratch.path('open.yaml')]);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toBe(
      'tierwall: diff needs two policy sets [no-policies-named]\n  Name them by --old PATH and --new PATH.\n',
    );
  });

  it('are read from a folder and those below it', async () => {
    scratch.file('tree/deep/closed.yaml', closed);
    const argv = ['-r', scratch.file('one.pcap', capture([datagram(1, 1)])), '-c', scratch.path('lab.yaml')];
    const { report } = await replayJson([...argv, '-p', scratch.path('tree')]);
    expect(report.flowVerdicts).toMatchObject({ allow: 0, deny: 1 });
  });

  it('of two -p add up', async () => {
    const argv = ['-r', scratch.path('one.pcap'), '-c', scratch.path('lab.yaml')];
    const { report } = await replayJson([
      ...argv,
      '-p',
      scratch.path('tree'),
      '-p',
      scratch.path('open.yaml'),
    ]);
    expect(report.flowVerdicts).toMatchObject({ allow: 1, deny: 0 });
  });

  it('that are absent leave everything allowed, and a warning says so', async () => {
    const { report, stderr } = await replayJson(['-r', shop.capture]);
    expect(report.packetVerdicts).toMatchObject({ forwarded: report.packets, byReason: {} });
    expect(stderr).toBe(
      'warning: no policies are given, so everything is allowed [no-policies-given]\n  Name some by --policy PATH.\n',
    );
  });
});

describe('clusters', () => {
  const traffic = ['-r', scratch.file('pods.pcap', capture(connection(40000, 1))), '-p'];
  const near = scratch.file(
    'near.yaml',
    'cluster: {namespaces: [{name: lab}], pods: [{namespace: lab, name: server, labels: {app: server}, ips: [10.0.0.2]}]}',
  );
  const far = scratch.file(
    'far.yaml',
    'cluster: {pods: [{namespace: lab, name: client, labels: {app: client}, ips: [10.0.0.1]}]}',
  );
  const fromClients = scratch.file(
    'from-clients.yaml',
    closed.replace('ingress: []', 'ingress: [{from: [{podSelector: {matchLabels: {app: client}}}]}]'),
  );

  it('in two files are one inventory', async () => {
    const { report } = await replayJson([...traffic, fromClients, '-c', near, '-c', far]);
    expect(report.flowVerdicts).toMatchObject({ allow: 1, deny: 0 });
  });

  it('that have another name are another cluster, whose pods no selector finds', async () => {
    const { report } = await replayJson([...traffic, fromClients, '-c', near, '-c', `west=${far}`]);
    expect(report.flowVerdicts).toMatchObject({ allow: 0, deny: 1 });
  });

  it('show their names in the report', async () => {
    const { stdout } = await run(['replay', ...traffic, fromClients, '-c', near, '-c', `west=${far}`]);
    expect(stdout).toMatch(/deny +west:lab\/client +lab\/server +TCP 80 /);
  });

  it('without one make every address an outside address', async () => {
    const { report } = await replayJson([...traffic, fromClients]);
    expect(report.flowVerdicts).toMatchObject({ allow: 1, deny: 0 });
  });
});

describe('the standard input', () => {
  it.each([
    ['captures and policies', ['-r', '-', '-p', '-']],
    ['policies and a cluster', ['-r', shop.capture, '-p', '-', '-c', '-']],
    ['policies and a named cluster', ['-r', shop.capture, '-p', '-', '-c', 'west=-']],
    ['policies and what replaces them', ['-r', shop.capture, '-p', '-', '--policy-change', '#5=-']],
  ])('cannot be both %s', async (_, argv) => {
    const ran = await run(['replay', ...argv]);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain('only one input can be the standard input (-) [stdin-twice]');
  });
});
