import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { decodeText } from './decode.ts';
import { type LoadedDocuments, parseWithin, type RawDocument } from './document.ts';
import { type Budget, newBudget, type ParseOptions } from './limits.ts';
import type { LoadedManifests } from './manifest.ts';
import { manifestsOf } from './parse.ts';
import { findWithin, readWithin } from './read.ts';

export interface LoadedFiles extends LoadedDocuments {
  /** Files read, in order. */
  readonly files: readonly string[];
}

/**
 * The Kubernetes objects of files, folders (recursive), globs and `-` for the standard input. What is wrong
 * inside a file is a diagnostic; a path that cannot be read or is over a size limit throws unreadableError.
 */
export async function loadManifests(
  paths: readonly string[],
  options?: ParseOptions,
): Promise<LoadedManifests> {
  const { documents, diagnostics, files } = await loadDocuments(paths, options);
  const objects = manifestsOf(documents);
  return { manifests: objects.manifests, diagnostics: [...diagnostics, ...objects.diagnostics], files };
}

/** As loadManifests, for documents that need not be Kubernetes objects. */
export async function loadDocuments(paths: readonly string[], options?: ParseOptions): Promise<LoadedFiles> {
  const budget = newBudget(options);
  const documents: RawDocument[] = [];
  const diagnostics: Diagnostic[] = [];
  const files: string[] = [];
  for (const file of await findWithin(paths, budget)) {
    if (budget.used.over) break;
    files.push(file.name);
    const loaded = decodeAndParse(await readWithin(file, budget), file.name, budget);
    for (const document of loaded.documents) documents.push(document);
    for (const diagnostic of loaded.diagnostics) diagnostics.push(diagnostic);
  }
  return { documents, diagnostics, files };
}

function decodeAndParse(bytes: Buffer, name: string, budget: Budget): LoadedDocuments {
  const decoded = decodeText(bytes, name);
  if ('fault' in decoded) return { documents: [], diagnostics: [decoded.fault] };
  return parseWithin(decoded.text, name, budget);
}
