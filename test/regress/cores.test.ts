import { describe, expect, it } from 'vitest';
import { ethernet, ipv4, udp, zeros } from '../frame/build.ts';
import type { FuzzCase } from '../fuzz/case.ts';
import { randomCase } from '../fuzz/case.ts';
import { checkCase } from '../fuzz/check.ts';
import type { FuzzPacket } from '../fuzz/traffic.ts';

/** Found by `npm run fuzz`: cores that said different things about the same packets. */
const start = 1_760_000_000e6;

function packet(after: number, port: number, fields: Parameters<typeof ipv4>[0] = {}): FuzzPacket {
  const data = ethernet(0x0800, ipv4(fields, udp({ sourcePort: port, destinationPort: 9000 }, zeros(8))));
  return { time: start + after, data, about: `UDP from port ${port}` };
}

function replayed(traffic: Partial<FuzzCase['traffic']>): Promise<{ difference: unknown }> {
  const base = randomCase(1, 0, { questions: 0, packets: 0 });
  const plain = { format: 'pcap', linkType: 1, decap: false, maxFlows: 256, midstream: 'invalid' } as const;
  return checkCase({ ...base, traffic: { ...base.traffic, ...plain, changes: [], ...traffic } });
}

describe('all cores', () => {
  it('count anew when the policies are replaced by themselves', async () => {
    const packets = [0, 1, 2, 3].map((n) => packet(n, 1000 + n));
    // The second change has the policies of the beginning, and comes first.
    const changes = [{ at: 'packet', index: 9 } as const, { at: 'packet', index: 2 } as const];
    expect((await replayed({ packets, changes })).difference).toBeUndefined();
  });

  it('give a fragment up behind what came before, also where the flow table is full', async () => {
    const fragment = packet(0, 1, { fragmentOffset: 64, more: true });
    const before = [1, 2, 3, 4, 5].map((n) => packet(n, 1000 + n));
    const packets = [fragment, ...before, packet(130e6, 2000)];
    expect((await replayed({ packets, maxFlows: 4 })).difference).toBeUndefined();
  });

  it('count the time of a packet once for fragments, also where it leaps back and kernels stop', async () => {
    const first = packet(0, 1, { more: true });
    const rest = packet(-1000e6 + 1, 1, { fragmentOffset: 16 });
    // A full table: kernels leave each of these.
    const between = Array.from({ length: 40 }, (_, n) => packet(n, 1000 + n));
    const packets = [first, ...between, packet(-1000e6, 2000), rest];
    expect((await replayed({ packets, maxFlows: 1 })).difference).toBeUndefined();
  });
});
