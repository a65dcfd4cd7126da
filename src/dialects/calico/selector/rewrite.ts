import { both, type LabelTerm, type Selector } from './selector.ts';

/**
 * From the fields of a policy to one selector over the labels that an endpoint has by itself and inherits
 * (projectcalico/calico libcalico-go/lib/backend/syncersv1/updateprocessors/rules.go).
 */
export const ownLabels = {
  namespace: 'projectcalico.org/namespace',
  serviceAccount: 'projectcalico.org/serviceaccount',
  orchestrator: 'projectcalico.org/orchestrator',
} as const;

/** In front of labels that are inherited from the namespace and the service account. */
export const prefixes = { namespace: 'pcns.', serviceAccount: 'pcsa.' } as const;

export function has(label: string): Selector {
  return { op: 'has', label };
}

export function isOneOf(label: string, ...values: readonly string[]): Selector {
  return { op: 'in', label, values };
}

export function not(term: Selector): Selector {
  return { op: 'not', term };
}

/** Every label with the prefix in front. */
export function prefixed(selector: Selector, prefix: string): Selector {
  return rewrite(selector, (term) => ('label' in term ? withLabel(term, prefix + term.label) : term));
}

/** Every `all()` by one selector and every `global()` by another. */
export function replaced(
  selector: Selector,
  by: { readonly all: Selector; readonly global?: Selector },
): Selector {
  return rewrite(selector, (term) => {
    if (term.op === 'all') return by.all;
    return term.op === 'global' ? (by.global ?? term) : term;
  });
}

/** A namespaceSelector of a rule: `all()` is whoever is in a namespace, `global()` whoever is in none. */
export function namespaceTerm(selector: Selector): Selector {
  const inNamespace = has(ownLabels.namespace);
  return replaced(prefixed(selector, prefixes.namespace), { all: inNamespace, global: not(inNamespace) });
}

/** `serviceAccounts` of a rule; undefined where it asks for nothing. */
export function serviceAccountTerm(names: readonly string[], selector?: Selector): Selector | undefined {
  const terms = [
    ...(selector === undefined ? [] : [prefixed(selector, prefixes.serviceAccount)]),
    ...(names.length === 0 ? [] : [isOneOf(ownLabels.serviceAccount, ...names)]),
  ];
  return terms.length === 0 ? undefined : both(...terms);
}

type Leaf = Extract<Selector, { op: 'all' | 'global' }> | LabelTerm;

function rewrite(selector: Selector, leaf: (term: Leaf) => Selector): Selector {
  switch (selector.op) {
    case 'and':
    case 'or':
      return { op: selector.op, terms: selector.terms.map((term) => rewrite(term, leaf)) };
    case 'not':
      return not(rewrite(selector.term, leaf));
    default:
      return leaf(selector);
  }
}

function withLabel(term: LabelTerm, label: string): Selector {
  return { ...term, label };
}
