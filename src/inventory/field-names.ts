import { slipsIn } from '../manifest/kind-names.ts';
import { suggest } from '../manifest/suggest.ts';

/**
 * Fields of an API type that are read here. Its other fields are not listed: API servers get new ones, and only names
 * that are a letter or two from one of these are slips.
 */
export class FieldNames {
  readonly #read: readonly string[];
  /** By name; empty where none was. Dumps hold the same names thousands of times. */
  readonly #meant = new Map<string, string>();

  constructor(...read: readonly string[]) {
    this.#read = read;
    for (const name of read) this.#meant.set(name, '');
  }

  /** The field that was probably meant; empty for what is read, and for what may well be a field. */
  meant(name: string): string {
    const known = this.#meant.get(name);
    if (known !== undefined) return known;
    const meant = suggest(name, this.#read, slipsIn(name)) ?? '';
    this.#meant.set(name, meant);
    return meant;
  }
}

export const objectNames = new FieldNames('metadata', 'spec', 'status');
export const metadataNames = new FieldNames(
  ...['name', 'namespace', 'labels', 'ownerReferences', 'deletionTimestamp'],
);
export const podSpecNames = new FieldNames(
  ...['nodeName', 'hostNetwork', 'serviceAccountName', 'serviceAccount'],
  ...['containers', 'initContainers', 'ephemeralContainers'],
);
export const podStatusNames = new FieldNames('phase', 'podIP', 'podIPs', 'conditions');
export const containerPortNames = new FieldNames('name', 'containerPort', 'protocol');
export const nodeStatusNames = new FieldNames('addresses');
export const serviceSpecNames = new FieldNames(
  ...['type', 'clusterIP', 'clusterIPs', 'externalIPs', 'externalName'],
  ...['ports', 'selector', 'publishNotReadyAddresses'],
);
export const servicePortNames = new FieldNames('name', 'port', 'targetPort', 'protocol', 'nodePort');
export const sliceNames = new FieldNames('metadata', 'addressType', 'endpoints', 'ports');
export const endpointsNames = new FieldNames('metadata', 'subsets');
