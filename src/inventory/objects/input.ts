import { dnsLabel } from '../../manifest/names.ts';
import type { Fields } from '../fields.ts';
import type { Records } from '../records.ts';

/** One Kubernetes object on its way into the records. */
export interface ObjectInput {
  readonly records: Records;
  readonly cluster: string;
  readonly kind: string;
  readonly fields: Fields;
  readonly metadata: Fields;
  readonly name: string;
}

/** As kubectl would place it. */
export function namespaceOf({ metadata }: ObjectInput): string {
  return metadata.formed('namespace', dnsLabel, 'invalid-namespace') || 'default';
}
