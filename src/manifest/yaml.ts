import { type Event, parseEvents, YAMLException } from 'js-yaml';
import { type Constructed, constructValue, tooManyNodes } from './construct.ts';
import { Fault } from './fault.ts';
import type { Budget } from './limits.ts';
import type { JsonObject, JsonValue } from './manifest.ts';
import { type Resolve, resolveCore, resolveKubernetes } from './scalar.ts';

export interface YamlValue extends Constructed {
  /** How its scalars were read; places of keys must be looked up alike. */
  readonly resolve: Resolve;
}

/** The value of one YAML document. Throws a Fault. */
export function readYaml(text: string, budget: Budget): YamlValue {
  if (isEmpty(text)) return { value: null, warnings: [], refused: undefined, resolve: resolveKubernetes };
  const { limits, used } = budget;
  // The events are far larger than the text, so a text that cannot stay under the limit is not begun.
  const left = limits.maxNodes - used.nodes;
  if (text.length > left && countSeparators(text, left) > left) throw tooManyNodes(budget, 0);
  const events = yamlEvents(text, limits.maxDepth);
  const before = used.nodes;
  const asKubernetes = constructValue(text, events, resolveKubernetes, budget);
  if (!isOwnFormat(asKubernetes.value)) {
    if (asKubernetes.refused !== undefined) throw asKubernetes.refused;
    return { ...asKubernetes, resolve: resolveKubernetes };
  }
  used.nodes = before;
  return { ...constructValue(text, events, resolveCore, budget), resolve: resolveCore };
}

/** Policy tests and the short form of an inventory never reach an API server. */
function isOwnFormat(value: JsonValue): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const { apiVersion, kind, cluster } = value as JsonObject;
  if (typeof apiVersion === 'string') return apiVersion.startsWith('tierwall.dev/');
  return kind === undefined && cluster !== undefined;
}

/** A marker and nothing else: a million of these must not cost a million parser starts. */
function isEmpty(text: string): boolean {
  return text.length < 16 && /^(---|\.\.\.)?\s*$/.test(text);
}

/** Every node but the first stands behind one of these characters. */
function countSeparators(text: string, limit: number): number {
  let found = 0;
  for (let at = 0; at < text.length && found <= limit; at++) {
    const c = text.charCodeAt(at);
    if (c === 0x2c || c === 0x0a || c === 0x0d || c === 0x5b || c === 0x7b) found++;
  }
  return found;
}

/** Syntax only; the same events give the values and the places, so the two cannot disagree. */
export function yamlEvents(text: string, maxDepth: number): Event[] {
  try {
    // A scalar counts as a level of its own there.
    return parseEvents(text, { maxDepth: maxDepth + 1 });
  } catch (error) {
    throw toFault(error, maxDepth);
  }
}

function toFault(error: unknown, maxDepth: number): unknown {
  if (!(error instanceof YAMLException)) return error;
  const offset = error.mark?.position ?? 0;
  if (error.reason.startsWith('nesting exceeded')) {
    return new Fault('too-deep', `lists and mappings are nested more than ${maxDepth} deep`, offset);
  }
  return new Fault('yaml-syntax', error.reason, offset, hintFor(error.reason));
}

function hintFor(reason: string): string | undefined {
  if (reason.startsWith('tab char')) return 'Indent with spaces; YAML knows no tabs there.';
  // So says the parser of a line that begins too far left for the bracket or quote around it.
  if (reason === 'deficient indentation') return 'A bracket, brace or quote above is probably not closed.';
  if (reason === 'bad indentation of a mapping entry') {
    return 'Keys of one mapping begin in one column; a value that holds ": " or begins with @ or ` needs quotes.';
  }
  return undefined;
}
