import type { Entity } from '../../ir/entity.ts';
import { type Attribute, attributeOf } from '../../ir/expression.ts';

/** Equal texts mean the same, wherever it was written. */
export function canonical(value: unknown): string {
  return (
    JSON.stringify(value, (key, part) => (key === 'source' || key === 'policy' ? undefined : part)) ?? ''
  );
}

/** What a part of a rule asks of the subject itself. */
export interface Relative {
  readonly attributes: readonly Attribute[];
  /** Whether the other end is the subject. */
  readonly self: boolean;
}

export function relativeTerms(part: unknown): Relative {
  const attributes = new Map<string, Attribute>();
  let self = false;
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const { op, attribute } = value as { op?: unknown; attribute?: Attribute };
    if (op === 'isSubject') self = true;
    if (op === 'sameAsSubject' && attribute) attributes.set(canonical(attribute), attribute);
    for (const [key, inner] of Object.entries(value)) {
      if (key !== 'source' && key !== 'policy') visit(inner);
    }
  };
  visit(part);
  return { attributes: [...attributes.values()], self };
}

/** The subject's part in the relative terms, by value. */
export function relativeValues({ attributes }: Relative, subject: Entity): string {
  return attributes.length === 0
    ? ''
    : JSON.stringify(attributes.map((attribute) => attributeOf(subject, attribute) ?? null));
}
