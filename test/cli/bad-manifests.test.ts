import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, truncateSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Ran, run } from './run.ts';
import { Scratch } from './scratch.ts';
import { capture, closed, cluster, datagram } from './traffic.ts';

const scratch = new Scratch();
const traffic = [
  'replay',
  ...['-r', scratch.file('one.pcap', capture([datagram(1, 1)]))],
  ...['-c', scratch.file('lab.yaml', cluster)],
] as const;

const withPolicy = (...paths: readonly string[]): Promise<Ran> =>
  run([...traffic, ...paths.flatMap((path) => ['-p', path])]);

/** An alias bomb: nine times nine times ... values in few bytes. */
function aliasBomb(): string {
  const lines = ['a: &a [x,x,x,x,x,x,x,x,x]'];
  for (const [name, before] of ['ba', 'cb', 'dc', 'ed', 'fe', 'gf', 'hg', 'ih'].map((pair) => [...pair])) {
    lines.push(`${name}: &${name} [${new Array(9).fill(`*${before}`).join(',')}]`);
  }
  return `${lines.join('\n')}\n`;
}

interface Bad {
  readonly what: string;
  readonly name?: string;
  readonly text: string | Uint8Array;
  /** Behind the path of the file. */
  readonly says: string;
  readonly hint?: string;
}

const deep = 'lists and mappings are nested more than 256 deep [too-deep]';
const inWords = (text: string) => closed.replace('podSelector: {matchLabels: {app: server}}', text);

const bad: readonly Bad[] = [
  {
    what: 'a field that is not known',
    text: inWords('podSelecter: {}'),
    says: ':5:3: error: spec.podSelecter: unknown field "podSelecter" [unknown-field]',
    hint: 'Did you mean "podSelector"?',
  },
  {
    what: 'two objects of one name',
    text: `${closed}---\n${closed}`,
    says: ':11:12: error: metadata.name: NetworkPolicy lab/closed is defined twice',
    hint: 'Remove one of the two',
  },
  {
    what: 'a network with host bits',
    text: closed.replace('ingress: []', 'ingress: [{from: [{ipBlock: {cidr: 10.0.0.1/8}}]}]'),
    says: ':7:32: error: spec.ingress[0].from[0].ipBlock.cidr: Invalid value: "10.0.0.1/8": must have no host bits [cidr-host-bits]',
    hint: 'write 10.0.0.0/8',
  },
  {
    what: 'an alias bomb of a few hundred bytes',
    text: aliasBomb(),
    says: ':6:8: error: the aliases of this document stand for more than 100000 values [yaml-alias-bomb]',
    hint: 'Write the values out',
  },
  { what: 'YAML nested 20,000 deep', text: '['.repeat(20_000), says: `:1:257: error: ${deep}` },
  {
    what: 'YAML mappings nested 20,000 deep',
    text: '{a: '.repeat(20_000),
    says: `:1:1022: error: ${deep}`,
  },
  {
    what: 'JSON nested 20,000 deep',
    name: 'deep.json',
    text: `{"a": ${'['.repeat(20_000)}${']'.repeat(20_000)}}`,
    says: `:1:262: error: ${deep}`,
  },
  {
    what: 'a label value that YAML reads as a boolean',
    text: inWords('podSelector: {matchLabels: {app: yes}}'),
    says: ':5:31: error: spec.podSelector.matchLabels.app: Invalid value: true: a label value must be a string, is boolean [wrong-type]',
    hint: 'write "true" in quotes',
  },
  {
    what: 'a tab in the indentation',
    text: 'apiVersion: v1\nkind: Pod\nmetadata:\n\tname: x\n',
    says: ':4:1: error: tab characters must not be used in indentation [yaml-syntax]',
    hint: 'Indent with spaces',
  },
  {
    what: 'a NUL byte',
    text: 'apiVersion: v1\nkind: Pod\0\n',
    says: ':2:10: error: the text holds a NUL byte [nul-byte]',
    hint: 'Is this a text file?',
  },
  {
    what: 'a key of the prototype',
    text: inWords('podSelector: {matchLabels: {__proto__: x}}'),
    says: ':5:31: error: spec.podSelector.matchLabels.__proto__: Invalid value: "__proto__"',
  },
  {
    what: 'a key that stands twice',
    text: `${closed}spec: {}\n`,
    says: ':8:1: error: the key "spec" stands twice in one mapping [duplicate-key]',
  },
  {
    what: 'a capture',
    text: capture([datagram(1, 1), datagram(2, 0xfff)]),
    says: ':1:1: error: the text is not valid UTF-8 here [invalid-utf8]',
    hint: 'This is a packet capture: name it by --read.',
  },
  {
    what: 'bytes that are no text',
    text: new Uint8Array([0x61, 0x3a, 0x20, 0xff, 0xfe]),
    says: ':1:4: error: the text is not valid UTF-8 here [invalid-utf8]',
    hint: 'Save the file as UTF-8.',
  },
  {
    what: 'UTF-16',
    text: Buffer.from('\ufeffkind: Pod\n', 'utf16le'),
    says: ':1:1: error: the file is UTF-16LE text; only UTF-8 is read [utf-16]',
    hint: 'iconv -f UTF-16LE -t UTF-8',
  },
  {
    what: 'no object at all',
    text: 'just words\n',
    says: ':1:1: error: a Kubernetes object must be a mapping [not-a-kubernetes-object]',
  },
];

