/** As many bytes as are looked at to say what a file is that is no capture. */
export const foreignHeadLength = 64;

interface Signature {
  readonly bytes: readonly number[];
  readonly what: string;
  /** A command that makes a capture of it; undefined: there is none. */
  readonly convert?: string;
}

const byEditcap = 'editcap -F pcapng IN OUT.pcapng';

const signatures: readonly Signature[] = [
  { bytes: ascii('snoop\0\0\0'), what: 'a Solaris snoop capture', convert: byEditcap },
  { bytes: ascii('GMBU'), what: 'a Microsoft Network Monitor 2 capture', convert: byEditcap },
  { bytes: ascii('RTSS'), what: 'a Microsoft Network Monitor 1 capture', convert: byEditcap },
  { bytes: ascii('btsnoop\0'), what: 'a Bluetooth HCI log', convert: byEditcap },
  { bytes: ascii('XCP\0'), what: 'a NetXRay or Windows Sniffer capture', convert: byEditcap },
  { bytes: ascii('TRSNIFF data'), what: 'a DOS Sniffer capture', convert: byEditcap },
  { bytes: ascii('\x7fver'), what: 'a Savvius OmniPeek capture', convert: byEditcap },
  { bytes: [0x05, 0x56, 0x4e, 0x46], what: 'a Network Instruments Observer capture', convert: byEditcap },
  { bytes: [0x1f, 0x8b], what: 'gzip within the compression that was undone', convert: 'gunzip' },
  { bytes: [0x28, 0xb5, 0x2f, 0xfd], what: 'zstd within the compression that was undone', convert: 'unzstd' },
  { bytes: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00], what: 'xz-compressed data', convert: 'xz -dc IN' },
  { bytes: ascii('BZh'), what: 'bzip2-compressed data', convert: 'bzip2 -dc IN' },
  { bytes: [0x04, 0x22, 0x4d, 0x18], what: 'LZ4-compressed data', convert: 'lz4 -dc IN' },
  { bytes: [0x50, 0x4b, 0x03, 0x04], what: 'a ZIP archive', convert: 'unzip IN' },
  { bytes: [0x7f, 0x45, 0x4c, 0x46], what: 'an ELF program' },
];

/** One line for people: what the first bytes of a file look like, and how to make a capture of it. */
export function describeForeign(head: Uint8Array): string {
  const found = signatures.find(({ bytes }) => bytes.every((byte, index) => head[index] === byte));
  if (found !== undefined) return describe(found.what, found.convert);
  if (looksLikeText(head)) {
    return looksLikeHexDump(head)
      ? describe('a hex dump', 'text2pcap IN OUT.pcapng')
      : describe('text', undefined);
  }
  if (looksLikeErf(head)) return describe('an Endace ERF capture', byEditcap);
  const hex = Buffer.from(head.subarray(0, 4)).toString('hex');
  return `not a pcap or pcapng file: it starts with the bytes ${hex}`;
}

function describe(what: string, convert: string | undefined): string {
  const advice = convert === undefined ? '' : `; convert it first: ${convert}`;
  return `not a pcap or pcapng file: it looks like ${what}${advice}`;
}

/** No control characters, and for the most part ASCII. */
function looksLikeText(head: Uint8Array): boolean {
  const isPrintable = (byte: number) => (byte >= 32 && byte < 127) || (byte >= 9 && byte <= 13);
  return head.filter(isPrintable).length >= head.length * 0.7 && head.every((b) => isPrintable(b) || b > 127);
}

/** Begins with an offset or a byte, and goes on with bytes. */
function looksLikeHexDump(head: Uint8Array): boolean {
  return /^\s*(0x)?[\da-f]{2,8}:?(\s+([\da-f]{2}){1,2}){3}/i.test(Buffer.from(head).toString('latin1'));
}

/** Seconds of the times that are believed: 2000 to 2038. */
const earliestErf = 946_684_800;
const latestErf = 2 ** 31;
/** Of a record, beyond its packet: header, extension headers, padding. */
const mostErfHeader = 64;

/**
 * ERF has no magic number: a record starts with a 64-bit time, a known type, and lengths that hold the header and no more
 * than the packet behind it. One random file in twenty has such a start.
 */
function looksLikeErf(head: Uint8Array): boolean {
  if (head.length < 16) return false;
  const type = head[8] & 0x7f;
  const recordLength = head[10] * 256 + head[11];
  const wireLength = head[14] * 256 + head[15];
  const seconds = head[4] + head[5] * 256 + head[6] * 65_536 + head[7] * 16_777_216;
  if (type < 1 || type > 48 || seconds < earliestErf || seconds > latestErf) return false;
  return wireLength > 0 && recordLength >= 18 && recordLength <= wireLength + mostErfHeader;
}

function ascii(text: string): number[] {
  return [...text].map((character) => character.charCodeAt(0));
}
