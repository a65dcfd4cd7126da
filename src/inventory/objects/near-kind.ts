import { meantKind, noSuchKind } from '../../manifest/kind-names.ts';
import { apiVersionOf, groupVersion, isOfKind, type KnownKind } from '../../manifest/known-kind.ts';
import type { Manifest } from '../../manifest/manifest.ts';
import { isStored } from '../../manifest/value.ts';
import type { Report } from '../report.ts';

/** What to say of an object of a kind that says nothing about who is who, but nearly has the name of one that does. */
export type Slip = (report: Report, manifest: Manifest) => void;

/** Slips in `v1/Pod` and its like. Whoever wrote them believes that they count. */
export class NearKinds {
  readonly #known: readonly KnownKind[];
  /** Dumps hold thousands of objects of one kind. */
  readonly #slips = new Map<string, Slip | undefined>();

  constructor(known: readonly string[]) {
    this.#known = known.map(knownKind);
  }

  /** `name` with its apiVersion in front. Undefined for kinds that may well exist. */
  slip(name: string, { apiVersion, kind }: Manifest): Slip | undefined {
    if (!this.#slips.has(name)) this.#slips.set(name, this.#slipOf(apiVersion, kind));
    return this.#slips.get(name);
  }

  #slipOf(apiVersion: string, kind: string): Slip | undefined {
    const otherVersion = this.#known.find((known) => isOfKind(known, apiVersion, kind));
    if (otherVersion !== undefined) return otherVersionSlip(otherVersion);
    const { group } = groupVersion(apiVersion);
    const meant = meantKind({ kind, group }, this.#known);
    return meant === undefined ? undefined : unknownKindSlip(meant);
  }
}

/** Of `apps/v1/Deployment`. Workloads were in `extensions` before they were in `apps`. */
function knownKind(name: string): KnownKind {
  const slash = name.lastIndexOf('/');
  const { group, version } = groupVersion(name.slice(0, slash));
  const formerGroups = group === 'apps' ? ['extensions'] : [];
  return { kind: name.slice(slash + 1), group, versions: [version], formerGroups };
}

function unknownKindSlip(meant: string): Slip {
  return (report, manifest) => {
    // Some API server has the kind of an object that came out of it.
    if (isStored(manifest)) return;
    const { message, hint } = noSuchKind(manifest, meant);
    report.error('unknown-kind', message, manifest.source([]), hint);
  };
}

/** Said once: an old cluster holds many objects of such a version. */
function otherVersionSlip(known: KnownKind): Slip {
  let isSaid = false;
  return (report, { apiVersion, kind, source }) => {
    if (isSaid) return;
    isSaid = true;
    const message = `${kind} objects of ${apiVersion} are not read`;
    report.warn('unsupported-version', message, source([]), `Give them as ${apiVersionOf(known)}.`);
  };
}
