import { dirname, isAbsolute, join } from 'node:path';
import { type BuiltInventory, buildInventory, type InventorySource } from '../inventory/build.ts';
import type { RawDocument } from '../manifest/document.ts';
import type { ParseOptions } from '../manifest/limits.ts';
import { type LoadedFiles, loadDocuments } from '../manifest/load.ts';
import type { JsonValue } from '../manifest/manifest.ts';
import { manifestsOf } from '../manifest/parse.ts';

/** The files that tests name. Many tests share a cluster, so each set of files is read, and built, once. */
export class NamedFiles {
  readonly #options: ParseOptions | undefined;
  readonly #loaded = new Map<string, Promise<LoadedFiles>>();
  readonly #built = new Map<string, Promise<BuiltInventory>>();

  constructor(options?: ParseOptions) {
    this.#options = options;
  }

  /** `paths` are relative to the folder of `file`. Throws unreadableError. */
  load(file: string, paths: readonly string[]): Promise<LoadedFiles> {
    const resolved = beside(file, paths);
    return remembered(this.#loaded, resolved, () => loadDocuments(resolved, this.#options));
  }

  /** Who is who, from resource files alone. Throws unreadableError. */
  inventory(file: string, paths: readonly string[]): Promise<BuiltInventory> {
    return remembered(this.#built, beside(file, paths), async () => {
      const { source, diagnostics } = resourcesOf(await this.load(file, paths));
      const built = buildInventory([source]);
      return { ...built, diagnostics: [...diagnostics, ...built.diagnostics] };
    });
  }
}

function beside(file: string, paths: readonly string[]): readonly string[] {
  return paths.map((path) => (isAbsolute(path) ? path : join(dirname(file), path)));
}

function remembered<T>(
  memory: Map<string, Promise<T>>,
  paths: readonly string[],
  make: () => Promise<T>,
): Promise<T> {
  const key = JSON.stringify(paths);
  const made = memory.get(key) ?? make();
  memory.set(key, made);
  return made;
}

/** Kubernetes objects, and documents that hold nothing but a `cluster:` in the short form. */
export function resourcesOf({ documents, diagnostics }: LoadedFiles) {
  const shortForms = documents.filter(({ value }) => isShortForm(value));
  const objects = manifestsOf(documents.filter(({ value }) => !isShortForm(value)));
  const source: InventorySource = {
    manifests: objects.manifests,
    shortForms: shortForms.map((document) => shortForm(document)),
  };
  return { source, diagnostics: [...diagnostics, ...objects.diagnostics] };
}

/** The `cluster:` of a document. */
export function shortForm(document: RawDocument): NonNullable<InventorySource['shortForms']>[number] {
  const value = (document.value as { readonly cluster?: JsonValue }).cluster ?? {};
  return { value, source: (path) => document.source(['cluster', ...path]) };
}

function isShortForm(value: JsonValue): boolean {
  return typeof value === 'object' && value !== null && 'cluster' in value && !('kind' in value);
}
