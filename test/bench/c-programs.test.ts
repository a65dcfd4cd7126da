import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type Compiled, compileCountLibpcap, compileReadFloor } from '../../bench/c-programs.ts';

const capture = 'pcaps/shop/capture.pcapng';

function output(compiled: Compiled): { packets: number; bytes: number; nanoseconds: number } {
  if ('missing' in compiled) throw new Error(compiled.missing);
  return JSON.parse(execFileSync(compiled.path, [capture]).toString());
}

const libpcap = compileCountLibpcap();
test.skipIf('missing' in libpcap)(
  'the loop over libpcap counts the packets that replay counts (needs cc and libpcap-dev)',
  () => {
    expect(output(libpcap)).toMatchObject({ packets: 292, bytes: 27_691, nanoseconds: expect.any(Number) });
  },
);

const floor = compileReadFloor();
test.skipIf('missing' in floor)('the loop of read() reads the whole file (needs cc)', () => {
  expect(output(floor)).toMatchObject({ packets: 0, bytes: statSync(capture).size });
});
