import { existsSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import { delimiter, join } from 'node:path';
import * as zlib from 'node:zlib';
import { ExitCode } from '../../diagnostics/errors.ts';
import { formatBytes } from '../../terminal/number.ts';
import type { Column } from '../../terminal/table.ts';
import type { Io } from '../io.ts';
import { packageFolder } from '../package-folder.ts';
import { View, type ViewOptions } from '../view.ts';

/** `missing`: a command will not run. `slower`, `absent`: everything runs, something is slower or less handy. */
type Status = 'ok' | 'slower' | 'absent' | 'missing';

interface Check {
  readonly name: string;
  readonly status: Status;
  readonly detail: string;
  /** The command or step that mends it. */
  readonly mend: string;
}

export interface DoctorOptions extends ViewOptions {
  readonly output: 'text' | 'json';
}

/** Exit code 1 if a command of the program cannot run here. */
export async function doctorCommand(options: DoctorOptions, io: Io): Promise<number> {
  const view = new View(io, options);
  const checks = [
    nodeVersion(),
    cores(),
    zstandard(),
    demoData(),
    program('wireshark', 'opens the captures that replay writes, verdict as packet comment', io),
    program('editcap', 'converts captures of other formats to pcapng', io),
    program('hubble', 'reads the flow log: hubble observe --input-file FILE', io),
  ];
  if (options.output === 'json') await view.json({ schema: 'tierwall.doctor/v1', checks });
  else await view.table(checks, columns);
  return checks.some(({ status }) => status === 'missing') ? ExitCode.findings : ExitCode.ok;
}

const columns: readonly Column<Check>[] = [
  { heading: 'CHECK', cell: ({ name }) => name, shrink: false },
  {
    heading: 'STATUS',
    cell: ({ status }) => status,
    word: ({ status }) => (status === 'ok' ? 'allow' : status === 'missing' ? 'deny' : 'l7-deny'),
    shrink: false,
  },
  { heading: 'DETAIL', cell: ({ detail }) => detail },
  { heading: 'TO MEND', cell: ({ mend }) => mend },
];

function nodeVersion(): Check {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const isOld = major < 20 || (major === 20 && minor < 19);
  return {
    name: 'node',
    status: isOld ? 'missing' : 'ok',
    detail: `${process.version} on ${process.platform} ${process.arch}`,
    mend: isOld ? 'install Node.js 20.19 or newer' : '',
  };
}

function cores(): Check {
  const detail = `${availableParallelism()} cores, ${formatBytes(totalmem())} of memory`;
  return { name: 'machine', status: 'ok', detail, mend: '' };
}

function zstandard(): Check {
  const isNative = 'createZstdDecompress' in zlib;
  return {
    name: 'zstd captures',
    status: isNative ? 'ok' : 'slower',
    detail: isNative
      ? 'decompressed by Node'
      : 'decompressed in JavaScript: this Node has no zstd of its own',
    mend: isNative ? '' : 'Node.js 22.15 or newer has it',
  };
}

function demoData(): Check {
  const folder = join(packageFolder, 'pcaps/shop');
  const isThere = existsSync(folder);
  return {
    name: 'demo data',
    status: isThere ? 'ok' : 'missing',
    detail: isThere ? 'pcaps/shop' : `${folder} is not there`,
    mend: isThere ? '' : 'install the package again, or use a clone of the repository',
  };
}

function program(name: string, use: string, io: Io): Check {
  const folders = (io.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const isThere = folders.some((folder) => existsSync(join(folder, name)));
  return {
    name,
    status: isThere ? 'ok' : 'absent',
    detail: use,
    mend: isThere ? '' : `optional: install ${name} and put it on the PATH`,
  };
}