describe('a policy file with', () => {
  it.each(bad)('$what is refused with its place', async ({ name = 'bad.yaml', text, says, hint = '' }) => {
    const path = scratch.file(name, text);
    const { code, stdout, stderr } = await withPolicy(path);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`${path}${says}`);
    expect(stderr).toContain(hint);
    expect(stderr).toMatch(/error in the input, so nothing was judged \[invalid-input\]\n/);
  });

  it('each of these is answered in bounded memory', async () => {
    const before = process.memoryUsage().rss;
    for (const { name = 'bad.yaml', text } of bad) await withPolicy(scratch.file(name, text));
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * 2 ** 20);
  });

  it('one bad document does not hide the errors of the next', async () => {
    const text = `a: [\n---\n${inWords('podSelecter: {}')}`;
    const { stderr } = await withPolicy(scratch.file('two.yaml', text));
    expect(stderr).toContain('[yaml-syntax]');
    expect(stderr).toContain('[unknown-field]');
  });
});

describe('an inventory', () => {
  const withCluster = (text: string) =>
    run(['replay', '-r', scratch.path('one.pcap'), '-c', scratch.file('c.yaml', text), '--engine', 'none']);

  it('with a pod that has no address is used, with a warning', async () => {
    const { code, stderr } = await withCluster(
      'apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: lab}\n',
    );
    expect(code).toBe(0);
    expect(stderr).toContain(
      'c.yaml:1:1: warning: lab/p has no address: no packet will be known as its own [pod-without-address]\n  Dump running pods: kubectl get pods -A -o yaml.',
    );
  });

  it('with a label value `yes` is refused', async () => {
    const { code, stderr } = await withCluster(
      'apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: lab, labels: {a: yes}}\nstatus: {podIP: 10.0.0.1}\n',
    );
    expect(code).toBe(2);
    expect(stderr).toContain('c.yaml:3:46: error: metadata.labels.a: must be a string, not the boolean true');
    expect(stderr).toContain('Quote it');
  });

  it('may have labels that are named like properties of objects', async () => {
    const { code } = await withCluster(
      'apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: lab, labels: {__proto__: x, constructor: z}}\nstatus: {podIP: 10.0.0.1}\n',
    );
    expect(code).toBe(0);
    expect(({} as Record<string, unknown>).x).toBeUndefined();
    expect(Object.hasOwn(Object.prototype, 'constructor')).toBe(true);
  });
});

describe('paths', () => {
  it('to a folder of 100 MB are refused by its size, before anything is read', async () => {
    for (const index of [1, 2, 3, 4]) {
      // Sparse: 25 MiB that take no room on the disk. Read, they would be an error for their NUL bytes.
      truncateSync(scratch.file(`large/${index}.yaml`, ''), 25 * 2 ** 20);
    }
    const before = process.memoryUsage().rss;
    const { code, stdout, stderr } = await withPolicy(scratch.path('large'));
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toMatch(/large holds 100 MiB, over the limit of 64 MiB \[input-too-large\]/);
    expect(stderr).toContain('Raise the limit with --max-input-bytes 104857600.');
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * 2 ** 20);
  });

  it('to that folder are read where the limit is raised as the message says', async () => {
    const ran = await run([...traffic, '-p', scratch.path('large'), '--max-input-bytes', '104857600']);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain('[nul-byte]');
  });

  it.each([
    ['nothing', '/nonexistent', /there is no \/nonexistent \[no-such-file\]\n {2}Check the path\./],
    ['no match of a pattern', '/nonexistent/*.yaml', /\[no-such-file\]\n {2}No file matches the pattern\./],
  ])('to %s are an error of exit code 3', async (_, path, says) => {
    const ran = await withPolicy(path);
    expect(ran).toMatchObject({ code: 3, stdout: '' });
    expect(ran.stderr).toMatch(says);
  });

  it('to a folder without manifests are', async () => {
    scratch.file('other/readme.txt', 'none here');
    const ran = await withPolicy(scratch.path('other'));
    expect(ran).toMatchObject({ code: 3, stdout: '' });
    expect(ran.stderr).toContain('other holds no .yaml, .yml or .json file [no-manifests]');
  });

  it('to manifests without a policy are', async () => {
    const ran = await withPolicy(
      scratch.file('pod.yaml', 'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\n'),
    );
    expect(ran).toMatchObject({ code: 3, stdout: '' });
    expect(ran.stderr).toMatch(/no policy of the engine kubernetes under \S+pod\.yaml \[no-policies\]/);
    expect(ran.stderr).toContain('Name pods, nodes and services by --cluster');
  });

  it.skipIf(process.getuid?.() === 0)('that may not be read are', async () => {
    const path = scratch.file('secret.yaml', closed);
    chmodSync(path, 0);
    const ran = await withPolicy(path);
    expect(ran.code).toBe(3);
    expect(ran.stderr).toContain('EACCES [unreadable-file]');
  });

  it.skipIf(process.platform === 'win32')(
    'to a device without an end are read no further than the limit',
    async () => {
      const ran = await run([...traffic, '-p', '/dev/zero', '--max-input-bytes', '4M']);
      expect(ran).toMatchObject({ code: 3, stdout: '' });
      expect(ran.stderr).toContain('/dev/zero holds more than the limit of 4 MiB [input-too-large]');
    },
  );

  it.skipIf(process.platform === 'win32')('to a pipe within a folder do not wait for a writer', async () => {
    mkdirSync(scratch.path('pipes'));
    execFileSync('mkfifo', [scratch.path('pipes/a.yaml')]);
    const ran = await withPolicy(scratch.path('pipes'));
    expect(ran.code).toBe(3);
    expect(ran.stderr).toContain('pipes/a.yaml: it is no regular file [unreadable-file]');
  });

  it('that go in circles are read once', async () => {
    scratch.file('circle/closed.yaml', closed);
    symlinkSync('.', scratch.path('circle/again'));
    expect((await withPolicy(scratch.path('circle'))).code).toBe(0);
  });
});
