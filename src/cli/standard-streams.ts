import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { usageError } from '../diagnostics/errors.ts';

/** Options whose values are paths to read; `NAME=-` and `WHEN=-` are standard input too. */
const inputs = ['read', 'policy', 'cluster', 'old', 'new', 'policyChange'] as const;

/** Standard input can be read once: whoever comes second would find it empty. Throws `stdin-twice`. */
export function checkStandardInput(options: Readonly<Record<string, unknown>>): void {
  const paths = inputs.flatMap((name) => (options[name] ?? []) as readonly string[]);
  if (paths.filter((path) => path === '-' || path.endsWith('=-')).length < 2) return;
  throw usageError('stdin-twice', 'only one input can be the standard input (-)', {
    hint: 'Write the others to files, or let the shell do it: -c <(kubectl get pods -A -o yaml).',
  });
}

/** Throws `same-output` for two outputs that would overwrite each other. */
export async function checkOutputs(paths: readonly (string | undefined)[]): Promise<void> {
  const named = paths.filter((path) => path !== undefined);
  const places = await Promise.all(named.map(async (path) => (path === '-' ? path : await placeOf(path))));
  const twice = named.find((_, index) => places.indexOf(places[index]) < index);
  if (twice === undefined) return;
  throw usageError(
    'same-output',
    `two outputs are to be written to ${twice === '-' ? 'standard output' : twice}`,
    {
      hint: 'Give each its own file.',
    },
  );
}

/** Throws `output-is-input` for an output that would overwrite a file that is read, by whatever path. */
export async function checkOutputsAgainst(
  inputs: readonly string[],
  outputs: readonly (string | undefined)[],
): Promise<void> {
  const written = outputs.filter((path) => path !== undefined && path !== '-') as string[];
  const places = await Promise.all(written.map(fileAt));
  if (places.every((place) => place === undefined)) return;
  const read = new Set(await Promise.all(inputs.map(fileAt)));
  const lost = written.find((_, index) => places[index] !== undefined && read.has(places[index]));
  if (lost === undefined) return;
  throw usageError('output-is-input', `${lost} is read in this run: writing to it would destroy it`, {
    hint: 'Write to another file.',
  });
}

/** Equal for paths that lead to one file; of a file that is not there yet, its absolute path. */
async function placeOf(path: string): Promise<string> {
  return (await fileAt(path)) ?? resolve(path);
}

/** Device and number of the regular file to which a path leads; undefined where there is none. */
export async function fileAt(path: string): Promise<string | undefined> {
  const status = await stat(path, { bigint: true }).catch(() => undefined);
  return status?.isFile() ? `${status.dev}:${status.ino}` : undefined;
}
