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
export function checkOutputs(paths: readonly (string | undefined)[]): void {
  const named = paths.filter((path) => path !== undefined);
  const places = named.map((path) => (path === '-' ? path : resolve(path)));
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

/** Throws `output-is-input` for an output that would overwrite a capture before or while it is read. */
export function checkOutputsAgainst(
  inputs: readonly string[],
  outputs: readonly (string | undefined)[],
): void {
  const places = new Set(inputs.filter((path) => path !== '-').map((path) => resolve(path)));
  const lost = outputs.find((path) => path !== undefined && path !== '-' && places.has(resolve(path)));
  if (lost === undefined) return;
  throw usageError('output-is-input', `${lost} is read in this run: writing to it would destroy it`, {
    hint: 'Write to another file.',
  });
}
