import { describe, expect, it } from 'vitest';
import { Conntrack } from '../../src/conntrack/conntrack.ts';
import { tableBytes, tableLayout } from '../../src/conntrack/table-memory.ts';
import { controlBytes } from '../../src/kernels/control.ts';
import { tableMemo } from '../../src/kernels/flow-layout.ts';
import * as layout from '../../src/kernels/layout.ts';
import { createKernelMemory } from '../../src/kernels/load.ts';
import { memoBytes } from '../../src/kernels/memo.ts';
import { wordState } from '../../src/kernels/track-word.ts';
import { LinkType } from '../../src/net/link-type.ts';
import { ethernet, ipv4, ipv6, sctp, tcp, udp } from '../frame/build.ts';
import { type KernelForm, kernelsOf } from './forms.ts';
import { fixedSeed } from './mixed.ts';

const maxFlows = 64;
const most = 16;
const dataAt = 128;
const rowsAt = 16_384;
const controlAt = rowsAt + most * layout.rowBytes;
const trackedAt = controlAt + controlBytes;
const openersAt = trackedAt + 4 * most;
const memoAt = Math.ceil((openersAt + layout.openersBytes) / 128) * 128;
const tableAt = Math.ceil((memoAt + memoBytes) / 128) * 128;

const [syn, synAck] = [2, 18];
/** Each flow has a port of its own: the short hash leaves the protocol out. */
const near = (flow: number) => ({ sourcePort: 40_000 + flow, destinationPort: 443 });
const far = (flow: number) => ({ sourcePort: 443, destinationPort: 40_000 + flow });
const init = [1, 0, 0, 20, 0, 0, 0, 1, 0, 1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 1];

type Way = 'there' | 'back';

function packet4(protocol: number, way: Way, payload: Uint8Array): Uint8Array {
  const [source, destination] = way === 'there' ? ['10.0.0.1', '10.0.0.2'] : ['10.0.0.2', '10.0.0.1'];
  return ethernet(0x0800, ipv4({ source, destination, protocol }, payload));
}

function packet6(nextHeader: number, way: Way, payload: Uint8Array): Uint8Array {
  const [source, destination] = way === 'there' ? ['fd00::1', 'fd00::2'] : ['fd00::2', 'fd00::1'];
  return ethernet(0x86dd, ipv6({ source, destination, nextHeader }, payload));
}

/** The first packets of flows, and the answers to them. */
const openings = [
  packet4(6, 'there', tcp({ ...near(0), flags: syn })),
  packet6(6, 'there', tcp({ ...near(1), flags: syn })),
  packet4(17, 'there', udp(near(2))),
  packet6(17, 'there', udp(near(3))),
  packet4(132, 'there', sctp(near(4), init)),
];
const answers = [
  packet4(6, 'back', tcp({ ...far(0), flags: synAck, acknowledgement: 1 })),
  packet6(6, 'back', tcp({ ...far(1), flags: synAck, acknowledgement: 1 })),
  packet4(17, 'back', udp(far(2))),
  packet6(17, 'back', udp(far(3))),
  packet4(132, 'back', sctp(far(4), init)),
];

/** Opens flows, and hints their answers when the index knows nothing any more. */
function hintsOfAnswers(form: KernelForm, memo: number) {
  const memory = createKernelMemory(tableAt + tableBytes(maxFlows));
  const kernels = kernelsOf(form, memory);
  const { buffer } = memory;
  const bytes = new Uint8Array(buffer);
  const view = new DataView(buffer);
  const table = { buffer, byteOffset: tableAt };
  new Conntrack({ maxFlows, seed: fixedSeed, memory: table, kernelsEnd: true });
  view.setUint32(tableAt + tableMemo, memo, true);
  const hint = (packets: readonly Uint8Array[]) => {
    let at = dataAt;
    for (const [index, data] of packets.entries()) {
      const row = rowsAt + index * layout.rowBytes;
      bytes.set(data, at);
      bytes.fill(0, row, row + layout.rowBytes);
      view.setUint32(row + layout.rowDataAt, at, true);
      view.setUint32(row + layout.rowCaptured, data.length, true);
      view.setUint32(row + layout.rowOriginal, data.length, true);
      view.setUint32(row + layout.rowLinkType, LinkType.ethernet, true);
      at += data.length;
    }
    kernels.parseRows(rowsAt, packets.length, fixedSeed[0], fixedSeed[1], controlAt, 0);
    kernels.hintRows(rowsAt, packets.length, tableAt, memoAt, openersAt);
    return packets.map((_, index) => view.getUint32(rowsAt + index * layout.rowBytes + layout.rowHint, true));
  };
  expect(hint(openings)).toEqual(openings.map(() => 0));
  expect(kernels.track(rowsAt, 0, openings.length, trackedAt, tableAt)).toBe(openings.length);
  for (const index of openings.keys()) {
    const word = view.getUint32(trackedAt + 4 * index, true);
    expect(word & wordState).toBe(0);
    expect(word >>> 5).toBe(index);
  }
  const { cells, free } = tableLayout(maxFlows);
  bytes.fill(0, tableAt + cells, tableAt + free);
  return hint(answers);
}

describe.each(['wasm', 'portable', 'plain'] as const)('the memo of the %s kernels', (form) => {
  it('knows flows from when they open', () => {
    expect(hintsOfAnswers(form, memoAt)).toEqual(answers.map((_, index) => index + 1));
  });

  it('is told of none where the table has no memo', () => {
    expect(hintsOfAnswers(form, 0)).toEqual(answers.map(() => 0));
  });
});
