import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { createCaptureWriter, type WriterOptions } from '../../src/capture/writer.ts';
import { type ReadBack, readChunked, type TestPacket, text } from './build.ts';

const folder = mkdtempSync(join(tmpdir(), 'tierwall-write-'));
afterAll(() => rmSync(folder, { recursive: true }));

function packet(fields: Partial<TestPacket> = {}): TestPacket {
  const data = fields.data ?? new Uint8Array(text('some bytes'));
  return {
    data,
    originalLength: data.length,
    seconds: 1_700_000_000,
    nanoseconds: 123_456_789,
    linkType: 1,
    interfaceId: 0,
    comment: undefined,
    ...fields,
  };
}

async function writeAndRead(
  packets: readonly TestPacket[],
  options: WriterOptions,
  name = 'out',
): Promise<ReadBack> {
  const path = join(folder, name);
  const writer = await createCaptureWriter(path, options);
  for (const each of packets) {
    writer.write(each, each.comment);
    await writer.ready();
  }
  await writer.close();
  return readChunked(readFileSync(path));
}

const anyPacket = fc
  .record({
    data: fc.uint8Array({ maxLength: 200 }),
    extra: fc.nat({ max: 100_000 }),
    seconds: fc.oneof(fc.nat({ max: 0xffffffff }), fc.constantFrom(0, 1, 0xffffffff)),
    nanoseconds: fc.oneof(fc.nat({ max: 999_999_999 }), fc.constantFrom(0, 999_999_999)),
  })
  .map(({ data, extra, ...time }) => packet({ data, originalLength: data.length + extra, ...time }));

describe('what is written as pcap', () => {
  it('comes back with nanoseconds', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyPacket, { minLength: 1 }), async (packets) => {
        const { packets: back, totals } = await writeAndRead(packets, { format: 'pcap-ns' });
        expect(back).toEqual(packets);
        expect(totals).toMatchObject({ format: 'pcap-ns', fault: null });
      }),
      { verbose: true },
    );
  });

  it('comes back with microseconds, rounded down', async () => {
    const { packets, totals } = await writeAndRead([packet()], { format: 'pcap' });
    expect(packets).toEqual([packet({ nanoseconds: 123_456_000 })]);
    expect(totals.format).toBe('pcap');
  });

  it('is a sound capture without any packet', async () => {
    expect((await writeAndRead([], { format: 'pcap' })).totals).toMatchObject({ packets: 0, fault: null });
  });

  it.each<[string, Partial<TestPacket>, string]>([
    ['of a second link type', { linkType: 276 }, 'mixed-link-types'],
    ['from before 1970', { seconds: -1 }, 'unwritable-time'],
    ['from after 2106', { seconds: 2 ** 32 }, 'unwritable-time'],
  ])('has no place for a packet %s, and names pcapng', async (_what, fields, code) => {
    const writer = await createCaptureWriter(join(folder, 'refused.pcap'));
    writer.write(packet());
    let error: unknown;
    try {
      writer.write(packet(fields));
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({ code, hint: expect.stringContaining('pcapng') });
    await writer.abort();
  });
});

