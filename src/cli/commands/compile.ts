import { readFile } from 'node:fs/promises';
import { openOutput } from '../../capture/output.ts';
import { checksumText, verifyImage } from '../../compile/image-file.ts';
import { ExitCode, unreadableError, usageError } from '../../diagnostics/errors.ts';
import { shownPath, systemReason } from '../../diagnostics/system.ts';
import { loadJudge } from '../../engine/world.ts';
import { type Compilation, compile, imageOf } from '../../passes/compilation.ts';
import { type PrintedPass, printPass } from '../../passes/print/index.ts';
import { buildReport } from '../../passes/report.ts';
import { escapeText } from '../../terminal/escape.ts';
import { formatCount } from '../../terminal/number.ts';
import type { Io } from '../io.ts';
import { unwritable } from '../line-file.ts';
import type { WorldOptions } from '../options.ts';
import { printBuild } from '../print-build.ts';
import { checkOutputsAgainst } from '../standard-streams.ts';
import { View, type ViewOptions } from '../view.ts';
import { openWorld, sayEngine, sayUnjudged, worldRequest } from '../world.ts';

export interface CompileOptions extends WorldOptions, ViewOptions {
  readonly policy?: readonly string[];
  readonly print?: PrintedPass;
  readonly out?: string;
  readonly verify?: string;
  readonly output: 'text' | 'json';
}

export async function compileCommand(options: CompileOptions, io: Io): Promise<number> {
  // The report makes way for an image on standard output.
  const view = new View(options.out === '-' ? { ...io, stdout: io.stderr } : io, options);
  if (options.verify !== undefined) return verify(options.verify, options, view);
  if (options.policy === undefined) {
    throw usageError('no-policies-named', 'no policies to compile', {
      hint: 'Name them by --policy PATH, or an image by --verify FILE.',
    });
  }
  const compilation = await compileWorld(options, options.policy, view);
  // Before anything is written, so that whatever cannot be printed leaves no file behind.
  const printed = options.print && printPass(options.print, compilation);
  if (options.out !== undefined) await writeImage(options.out, imageOf(compilation));
  if (options.output === 'json') {
    const lines = printed?.trimEnd().split('\n');
    await view.json({
      ...buildReport(compilation),
      ...(printed && { printed: { pass: options.print, lines } }),
    });
  } else if (printed !== undefined) await view.text(printed);
  else await printBuild(buildReport(compilation), view);
  return ExitCode.ok;
}

async function compileWorld(
  options: CompileOptions,
  policies: readonly string[],
  view: View,
): Promise<Compilation> {
  const request = worldRequest(options);
  const world = await openWorld(request, view);
  const created = await loadJudge(policies, world, request);
  sayEngine(created, view);
  sayUnjudged(world, [created], view);
  await checkOutputsAgainst([...world.files, ...created.files], [options.out]);
  return compile(created.judge.set, world.inventory);
}

/** Throws `file-unwritable`. */
async function writeImage(path: string, image: Uint8Array): Promise<void> {
  const output = await openOutput(path, unwritable);
  try {
    await output.write(image);
  } catch (error) {
    await output.abort();
    throw error;
  }
  await output.close();
}

async function verify(path: string, { output }: CompileOptions, view: View): Promise<number> {
  const { version, bytes, checksum } = verifyImage(await readImage(path), path);
  const image = { file: path, version, bytes, checksum: checksumText(checksum) };
  if (output === 'json') await view.json({ schema: 'tierwall.image/v1', ...image });
  else {
    const sizes = `version ${version}, ${formatCount(bytes)} bytes, checksum ${image.checksum}`;
    await view.line(`${escapeText(path)}: a whole image, ${sizes}`);
  }
  return ExitCode.ok;
}

/** Throws `image-unreadable`. */
async function readImage(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    throw unreadableError('image-unreadable', `cannot read ${shownPath(path)}: ${systemReason(error)}`, {
      hint: 'Images are what `tierwall compile --out FILE` writes.',
      cause: error,
    });
  }
}
