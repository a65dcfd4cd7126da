import { describe, expect, it } from 'vitest';
import { Phase, phaseNames } from '../../src/conntrack/phase.ts';
import { tableBytes, tableLayout } from '../../src/conntrack/table-memory.ts';
import * as endings from '../../src/kernels/endings.ts';
import * as layout from '../../src/kernels/flow-layout.ts';
import { slotBytes } from '../../src/kernels/lane-layout.ts';
import { mostRows } from '../../src/kernels/layout.ts';
import { passedShift } from '../../src/kernels/pass.ts';
import { touchedRows } from '../../src/kernels/touch.ts';

describe('the word of the pass kernel', () => {
  it('holds the numbers of all rows of a batch, and that behind the last', () => {
    expect(2 ** passedShift).toBeGreaterThan(mostRows);
    expect((mostRows + 1) * 2 ** passedShift).toBeLessThan(2 ** 31);
  });
});

describe('the layout of the flow table', () => {
  it('numbers the phases as the kernels do', () => {
    const numbers = {
      tcpSynSent: layout.phaseSynSent,
      tcpSynReceived: layout.phaseSynReceived,
      tcpEstablished: layout.phaseEstablished,
      tcpOneSided: layout.phaseOneSided,
      tcpFinWait: layout.phaseFinWait,
      tcpCloseWait: layout.phaseCloseWait,
      tcpLastAck: layout.phaseLastAck,
      tcpTimeWait: layout.phaseTimeWait,
      tcpClosed: layout.phaseClosed,
      udpUnreplied: layout.phaseUdp,
      udpReplied: layout.phaseUdp + 1,
      icmpUnreplied: layout.phaseIcmp,
      icmpReplied: layout.phaseIcmp + 1,
      sctpCookieWait: layout.phaseSctpCookieWait,
      sctpCookieEchoed: layout.phaseSctpCookieEchoed,
      sctpEstablished: layout.phaseSctpEstablished,
      sctpHeartbeatSent: layout.phaseSctpHeartbeatSent,
      sctpShutdown: layout.phaseSctpShutdown,
      sctpClosed: layout.phaseSctpClosed,
      genericUnreplied: layout.phaseGeneric,
      genericReplied: layout.phaseGeneric + 1,
    };
    for (const [name, number] of Object.entries(numbers))
      expect(Phase[name as keyof typeof Phase]).toBe(number);
  });

  it('has room in the control block for every time-out', () => {
    expect(layout.tableTimeouts + 8 * phaseNames.length).toBeLessThanOrEqual(layout.tableControlBytes);
    expect(phaseNames.length - 1).toBeLessThanOrEqual(layout.statePhase);
  });

  it('puts every field of a row where it is aligned, and no two in one place', () => {
    const fields: [number, number][] = [
      [layout.flowSource, 4],
      [layout.flowDestination, 4],
      [layout.flowPorts, 4],
      [layout.flowKind, 4],
      [layout.flowState, 4],
      [layout.flowTcp, 4],
      [layout.flowLast, 8],
      [layout.flowSides, 2 * layout.sideBytes],
      [layout.flowLane, slotBytes],
      [layout.flowPackets, 8],
      [layout.flowBytes, 16],
      [layout.flowSourceHigh, 12],
      [layout.flowDestinationHigh, 12],
    ];
    let end = 0;
    for (const [at, bytes] of fields) {
      expect(at).toBe(end);
      expect(at % (bytes % 8 === 0 ? 8 : 4)).toBe(0);
      end += bytes;
    }
    expect(end).toBe(layout.flowRowBytes);
    expect(layout.flowSides + 2 * layout.sideBytes).toBe(64);
  });

  it('puts rows and buckets on cache lines, one part behind the other', () => {
    for (const flows of [1, 2, 3, 16, 1000, 2 ** 18, 2 ** 22, 2 ** 30]) {
      const { capacity, rows, rest, cells, cellWords, free, bytes } = tableLayout(flows);
      expect([rows % layout.flowRowBytes, cells % layout.bucketBytes, bytes % 128]).toEqual([0, 0, 0]);
      expect(rest).toBe(rows + capacity * layout.flowRowBytes);
      expect(cells).toBeGreaterThanOrEqual(rest + capacity * layout.restBytes);
      // Two cells a slot, and no fewer than 256 buckets.
      expect(4 * cellWords).toBe(Math.max(256, capacity / 4) * layout.bucketBytes);
      expect(free).toBe(cells + 4 * cellWords);
      expect(bytes).toBeGreaterThanOrEqual(free + 4 * capacity);
      expect(tableBytes(flows)).toBe(bytes);
    }
  });
});

describe('the list of endings', () => {
  it('has room for all that a call can end, and its parts stand behind each other', () => {
    const { sweepInterval, sweepRows, flowRowBytes, restBytes } = layout;
    const { endingsHeads, endingsFlows, endingsRests, endingsBytes, mostEndings } = endings;
    const most = 2 * touchedRows + Math.ceil(touchedRows / sweepInterval) * sweepRows;
    expect(mostEndings).toBeGreaterThanOrEqual(most);
    expect(endingsFlows).toBe(endingsHeads + 8 * mostEndings);
    expect(endingsFlows % flowRowBytes).toBe(0);
    expect(endingsRests).toBe(endingsFlows + flowRowBytes * mostEndings);
    expect(endingsBytes).toBe(endingsRests + restBytes * mostEndings);
  });
});
