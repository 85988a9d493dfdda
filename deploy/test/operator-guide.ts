import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './compose-stack.ts';

const pages = join(root, 'docs/operator');

/** A command of the operator's pages. */
export interface GuideCommand {
  readonly page: string;
  readonly command: string;
}

/** Every command of docs/operator: the lines of its `sh` blocks, without comments. */
export function guideCommands(): GuideCommand[] {
  return readdirSync(pages)
    .filter((page) => page.endsWith('.md'))
    .flatMap((page) =>
      commandsOf(readFileSync(join(pages, page), 'utf8')).map((command) => ({ page, command })),
    );
}

const commandsOf = (text: string): string[] =>
  [...text.matchAll(/^```sh\n(?<block>[\s\S]*?)^```$/gm)].flatMap(({ groups }) =>
    (groups?.['block'] ?? '')
      .replaceAll(/\\\n\s*/g, '')
      .split('\n')
      .map((line) => line.replace(/\s+#.*$/, '').trim())
      .filter((line) => line !== '' && !line.startsWith('#')),
  );

/** Code in the text of the pages that looks like a command with its arguments, which belongs in a block. */
export function hiddenCommands(): GuideCommand[] {
  return readdirSync(pages).flatMap((page) =>
    [
      ...readFileSync(join(pages, page), 'utf8')
        .replaceAll(/^```[\s\S]*?^```$/gm, '')
        .matchAll(/`([^`\n]+)`/g),
    ]
      .map(([, code = '']) => code)
      .filter((code) => /^(\w+=\S+ )?(docker|psql|redis-cli|cp) .*(\$\(|_)/.test(code))
      .map((command) => ({ page, command })),
  );
}

/** Commands that nobody follows on the swarm, and why. */
export const NOT_FOLLOWED: Readonly<Record<string, string>> = {
  'docker swarm init': 'deploy/test/swarm.sh does, naming an address',
  './pvs images': 'deploy/test/swarm.sh does, with base images of its own',
  'docker stack deploy -c docker-compose.vhr18.yml -c docker-compose.watch.yml vhr18-pvs':
    'images of Prometheus and Grafana cannot be pulled; watch-files.test.ts holds what it deploys',
  'deploy/check-routes.sh vhr18.localhost --cacert secrets/vhr18/tls_certificate':
    'Traefik cannot be pulled where CI runs; it was followed with a Traefik 3.7 that was there',
  ...Object.fromEntries(
    [
      'export PVS_TRAEFIK_PROVIDER=docker COMPOSE_PROJECT_NAME=vhr18-pvs COMPOSE_ENV_FILES=.env,.development.env',
      'export COMPOSE_FILE=docker-compose.vhr18.yml:docker-compose.vhr18.dev.yml',
      'docker compose up -d',
      'docker compose exec redis redis-cli lpush preprocess_queue VHR_IMAGE_2018/scene.tar',
      'docker compose exec registrar pvs status',
      'docker compose down',
    ].map((command) => [
      command,
      'Docker Compose 2 cannot be had from packages of Debian; it was followed with one of 2.40 that was there',
    ]),
  ),
  './pvs backup s3://backups/vhr18/2026-11-22': 'cli/test/backup.test.ts does, with storage of its own',
  './pvs restore s3://backups/vhr18/2026-11-22': 'cli/test/backup.test.ts does, with storage of its own',
};
