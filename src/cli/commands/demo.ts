import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { unreadableError } from '../../diagnostics/errors.ts';
import type { Io } from '../io.ts';
import { packageFolder } from '../package-folder.ts';
import { View, type ViewOptions } from '../view.ts';
import { diffCommand } from './diff.ts';
import { replayCommand } from './replay.ts';
import { whyCommand } from './why.ts';

/** The bundled lab: a shop, its policies of today and those that somebody proposes for tomorrow. */
const shop = join(packageFolder, 'pcaps/shop');

export async function demoCommand(options: ViewOptions, io: Io): Promise<number> {
  const view = new View(io, options);
  if (!existsSync(shop)) {
    throw unreadableError('no-demo-data', `the bundled captures are missing: ${shop}`, {
      hint: 'They are in the folder pcaps of the package and of the repository.',
    });
  }
  const folder = shortest(shop);
  const traffic = {
    ...options,
    read: [`${folder}/capture.pcapng`],
    cluster: [`${folder}/cluster.yaml`],
    midstream: 'invalid' as const,
    progress: false,
    engineCore: 'compiled' as const,
    rows: 40,
    output: 'text' as const,
  };
  const today = `${folder}/policies/today`;
  const tomorrow = `${folder}/policies/tomorrow`;
  const world = `-c ${folder}/cluster.yaml`;
  const capture = `-r ${folder}/capture.pcapng`;

  await chapter(
    view,
    'What do the policies of today do to this traffic?',
    `replay ${capture} ${world} -p ${today}`,
  );
  await replayCommand({ ...traffic, policy: [today] }, io);
  await chapter(
    view,
    'What would change if the policies of tomorrow replaced them?',
    `diff ${capture} ${world} --old ${today} --new ${tomorrow}`,
  );
  await diffCommand({ ...traffic, old: [today], new: [tomorrow] }, io);
  await chapter(
    view,
    'Why would Prometheus lose its target?',
    `why ${world} -p ${tomorrow} --from ops/prom --to shop/web --port 9090`,
  );
  const probe = { from: 'ops/prom', to: 'shop/web', protocol: 'TCP', port: 9090 };
  return whyCommand({ ...traffic, ...probe, policy: [tomorrow] }, io);
}

async function chapter(view: View, question: string, command: string): Promise<void> {
  await view.line();
  await view.line(view.paint('heading', question));
  await view.line(view.paint('path', `$ tierwall ${command}`));
  await view.line();
}

/** A path that the reader can paste: relative where that is shorter. */
function shortest(path: string): string {
  const near = relative(process.cwd(), path);
  return near.length < path.length ? near : path;
}
