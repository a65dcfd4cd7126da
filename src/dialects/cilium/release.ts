/** Releases whose readings of the same objects differ, the newest first. */
export const versions = ['1.20', '1.19', '1.18', '1.17'] as const;

/** What a release reads in another way than its neighbours. */
export interface Release {
  readonly version: (typeof versions)[number];
  /** Kafka and generic L7 rules (removed in 1.20, cilium/cilium PR 43557). */
  readonly kafka: boolean;
  /** fromRequires and toRequires add to the peers of all rules; later they must be empty. */
  readonly requires: boolean;
  /** `**.` in names is one or more labels; before that it was `*.`. */
  readonly deepWildcards: boolean;
  /** Peer selectors mean the local cluster where they name none. */
  readonly localCluster: boolean;
  /** `log.value` of a rule. */
  readonly log: boolean;
  /** A rule for some requests lets all through where its policy denies nothing by default. */
  readonly opensRequests: boolean;
  /** Entity cluster-mesh, the further IP protocols, ClusterNetworkPolicy. */
  readonly since20: boolean;
}

export function releaseOf(version: string): Release {
  const chosen = versions.find((known) => known === version) ?? versions[0];
  const minor = Number(chosen.slice(2));
  return {
    version: chosen,
    kafka: minor <= 19,
    requires: minor <= 18,
    deepWildcards: minor >= 19,
    localCluster: minor >= 19,
    log: minor >= 18,
    opensRequests: minor >= 18,
    since20: minor >= 20,
  };
}
