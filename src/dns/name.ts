/** Domain names on the wire (RFC 1035 sections 3.1 and 4.1.4). */

/** Whole name on the wire, lengths and root included. */
const longestName = 255;
const headerLength = 12;
const pointerMark = 0xc0;

/** A name and where the field after it starts. Reused by readName. */
export interface NameField {
  /** Canonical: see escapeLabel. '' is the root. */
  name: string;
  next: number;
}

/**
 * Reads the name at `at` of the message `bytes[start, end)`. False if it is cut, longer than 255 bytes, or its
 * compression does not lead strictly backwards: then it could loop, or unfold without end (RFC 9267 section 2).
 */
export function readName(bytes: Uint8Array, start: number, end: number, at: number, out: NameField): boolean {
  let name = '';
  let length = 1;
  // A pointer must go before the place from which the last one was followed.
  let limit = at;
  out.next = -1;
  while (at < end) {
    const size = bytes[at];
    if (size === 0) {
      out.name = name;
      if (out.next < 0) out.next = at + 1;
      return true;
    }
    if ((size & pointerMark) === pointerMark) {
      const target = at + 1 < end ? start + (((size & 0x3f) << 8) | bytes[at + 1]) : end;
      if (target >= limit || target < start + headerLength) return false;
      if (out.next < 0) out.next = at + 2;
      limit = target;
      at = target;
      continue;
    }
    length += size + 1;
    // 0x40 and 0x80 are label types that never came into use.
    if ((size & pointerMark) !== 0 || at + size >= end || length > longestName) return false;
    name += (name === '' ? '' : '.') + escapeLabel(bytes, at + 1, size);
    at += size + 1;
  }
  return false;
}

/**
 * Lower case (RFC 4343). All but letters, digits, hyphen and underscore is written \DDD, so that a dot or a
 * control character inside a label can pass neither for a separator nor to a terminal.
 */
function escapeLabel(bytes: Uint8Array, at: number, size: number): string {
  let text = '';
  for (let i = at; i < at + size; i++) text += printable[bytes[i]];
  return text;
}

const printable: readonly string[] = Array.from({ length: 256 }, (_, byte) => {
  const character = String.fromCharCode(byte).toLowerCase();
  return /^[a-z0-9_-]$/.test(character) && byte < 128 ? character : `\\${String(byte).padStart(3, '0')}`;
});
