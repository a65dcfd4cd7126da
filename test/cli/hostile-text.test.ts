import { describe, expect, it } from 'vitest';
import { type Ran, run } from './run.ts';
import { Scratch } from './scratch.ts';
import { capture, closed, cluster, datagram } from './traffic.ts';

/** An escape sequence, the one-byte form of it, a carriage return, and marks that reverse or hide text. */
const hostile = 'x\x1b[31m\x9b2J\r\u202e\u200b\u2028y';
const visible = String.raw`x\x1b[31m\x9b2J\r\u202e\u200b\u2028y`;

const scratch = new Scratch();
const bytes = capture([datagram(1, 1), datagram(2, 2)]);
const lab = scratch.file('lab.yaml', cluster);
const shut = scratch.file('closed.yaml', closed);

/** Nothing but text, line ends and what stands for all else. */
function expectHarmless({ stdout, stderr }: Ran): void {
  expect(stdout + stderr).not.toMatch(/[^\n\P{C}]|[\u2028\u2029]/u);
}

describe('a capture whose name could steer the terminal', () => {
  const good = scratch.file(`${hostile}.pcap`, bytes);
  const cut = scratch.file(`${hostile}-cut.pcap`, bytes.subarray(0, -1));
  const text = scratch.file(`${hostile}-text.pcap`, 'words');

  it.each([
    ['is read', ['-r', good]],
    ['is broken', ['-r', cut]],
    ['is none', ['-r', text]],
    ['is missing', ['-r', `${good}.gone`]],
    ['is left out of a folder', ['-r', scratch.folder]],
  ])('is shown with escapes where it %s', async (_, argv) => {
    const ran = await run(['replay', ...argv]);
    expectHarmless(ran);
    if (argv[1] !== scratch.folder) expect(ran.stdout + ran.stderr).toContain(visible);
  });

  it('stands in JSON with escapes that give back the name', async () => {
    const ran = await run(['replay', '-r', good, '-o', 'json']);
    expectHarmless(ran);
    expect(JSON.parse(ran.stdout).captures[0].file).toBe(good);
  });
});

describe('a manifest whose text could steer the terminal', () => {
  const traffic = ['replay', '-r', scratch.file('one.pcap', bytes), '-c', lab] as const;
  const quoted = JSON.stringify(hostile);

  it.each([
    ['name of a policy', closed.replace('name: closed', `name: ${quoted}`)],
    ['name of a field', `${closed}  ${quoted}: 1\n`],
    ['label', closed.replace('app: server', `${quoted}: ${quoted}`)],
    ['network', closed.replace('[]', `[{from: [{ipBlock: {cidr: ${quoted}}}]}]`)],
    ['kind', `apiVersion: v1\nkind: ${quoted}\nmetadata: {name: x}\n`],
    ['syntax error', `a: [${hostile}`],
  ])('is shown with escapes: %s', async (what, text) => {
    const path = scratch.file(`${what} ${hostile}.yaml`, text);
    const ran = await run([...traffic, '-p', path]);
    expect(ran.code).toBeGreaterThan(0);
    expectHarmless(ran);
    expect(ran.stderr).toContain(`${what} ${visible}.yaml`);
  });

  it('is shown with escapes: name of a pod', async () => {
    const pod = `apiVersion: v1\nkind: Pod\nmetadata: {name: ${quoted}, namespace: lab, labels: {app: server}}\nstatus: {podIP: 10.0.0.2}\n`;
    const ran = await run([
      'replay',
      '-r',
      scratch.path('one.pcap'),
      '-p',
      shut,
      '-c',
      scratch.file('p.yaml', pod),
    ]);
    expectHarmless(ran);
    expect(ran.stdout).toContain(`lab/${visible}`);
  });

  it('is shown with escapes: in a flow log', async () => {
    const ran = await run([...traffic.slice(0, 3), '-p', shut, '-c', scratch.path('p.yaml'), '--flows', '-']);
    expectHarmless(ran);
    expect(ran.stdout.split('\n').length).toBe(3);
  });
});

describe('a command line that could steer the terminal', () => {
  it.each([
    ['command', [hostile]],
    ['option', ['replay', `--${hostile}`]],
    ['value of an option', ['replay', '--midstream', hostile]],
    ['engine', ['replay', '-r', scratch.path('one.pcap'), '--engine', hostile]],
    ['engine option', ['replay', '-r', scratch.path('one.pcap'), '--engine-option', `${hostile}=1`]],
    ['policy', ['replay', '-r', scratch.path('one.pcap'), '-p', hostile]],
    ['policy change', ['replay', '-r', scratch.path('one.pcap'), '--policy-change', hostile]],
    ['output', ['replay', '-r', scratch.path('one.pcap'), '--flows', `/nonexistent/${hostile}`]],
  ])('is shown with escapes: %s', async (_, argv) => {
    const ran = await run(argv);
    expect(ran.code).toBeGreaterThan(1);
    expectHarmless(ran);
  });
});
