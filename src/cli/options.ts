import { type Command, InvalidArgumentError, Option } from 'commander';
import { type EngineCore, engineCores } from '../engine/core.ts';

/** Repeatable option: every use adds one value. */
export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

/** `a,b,c` */
export function commaList(value: string): readonly string[] {
  return value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

export function positiveInteger(text: string): number {
  if (/^\d{16,}$/.test(text)) throw new InvalidArgumentError('It may have 15 digits at the most.');
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new InvalidArgumentError('It must be a whole number above 0.');
  return Number(text);
}

const units: Readonly<Record<string, number>> = { '': 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 };

/** `512M`, `2GiB`, `1000`: bytes. */
export function byteSize(text: string): number {
  const match = /^(\d{1,15})([kmg]?)(?:i?b)?$/i.exec(text);
  if (match === null) throw new InvalidArgumentError('It must be a size such as 512M or 2GiB.');
  return Number(match[1]) * units[match[2].toLowerCase()];
}

export function keyValue(
  text: string,
  before: ReadonlyMap<string, string> = new Map(),
): ReadonlyMap<string, string> {
  const equals = text.indexOf('=');
  if (equals < 1) throw new InvalidArgumentError('It must be KEY=VALUE.');
  return new Map([...before, [text.slice(0, equals), text.slice(equals + 1)]]);
}

/** What every command that judges needs: who is who, and by which rules. */
export interface WorldOptions {
  readonly cluster?: readonly string[];
  readonly clusterName?: string;
  readonly workloads?: boolean;
  readonly engine?: string;
  readonly engineOption?: ReadonlyMap<string, string>;
  readonly maxInputBytes?: number;
  readonly allowInvalid?: boolean;
  readonly engineCore?: EngineCore;
}

/**
 * `core`: the command asks a judge, and the user may choose what evaluates. `engines`: it takes several, and only says so
 * to whoever names one.
 */
export function addWorldOptions(command: Command, { core = true, engines = false } = {}): Command {
  const engine = new Option('--engine <name[@version]>', 'whose semantics apply').hideHelp(engines);
  command
    .option(
      '-c, --cluster <path>',
      'who is who: Kubernetes objects; file, directory, glob or - (repeatable)',
      collect,
    )
    .option('--cluster-name <name>', 'name of the cluster whose policies are judged')
    .option('--workloads', 'count the pod templates of workloads as pods')
    .addOption(engine)
    .option('--engine-option <key=value>', 'a setting of the engine (repeatable)', keyValue)
    .option('--max-input-bytes <size>', 'most bytes of YAML and JSON to read', byteSize)
    .option('--allow-invalid', 'go on without the objects that an API server would refuse');
  return core ? command.addOption(coreOption()) : command;
}

/** The answers are the same: see docs/architecture.md. */
export function coreOption(): Option {
  return new Option(
    '--engine-core <core>',
    'what evaluates: tables in WebAssembly, in TypeScript, or the reference',
  )
    .choices(engineCores)
    .default('compiled');
}

export function addPolicyOption(command: Command): Command {
  return command.option('-p, --policy <path>', 'policies: file, directory, glob or - (repeatable)', collect);
}

export interface TrafficOptions {
  readonly read?: readonly string[];
  readonly decap?: boolean;
  readonly midstream: 'invalid' | 'pickup';
  readonly maxFlows?: number;
  readonly acceptFaults?: boolean;
  readonly progress: boolean;
}

export function addTrafficOptions(command: Command): Command {
  return command
    .option('-r, --read <path>', 'captures: file, directory, glob or - (repeatable)', collect)
    .option('--decap', 'look inside VXLAN, Geneve, GRE and IP-in-IP')
    .addOption(
      new Option('--midstream <how>', 'TCP connections whose start is not in the capture')
        .choices(['invalid', 'pickup'])
        .default('invalid'),
    )
    .option('--max-flows <n>', 'most connections tracked at once', positiveInteger)
    .option('--accept-faults', 'no exit code 3 though a capture is broken: what could be read is enough')
    .option('--no-progress', 'no progress bar');
}

export function addOutputOption(command: Command, formats: readonly string[]): Command {
  return command.addOption(
    new Option('-o, --output <format>', 'what to print').choices(formats).default(formats[0]),
  );
}

export interface ProbeOptions {
  readonly from: string;
  readonly to: string;
  readonly protocol: string;
  readonly port?: number;
  readonly sourcePort?: number;
  readonly family?: '4' | '6';
  readonly icmpType?: number;
  readonly icmpCode?: number;
  readonly via?: string;
}

export function addProbeOptions(command: Command): Command {
  return command
    .requiredOption(
      '--from <endpoint>',
      'ns/pod, an address, node:NAME, cluster:ns/pod, entity:NAME, fqdn:NAME',
    )
    .requiredOption('--to <endpoint>', 'the same, or svc:ns/name')
    .option('--protocol <name>', 'TCP, UDP, SCTP, ICMP, ICMPv6, IGMP or a number', 'TCP')
    .option('--port <n>', 'destination port', portNumber)
    .option('--source-port <n>', 'source port', portNumber)
    .addOption(new Option('--family <n>', 'address family of a dual-stack pair').choices(['4', '6']))
    .option('--icmp-type <n>', 'ICMP type', octet)
    .option('--icmp-code <n>', 'ICMP code', octet)
    .option('--via <service>', 'reached through this Service: ns/name');
}

function portNumber(text: string): number {
  const port = positiveInteger(text);
  if (port > 65535) throw new InvalidArgumentError('A port is at most 65535.');
  return port;
}

function octet(text: string): number {
  if (!/^\d{1,3}$/.test(text) || Number(text) > 255) throw new InvalidArgumentError('It must be 0 to 255.');
  return Number(text);
}
