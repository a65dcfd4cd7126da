/** Thrown where a set of policies is beyond what tables are for; the message names the part. */
export class BeyondTables extends Error {}

/**
 * What a compilation may use. Each is counted before the work or the memory that goes with it, so a set of policies that
 * was made to blow the tables up costs some seconds, and is then left to whoever needs no tables. In order of the passes.
 */
export const bounds = {
  /** Entities times what policies compare of them. */
  identityValues: { limit: 2 ** 23, what: 'values of entities that policies compare' },
  /** Lists of peers times prefixes: with more, entries would be more than their own bound, and it would be known later. */
  peerPrefixes: { limit: 2 ** 32, what: 'pairs of a list of peers and a prefix' },
  /** Prefixes in lists of networks, each as often as lists have it. */
  networkMembers: { limit: 2 ** 22, what: 'prefixes in lists of networks' },
  /** Terms of selectors times words of a set of endpoints, and what is looked at of values. */
  selectorSteps: { limit: 2 ** 29, what: 'steps to find out whom selectors select' },
  /** Names of ports, and attributes that both ends are compared by, that are looked at for subjects and servers. */
  portLooks: { limit: 2 ** 24, what: 'looks at names of ports and attributes of endpoints' },
  /** Rules and policies times endpoints. */
  selectionBits: { limit: 2 ** 31, what: 'pairs of a rule and an endpoint' },
  /** Endpoints that rules and policies select. */
  selections: { limit: 2 ** 23, what: 'endpoints that rules select' },
  /** Peers times groups of addresses, but of peers of networks alone what is in them. */
  peerBits: { limit: 2 ** 30, what: 'pairs of a peer and a group of addresses' },
  /** Entries, and rules that restrict the own end, times groups of peers. */
  entryBits: { limit: 2 ** 30, what: 'pairs of an entry and a group of addresses' },
  /** Rules that are looked at as programs are made; eight times as much for those that are taken in. */
  programSteps: { limit: 2 ** 25, what: 'steps to make programs' },
  /** Combinations of protocol and ports. */
  trafficCells: { limit: 2 ** 22, what: 'combinations of protocol and ports' },
  /** Of those, what rules match, each as often as rules do. */
  trafficMatches: { limit: 2 ** 24, what: 'combinations of protocol and ports that rules match' },
  /** An image has 16 bits for each. */
  trafficClasses: { limit: 2 ** 16 - 1, what: 'classes of traffic' },
  /** Lists of traffic times classes. */
  trafficBits: { limit: 2 ** 30, what: 'pairs of traffic in a rule and a class of traffic' },
  /** Groups in the peers of entries. */
  classMembers: { limit: 2 ** 28, what: 'groups of addresses in the peers of rules' },
  /** Tables times classes of addresses. */
  tableCells: { limit: 2 ** 26, what: 'pairs of a program and a class of addresses' },
  /** Entries, words and answers that are looked at as programs are walked. */
  walkSteps: { limit: 2 ** 26, what: 'steps through programs' },
  /** Distinct signatures of rows times traffic classes. */
  signatureCells: { limit: 2 ** 24, what: 'pairs of a row and a class of traffic' },
  /** For trees: networks and ranges in peers, each list as often as rules have one of its own. */
  peerRanges: { limit: 2 ** 22, what: 'networks in the peers of rules' },
  /** For trees: places, ranges and words of sets of places that are looked at for rules; those of a selector once. */
  treeMembers: { limit: 2 ** 26, what: 'addresses that rules select' },
  /** For trees: subjects of rules that are not the same for all. */
  treeSubjects: { limit: 2 ** 22, what: 'subjects of rules that compare ends or name ports' },
  /** For trees: stages times subjects that policies tell apart. */
  endingCells: { limit: 2 ** 23, what: 'pairs of a stage and subjects that policies tell apart' },
  /** For trees: policies that govern subjects, each as often as others tell these apart. */
  treeGovernors: { limit: 2 ** 21, what: 'policies of subjects that others tell apart' },
  /** For trees: combinations of source and destination ports in lists of traffic. */
  trafficBoxes: { limit: 2 ** 20, what: 'combinations of ports' },
  /** For trees: of rules. See trees/box-list.ts. */
  treeBoxes: { limit: 2 ** 18, what: 'boxes of rules' },
  /** For trees: in one leaf. So many are walked about as fast as rules are found without a tree. */
  leafBoxes: { limit: 2 ** 14, what: 'boxes around one point' },
} as const;

export type Bound = keyof typeof bounds;

/** What one compilation has used so far. */
export class Budget {
  readonly #used = new Map<Bound, number>();

  /** Undefined where no pass came so far as to know. */
  used(bound: Bound): number | undefined {
    return this.#used.get(bound);
  }

  /** Notes so much more; throws BeyondTables if that is beyond the limit. */
  spend(bound: Bound, amount: number): void {
    const used = (this.#used.get(bound) ?? 0) + amount;
    this.#used.set(bound, used);
    const { limit, what } = bounds[bound];
    if (used > limit) throw new BeyondTables(`more than ${limit} ${what}`);
  }
}
