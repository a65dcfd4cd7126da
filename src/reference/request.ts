import { matchesName } from '../ir/name-pattern.ts';
import type {
  HttpMatch,
  HttpRequest,
  KafkaMatch,
  KafkaRequest,
  Request,
  RequestMatch,
  TextMatch,
} from '../ir/request.ts';
import { normalisePath, pathHasPrefix } from './path.ts';

/** `unknown`: nobody looked at what the rule asks for, so that the connection itself is all there is to judge. */
export type RequestOutcome = 'matches' | 'other' | 'unknown';

export function requestOutcome(match: RequestMatch, request: Request | undefined): RequestOutcome {
  if (request === undefined) return 'unknown';
  if (match.of === 'every') return everyOutcome(match.terms, request);
  if (match.of !== 'tls' && !isInsideKnown(request)) return 'unknown';
  return requestMatches(match, request) ? 'matches' : 'other';
}

/** Behind a server name there is what the proxy has decrypted, so that the name says nothing of it. */
function everyOutcome(terms: readonly RequestMatch[], request: Request): RequestOutcome {
  const decrypted = { ...request, serverName: '' };
  const outcomes = terms.map((term) => requestOutcome(term, term.of === 'tls' ? request : decrypted));
  if (outcomes.includes('other')) return 'other';
  return outcomes.includes('unknown') ? 'unknown' : 'matches';
}

/** A server name is of a ClientHello: what follows is encrypted and none of the other kinds. */
function isInsideKnown({ http, kafka, dnsQuery, serverName }: Request): boolean {
  return [http, kafka, dnsQuery].some((fact) => fact !== undefined) || serverName !== '';
}

/** Is the request one of those that the rule lets through? Without the facts that the rule needs it is none. */
export function requestMatches(match: RequestMatch, request: Request): boolean {
  switch (match.of) {
    case 'every':
      return match.terms.every((term) => requestMatches(term, request));
    case 'http': {
      const { http } = request;
      return http !== undefined && match.anyOf.some((item) => httpMatches(item, http));
    }
    case 'kafka': {
      const { kafka } = request;
      return kafka !== undefined && match.anyOf.some((item) => kafkaMatches(item, kafka));
    }
    case 'dns':
      return request.dnsQuery !== undefined && nameIsIn(match.anyOf, request.dnsQuery);
    case 'tls':
      // A ClientHello without a name matches no name, not even a wildcard.
      return (
        request.serverName !== undefined &&
        request.serverName !== '' &&
        nameIsIn(match.anyOf, request.serverName)
      );
  }
}

function nameIsIn(patterns: Extract<RequestMatch, { of: 'dns' }>['anyOf'], name: string): boolean {
  return patterns.some((pattern) => matchesName(pattern, name));
}

function httpMatches(match: HttpMatch, request: HttpRequest): boolean {
  return (
    textMatches(match.method, request.method) &&
    textMatches(match.path, request.path) &&
    textMatches(match.host, request.host) &&
    (match.headers ?? []).every(({ name, value }) => {
      const sent = request.headers.get(name);
      return sent !== undefined && (value === undefined || value === sent);
    })
  );
}

function kafkaMatches(match: KafkaMatch, request: KafkaRequest): boolean {
  const { apiKeys, apiVersion, clientId, topic } = match;
  if (apiKeys !== undefined && !apiKeys.includes(request.apiKey)) return false;
  if (apiVersion !== undefined && apiVersion !== request.apiVersion) return false;
  if (clientId !== undefined && clientId !== request.clientId) return false;
  return topic === undefined || request.topics.every((own) => own === topic);
}

function textMatches(match: TextMatch | undefined, text: string): boolean {
  if (match === undefined) return true;
  switch (match.op) {
    case 'equals':
      return text === match.text;
    case 'prefix':
      return text.startsWith(match.text);
    case 'suffix':
      return text.endsWith(match.text);
    case 'contains':
      return text.includes(match.text);
    case 'regex':
      return match.matches(text);
    default:
      return pathMatches(match.op, match.text, text);
  }
}

function pathMatches(op: 'exactPath' | 'prefixPath', wanted: string, sent: string): boolean {
  const [a, b] = [normalisePath(wanted), normalisePath(sent)];
  if (a === undefined || b === undefined) return false;
  return op === 'exactPath' ? a === b : pathHasPrefix(b, a);
}
