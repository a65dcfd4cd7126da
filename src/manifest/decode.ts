import { isUtf8 } from 'node:buffer';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';

const newline = 0x0a;

export type Decoded = { readonly text: string } | { readonly fault: Diagnostic };

/** Bytes of a file as text: UTF-8 only, with or without its byte order mark. */
export function decodeText(bytes: Buffer, file: string): Decoded {
  const utf16 = utf16Name(bytes);
  if (utf16 !== undefined) {
    const message = `the file is ${utf16} text; only UTF-8 is read`;
    return { fault: encodingFault(file, 1, 1, 'utf-16', message, `Convert it: iconv -f ${utf16} -t UTF-8.`) };
  }
  return isUtf8(bytes) ? { text: bytes.toString('utf8') } : { fault: invalidUtf8(bytes, file) };
}

/** By the byte order mark, or by a NUL in one of the first two bytes: no YAML or JSON text begins so in UTF-8. */
function utf16Name(bytes: Buffer): string | undefined {
  if (bytes.length < 2) return undefined;
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return 'UTF-16LE';
  if (first === 0xfe && second === 0xff) return 'UTF-16BE';
  if (first === 0 && second !== 0) return 'UTF-16BE';
  return first !== 0 && second === 0 ? 'UTF-16LE' : undefined;
}

/** The magic numbers of pcap and pcapng. */
function isCapture(bytes: Buffer): boolean {
  return /^(0a0d0d0a|a1b2c3d4|d4c3b2a1|a1b23c4d|4d3cb2a1|a1b2cd34|34cdb2a1)/.test(
    bytes.toString('hex', 0, 4),
  );
}

function invalidUtf8(bytes: Buffer, file: string): Diagnostic {
  const { line, start, end } = firstBadLine(bytes);
  // Decoding leaves a replacement character at the fault, or one that was in the line before it.
  const column = bytes.toString('utf8', start, end).indexOf('\ufffd') + 1;
  const message = 'the text is not valid UTF-8 here';
  const hint = isCapture(bytes) ? 'This is a packet capture: name it by --read.' : 'Save the file as UTF-8.';
  return encodingFault(file, line, column, 'invalid-utf8', message, hint);
}

/** No character of UTF-8 but the newline itself holds the newline's byte, so lines can be judged alone. */
function firstBadLine(bytes: Buffer): { line: number; start: number; end: number } {
  for (let line = 1, start = 0; ; line++) {
    const found = bytes.indexOf(newline, start);
    const end = found < 0 ? bytes.length : found;
    if (found < 0 || !isUtf8(bytes.subarray(start, end))) return { line, start, end };
    start = end + 1;
  }
}

function encodingFault(
  file: string,
  line: number,
  column: number,
  code: string,
  message: string,
  hint: string,
): Diagnostic {
  return { severity: 'error', code, message, file, line, column, hint };
}
