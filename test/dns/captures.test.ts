/** Names that real captures teach. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readCapture } from '../../src/capture/read.ts';
import { NameCache, type NameCacheOptions } from '../../src/dns/cache.ts';
import { parseDnsMessage } from '../../src/dns/message.ts';
import { createFrame } from '../../src/frame/create.ts';
import { parseFrame } from '../../src/frame/parse.ts';
import { parseAddress } from '../../src/net/address.ts';
import { haveCaptures } from '../frame/captures.ts';

const folder = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', 'shared', 'captures');

/** The cache after the capture, and the names of the addresses at its last packet. */
async function learn(file: string, addresses: readonly string[], options: NameCacheOptions = {}) {
  const cache = new NameCache(options);
  const frame = createFrame();
  let now = 0;
  await readCapture(join(folder, `${file}.pcap.gz`), (packet) => {
    parseFrame(frame, packet.data, packet.originalLength, packet.linkType);
    now = packet.seconds * 1e6 + packet.nanoseconds / 1e3;
    if (frame.fault === '') cache.observe(frame, now);
    return undefined;
  });
  const names = addresses.map((text) => cache.namesAt(parseAddress(text)!, now).join(' '));
  return { ...cache.counters, names };
}

describe.skipIf(!haveCaptures)('captures (skipped where the shared captures are missing)', () => {
  it('a long conversation with many questions', async () => {
    const counted = await learn('dns/PcapPlusPlus-DnsPackets', []);
    expect(counted).toMatchObject({ unsolicited: 0, repeated: 0 });
    expect(counted.answers).toBeGreaterThan(100);
  });

  it('addresses of both families', async () => {
    const addresses = ['204.152.190.12', '2001:4f8:4:7:2e0:81ff:fe52:9a6b', '2001:4f8:0:2::d'];
    const { names, unsolicited } = await learn('dns/zeek-long-connection', addresses);
    expect([names[1], names[2], unsolicited]).toEqual(['www.netbsd.org', 'www.isc.org', 0]);
  });

  it('a chain of aliases with signatures between, answered twice', async () => {
    const seen = await learn('dns/zeek-dns-two-responses', ['128.2.10.163']);
    expect(seen).toMatchObject({ answers: 1, repeated: 1 });
    expect(seen.names).toEqual(['www-cmu-2.andrew.cmu.edu www-cmu.andrew.cmu.edu www.cmu.edu']);
  });

  it('answers over TCP', async () => {
    expect((await learn('dns/tcpdump-dns_tcp', ['192.139.46.66'])).names).toEqual(['www.tcpdump.org']);
    const cookies = await learn('dns/zeek-dns-edns-cookie', ['208.80.154.224']);
    expect(cookies).toMatchObject({ queries: 2, answers: 2, names: ['wikipedia.org'] });
  });

  it('an answer whose question came before the capture', async () => {
    const address = ['206.109.64.186'];
    const shut = await learn('dns/zeek-dns53', address);
    expect(shut).toMatchObject({ unsolicited: 1, names: [''] });
    const open = await learn('dns/zeek-dns53', address, { requireQuery: false });
    expect(open.names).toEqual(['us.v27.distributed.net']);
  });

  it('pointers to pointers, each further back', async () => {
    const frame = createFrame();
    await readCapture(join(folder, 'dns/zeek-max-compression-depth.pcap.gz'), (packet) => {
      parseFrame(frame, packet.data.slice(), packet.originalLength, packet.linkType);
      return undefined;
    });
    const message = parseDnsMessage(frame.bytes, frame.payloadOffset, frame.payloadLength);
    expect(message?.isWhole).toBe(true);
    expect(message?.answers.map(({ name }) => name)).toEqual(new Array(7).fill('a'));
  });

  it('a query without a header, an answer whose additional section is damaged', async () => {
    expect(await learn('dns/tcpdump-dns-zlip-1', [])).toMatchObject({ queries: 0, malformed: 1 });
    expect((await learn('dns/zeek-dns-corrupt', ['192.0.78.212'])).names).toEqual(['zeek.org']);
  });
});
