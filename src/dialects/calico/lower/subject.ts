import { parseSelector } from '../selector/parse.ts';
import { has, isOneOf, ownLabels, prefixed, prefixes, replaced } from '../selector/rewrite.ts';
import { both, everything, type Selector } from '../selector/selector.ts';
import type { PolicySpec } from '../types.ts';

/** Whom a policy selects, as one selector over all labels of an endpoint. */
export function subjectSelector(spec: PolicySpec, namespace: string): Selector {
  return namespace === '' ? globalSubject(spec) : namespacedSubject(spec, namespace);
}

function namespacedSubject({ selector, serviceAccountSelector }: PolicySpec, namespace: string): Selector {
  return both(
    ...parsed(selector),
    isOneOf(ownLabels.namespace, namespace),
    ...parsed(serviceAccountSelector).map((term) => prefixed(term, prefixes.serviceAccount)),
  );
}

/**
 * With a namespaceSelector every `all()`, that of the selector too, means endpoints in a namespace, and with a
 * serviceAccountSelector endpoints with a service account: `selector: all()` alone selects hosts as well.
 */
function globalSubject({ selector, namespaceSelector, serviceAccountSelector }: PolicySpec): Selector {
  let terms = parsed(selector);
  for (const [text, prefix, label] of [
    [namespaceSelector, prefixes.namespace, ownLabels.namespace],
    [serviceAccountSelector, prefixes.serviceAccount, ownLabels.serviceAccount],
  ] as const) {
    if (text === undefined || text === '') continue;
    terms = [...terms, prefixed(parseSelector(text), prefix)].map((term) =>
      replaced(term, { all: has(label) }),
    );
  }
  return terms.length === 0 ? everything : both(...terms);
}

function parsed(text: string | undefined): readonly Selector[] {
  return text === undefined || text === '' ? [] : [parseSelector(text)];
}
