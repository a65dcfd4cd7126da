import type { NamePattern, NameToken } from '../../../ir/name-pattern.ts';
import type { HttpMatch, RequestMatch, TextMatch } from '../../../ir/request.ts';
import type { HttpProtocol, L7Protocol } from '../types.ts';

/** One match for each kind of protocol in the list; a rule has both where a connection may speak either. */
export function lowerRequests(l7Protocols: readonly L7Protocol[]): readonly RequestMatch[] {
  const http = l7Protocols.flatMap((item) => (item.http === undefined ? [] : [httpMatch(item.http)]));
  const tls = l7Protocols.flatMap((item) => (item.tls === undefined ? [] : [serverName(item.tls.sni)]));
  return [
    ...(http.length === 0 ? [] : [{ of: 'http', anyOf: http } as const]),
    ...(tls.length === 0 ? [] : [{ of: 'tls', anyOf: tls } as const]),
  ];
}

/** The engine compares paths as they are sent, and hosts in lower case without their port. */
function httpMatch({ method = '', path = '', host = '' }: HttpProtocol): HttpMatch {
  return {
    ...(method === '' ? {} : { method: { op: 'equals', text: method } as const }),
    ...(path === '' ? {} : { path: content(path) }),
    ...(host === '' ? {} : { host: hostMatch(host) }),
  };
}

/** A `*` at either end, and nowhere else, stands for any text (convertContent in l7engine/reconciler.go). */
function content(written: string): Exclude<TextMatch, { op: 'regex' }> {
  const open = written.startsWith('*');
  const rest = open ? written.slice(1) : written;
  const text = rest.endsWith('*') ? rest.slice(0, -1) : rest;
  if (rest.endsWith('*')) return { op: open ? 'contains' : 'prefix', text };
  return { op: open ? 'suffix' : 'equals', text };
}

function hostMatch(written: string): TextMatch {
  const wanted = content(written);
  const matches = (sent: string): boolean => holds(wanted, sent.toLowerCase().replace(/:\d*$/, ''));
  return { op: 'regex', text: written, matches };
}

function holds({ op, text }: ReturnType<typeof content>, sent: string): boolean {
  switch (op) {
    case 'prefix':
      return sent.startsWith(text);
    case 'suffix':
      return sent.endsWith(text);
    case 'contains':
      return sent.includes(text);
    default:
      return sent === text;
  }
}

/** Without an sni any TLS will do, also a hello without a name; the IR has names only. */
function serverName(sni = ''): NamePattern {
  const open = sni === '' || sni.startsWith('*');
  const rest = sni.startsWith('*') ? sni.slice(1) : sni;
  const openEnd = rest.endsWith('*');
  const text = openEnd ? rest.slice(0, -1) : rest;
  const any: readonly NameToken[] = [{ token: 'anything' }];
  const named: readonly NameToken[] = text === '' ? [] : [{ token: 'text', text }];
  return { text: sni, tokens: [...(open ? any : []), ...named, ...(openEnd ? any : [])] };
}
