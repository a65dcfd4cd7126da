import { and, anyOf, type Expression, none, not } from '../../../ir/expression.ts';

/** An entry of appliedTo: the namespaces of which the controller makes a rule for it, and whom it selects there. */
export interface Entry {
  readonly namespaces: Expression;
  readonly subject: Expression;
  readonly isServiceAccount: boolean;
}

export function namespacesOf(entries: readonly Entry[]): Expression {
  return anyOf(entries.map(({ namespaces }) => namespaces));
}

/**
 * Whom some entry selects in a namespace that none behind it covers. Halves of the list are joined, so that the terms
 * do not carry all the entries behind them, and nest only as deep as the list can be halved: lists can be long.
 */
export function lastOfNamespace(entries: readonly Entry[]): Expression {
  return covering(entries).last;
}

interface Covering {
  readonly namespaces: Expression;
  readonly last: Expression;
}

function covering(entries: readonly Entry[]): Covering {
  if (entries.length === 0) return { namespaces: none, last: none };
  if (entries.length === 1) return { namespaces: entries[0].namespaces, last: entries[0].subject };
  const middle = entries.length >> 1;
  const front = covering(entries.slice(0, middle));
  const back = covering(entries.slice(middle));
  return {
    namespaces: anyOf([front.namespaces, back.namespaces]),
    last: anyOf([and(front.last, not(back.namespaces)), back.last]),
  };
}
