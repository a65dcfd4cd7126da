import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFrame } from '../../src/frame/create.ts';
import { details } from '../../src/frame/details.ts';
import type { Frame } from '../../src/frame/frame.ts';
import { parseFrame } from '../../src/frame/parse.ts';
import { LinkType } from '../../src/net/link-type.ts';
import { haveCaptures, packetsOf, readTable, type StoredPacket } from './captures.ts';

const linkTypes = Object.values(LinkType);
const faults = ['', 'malformed', 'truncated', 'fragment', 'source-route', 'unsupported-link'];
const exhaustive = process.env.TIERWALL_EXHAUSTIVE === '1';

/** What must hold for every record, whatever the bytes were. Plain checks: it runs millions of times. */
function findProblem(frame: Frame, linkType: number): string {
  for (const key in frame) {
    const value = frame[key as keyof Frame];
    if (typeof value === 'number' && (!Number.isInteger(value) || (value < 0 && key !== 'tcpWindowScale'))) {
      return `${key} is ${value}`;
    }
  }
  if (!faults.includes(frame.fault)) return `fault ${frame.fault}`;
  if ((frame.fault === '') !== (frame.detail === '')) return `fault ${frame.fault}, detail ${frame.detail}`;
  if (frame.detail !== '' && !Object.hasOwn(details, frame.detail)) return `detail ${frame.detail}`;
  if (frame.family === 0 || frame.fault !== '') return '';
  return findProblemOfPacket(frame, linkType);
}

function findProblemOfPacket(frame: Frame, linkType: number): string {
  // A packet that the kernel cut for NFLOG is longer than its record.
  const end = frame.ipOffset + frame.ipLength;
  if (end > frame.originalLength && linkType !== LinkType.nflog) return 'the packet leaves the record';
  if (frame.transportOffset + frame.transportLength > end) return 'transport';
  if (frame.payloadOffset + frame.payloadLength > end) return 'payload';
  if (frame.isFragment === 1 && frame.fragmentDataLength <= 0) return 'empty fragment';
  return '';
}

/** Parses both ways into a used record and a new one; both must be sound and equal. */
function check(used: Frame, bytes: Uint8Array, originalLength: number, linkType: number): void {
  for (const decap of [false, true]) {
    parseFrame(used, bytes, originalLength, linkType, { decap });
    const problem = findProblem(used, linkType);
    if (problem !== '') expect.fail(`${problem}: ${JSON.stringify({ linkType, bytes: [...bytes] })}`);
  }
}

describe('any bytes', () => {
  it('give a sound record, equal to that of a new record', () => {
    const used = createFrame();
    fc.assert(
      fc.property(
        fc.constantFrom(...linkTypes),
        fc.uint8Array({ maxLength: 200 }),
        fc.nat(300),
        fc.boolean(),
        (linkType, bytes, originalLength, decap) => {
          check(used, bytes, originalLength, linkType);
          const fresh = createFrame();
          parseFrame(used, bytes, originalLength, linkType, { decap });
          parseFrame(fresh, bytes, originalLength, linkType, { decap });
          expect(used).toEqual(fresh);
        },
      ),
      { numRuns: 5000 },
    );
  });

  it.each([0, -1, Number.NaN, 2 ** 40])('and an original length of %d', (originalLength) => {
    const frame = createFrame();
    for (const linkType of linkTypes) check(frame, Uint8Array.of(0x45, 0, 0, 0), originalLength, linkType);
  });
});

describe.skipIf(!haveCaptures)('captured packets (skipped where the shared captures are missing)', () => {
  const rows = readTable().filter((row) => exhaustive || row.bytes < 100_000);
  const distinct = new Map<string, StoredPacket>();

  it('are there', async () => {
    for (const row of rows) {
      for (const packet of (await packetsOf(row.path)).slice(0, exhaustive ? 400 : 12)) {
        // One of each length and protocol byte: the rest repeats the same headers.
        const key = `${packet.linkType} ${packet.data.length} ${packet.data.subarray(12, 24)}`;
        distinct.set(key, packet);
      }
    }
    expect(distinct.size).toBeGreaterThan(300);
  });

  it('give the same record in a used record as in a new one', () => {
    const used = createFrame();
    for (const packet of distinct.values()) {
      for (const decap of [true, false]) {
        const fresh = createFrame();
        parseFrame(used, packet.data, packet.originalLength, packet.linkType, { decap });
        parseFrame(fresh, packet.data, packet.originalLength, packet.linkType, { decap });
        expect(used).toEqual(fresh);
      }
    }
  });

  it('survive every cut', () => {
    const frame = createFrame();
    for (const { data, originalLength, linkType } of distinct.values()) {
      const end = exhaustive ? data.length : Math.min(data.length, 160);
      for (let length = 0; length < end; length++) {
        const cut = data.subarray(0, length);
        check(frame, cut, originalLength, linkType);
        check(frame, cut, length, linkType);
      }
    }
  });

  it('survive every flipped byte', () => {
    const frame = createFrame();
    for (const { data, originalLength, linkType } of distinct.values()) {
      const bytes = Uint8Array.from(data);
      const end = exhaustive ? bytes.length : Math.min(bytes.length, 120);
      for (let at = 0; at < end; at++) {
        for (const flip of exhaustive ? [0x01, 0x04, 0x10, 0x40, 0x80, 0xff] : [0x04, 0xff]) {
          bytes[at] ^= flip;
          check(frame, bytes, originalLength, linkType);
          bytes[at] ^= flip;
        }
      }
    }
  });

  it('survive random damage', () => {
    const frame = createFrame();
    const packets = [...distinct.values()];
    fc.assert(
      fc.property(
        fc.constantFrom(...packets),
        fc.array(fc.tuple(fc.nat(150), fc.nat(255)), { minLength: 1, maxLength: 6 }),
        fc.nat(200),
        fc.constantFrom(...linkTypes),
        fc.boolean(),
        (packet, damage, length, linkType, otherLink) => {
          const bytes = packet.data.slice(0, Math.max(length, 1));
          for (const [at, value] of damage) if (at < bytes.length) bytes[at] = value;
          check(frame, bytes, packet.originalLength, otherLink ? linkType : packet.linkType);
        },
      ),
      { numRuns: exhaustive ? 1_000_000 : 10_000 },
    );
  });
});
