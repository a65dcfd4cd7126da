import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { RawDocument } from '../manifest/document.ts';
import type { ParseOptions } from '../manifest/limits.ts';
import { loadDocuments } from '../manifest/load.ts';
import { manifestsOf } from '../manifest/parse.ts';
import { asObject, asText } from '../manifest/value.ts';
import type { InventorySource } from './build.ts';
import type { ShortForm } from './short-form.ts';

export interface LoadedSource {
  readonly source: InventorySource;
  readonly diagnostics: readonly Diagnostic[];
  readonly files: readonly string[];
}

/**
 * What the files, folders, globs and `-` say about one cluster ('' for the local one), as Kubernetes objects or in
 * the short form. Errors as loadManifests.
 */
export async function loadInventorySource(
  paths: readonly string[],
  cluster = '',
  options?: ParseOptions,
): Promise<LoadedSource> {
  const { documents, diagnostics, files } = await loadDocuments(paths, options);
  const objects = manifestsOf(documents.filter((document) => !isShortForm(document)));
  const shortForms = documents.filter(isShortForm).map(shortFormOf);
  return {
    source: { cluster, manifests: objects.manifests, shortForms },
    diagnostics: [...diagnostics, ...objects.diagnostics],
    files,
  };
}

/** A top-level `cluster:`, alone or in a policy test. */
export function isShortForm({ value }: RawDocument): boolean {
  const object = asObject(value);
  if (object?.cluster === undefined) return false;
  return object.kind === undefined || asText(object.apiVersion).startsWith('tierwall.dev/');
}

export function shortFormOf(document: RawDocument): ShortForm {
  return {
    value: asObject(document.value)?.cluster ?? null,
    source: (path) => document.source(['cluster', ...path]),
  };
}
