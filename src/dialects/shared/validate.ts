import { createRequire } from 'node:module';
import type { Ajv, ErrorObject, SchemaValidateFunction, ValidateFunction } from 'ajv';
import { accepts } from './accept.ts';
import type { Schema } from './schema.ts';
import { translate } from './translate.ts';
import type { Rule, Violation } from './violation.ts';

const load = createRequire(import.meta.url);
const compiled = new WeakMap<Schema, ValidateFunction>();
let compiler: Ajv | undefined;

/** All that is wrong with the value, one violation a field. */
export function validate(schema: Schema, value: unknown): readonly Violation[] {
  return accepts(schema, value) ? [] : violationsOf(schema, value);
}

/** As validate, for a value of which something may be wrong: a schema is compiled when the first one comes. */
export function violationsOf(schema: Schema, value: unknown): readonly Violation[] {
  let check = compiled.get(schema);
  if (check === undefined) {
    compiler ??= createCompiler();
    check = compiler.compile(schema);
    compiled.set(schema, check);
  }
  if (check(value)) return [];
  // What the schema says of a field is plainer than what a rule makes of it.
  const errors = [...(check.errors ?? [])].sort((a, b) => rank(a) - rank(b));
  return onePerField(translate(errors, value));
}

function createCompiler(): Ajv {
  const { Ajv } = load('ajv') as typeof import('ajv');
  const ajv = new Ajv({ allErrors: true, verbose: true, validateSchema: false, strict: false });
  ajv.addKeyword({ keyword: 'rule', errors: true, compile: runRules });
  return ajv;
}

/** The keyword `rule`: its violations travel through ajv as errors and come out at their place. */
function runRules(rules: Rule | readonly Rule[]): SchemaValidateFunction {
  const all = Array.isArray(rules) ? (rules as readonly Rule[]) : [rules as Rule];
  const check: SchemaValidateFunction = (value: unknown) => {
    const violations: Violation[] = [];
    for (const rule of all) rule(value, (violation) => violations.push(violation));
    if (violations.length === 0) return true;
    check.errors = violations.map(
      (violation): Partial<ErrorObject> => ({
        keyword: 'rule',
        message: violation.message,
        params: { violation },
      }),
    );
    return false;
  };
  return check;
}

function rank({ keyword }: ErrorObject): number {
  return keyword === 'rule' ? 1 : 0;
}

/** A bad field is told once: the first that was said of it stands. */
function onePerField(violations: readonly Violation[]): readonly Violation[] {
  const byPath = new Map<string, Violation>();
  for (const violation of violations) {
    const key = JSON.stringify(violation.path);
    if (!byPath.has(key)) byPath.set(key, violation);
  }
  return [...byPath.values()];
}
