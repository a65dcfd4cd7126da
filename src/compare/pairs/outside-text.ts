import { formatCidr } from '../../net/cidr.ts';
import type { Endpoint } from './endpoint.ts';
import type { Prefix } from './outside.ts';

/**
 * The endpoints by name. Atoms of the outside that are parts of one prefix become that prefix again:
 * `outside 10.0.0.0/8 except 10.1.0.0/16`. Exceptions beyond `mostHoles` are counted only.
 */
export function endpointNames(
  endpoints: readonly Endpoint[],
  mostHoles = Number.POSITIVE_INFINITY,
): readonly string[] {
  const inside = endpoints.filter(({ outside }) => outside === undefined).map(({ name }) => name);
  const byLabel = new Map<string, Set<Prefix>>();
  for (const { outside } of endpoints) {
    if (outside === undefined) continue;
    const known = byLabel.get(outside.label);
    if (known === undefined) byLabel.set(outside.label, new Set([outside.prefix]));
    else known.add(outside.prefix);
  }
  return [
    ...inside,
    ...[...byLabel].flatMap(([label, prefixes]) => outsideNames(prefixes, label, mostHoles)),
  ];
}

function outsideNames(prefixes: ReadonlySet<Prefix>, label: string, mostHoles: number): readonly string[] {
  const tops = [...prefixes].filter((prefix) => !isInside(prefix, prefixes));
  return tops.map((top) => {
    const holes = holesOf(top, prefixes).map((hole) => formatCidr(hole.cidr));
    const rest = holes.length > mostHoles ? ` and ${holes.length - mostHoles} more` : '';
    const except = holes.length === 0 ? '' : ` except ${holes.slice(0, mostHoles).join(' ')}${rest}`;
    return `outside ${formatCidr(top.cidr)}${except}${label === '' ? '' : ` named ${label}`}`;
  });
}

/** Its parent is in the set; a parent without an address of its own counts as its own parent does. */
function isInside({ parent }: Prefix, prefixes: ReadonlySet<Prefix>): boolean {
  if (parent === undefined) return false;
  return prefixes.has(parent) || (parent.sample === undefined && isInside(parent, prefixes));
}

/** The largest prefixes within that are not in the set. What has no address of its own is no hole. */
function holesOf(prefix: Prefix, prefixes: ReadonlySet<Prefix>): readonly Prefix[] {
  return prefix.children.flatMap((child) =>
    prefixes.has(child) || child.sample === undefined ? holesOf(child, prefixes) : [child],
  );
}
