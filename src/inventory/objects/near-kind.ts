import { isServersOwn, nearGroup, nearKind } from '../../manifest/kind-names.ts';
import type { Manifest } from '../../manifest/manifest.ts';
import { isStored } from '../../manifest/value.ts';
import type { Report } from '../report.ts';

interface KnownKind {
  readonly group: string;
  readonly apiVersion: string;
  readonly kind: string;
}

/** What to say of an object of a kind that says nothing about who is who, but nearly has the name of one that does. */
export type Slip = (report: Report, manifest: Manifest) => void;

/** Slips in `v1/Pod` and its like. Whoever wrote them believes that they count. */
export class NearKinds {
  readonly #known: readonly KnownKind[];
  /** Dumps hold thousands of objects of one kind. */
  readonly #slips = new Map<string, Slip | undefined>();

  constructor(known: readonly string[]) {
    this.#known = known.map((name) => {
      const slash = name.lastIndexOf('/');
      const apiVersion = name.slice(0, slash);
      return { group: groupOf(apiVersion), apiVersion, kind: name.slice(slash + 1) };
    });
  }

  /** `name` with its apiVersion in front. Undefined for kinds that may well exist. */
  slip(name: string, { apiVersion, kind }: Manifest): Slip | undefined {
    if (!this.#slips.has(name)) this.#slips.set(name, this.#slipOf(apiVersion, kind));
    return this.#slips.get(name);
  }

  #slipOf(apiVersion: string, kind: string): Slip | undefined {
    const group = groupOf(apiVersion);
    const otherVersion = this.#known.find((known) => known.kind === kind && isSameGroup(group, known));
    if (otherVersion !== undefined) return otherVersionSlip(otherVersion);
    const meant = this.#meant(group, kind);
    return meant === undefined ? undefined : unknownKindSlip(meant);
  }

  #meant(group: string, kind: string): string | undefined {
    const own = nearestOf(
      kind,
      this.#known.filter((known) => known.group === group),
    );
    if (own !== undefined) return own.kind;
    if (!isServersOwn(group)) return this.#otherGroup(group, kind);
    const near = nearestOf(kind, this.#known);
    if (near === undefined) return undefined;
    return near.kind === kind ? near.apiVersion : `${near.kind} of ${near.apiVersion}`;
  }

  #otherGroup(group: string, kind: string): string | undefined {
    const having = this.#known.filter((known) => known.kind === kind && !isServersOwn(known.group));
    const near = nearGroup(
      group,
      having.map((known) => known.group),
    );
    return having.find((known) => known.group === near)?.apiVersion;
  }
}

function nearestOf(kind: string, known: readonly KnownKind[]): KnownKind | undefined {
  const near = nearKind(
    kind,
    known.map((each) => each.kind),
  );
  return known.find((each) => each.kind === near);
}

/** Workloads were in `extensions` before they were in `apps`. */
function isSameGroup(group: string, known: KnownKind): boolean {
  return group === known.group || (group === 'extensions' && known.group === 'apps');
}

function unknownKindSlip(meant: string): Slip {
  return (report, manifest) => {
    // Some API server has the kind of an object that came out of it.
    if (isStored(manifest)) return;
    const { apiVersion, kind, source } = manifest;
    const message = `no API server has the kind ${JSON.stringify(kind)} in ${JSON.stringify(apiVersion)}`;
    report.error('unknown-kind', message, source([]), `Did you mean ${meant}?`);
  };
}

/** Said once: an old cluster holds many objects of such a version. */
function otherVersionSlip({ apiVersion }: KnownKind): Slip {
  let isSaid = false;
  return (report, { apiVersion: written, kind, source }) => {
    if (isSaid) return;
    isSaid = true;
    const message = `${kind} objects of ${written} are not read`;
    report.warn('unsupported-version', message, source([]), `Give them as ${apiVersion}.`);
  };
}

function groupOf(apiVersion: string): string {
  return apiVersion.slice(0, Math.max(0, apiVersion.lastIndexOf('/')));
}
