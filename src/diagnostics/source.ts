import type { Position } from './diagnostic.ts';

/** Steps from the root of a document to a field: `['spec', 'ingress', 0, 'from']`. */
export type FieldPath = readonly (string | number)[];

/**
 * A field of an input file. The place is found when somebody asks for it: parsing YAML with positions costs
 * ten times the parsing without.
 */
export interface Source {
  readonly file: string;
  readonly path: FieldPath;
  locate(): Position;
}

/** As Kubernetes writes it: `spec.ingress[0].from`. Keys that are no identifiers stand in brackets and quotes. */
export function formatPath(path: FieldPath): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else if (/^[A-Za-z_$][\w$-]*$/.test(step)) text += text === '' ? step : `.${step}`;
    else text += `[${JSON.stringify(step)}]`;
  }
  return text;
}

/** For objects that the program makes itself: presets, engine options, the short form of a test. */
export function builtinSource(file: string): Source {
  return { file, path: [], locate: () => ({ file, line: 0, column: 0 }) };
}
