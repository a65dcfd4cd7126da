import { describe, expect, it } from 'vitest';
import { Conntrack } from '../../src/conntrack/conntrack.ts';
import { tableBytes, tableLayout } from '../../src/conntrack/table-memory.ts';
import { controlBytes } from '../../src/kernels/control.ts';
import { tableMemo } from '../../src/kernels/flow-layout.ts';
import * as layout from '../../src/kernels/layout.ts';
import { createKernelMemory } from '../../src/kernels/load.ts';
import { memoBytes } from '../../src/kernels/memo.ts';
import { shortHash } from '../../src/kernels/short-hash.ts';
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

/** Kernels beside a flow table, which tells this memo of flows; 0: none. */
function bench(form: KernelForm, memo: number) {
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
  /** Packets that open flows. Gives the slots. */
  const open = (packets: readonly Uint8Array[]) => {
    expect(hint(packets)).toEqual(packets.map(() => 0));
    expect(kernels.track(rowsAt, 0, packets.length, trackedAt, tableAt)).toBe(packets.length);
    return packets.map((_, index) => {
      const word = view.getUint32(trackedAt + 4 * index, true);
      expect(word & wordState).toBe(0);
      return word >>> 5;
    });
  };
  const forgetIndex = () => {
    const { cells, free } = tableLayout(maxFlows);
    bytes.fill(0, tableAt + cells, tableAt + free);
  };
  return { bytes, kernels, hint, open, forgetIndex };
}

/** Opens flows, and hints their answers when the index knows nothing any more. */
function hintsOfAnswers(form: KernelForm, memo: number) {
  const { hint, open, forgetIndex } = bench(form, memo);
  expect(open(openings)).toEqual(openings.map((_, index) => index));
  forgetIndex();
  return hint(answers);
}

/** Datagrams of three flows that share a pair of cells, and no more than that. */
function crowd(): { readonly there: Uint8Array; readonly back: Uint8Array }[] {
  const byPair = new Map<number, Map<number, number>>();
  for (let port = 1024; port < 65_536; port++) {
    const [from, to] = [0x0a000001, 0x0a000002];
    const short = shortHash(from, to, ((port << 16) | 53) >>> 0, (fixedSeed[0] | 1) >>> 0, fixedSeed[1]);
    const pair = short >>> 16;
    // The first lines are cleared meanwhile.
    if (pair < 1000) continue;
    const ports = byPair.get(pair) ?? new Map<number, number>();
    byPair.set(pair, ports.set(short % 512, port));
    if (ports.size < 3) continue;
    return [...ports.values()].map((near) => ({
      there: packet4(17, 'there', udp({ sourcePort: near, destinationPort: 53 })),
      back: packet4(17, 'back', udp({ sourcePort: 53, destinationPort: near })),
    }));
  }
  throw new Error('no three ports share a pair');
}

describe.each(['wasm', 'portable', 'plain'] as const)('the memo of the %s kernels', (form) => {
  it('knows flows from when they open', () => {
    expect(hintsOfAnswers(form, memoAt)).toEqual(answers.map((_, index) => index + 1));
  });

  it('is told of none where the table has no memo', () => {
    expect(hintsOfAnswers(form, 0)).toEqual(answers.map(() => 0));
  });

  it('knows the last two flows of those that share a pair', () => {
    const [a, b, c] = crowd();
    const { hint, open, forgetIndex } = bench(form, memoAt);
    expect(open([a.there, b.there])).toEqual([0, 1]);
    forgetIndex();
    expect(hint([a.back, b.back])).toEqual([1, 2]);
    expect(open([c.there])).toEqual([2]);
    forgetIndex();
    expect(hint([a.back, b.back, c.back])).toEqual([0, 2, 3]);
  });

  it('forgets no flow for another that has many packets in a batch', () => {
    const [a, b] = crowd();
    const { bytes, hint, open, forgetIndex } = bench(form, memoAt);
    expect(open([a.there, b.there])).toEqual([0, 1]);
    bytes.fill(0, memoAt, memoAt + memoBytes);
    expect(hint([a.back, b.back, b.back, b.there])).toEqual([1, 2, 2, 2]);
    forgetIndex();
    expect(hint([a.back, b.back])).toEqual([1, 2]);
  });

  it('is cleared by and by, a line a batch, and then again from its beginning', () => {
    const { bytes, kernels } = bench(form, memoAt);
    const cells = bytes.subarray(memoAt, memoAt + memoBytes - 64);
    const clear = () => kernels.hintRows(rowsAt, 0, tableAt, memoAt, openersAt);
    cells.fill(255);
    clear();
    expect(cells.findIndex((byte) => byte !== 0)).toBe(64);
    clear();
    expect(cells.findIndex((byte) => byte !== 0)).toBe(128);
    for (let cleared = 128; cleared < cells.length; cleared += 64) clear();
    expect(cells.findIndex((byte) => byte !== 0)).toBe(-1);
    cells.fill(255);
    clear();
    expect(cells.findIndex((byte) => byte !== 0)).toBe(64);
  });
});
