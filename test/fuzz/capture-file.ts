import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pcap, pcapngBlocks } from '../capture/build.ts';
import type { Traffic } from './traffic.ts';

let folder: string | undefined;

/** Writes the packets where the last ones were. Returns the path. */
export function writeCapture(traffic: Traffic): string {
  if (folder === undefined) {
    const made = mkdtempSync(join(tmpdir(), 'tierwall-fuzz-'));
    process.once('exit', () => rmSync(made, { recursive: true, force: true }));
    folder = made;
  }
  const path = join(folder, 'case.pcap');
  writeFileSync(path, captureOf(traffic));
  return path;
}

function captureOf({ packets, format, linkType }: Traffic): Uint8Array {
  if (format === 'pcapng') {
    const { section, interface: port, packet } = pcapngBlocks();
    const blocks = packets.map(({ time, data, original }) => packet(data, { ticks: BigInt(time), original }));
    return Buffer.concat([section(), port(linkType), ...blocks]);
  }
  const perMicrosecond = format === 'pcap-ns' ? 1000 : 1;
  const records = packets.map(({ time, data, original }) => ({
    ...{ data, original },
    seconds: Math.floor(time / 1e6),
    fraction: (time % 1e6) * perMicrosecond,
  }));
  const magic = format === 'pcap-ns' ? 0xa1b23c4d : 0xa1b2c3d4;
  return pcap({ magic, littleEndian: format !== 'pcap-big-endian', link: linkType }, records);
}
