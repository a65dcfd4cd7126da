import type { HeaderMatch, HttpMatch, KafkaMatch, RequestMatch, TextMatch } from '../../ir/request.ts';
import type { HeaderRule, HttpRule, KafkaRule, L7Rules, PortRule } from './api.ts';
import { apisOf, withoutTopic } from './kafka.ts';
import { namePattern, selectedNames } from './names.ts';
import { wholeMatch } from './regex.ts';
import type { Release } from './release.ts';

/** Which requests a rule lets through; undefined where it says nothing of requests. */
export function lowerRequests(
  { rules = {}, serverNames = [] }: PortRule,
  release: Release,
): RequestMatch | undefined {
  const inside = lowerRules(rules, release);
  if (serverNames.length === 0) return inside;
  const names: RequestMatch = { of: 'tls', anyOf: serverNames.map((name) => namePattern(name, release)) };
  return inside === undefined ? names : { of: 'every', terms: [names, inside] };
}

function lowerRules(
  { http = [], dns = [], kafka = [], l7proto = '' }: L7Rules,
  release: Release,
): RequestMatch | undefined {
  if (http.length > 0) return { of: 'http', anyOf: http.flatMap(lowerHttp) };
  if (dns.length > 0) return { of: 'dns', anyOf: dns.map((name) => selectedNames(name, release)) };
  if (kafka.length > 0) return { of: 'kafka', anyOf: kafka.flatMap(lowerKafka) };
  // What a generic parser lets through is not known: no request that is known matches.
  return l7proto === '' ? undefined : { of: 'kafka', anyOf: [] };
}

/** No alternative at all where a header could never match. */
function lowerHttp({ method, path, host, headers = [], headerMatches = [] }: HttpRule): readonly HttpMatch[] {
  const values = headerMatches.flatMap(lowerHeaderMatch);
  if (values.includes('never')) return [];
  const wanted = [...headers.map(lowerHeader), ...values.filter((value) => value !== 'never')];
  return [
    {
      ...regexPart('method', method),
      ...regexPart('path', path),
      ...regexPart('host', host),
      ...(wanted.length === 0 ? {} : { headers: wanted }),
    },
  ];
}

function regexPart(part: 'method' | 'path' | 'host', text = ''): { readonly [P in typeof part]?: TextMatch } {
  const matches = text === '' ? undefined : wholeMatch(text);
  return matches === undefined ? {} : { [part]: { op: 'regex', text, matches } };
}

/** `Name: value` or `Name value`; a name alone need only be there. */
function lowerHeader(text: string): HeaderMatch {
  const space = text.indexOf(' ');
  if (space < 0) return { name: text.toLowerCase() };
  return { name: text.slice(0, space).replace(/:+$/, '').toLowerCase(), value: text.slice(space + 1) };
}

/** With a mismatch action the request passes either way. */
function lowerHeaderMatch({
  name,
  value = '',
  mismatch = '',
}: HeaderRule): readonly (HeaderMatch | 'never')[] {
  if (mismatch !== '') return [];
  return value === '' ? ['never'] : [{ name: name.toLowerCase(), value }];
}

/** A topic concerns only the APIs that name one. */
function lowerKafka({
  role,
  apiKey,
  apiVersion = '',
  clientID = '',
  topic = '',
}: KafkaRule): readonly KafkaMatch[] {
  const apiKeys = apisOf(role, apiKey);
  const common = {
    ...(apiVersion === '' ? {} : { apiVersion: Number(apiVersion) }),
    ...(clientID === '' ? {} : { clientId: clientID }),
  };
  if (topic === '') return [{ ...common, ...(apiKeys === undefined ? {} : { apiKeys }) }];
  const free = withoutTopic.filter((key) => apiKeys === undefined || apiKeys.includes(key));
  return [
    { ...common, ...(apiKeys === undefined ? {} : { apiKeys }), topic },
    { ...common, apiKeys: free },
  ];
}
