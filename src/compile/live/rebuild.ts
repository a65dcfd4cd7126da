/** Why an edit led to a full rebuild. */
export type RebuildReason =
  /** The stages differ in more than their policies. */
  | 'stages'
  /** An endpoint gives a port name a meaning that rules for it had not met. */
  | 'named-port'
  /** More identities came than the bound lets stay unused. */
  | 'identities'
  /** More answers came than the bound lets stay unused. */
  | 'answers'
  /** More peer sets came than the bound lets stay unused. */
  | 'peer-sets'
  /** A bound of BeyondTables was met, perhaps by what nobody uses any more. */
  | 'beyond'
  /** A part of the image is full. */
  | 'blocks'
  | 'prefixes6'
  | 'places'
  | 'cells'
  | 'tables'
  | 'classes'
  | 'rows'
  | 'lists'
  | 'signatures'
  | 'traffic';

/** Thrown inside an edit that cannot be made in place; it changes nothing that readers see. */
export class NeedsRebuild extends Error {
  readonly reason: RebuildReason;

  constructor(reason: RebuildReason) {
    super(`needs a full rebuild: ${reason}`);
    this.reason = reason;
  }
}
