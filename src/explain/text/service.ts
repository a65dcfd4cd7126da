import type { Paint } from '../../terminal/colour.ts';
import { escapeText } from '../../terminal/escape.ts';
import type { WhyBackend, WhyService } from '../report.ts';
import { listed, painted } from './words.ts';

const mostBackends = 8;

/** Policies see what is behind the service, which the person who asked may not expect. */
export function serviceLines(service: WhyService | null, paint: Paint): readonly string[] {
  if (service === null) return [];
  const { namespace, name, frontend, backends, ambiguous } = service;
  const through = `  through service ${escapeText(`${namespace}/${name}`)}`;
  const at = frontend === null ? '' : ` at ${frontend.address} port ${frontend.port}`;
  const [first] = backends;
  if (first === undefined)
    return [`${through}${at}: it has no backend, so the service's own address is judged`];
  const backend = escapeText(backendText(backends.find(({ explained }) => explained) ?? first));
  if (!ambiguous) {
    const others = backends.length > 1 ? `, as its other ${backends.length - 1}` : '';
    return [`${through}${at} to ${backend}${others}`];
  }
  const head = `${through}${at}, whose backends are judged differently; the walk is that of ${backend}`;
  return [head, ...backendLines(backends, paint)];
}

function backendLines(backends: readonly WhyBackend[], paint: Paint): readonly string[] {
  const width = Math.max(...backends.map(({ verdict }) => verdict.length));
  const lines = backends
    .slice(0, mostBackends)
    .map((backend) => `    ${verdictCell(backend, width, paint)}  ${escapeText(backendText(backend))}`);
  const more = backends.length - mostBackends;
  return more > 0 ? [...lines, `    and ${more} more`] : lines;
}

function verdictCell({ verdict }: WhyBackend, width: number, paint: Paint): string {
  return `${painted(verdict, paint)}${' '.repeat(width - verdict.length)}`;
}

function backendText({ address, port, endpoints }: WhyBackend): string {
  const place = `${address} port ${port}`;
  return endpoints.length === 0 ? place : `${listed(endpoints, 2)} (${place})`;
}
