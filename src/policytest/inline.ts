import type { Diagnostic, Position } from '../diagnostics/diagnostic.ts';
import type { Source } from '../diagnostics/source.ts';
import type { Manifest } from '../manifest/manifest.ts';
import { parseManifests } from '../manifest/parse.ts';

/** From a place in an inner text to the place in the file that it is written in. */
type Shift = (inner: Position) => Position;

export interface InlineManifests {
  readonly manifests: readonly Manifest[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * The objects in a text that stands in a field of a file. Whoever reads `web.test.yaml:41` must find the rule
 * there, so the places are those of the outer file.
 */
export function parseInline(text: string, key: Position, fileText: string): InlineManifests {
  const shift = shiftOf(key, fileText);
  const { manifests, diagnostics } = parseManifests(text, key.file);
  return {
    manifests: manifests.map((manifest) => new InlineManifest(manifest, shift)),
    diagnostics: diagnostics.map((diagnostic) => shiftDiagnostic(diagnostic, shift)),
  };
}

/** A literal block keeps its lines; every other style joins or escapes them, and only the key's place is sure. */
function shiftOf(key: Position, fileText: string): Shift {
  const lines = fileText.split(/\r?\n/).slice(key.line - 1);
  if (!/:\s+(?:[!&]\S+\s+)*\|[-+0-9]*\s*(?:#.*)?$/.test(lines[0] ?? '')) return () => key;
  const indent = blockIndent(lines);
  return (inner) => ({ file: key.file, line: key.line + inner.line, column: inner.column + indent });
}

/** A digit after the bar counts from the key's own indent; else the first line that is not blank shows it. */
function blockIndent(lines: readonly string[]): number {
  const said = /\|[-+]?([1-9])/.exec(lines[0])?.[1];
  if (said !== undefined) return leadingBlanks(lines[0]) + Number(said);
  return leadingBlanks(lines.slice(1).find((line) => line.trim() !== '') ?? '');
}

function leadingBlanks(line: string): number {
  return line.length - line.trimStart().length;
}

function shiftDiagnostic(diagnostic: Diagnostic, shift: Shift): Diagnostic {
  const { file, line, column } = diagnostic;
  if (file === undefined || line === undefined) return diagnostic;
  return { ...diagnostic, ...shift({ file, line, column: column ?? 1 }) };
}

class InlineManifest implements Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly value: Manifest['value'];
  readonly #inner: Manifest;
  readonly #shift: Shift;

  constructor(inner: Manifest, shift: Shift) {
    this.apiVersion = inner.apiVersion;
    this.kind = inner.kind;
    this.name = inner.name;
    this.namespace = inner.namespace;
    this.value = inner.value;
    this.#inner = inner;
    this.#shift = shift;
  }

  source(path: Source['path']): Source {
    const source = this.#inner.source(path);
    return { file: source.file, path, locate: () => this.#shift(source.locate()) };
  }
}