describe('what is written as pcapng', () => {
  it('has no place for a time of 2^63 seconds or more', async () => {
    const writer = await createCaptureWriter(join(folder, 'refused.pcapng'));
    writer.write(packet({ seconds: 2 ** 62 }));
    const write = () => writer.write(packet({ seconds: 2 ** 63 }));
    expect(write).toThrow(expect.objectContaining({ code: 'unwritable-time', exitCode: 2 }));
    expect(write).toThrow('below 2^63 seconds, and a packet has 9223372036854775808 seconds');
    await writer.abort();
  });

  it('comes back with every link type, time and comment', async () => {
    const rich = fc
      .record({
        base: anyPacket,
        linkType: fc.constantFrom(1, 101, 113, 276, 65_535),
        seconds: fc.oneof(fc.nat({ max: 0xffffffff }), fc.integer({ min: -(2 ** 40), max: 2 ** 40 })),
        comment: fc.option(fc.string({ unit: 'grapheme', minLength: 1 }), { nil: undefined }),
      })
      .map(({ base, ...fields }) => packet({ ...base, ...fields }));
    await fc.assert(
      fc.asyncProperty(fc.array(rich, { minLength: 1 }), async (packets) => {
        const { packets: back, totals } = await writeAndRead(packets, { format: 'pcapng' });
        expect(back.map((each) => ({ ...each, interfaceId: 0 }))).toEqual(packets);
        expect(totals).toMatchObject({ format: 'pcapng', fault: null });
      }),
      { verbose: true },
    );
  });

  it('has one interface for each link type', async () => {
    const packets = [1, 113, 1, 113].map((linkType) => packet({ linkType }));
    const { packets: back } = await writeAndRead(packets, { format: 'pcapng' });
    expect(back.map(({ interfaceId }) => interfaceId)).toEqual([0, 1, 0, 1]);
  });

  it('names the program', async () => {
    await writeAndRead([], { format: 'pcapng', application: 'tierwall 1.2.3' }, 'named');
    expect(readFileSync(join(folder, 'named')).includes('tierwall 1.2.3')).toBe(true);
  });

  it('holds comments of up to 64 KiB of sound UTF-8, cut between characters', async () => {
    const comments = ['é'.repeat(40_000), `a${'😀'.repeat(20_000)}`, 'lone \ud800 half', 'x'.repeat(70_000)];
    const { packets } = await writeAndRead(
      comments.map((comment) => packet({ comment })),
      { format: 'pcapng' },
    );
    const [accents, faces, lone, plain] = packets.map(({ comment }) => comment ?? '');
    expect(accents).toBe('é'.repeat(32_766));
    expect(faces).toBe(`a${'😀'.repeat(16_382)}`);
    expect(lone).toBe('lone \ufffd half');
    expect(plain).toBe('x'.repeat(65_532));
  });
});

describe('the file that is written', () => {
  const path = join(folder, 'final.pcapng');
  const partials = () => readdirSync(folder).filter((name) => name.endsWith('.partial'));

  it('appears under its name when it is whole', async () => {
    writeFileSync(path, 'what was there before');
    const writer = await createCaptureWriter(path);
    for (let count = 0; count < 2000; count++) writer.write(packet({ data: new Uint8Array(1000) }));
    await writer.ready();
    expect(readFileSync(path, 'utf8')).toBe('what was there before');
    await writer.close();
    expect(readChunked(readFileSync(path)).totals).toMatchObject({ packets: 2000, fault: null });
    expect(partials()).toEqual([]);
  });

  it('does not appear when it is given up', async () => {
    const writer = await createCaptureWriter(join(folder, 'aborted.pcapng'));
    writer.write(packet());
    await writer.abort();
    expect(readdirSync(folder)).not.toContain('aborted.pcapng');
    expect(partials()).toEqual([]);
  });

  it('replaces what a symbolic link points to, not the link', async () => {
    symlinkSync(path, join(folder, 'link'));
    const { totals } = await writeAndRead([packet()], { format: 'pcapng' }, 'link');
    expect(totals.packets).toBe(1);
    expect(readChunked(readFileSync(path)).totals.packets).toBe(1);
  });

  it('has a format by its name, pcapng for want of another', async () => {
    const formats = await Promise.all(
      ['a.pcap', 'a.pcapng', 'a.cap'].map(
        async (name) => (await writeAndRead([packet()], {}, name)).totals.format,
      ),
    );
    expect(formats).toEqual(['pcap-ns', 'pcapng', 'pcapng']);
  });

  it('in a folder that is not there is an error', async () => {
    await expect(createCaptureWriter(join(folder, 'no/such/folder.pcap'))).rejects.toMatchObject({
      code: 'capture-unwritable',
      exitCode: 2,
    });
  });

  it.skipIf(process.platform !== 'linux')('on a full disk is an error where it is awaited', async () => {
    const writer = await createCaptureWriter('/dev/full');
    for (let count = 0; count < 500; count++) writer.write(packet({ data: new Uint8Array(1000) }));
    await expect(Promise.resolve(writer.ready())).rejects.toMatchObject({
      code: 'capture-unwritable',
      hint: expect.stringContaining('space'),
    });
    await expect(writer.close()).rejects.toMatchObject({ code: 'capture-unwritable' });
  });
});
