import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { mostRows } from '../../src/kernels/layout.ts';
import { readBytesAlone } from '../../src/replay/compiled/row-writer.ts';
import { pcap } from '../capture/build.ts';
import { run } from '../cli/run.ts';
import { Scratch, shop } from '../cli/scratch.ts';

const scratch = new Scratch();
const recordHeader = 16;
const frames = 20_000;

/** The shortest frames that there are, and an opening of a connection here and there. */
const records = Array.from({ length: frames }, (_, index) => ({
  data: index % 500 === 499 ? syn(index) : ethernet(0x88cc, 0),
}));

function ethernet(type: number, payload: number): Uint8Array {
  const frame = new Uint8Array(14 + payload);
  new DataView(frame.buffer).setUint16(12, type);
  return frame;
}

/** From a port of its own of 192.0.2.1 to 192.0.2.2, as in RFC 791 and RFC 9293; checksums are not looked at. */
function syn(port: number): Uint8Array {
  const frame = ethernet(0x0800, 40);
  const view = new DataView(frame.buffer, 14);
  view.setUint8(0, 0x45);
  view.setUint16(2, 40);
  view.setUint8(8, 64);
  view.setUint8(9, 6);
  view.setUint32(12, 0xc0000201);
  view.setUint32(16, 0xc0000202);
  view.setUint16(20, port);
  view.setUint16(22, 80);
  view.setUint8(32, 0x50);
  view.setUint8(33, 2);
  return frame;
}

describe('batches of as many packets as there are rows', () => {
  const file = pcap({}, records);
  const paths = [scratch.file('full.pcap', file), scratch.file('full.pcap.gz', gzipSync(file))];

  it('come of the shortest frames', () => {
    expect(readBytesAlone / (recordHeader + 14)).toBeGreaterThan(mostRows);
  });

  it.each(
    paths.flatMap((path) => ['1', '2', '3'].map((workers) => [path.replace(/.*\//, ''), workers, path])),
  )('are judged once: %s, %s workers', async (_name, workers, path) => {
    const argv = ['replay', '-r', path, '-c', shop.cluster, '-p', shop.today, '-o', 'json'];
    const expected = JSON.parse((await run([...argv, '--engine-core', 'reference'])).stdout);
    expect(expected).toMatchObject({ packets: frames, flows: frames / 500 });
    for (const core of ['compiled', 'portable']) {
      const said = await run([...argv, '--engine-core', core, '--workers', workers]);
      const { packets, flows, checksum } = expected;
      expect(JSON.parse(said.stdout), core).toMatchObject({ packets, flows, checksum });
    }
  });
});
