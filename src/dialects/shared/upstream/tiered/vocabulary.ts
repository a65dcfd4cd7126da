import type { FieldPath } from '../../../../diagnostics/source.ts';
import { isObject, itemsOf } from '../../violation.ts';

/** The fields of an object that a newer version of its CRD may extend, as far as this program knows them. */
export interface Shape {
  /** Known fields; those with a shape of their own are looked into. */
  readonly fields: Readonly<Record<string, Shape | undefined>>;
  /** Only these count as unknown: fields of an older version, which a cluster prunes and so widens the match. */
  readonly removed?: readonly string[];
  /** Fields whose CRD has no enumeration, and the values that have a meaning. */
  readonly values?: Readonly<Record<string, readonly string[]>>;
}

/** What a rule's peers and protocol items may hold in one of the tiered kinds. */
export interface Vocabulary {
  readonly peers: { readonly from: Shape; readonly to: Shape };
  readonly items: { readonly field: 'protocols' | 'ports'; readonly shape: Shape };
  readonly namedPort: 'destinationNamedPort' | 'namedPort';
}

/** v1alpha1 before network-policy-api v0.1.2 had these; pruned, the peer becomes "all namespaces". */
const namespaces: Shape = { fields: {}, removed: ['sameLabels', 'notSameLabels', 'namespaceSelector'] };
const pods: Shape = { fields: {}, removed: ['sameLabels', 'notSameLabels', 'namespaces'] };

/** The shape of a peer with these fields beside `namespaces` and `pods`. */
export function peerShape(...further: readonly string[]): Shape {
  return { fields: { namespaces, pods, ...Object.fromEntries(further.map((name) => [name, undefined])) } };
}

/** Something in a rule that this program does not know, or an item whose only field a cluster has pruned. */
export interface UnknownPart {
  readonly path: FieldPath;
  /** Undefined where the item is empty. */
  readonly field: string | undefined;
  /** Its value, where that is what is unknown. */
  readonly value?: string;
  readonly known: readonly string[];
}

/** Unknown parts of a rule's peers and of its protocol items; the rule must then fail closed. */
export function unknownParts(
  rule: unknown,
  peers: 'from' | 'to',
  vocabulary: Vocabulary,
): readonly UnknownPart[] {
  if (!isObject(rule)) return [];
  const { field, shape } = vocabulary.items;
  const inList = (name: string, of: Shape): readonly UnknownPart[] =>
    itemsOf(rule[name]).flatMap((item, index) => unknownIn(item, of, [name, index]));
  return [...inList(peers, vocabulary.peers[peers]), ...inList(field, shape)];
}

function unknownIn(value: unknown, shape: Shape, path: FieldPath): readonly UnknownPart[] {
  if (!isObject(value)) return [];
  const known = Object.keys(shape.fields);
  const present = Object.keys(value);
  if (shape.removed !== undefined) {
    const removed = present
      .filter((name) => shape.removed?.includes(name))
      .map((name) => ({ path: [...path, name], field: name, known }));
    return [...removed, ...unknownValues(value, shape, path)];
  }
  if (present.length === 0) return [{ path, field: undefined, known }];
  return present.flatMap((name): readonly UnknownPart[] => {
    if (!known.includes(name)) return [{ path: [...path, name], field: name, known }];
    const inner = shape.fields[name];
    return inner === undefined ? [] : unknownIn(value[name], inner, [...path, name]);
  });
}

function unknownValues(
  value: Readonly<Record<string, unknown>>,
  { values = {} }: Shape,
  path: FieldPath,
): readonly UnknownPart[] {
  return Object.entries(values).flatMap(([field, known]) => {
    const found = value[field];
    if (typeof found !== 'string' || known.includes(found)) return [];
    return [{ path: [...path, field], field, value: found, known }];
  });
}
