import { labelKey } from '../../shared/names.ts';
import type { Schema } from '../../shared/schema.ts';
import { selectorSchema } from '../../shared/selector.ts';

/**
 * A label selector whose keys may have a source in front: `k8s:app`, `any:app`, `reserved:host`. The agent checks
 * a key with its source as the first part of the name.
 */
export const ciliumSelector: Schema = selectorSchema([], (key) =>
  labelKey(key.includes(':') ? key.replace(':', '.') : `any.${key}`),
);
