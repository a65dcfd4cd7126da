import type { ErrorObject } from 'ajv';
import type { FieldPath } from '../../diagnostics/source.ts';
import { didYouMean } from '../../manifest/suggest.ts';
import { shown, type Violation } from './violation.ts';

/** From what ajv says of a value to what an API server would say of the field. */
export function translate(errors: readonly ErrorObject[], value: unknown): readonly Violation[] {
  return errors.map((error) => translateOne(error, pathOf(error.instancePath, value)));
}

function translateOne(error: ErrorObject, path: FieldPath): Violation {
  const { keyword, params, data } = error;
  switch (keyword) {
    case 'rule':
      return { ...params.violation, path: [...path, ...params.violation.path] };
    case 'additionalProperties':
      return unknownField(path, params.additionalProperty, error);
    case 'required':
      return {
        path: [...path, params.missingProperty],
        code: 'missing-field',
        message: `Required value: ${JSON.stringify(params.missingProperty)} must be set`,
      };
    case 'type':
      return wrongType(path, params.type, data);
    case 'enum':
      return { ...unsupportedValue(path, params.allowedValues, data), ...toleranceOf(error) };
    case 'uniqueItems':
      return duplicateItem([...path, Math.max(params.i, params.j)], data, Math.max(params.i, params.j));
    default:
      return outOfBounds(error, path);
  }
}

/** The schema of a field may say that clusters hold other values too. */
function toleranceOf({ parentSchema }: ErrorObject): Pick<Violation, 'toleratedWhenStored'> {
  const tolerance: unknown = parentSchema?.toleratedWhenStored;
  return typeof tolerance === 'string' ? { toleratedWhenStored: tolerance } : {};
}

function unknownField(path: FieldPath, name: string, error: ErrorObject): Violation {
  const known = Object.keys(error.parentSchema?.properties ?? {});
  return {
    path: [...path, name],
    code: 'unknown-field',
    message: `unknown field ${JSON.stringify(name)}`,
    hint: didYouMean(name, known) ?? `Known fields: ${known.join(', ')}`,
  };
}

function wrongType(path: FieldPath, expected: string | readonly string[], data: unknown): Violation {
  const wanted = typeof expected === 'string' ? expected : expected.join(' or ');
  return {
    path,
    code: 'wrong-type',
    message: `Invalid value: ${shown(data)}: must be of type ${wanted}, is ${typeName(data)}`,
    ...withHint(typeHint(wanted, data)),
  };
}

/** Most wrong types are YAML's doing: a text that looks like something else, or a number in quotes. */
export function typeHint(wanted: string, data: unknown): string | undefined {
  if (wanted.includes('string') && typeof data === 'boolean') {
    return `YAML 1.1 reads yes, no, on, off, true and false as booleans: write "${data}" in quotes`;
  }
  if (wanted === 'string' && typeof data === 'number') return `write "${data}" in quotes`;
  if (wanted === 'integer' && typeof data === 'string' && /^\d+$/.test(data))
    return 'write the number without quotes';
  if (wanted === 'array' && data !== null) return 'a list: put "- " in front of the item';
  return undefined;
}

export function typeName(data: unknown): string {
  if (data === null) return 'null';
  return Array.isArray(data) ? 'array' : typeof data;
}

function unsupportedValue(path: FieldPath, allowed: readonly string[], data: unknown): Violation {
  const values = allowed.map((value) => JSON.stringify(value)).join(', ');
  return {
    path,
    code: 'unsupported-value',
    message: `Unsupported value: ${shown(data)}: supported values: ${values}`,
    ...withHint(
      synonym(allowed, data) ??
        (typeof data === 'string' ? didYouMean(data, allowed.map(String)) : undefined),
    ),
  };
}

/** Other kinds have other words for the same action; a synonym is far from the word as letters go. */
const synonyms: readonly (readonly string[])[] = [
  ['Accept', 'Allow'],
  ['Deny', 'Drop'],
];

function synonym(allowed: readonly string[], data: unknown): string | undefined {
  const words = synonyms.find((group) => group.some((word) => word === data));
  const word = words?.find((each) => allowed.includes(each));
  if (word === undefined) return undefined;
  return `${data} is the word of another kind or version: write ${word}`;
}

function duplicateItem(path: FieldPath, data: unknown, index: number): Violation {
  const item = Array.isArray(data) ? data[index] : undefined;
  return { path, code: 'duplicate-item', message: `Duplicate value: ${shown(item)}` };
}

function outOfBounds(error: ErrorObject, path: FieldPath): Violation {
  const { keyword, params, data, parentSchema } = error;
  switch (keyword) {
    case 'minimum':
    case 'maximum': {
      const range = `must be between ${parentSchema?.minimum} and ${parentSchema?.maximum}`;
      return { path, code: 'out-of-range', message: `Invalid value: ${shown(data)}: ${range}` };
    }
    case 'maxLength':
      return { path, code: 'too-long', message: `Too long: must have at most ${params.limit} characters` };
    case 'minItems':
      return { path, code: 'too-few', message: `Invalid value: must have at least ${items(params.limit)}` };
    case 'maxItems':
      return {
        path,
        code: 'too-many',
        message: `Too many: ${sizeOf(data)}: must have at most ${items(params.limit)}`,
      };
    default:
      return {
        path,
        code: 'invalid-value',
        message: `Invalid value: ${shown(data)}: ${error.message ?? keyword}`,
      };
  }
}

function items(count: number): string {
  return count === 1 ? '1 item' : `${count} items`;
}

function sizeOf(data: unknown): number {
  return Array.isArray(data) ? data.length : 0;
}

function withHint(hint: string | undefined): { hint?: string } {
  return hint === undefined ? {} : { hint };
}

/** A JSON pointer (RFC 6901) as steps. Only the value tells an index from a key that looks like a number. */
function pathOf(pointer: string, value: unknown): FieldPath {
  const path: (string | number)[] = [];
  let current = value;
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    path.push(Array.isArray(current) ? Number(key) : key);
    current = (current as Record<string, unknown> | undefined)?.[key];
  }
  return path;
}
