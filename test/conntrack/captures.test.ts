/** Real captures of odd connections, with what the tracker must make of them. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readCapture } from '../../src/capture/read.ts';
import { Conntrack, type ConntrackOptions } from '../../src/conntrack/conntrack.ts';
import { createTracked } from '../../src/conntrack/track.ts';
import { createFrame } from '../../src/frame/create.ts';
import { parseFrame } from '../../src/frame/parse.ts';
import { haveCaptures } from '../frame/captures.ts';
import { describeTracked } from './script.ts';

const folder = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', 'shared', 'captures');

async function transcript(file: string, options: ConntrackOptions = {}): Promise<string[]> {
  const path = join(folder, `${file}.pcap.gz`);
  expect(existsSync(path)).toBe(true);
  const conntrack = new Conntrack(options);
  const frame = createFrame();
  const out = createTracked();
  const lines: string[] = [];
  await readCapture(path, ({ data, originalLength, linkType, seconds, nanoseconds }) => {
    parseFrame(frame, data, originalLength, linkType);
    conntrack.track(frame, seconds * 1e6 + nanoseconds / 1e3, out);
    lines.push(describeTracked(conntrack, out));
    return undefined;
  });
  return squeeze(lines);
}

/** `3 x reply tcpEstablished` for runs of the same. */
function squeeze(lines: readonly string[]): string[] {
  const runs: { line: string; count: number }[] = [];
  for (const line of lines) {
    const last = runs[runs.length - 1];
    if (last?.line === line) last.count++;
    else runs.push({ line, count: 1 });
  }
  return runs.map(({ line, count }) => (count === 1 ? line : `${count} x ${line}`));
}

const opened = ['new tcpSynSent', 'reply tcpSynReceived', 'original tcpEstablished'];
const pickup = { midstream: 'pickup' } as const;

describe.skipIf(!haveCaptures)('captures (skipped where the shared captures are missing)', () => {
  it('SYN-ACK before SYN: all but the first packet belongs', async () => {
    expect(await transcript('tcp/zeek-handshake-reorder')).toEqual([
      'invalid invalid-state',
      'new tcpSynSent',
      '2 x original tcpOneSided',
      '5 x reply tcpEstablished',
      '2 x original tcpEstablished',
      'original tcpFinWait',
      'reply tcpLastAck',
      'original tcpTimeWait',
    ]);
    expect((await transcript('tcp/zeek-handshake-reorder', pickup))[0]).toBe('new tcpOneSided midstream');
  });

  it('no SYN: invalid throughout, or picked up with the right opener', async () => {
    expect(await transcript('tcp/zeek-missing-syn')).toEqual(['21 x invalid invalid-state']);
    const picked = await transcript('tcp/zeek-missing-syn', pickup);
    expect(picked[0]).toBe('new tcpOneSided midstream');
    expect(picked[picked.length - 1]).toBe('original tcpTimeWait midstream');
    expect(picked.some((line) => line.includes('invalid'))).toBe(false);
  });

  it('one packet of data, one RST', async () => {
    expect(await transcript('tcp/zeek-no-handshake')).toEqual(['invalid invalid-state']);
    expect(await transcript('tcp/zeek-no-handshake', pickup)).toEqual(['new tcpOneSided midstream']);
    for (const options of [{}, pickup]) {
      expect(await transcript('tcp/zeek-single-rst', options)).toEqual(['invalid invalid-state']);
    }
  });

  it('one side only', async () => {
    const flow = ['new tcpOneSided midstream', '2 x reply tcpOneSided midstream'];
    expect(await transcript('tcp/zeek-one-sided-2745', pickup)).toEqual([...flow, ...flow]);
  });

  it('data on the SYN, Fast Open, and a last ACK after the next SYN', async () => {
    const end = ['original tcpFinWait', 'reply tcpLastAck', 'original tcpTimeWait'];
    expect(await transcript('tcp/zeek-payload-syn')).toEqual([...opened, ...end]);
    expect(await transcript('tcp/zeek-tcp-fast-open')).toEqual([
      ...opened,
      '2 x reply tcpEstablished',
      'reply tcpFinWait',
      'original tcpLastAck',
      'new tcpSynSent',
      'reply tcpTimeWait',
      'reply tcpSynReceived',
      'original tcpEstablished',
      'reply tcpEstablished',
      'original tcpEstablished',
      'reply tcpFinWait',
      'original tcpLastAck',
      'reply tcpTimeWait',
    ]);
  });

  it('lost and repeated data, headers cut by the snaplen', async () => {
    const lossy = await transcript('tcp/zeek-retransmit-fast009');
    expect(lossy.slice(0, 3)).toEqual([
      'new tcpSynSent',
      'reply tcpSynReceived',
      '2 x original tcpEstablished',
    ]);
    expect(lossy[lossy.length - 1]).toBe('original tcpClosed');
    for (const lines of [lossy, await transcript('tcp/zeek-truncated-header')]) {
      expect(lines.filter((line) => line.includes('invalid'))).toEqual([]);
    }
  });

  it('a challenge and its RST while the SYN waits', async () => {
    expect(await transcript('tcp/zeek-syn-then-ack-then-rst')).toEqual([
      'new tcpSynSent',
      'reply tcpSynSent',
      'original tcpSynSent',
    ]);
    expect(await transcript('tcp/zeek-syn-synack')).toEqual(opened.slice(0, 2));
  });

  it('pings of both families, discovery, errors about nothing known', async () => {
    const ping = ['new icmpUnreplied', 'reply icmpReplied', 'original icmpReplied', 'reply icmpReplied'];
    expect(await transcript('icmp/zeek-icmp-ping')).toEqual(ping);
    expect((await transcript('icmp/zeek-icmp6-ping')).slice(0, 4)).toEqual(ping);
    for (const name of [
      'icmp6-neighbor-solicit',
      'icmp6-router-advert',
      'icmp-timeexceeded',
      'icmp6-toobig',
    ]) {
      expect(await transcript(`icmp/zeek-${name}`)).toEqual(['new']);
    }
  });

  it('an SCTP association from INIT on', async () => {
    expect((await transcript('sctp/zeek-sctp')).slice(0, 5)).toEqual([
      'new sctpCookieWait',
      'reply sctpCookieWait',
      'original sctpCookieEchoed',
      'reply sctpEstablished',
      'original sctpEstablished',
    ]);
  });

  it('longer traffic has no packet that falls out of its connection', async () => {
    const files = [
      'lab/k8s-like-veth',
      'lab/k8s-like-any-sll2',
      'lab/k8s-like-snap96-nano',
      'tls/zeek-ssl.v3',
    ];
    for (const file of [...files, 'http1/zeek-methods', 'large/PcapPlusPlus-4KHttpRequests']) {
      const lines = await transcript(file, pickup);
      expect(lines.filter((line) => line.includes('invalid-state'))).toEqual([]);
    }
  });
});
