import {
  type Attribute,
  all,
  allOf,
  and,
  anyOf,
  type Expression,
  none,
  not,
} from '../../../ir/expression.ts';
import { membersOf } from '../../shared/scope.ts';
import { ownLabels, prefixes } from './rewrite.ts';
import { type LabelTerm, type Selector, satisfiesValue } from './selector.ts';

/** Labels under which a namespace and a service account hand down their own names. */
const inheritedName = 'projectcalico.org/name';

/** The pods that a selector means: those of the policies' own cluster, hostNetwork pods aside. */
export function podsOf(selector: Selector, cluster: string): Expression {
  return and(membersOf(cluster, 'pod'), expressionOf(selector));
}

/** The selector as a predicate over pods and all the labels that Calico gives them. */
export function expressionOf(selector: Selector): Expression {
  switch (selector.op) {
    case 'all':
    case 'global':
      return all;
    case 'and':
      return allOf(selector.terms.map(expressionOf));
    case 'or':
      return anyOf(selector.terms.map(expressionOf));
    case 'not':
      return not(expressionOf(selector.term));
    default:
      return labelExpression(selector);
  }
}

function labelExpression(term: LabelTerm): Expression {
  const { label } = term;
  if (label === ownLabels.orchestrator) return satisfiesValue(term, 'k8s') ? all : none;
  // Every pod is in a namespace.
  if (label === ownLabels.namespace && term.op === 'has') return all;
  return valueExpression(term, attributeOf(label));
}

/**
 * A pod's own labels with the prefixes of inherited ones are dropped, so nobody can forge them (projectcalico/calico
 * workloadendpointprocessor.go): such a label is always one of the namespace or the service account.
 */
function attributeOf(label: string): Attribute {
  if (label === ownLabels.namespace) return { of: 'namespace' };
  if (label === ownLabels.serviceAccount) return { of: 'serviceAccount' };
  if (label.startsWith(prefixes.namespace)) {
    const key = label.slice(prefixes.namespace.length);
    return key === inheritedName ? { of: 'namespace' } : { of: 'namespaceLabel', key };
  }
  if (label.startsWith(prefixes.serviceAccount)) {
    const key = label.slice(prefixes.serviceAccount.length);
    return key === inheritedName ? { of: 'serviceAccount' } : { of: 'serviceAccountLabel', key };
  }
  return { of: 'label', key: label };
}

function valueExpression(term: LabelTerm, attribute: Attribute): Expression {
  switch (term.op) {
    case 'has':
      return { op: 'exists', attribute };
    case 'in':
      return { op: 'in', attribute, values: term.values };
    default:
      return { op: term.op, attribute, value: term.value };
  }
}
