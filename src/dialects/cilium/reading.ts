import type { LabelFilter } from './identity/filter.ts';
import type { Options } from './options.ts';
import type { Release } from './release.ts';

/** What decides how objects are read: the release and the settings of the agent. */
export interface Reading {
  readonly release: Release;
  readonly options: Options;
  /** The option `labels` as it was given, and what it means. */
  readonly labels: string;
  readonly isInIdentity: LabelFilter;
}
