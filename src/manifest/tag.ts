import { SCALAR_STYLE, type ScalarEvent } from 'js-yaml';
import { Fault } from './fault.ts';
import type { Resolve, Scalar } from './scalar.ts';

/** The value of a scalar, by its tag where it has one. Throws a Fault for what JSON cannot hold. */
export function resolveScalar(
  resolve: Resolve,
  text: string,
  event: ScalarEvent,
  source: string,
  offset: number,
): Scalar {
  const tag = event.tagStart < 0 ? '' : text.slice(event.tagStart, event.tagEnd);
  if (tag === '') return event.style === SCALAR_STYLE.PLAIN ? finite(resolve(source), offset) : source;
  return resolveTagged(resolve, standardTag(tag), source, offset);
}

/** `int` for `!!int` and its long form; '' for an application's own tag, which Kubernetes' reader passes over. */
function standardTag(tag: string): string {
  const long = '!<tag:yaml.org,2002:';
  if (tag.startsWith(long)) return tag.slice(long.length, -1);
  return tag.startsWith('!!') ? tag.slice(2) : '';
}

const accepted: Readonly<Record<string, (value: Scalar) => boolean>> = {
  null: (value) => value === null,
  bool: (value) => typeof value === 'boolean',
  int: (value) => Number.isInteger(value),
  float: (value) => typeof value === 'number',
};

function resolveTagged(resolve: Resolve, tag: string, source: string, offset: number): Scalar {
  if (tag === 'binary') {
    throw new Fault('yaml-tag', '!!binary has no form in JSON', offset, 'Write the base64 text as a string.');
  }
  if (!Object.hasOwn(accepted, tag)) return source;
  const value = resolve(source);
  if (!accepted[tag](value)) throw new Fault('yaml-tag', `\`${source}\` is no !!${tag}`, offset);
  return finite(value, offset);
}

function finite(value: Scalar, offset: number): Scalar {
  if (typeof value !== 'number' || Number.isFinite(value)) return value;
  throw new Fault(
    'yaml-number',
    'JSON holds no infinity and no NaN',
    offset,
    'Quote it to make it a string.',
  );
}
