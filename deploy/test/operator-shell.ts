import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './compose-stack.ts';
import { guideCommands } from './operator-guide.ts';

/** What is different here from a machine of an operator. */
export interface Substitution {
  readonly why: string;
  readonly from: RegExp;
  readonly to: string;
}

const EVERYWHERE: readonly Substitution[] = [
  {
    why: 'no image can be pulled: Traefik is left out, and registries are not asked',
    from: /docker stack deploy (?<files>.*) (?<stack>\S+)$/g,
    to: 'docker stack deploy --resolve-image never $<files> -c deploy/test/swarm.yml $<stack>',
  },
];

/** What an operator's checkout has, beside the code that is in images. */
const CHECKOUT = /^(docker-compose\..*\.yml|\.env\.example|\.development\.env\.example|config|deploy|pvs)$/;
const END = 'the command ended with';

/** A shell in a copy of the checkout, as an operator has it open while they follow docs/operator. */
export interface OperatorShell {
  readonly directory: string;
  /** Runs a command that the pages have, for this stack; what it printed. Throws where it fails. */
  follow(command: string): Promise<string>;
  /** Runs what is not in the pages. */
  run(command: string): Promise<string>;
  close(): void;
}

/** @param substitutions of this stack, in order, after those that count everywhere */
export function openOperatorShell(...substitutions: readonly Substitution[]): OperatorShell {
  const directory = mkdtempSync(join(tmpdir(), 'pvs-operator-'));
  for (const name of readdirSync(root).filter((name) => CHECKOUT.test(name)))
    cpSync(join(root, name), join(directory, name), { recursive: true });
  const shell = spawn('bash', [], { cwd: directory, stdio: ['pipe', 'pipe', 'inherit'] });
  let said = '';
  let heard: () => void = () => undefined;
  shell.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    heard();
  });
  /** One command after the other: what one leaves in the shell, the next finds. */
  async function run(command: string): Promise<string> {
    said = '';
    const ended = new RegExp(`${END} (\\d+)\\n$`);
    const done = new Promise<void>((resolve) => (heard = () => ended.test(said) && resolve()));
    shell.stdin.write(`{ ${command}\n} 2>&1 </dev/null; echo "${END} $?"\n`);
    await done;
    const output = said.replace(ended, '');
    const code = ended.exec(said)?.[1];
    if (code !== '0') throw new Error(`'${command}' ended with ${code}: ${output}`);
    return output.trim();
  }
  return {
    directory,
    run,
    async follow(command) {
      if (!guideCommands().some((known) => known.command === command))
        throw new Error(`no page of docs/operator has '${command}'`);
      const changes = [...EVERYWHERE, ...substitutions];
      return run(changes.reduce((text, { from, to }) => text.replaceAll(from, to), command));
    },
    close() {
      shell.kill();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
