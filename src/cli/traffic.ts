import { stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { expandCaptures } from '../capture/expand.ts';
import type { CaptureSummary } from '../capture/packet.ts';
import { largestCapacity } from '../conntrack/table-memory.ts';
import { type Diagnostic, isError } from '../diagnostics/diagnostic.ts';
import { ExitCode, unreadableError, usageError } from '../diagnostics/errors.ts';
import type { EngineCore } from '../engine/core.ts';
import { optimiseSparingly } from '../kernels/load.ts';
import { Preparation, type Replay } from '../replay/replay.ts';
import { escapeText } from '../terminal/escape.ts';
import { Progress } from '../terminal/progress.ts';
import type { Io } from './io.ts';
import type { TrafficOptions } from './options.ts';
import type { Outputs } from './outputs.ts';
import { fileAt } from './standard-streams.ts';
import type { View } from './view.ts';

/** The files to read, in order. */
export async function openCaptures(options: TrafficOptions, view: View): Promise<readonly string[]> {
  if (options.read === undefined) {
    throw usageError('no-captures-named', 'no capture to read', { hint: 'Name one by --read PATH.' });
  }
  const said: Diagnostic[] = [];
  const files = await expandCaptures(options.read, (diagnostic) => said.push(diagnostic));
  if (!options.acceptFaults) refuseUnreadable(said);
  view.diagnostics([...said, ...(await readTwice(files)), ...boundOf(options)]);
  return files;
}

/** Of a folder or pattern; one that is named by itself is an error already. */
function refuseUnreadable(diagnostics: readonly Diagnostic[]): void {
  const unread = diagnostics.filter(isError).length;
  if (unread === 0) return;
  const what = unread === 1 ? 'a capture' : `${unread} captures`;
  throw unreadableError('captures-unreadable', `${what} cannot be read, so nothing was replayed`, {
    diagnostics,
    hint: 'Make them readable, or leave them out by --accept-faults.',
  });
}

/** Captures that are named twice, by whatever path: mostly a file and its folder. */
async function readTwice(files: readonly string[]): Promise<readonly Diagnostic[]> {
  const seen = new Set<string>();
  const said: Diagnostic[] = [];
  for (const file of files) {
    const place = await fileAt(file === '-' ? '/dev/stdin' : file);
    if (place === undefined) continue;
    if (seen.has(place)) {
      const message = 'named before: its packets are read and counted once more';
      said.push({ severity: 'warning', code: 'capture-twice', message, file });
    }
    seen.add(place);
  }
  return said;
}

function boundOf({ maxFlows = 1 }: TrafficOptions): readonly Diagnostic[] {
  if (maxFlows <= largestCapacity) return [];
  const message = `--max-flows ${maxFlows} is more than a table holds: ${largestCapacity} are tracked at once`;
  return [{ severity: 'warning', code: 'max-flows-bounded', message }];
}

/** Reads all captures, with a bar for whoever watches. */
export async function play(
  files: readonly string[],
  replay: Replay,
  outputs: Outputs | undefined,
  options: TrafficOptions,
  io: Io,
): Promise<readonly CaptureSummary[]> {
  // With a processor to spare the compiler's threads are in nobody's way.
  if (replay.isInKernels && replay.workers >= availableParallelism()) optimiseSparingly();
  const totalBytes = await totalSize(files);
  const progress = new Progress({ label: 'replay', totalBytes, stream: io.stderr });
  try {
    return await replay.play(files, {
      ...(options.progress && { onProgress: (bytes, packets) => progress.update({ bytes, packets }) }),
      ...(outputs?.areWanted && { ready: () => outputs.ready() }),
    });
  } catch (error) {
    await outputs?.abort();
    throw error;
  } finally {
    progress.end();
  }
}

/** Bytes of captures from which on a second thread, and what else is made ready beforehand, pay. */
const large = 32 * 2 ** 20;

/** What is played, and with what. */
export interface Captures {
  readonly files: readonly string[];
  readonly preparation: Preparation | undefined;
}

interface PreparationChoice {
  readonly engineCore: EngineCore;
  readonly workers?: number;
  readonly maxFlows?: number;
}

/** Runs with what a replay of these captures may use, which is begun at once. */
export async function withPreparation<Result>(
  files: readonly string[],
  { engineCore, workers, maxFlows }: PreparationChoice,
  run: (preparation: Preparation | undefined) => Promise<Result>,
): Promise<Result> {
  const bytes = await totalSize(files);
  const isMuch = bytes !== undefined && bytes >= large;
  const fitting = isMuch && availableParallelism() > 1 ? 2 : 1;
  const preparation =
    isMuch || workers !== undefined
      ? Preparation.start(engineCore, { workers: workers ?? fitting, maxFlows, bytes })
      : undefined;
  try {
    return await run(preparation);
  } finally {
    await preparation?.close();
  }
}

async function totalSize(files: readonly string[]): Promise<number | undefined> {
  if (files.includes('-')) return undefined;
  const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size));
  return sizes.reduce((total, size) => total + size, 0);
}

/**
 * Says which captures are broken. The exit code for that, unless what could be read is enough. Throws `no-packets` where there
 * is nothing to be sure of.
 */
export function faultCode(
  captures: readonly CaptureSummary[],
  { acceptFaults }: Pick<TrafficOptions, 'acceptFaults'>,
  view: View,
): ExitCode | undefined {
  const broken = captures.filter(({ fault }) => fault !== null);
  for (const { file, fault } of broken) {
    view.note(escapeText(`${file}: fault at byte ${fault?.offset}: ${fault?.message} [${fault?.code}]`));
  }
  if (captures.every(({ packets }) => packets === 0)) throw nothingRead(captures);
  if (broken.length === 0 || acceptFaults) return undefined;
  view.note('  What is before it was judged; --accept-faults takes that as enough.');
  return ExitCode.unreadable;
}

const manifestName = /\.(ya?ml|json)$/i;

function nothingRead(captures: readonly CaptureSummary[]) {
  const files = captures.map(({ file }) => file).join(', ');
  const isText = captures.some(({ file, fault }) => fault?.code === 'bad-magic' && manifestName.test(file));
  return unreadableError('no-packets', `no packet in ${files}`, {
    hint: isText
      ? 'Policies are named by --policy, inventories by --cluster; --read takes captures.'
      : 'Nothing was replayed, so there is nothing to be sure of.',
  });
}
