import { constants } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { unreadableError } from '../diagnostics/errors.ts';
import { tooLargeHint } from './document.ts';
import { cannotRead, findFiles, type InputFile, stdinName } from './files.ts';
import { type Budget, formatBytes } from './limits.ts';

/** Finds the files and refuses what is too large before a byte is read. Throws unreadableError. */
export async function findWithin(paths: readonly string[], { limits }: Budget): Promise<InputFile[]> {
  const files = await findFiles(paths);
  const most = Math.min(limits.maxFileBytes, constants.MAX_STRING_LENGTH);
  for (const file of files) if (file.size > most) throw tooLarge(file.name, file.size, most);
  const total = files.reduce((sum, file) => sum + Math.max(0, file.size), 0);
  if (total > limits.maxBytes) throw tooLarge(paths.join(', '), total, limits.maxBytes);
  return files;
}

/** All bytes of a file, as long as the load stays within its limits. Throws unreadableError. */
export async function readWithin(file: InputFile, budget: Budget): Promise<Buffer> {
  const { limits, used } = budget;
  const most = Math.min(limits.maxFileBytes, limits.maxBytes - used.bytes, constants.MAX_STRING_LENGTH);
  // A pipe tells its size only by ending; a file may have grown since it was found.
  const bytes = await readAtMost(file, most + 1).catch((error) => {
    throw cannotRead(file.name, error);
  });
  if (bytes.length > most) {
    throw file.size < 0
      ? endless(file.name, most)
      : tooLarge(file.name, Math.max(bytes.length, file.size), most);
  }
  used.bytes += bytes.length;
  return bytes;
}

async function readAtMost(file: InputFile, most: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of await openStream(file)) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= most) break;
  }
  return Buffer.concat(chunks);
}

async function openStream(file: InputFile): Promise<AsyncIterable<Buffer>> {
  if (file.name === stdinName) return process.stdin;
  const handle = await open(file.name);
  return createReadStream(file.name, { fd: handle, highWaterMark: 1 << 20 });
}

/** A pipe or device may have no end at all, so no flag with a number is offered. */
function endless(name: string, limit: number) {
  return unreadableError('input-too-large', `${name} holds more than the limit of ${formatBytes(limit)}`, {
    hint: 'Raise the limit with --max-input-bytes, if this is the right input.',
  });
}

function tooLarge(name: string, size: number, limit: number) {
  const message = `${name} holds ${formatBytes(size)}, over the limit of ${formatBytes(limit)}`;
  // No flag helps beyond what a JavaScript string can hold.
  const hint = limit === constants.MAX_STRING_LENGTH ? 'Split the file.' : tooLargeHint(size);
  return unreadableError('input-too-large', message, { hint });
}
