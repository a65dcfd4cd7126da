import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = join(dirname(fileURLToPath(import.meta.url)), '../../../shared/captures');
const readme = join(folder, 'README.md');

/** The shared captures are not part of the repository. */
export const haveCaptures = existsSync(readme);
export const skipNote = haveCaptures ? '' : ' (skipped: ../shared/captures is missing)';

/** A row of the table in the README of the shared captures. */
export interface CaptureRow {
  readonly file: string;
  readonly path: string;
  /** Size of the original, bytes. */
  readonly size: number;
  readonly format: string;
  readonly link: string;
  readonly packets: number;
  readonly short: number;
  /** `none`, or what the other tools say. */
  readonly fault: string;
}

export function captureRows(): CaptureRow[] {
  if (!haveCaptures) return [];
  const lines = readFileSync(readme, 'utf8').split('\n');
  return lines.filter((line) => /^\| \S+\.gz \|/.test(line)).map(parseRow);
}

function parseRow(line: string): CaptureRow {
  const [file, , size, , format, link, , packets, short, , , , fault] = line
    .split('|')
    .slice(1)
    .map((cell) => cell.trim());
  return {
    file,
    path: join(folder, file),
    size: Number(size),
    format,
    link,
    // A remark may stand behind the number.
    packets: Number.parseInt(packets, 10),
    short: Number(short),
    fault,
  };
}
