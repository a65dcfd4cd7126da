import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { type FieldPath, formatPath, type Source } from '../diagnostics/source.ts';
import { parseDocuments, type RawDocument } from './document.ts';
import type { ParseOptions } from './limits.ts';
import type { JsonObject, JsonValue, LoadedManifests, Manifest } from './manifest.ts';
import { asObject, asText } from './value.ts';

/** The Kubernetes objects of a YAML or JSON text. Never throws for the text: see the diagnostics. */
export function parseManifests(text: string, file: string, options?: ParseOptions): LoadedManifests {
  const { documents, diagnostics } = parseDocuments(text, file, options);
  const objects = manifestsOf(documents);
  return {
    manifests: objects.manifests,
    diagnostics: [...diagnostics, ...objects.diagnostics],
    files: [file],
  };
}

/** The objects of documents, lists taken apart. */
export function manifestsOf(documents: readonly RawDocument[]): {
  manifests: Manifest[];
  diagnostics: Diagnostic[];
} {
  const found: Found = { manifests: [], diagnostics: [] };
  for (const document of documents) collect(found, document, [], document.value, '', '');
  return found;
}

interface Found {
  readonly manifests: Manifest[];
  readonly diagnostics: Diagnostic[];
}

/** `kind` and `apiVersion` are those that the list gives items without their own, as typed lists do. */
function collect(
  found: Found,
  document: RawDocument,
  path: FieldPath,
  value: JsonValue,
  listKind: string,
  listVersion: string,
): void {
  const object = asObject(value);
  const kind = asText(object?.kind) || listKind;
  const apiVersion = asText(object?.apiVersion) || listVersion;
  if (object === undefined || kind === '' || apiVersion === '') {
    found.diagnostics.push(notAnObject(document, path, object, kind, apiVersion));
  } else if (isList(kind, object)) {
    collectItems(found, document, path, object, kind, apiVersion);
  } else {
    found.manifests.push(new DocumentManifest(document, path, object, kind, apiVersion));
  }
}

function isList(kind: string, object: JsonObject): boolean {
  return kind === 'List' || (kind.endsWith('List') && Array.isArray(object.items));
}

function collectItems(
  found: Found,
  document: RawDocument,
  path: FieldPath,
  list: JsonObject,
  kind: string,
  apiVersion: string,
): void {
  const items = list.items ?? [];
  if (!Array.isArray(items)) {
    found.diagnostics.push(diagnose(document, [...path, 'items'], 'bad-list', 'items must be a list', ''));
    return;
  }
  const isTyped = kind !== 'List';
  for (const [index, item] of items.entries()) {
    const at = [...path, 'items', index];
    collect(found, document, at, item, isTyped ? kind.slice(0, -4) : '', isTyped ? apiVersion : '');
  }
}

function notAnObject(
  document: RawDocument,
  path: FieldPath,
  object: JsonObject | undefined,
  kind: string,
  apiVersion: string,
): Diagnostic {
  const code = 'not-a-kubernetes-object';
  if (object === undefined) {
    return diagnose(document, path, code, 'a Kubernetes object must be a mapping', 'Is this the right file?');
  }
  const missing = [...(apiVersion === '' ? ['apiVersion'] : []), ...(kind === '' ? ['kind'] : [])];
  const hint =
    'cluster' in object
      ? 'This is an inventory in the short form: name it by --cluster.'
      : 'Every object says its apiVersion and kind, such as `apiVersion: v1` and `kind: Pod`.';
  return diagnose(document, path, code, `${missing.join(' and ')} missing, or no string`, hint);
}

function diagnose(
  document: RawDocument,
  path: FieldPath,
  code: string,
  message: string,
  hint: string,
): Diagnostic {
  const place = { ...document.source(path).locate(), path: formatPath(path) };
  return { severity: 'error', code, message, ...place, ...(hint === '' ? {} : { hint }) };
}

class DocumentManifest implements Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly value: JsonObject;
  readonly #document: RawDocument;
  readonly #path: FieldPath;

  constructor(document: RawDocument, path: FieldPath, value: JsonObject, kind: string, apiVersion: string) {
    const metadata = asObject(value.metadata);
    this.apiVersion = apiVersion;
    this.kind = kind;
    this.name = asText(metadata?.name);
    this.namespace = asText(metadata?.namespace);
    this.value = value;
    this.#document = document;
    this.#path = path;
  }

  /** Not a method: callers may pass it on by itself. */
  readonly source = (path: FieldPath): Source => this.#document.source([...this.#path, ...path]);
}
