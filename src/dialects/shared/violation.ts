import type { FieldPath } from '../../diagnostics/source.ts';

/** Something that an API server would refuse, or that a reader should know; the path is within the object. */
export interface Violation {
  readonly path: FieldPath;
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
  /** `error` unless said otherwise. */
  readonly severity?: 'error' | 'warning' | 'info';
  /**
   * Only a warning in an object that a cluster holds: it was written before the rule was made, or no API server has
   * it. A text says what it does there.
   */
  readonly toleratedWhenStored?: boolean | string;
}

/** A check that a schema cannot say. It sees values of any shape and passes over what is not its own. */
export type Rule = (value: unknown, report: (violation: Violation) => void) => void;

/** A value as a message shows it, cut short. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'null';
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The items of a list; of anything else none. */
export function itemsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
