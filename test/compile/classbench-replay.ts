import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EngineCore } from '../../src/engine/core.ts';
import type { Judge } from '../../src/engine/judge.ts';
import { ipv4 as address, formatAddress } from '../../src/net/address.ts';
import { Protocol } from '../../src/net/protocol.ts';
import { Lane } from '../../src/replay/lane.ts';
import { createReplay } from '../../src/replay/replay.ts';
import { pcap } from '../capture/build.ts';
import { ethernet, icmp, ipv4, sctp, tcp, udp, zeros } from '../frame/build.ts';
import type { CalicoForm, Header } from './classbench.ts';

/** What a replay of a packet for each header says in sum, and which limits it is beyond. */
export async function replayHeaders(
  core: EngineCore,
  judge: Judge,
  { inventory }: CalicoForm,
  headers: readonly Header[],
) {
  const folder = mkdtempSync(join(tmpdir(), 'tierwall-classbench-'));
  try {
    const file = join(folder, 'headers.pcap');
    writeFileSync(file, pcap({}, headers.map(recordOf)));
    const lane = new Lane({ judge, inventory });
    const replay = createReplay({ inventory, lanes: [lane] }, core);
    await replay.play([file]);
    return {
      checksum: lane.checksum.toString(),
      packets: replay.pipeline.tally.packets,
      beyond: replay.beyond,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function recordOf(header: Header, second: number) {
  const source = formatAddress(address(header.source));
  const destination = formatAddress(address(header.destination));
  const fields = { source, destination, protocol: header.protocol };
  return { data: ethernet(0x0800, ipv4(fields, payloadOf(header))), seconds: second };
}

function payloadOf({ protocol, sourcePort, destinationPort }: Header): Uint8Array {
  const ports = { sourcePort, destinationPort };
  if (protocol === Protocol.tcp) return tcp(ports);
  if (protocol === Protocol.udp) return udp(ports);
  if (protocol === Protocol.sctp) return sctp(ports);
  return protocol === Protocol.icmp ? icmp(8, 0) : zeros(8);
}
