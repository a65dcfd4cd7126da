/** What differs between releases: read at their tags in projectcalico/calico. */
export interface Release {
  /**
   * Between policies of equal order: by `name/namespace/kind`, or by the stored name, which has the tier in front and
   * the namespace before that (felix/calc/policy_sorter.go).
   */
  readonly ties: 'name-first' | 'stored-name';
  /** The tiered kinds of policy.networking.k8s.io that it enforces, and the tier of each. */
  readonly upstreamTiers: Readonly<Record<string, UpstreamTier>>;
}

/** Its tier by what the object says, or by its kind. */
export interface UpstreamTier {
  readonly Admin: string;
  readonly Baseline: string;
}

const admin = 'adminnetworkpolicy';
const baseline = 'baselineadminnetworkpolicy';
const adminKind = { AdminNetworkPolicy: { Admin: admin, Baseline: admin } };
const baselineKind = { BaselineAdminNetworkPolicy: { Admin: baseline, Baseline: baseline } };

const v331: Release = { ties: 'stored-name', upstreamTiers: { ...adminKind, ...baselineKind } };

const releases: ReadonlyMap<string, Release> = new Map([
  [
    '3.32',
    {
      ties: 'name-first',
      upstreamTiers: { ClusterNetworkPolicy: { Admin: 'kube-admin', Baseline: 'kube-baseline' } },
    },
  ],
  ['3.31', v331],
  ['3.30', v331],
  ['3.29', { ties: 'stored-name', upstreamTiers: adminKind }],
]);

export const versions: readonly string[] = [...releases.keys()];

/** The newest for an empty version. */
export function releaseOf(version: string): Release {
  return releases.get(version === '' ? versions[0] : version) ?? v331;
}

/** Tiers that every cluster of the release has. Lower order first. */
export function ownTiers({ upstreamTiers }: Release): readonly Tier[] {
  const names = new Set(Object.values(upstreamTiers).flatMap(({ Admin, Baseline }) => [Admin, Baseline]));
  return [
    ...[...names].map(
      (name): Tier => ({ name, order: isBaseline(name) ? 10_000_000 : 1_000, ending: 'pass' }),
    ),
    { name: 'default', order: 1_000_000, ending: 'deny' },
  ];
}

function isBaseline(name: string): boolean {
  return name === baseline || name === 'kube-baseline';
}

export interface Tier {
  readonly name: string;
  /** Infinite where the object has none. */
  readonly order: number;
  readonly ending: 'deny' | 'pass';
}
