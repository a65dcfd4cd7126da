import { describe, expect, it } from 'vitest';
import { readCapture } from '../../src/capture/read.ts';
import { captureRows, haveCaptures, skipNote } from './captures.ts';

describe.skipIf(!haveCaptures)(`every shared capture${skipNote}`, () => {
  it.each(captureRows())('$file has $packets packets, $short of them short, fault: $fault', async (row) => {
    const summary = await readCapture(row.path, () => undefined);
    expect(summary).toMatchObject({ packets: row.packets, truncated: row.short, compression: 'gzip' });
    expect(summary.fault === null ? 'none' : 'fault').toBe(row.fault === 'none' ? 'none' : 'fault');
  });
});
