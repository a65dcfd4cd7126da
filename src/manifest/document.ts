import type { Diagnostic, Position } from '../diagnostics/diagnostic.ts';
import type { FieldPath, Source } from '../diagnostics/source.ts';
import { Fault } from './fault.ts';
import { readJson } from './json.ts';
import { JsonPositions } from './json-positions.ts';
import { type Budget, deepest, formatBytes, newBudget, type ParseOptions } from './limits.ts';
import { NamedText } from './lines.ts';
import type { JsonValue } from './manifest.ts';
import { PositionIndex } from './positions.ts';
import { type Segment, splitDocuments } from './split.ts';
import { readYaml, yamlEvents } from './yaml.ts';

/** One YAML or JSON document, whatever it holds. */
export interface RawDocument {
  readonly value: JsonValue;
  /** The place of a field of this document. */
  source(path: FieldPath): Source;
}

export interface LoadedDocuments {
  readonly documents: readonly RawDocument[];
  readonly diagnostics: readonly Diagnostic[];
}

/** All documents of a text that can be read; a document with an error is in the diagnostics only. */
export function parseDocuments(text: string, file: string, options?: ParseOptions): LoadedDocuments {
  return parseWithin(text, file, newBudget(options));
}

/** As parseDocuments, with the limits and what earlier files have used of them. */
export function parseWithin(text: string, file: string, budget: Budget): LoadedDocuments {
  const named = new NamedText(file, text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
  const fault = refuseText(named.text, budget);
  if (fault !== undefined) return { documents: [], diagnostics: [toDiagnostic(named, 0, fault, 'error')] };
  return readJsonDocuments(named, budget) ?? readYamlDocuments(named, budget);
}

function refuseText(text: string, { limits }: Budget): Fault | undefined {
  if (text.length > limits.maxFileBytes) {
    const sizes = `${formatBytes(text.length)}, over the limit of ${formatBytes(limits.maxFileBytes)}`;
    return new Fault('input-too-large', `the text has ${sizes}`, 0, tooLargeHint(text.length));
  }
  const nul = text.indexOf('\0');
  return nul < 0
    ? undefined
    : new Fault('nul-byte', 'the text holds a NUL byte', nul, 'Is this a text file?');
}

/** The flag that raises the byte limit, with a value that would do. */
export function tooLargeHint(bytes: number): string {
  return `Raise the limit with --max-input-bytes ${bytes}.`;
}

function readJsonDocuments(named: NamedText, budget: Budget): LoadedDocuments | undefined {
  const segments = readJson(named.text, budget);
  if (segments === undefined) return undefined;
  const documents: RawDocument[] = [];
  for (const segment of segments) {
    if (overDocumentLimit(budget))
      return { documents, diagnostics: [tooManyDocuments(named, segment, budget)] };
    const index = (text: string) => new JsonPositions(text);
    documents.push(new LazyDocument(named, segment, segment.value, index));
  }
  return { documents, diagnostics: [] };
}

function readYamlDocuments(named: NamedText, budget: Budget): LoadedDocuments {
  const documents: RawDocument[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const segment of splitDocuments(named.text)) {
    if (overDocumentLimit(budget)) diagnostics.push(tooManyDocuments(named, segment, budget));
    if (budget.used.over) break;
    try {
      const { value, warnings, resolve } = readYaml(segment.text, budget);
      for (const fault of warnings) diagnostics.push(toDiagnostic(named, segment.offset, fault, 'warning'));
      const index = (text: string) => new PositionIndex(text, yamlEvents(text, deepest), resolve);
      if (value !== null) documents.push(new LazyDocument(named, segment, value, index));
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      diagnostics.push(toDiagnostic(named, segment.offset, error, 'error'));
    }
  }
  return { documents, diagnostics };
}

function overDocumentLimit({ limits, used }: Budget): boolean {
  used.documents++;
  used.over ||= used.documents > limits.maxDocuments;
  return used.documents === limits.maxDocuments + 1;
}

function tooManyDocuments(named: NamedText, { offset }: Segment, { limits }: Budget): Diagnostic {
  const message = `the input holds more than ${limits.maxDocuments} documents`;
  return toDiagnostic(named, offset, new Fault('too-many-documents', message, 0), 'error');
}

function toDiagnostic(
  named: NamedText,
  base: number,
  fault: Fault,
  severity: 'error' | 'warning',
): Diagnostic {
  const { code, message, hint } = fault;
  const position = named.position(base + fault.offset);
  return { severity, code, message, ...position, ...(hint === undefined ? {} : { hint }) };
}

/** Where the fields of a text are. */
interface Positions {
  offset(path: FieldPath): number;
}

/** Reads its text a second time, for places, when the first place is asked for. */
class LazyDocument implements RawDocument {
  readonly value: JsonValue;
  readonly #named: NamedText;
  readonly #segment: Segment;
  readonly #read: (text: string) => Positions;
  #index: Positions | undefined;

  constructor(named: NamedText, segment: Segment, value: JsonValue, read: (text: string) => Positions) {
    this.value = value;
    this.#named = named;
    // Not the segment itself: that of a JSON text holds the value a second time.
    this.#segment = { text: segment.text, offset: segment.offset };
    this.#read = read;
  }

  /** Not a method: callers may pass it on by itself. */
  readonly source = (path: FieldPath): Source => ({
    file: this.#named.file,
    path,
    locate: () => this.#locate(path),
  });

  #locate(path: FieldPath): Position {
    const { text, offset } = this.#segment;
    this.#index ??= this.#read(text);
    return this.#named.position(offset + this.#index.offset(path));
  }
}
