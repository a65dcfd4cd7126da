import type { NamePattern } from './name-pattern.ts';

/** What is known of a request inside a connection. gRPC is an HTTP POST to `/package.Service/Method`. */
export interface Request {
  readonly http?: HttpRequest;
  readonly kafka?: KafkaRequest;
  /** Canonical name that is asked for. */
  readonly dnsQuery?: string;
  /** Server name of the TLS ClientHello, canonical; empty where it has none, or where there is no TLS. */
  readonly serverName?: string;
}

export interface HttpRequest {
  readonly method: string;
  /** As sent: with query, not normalised. */
  readonly path: string;
  /** Host header or :authority, with its port where the client sent one. */
  readonly host: string;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
}

export interface KafkaRequest {
  /** Name of the API, lower case: `produce`, `fetch`, ... */
  readonly apiKey: string;
  readonly apiVersion?: number;
  readonly clientId: string;
  /** Empty for APIs without topics. */
  readonly topics: readonly string[];
}

/** Alternatives: one that matches is enough. */
export type RequestMatch =
  | { readonly of: 'http'; readonly anyOf: readonly HttpMatch[] }
  | { readonly of: 'kafka'; readonly anyOf: readonly KafkaMatch[] }
  | { readonly of: 'dns'; readonly anyOf: readonly NamePattern[] }
  | { readonly of: 'tls'; readonly anyOf: readonly NamePattern[] }
  /** All of these: a server name and, behind it, the request that a proxy decrypts. */
  | { readonly of: 'every'; readonly terms: readonly RequestMatch[] };

/** Every part that is present must hold. */
export interface HttpMatch {
  readonly method?: TextMatch;
  readonly path?: TextMatch;
  readonly host?: TextMatch;
  readonly headers?: readonly HeaderMatch[];
}

export interface HeaderMatch {
  /** Lower case. */
  readonly name: string;
  /** Absent: the header need only be there. */
  readonly value?: string;
}

export interface KafkaMatch {
  /** Absent: any. */
  readonly apiKeys?: readonly string[];
  readonly apiVersion?: number;
  readonly clientId?: string;
  /** Every topic of the request must be this one. */
  readonly topic?: string;
}

/**
 * `exactPath` and `prefixPath` compare normalised paths, and a prefix ends at a segment; `regex` is matched
 * against the whole text, in linear time.
 */
export type TextMatch =
  | { readonly op: 'equals' | 'prefix' | 'suffix' | 'contains'; readonly text: string }
  | { readonly op: 'exactPath' | 'prefixPath'; readonly text: string }
  | { readonly op: 'regex'; readonly text: string; readonly matches: (text: string) => boolean };
