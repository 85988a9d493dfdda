import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { STACK } from './swarm-stack.ts';

/** What requests of a load came to. */
export interface LoadReport {
  readonly answered: number;
  /** What was wrong with those that were not answered with 200. */
  readonly failures: readonly string[];
}

/** Asks for the URLs in turn, one connection after the other, each new, until it is told to end. */
const script = `
import { request } from 'node:http';
const urls = process.argv.slice(1);
let ending = false, answered = 0, n = 0;
const failures = [];
process.stdin.on('data', () => (ending = true)).on('end', () => (ending = true));
const ask = (url) => new Promise((resolve) => {
  const fail = (error) => { failures.push(new Date().toISOString() + ' ' + url + ': ' + error); resolve(); };
  const sent = request(url, { agent: false, timeout: 30000 }, (response) => {
    response.on('error', fail).resume().on('end', () => {
      if (response.statusCode === 200) { answered += 1; resolve(); } else fail(response.statusCode);
    });
  });
  sent.on('error', fail).on('timeout', () => sent.destroy(new Error('timeout'))).end();
});
const client = async () => { while (!ending) { await ask(urls[n++ % urls.length]); await new Promise((r) => setTimeout(r, 20)); } };
await Promise.all([client(), client()]);
console.log(JSON.stringify({ answered, failures }));
process.exit(0);
`;

/**
 * Keeps asking from a container in the stack's network while something else happens.
 * @returns what came of it, once it happened
 */
export async function underLoad(urls: readonly string[], action: () => Promise<void>): Promise<LoadReport> {
  const image = ['--entrypoint', 'node', 'pvs_core', '--input-type=module', '-e', script, '--', ...urls];
  const child: ChildProcess = spawn(
    'docker',
    ['run', '--rm', '-i', '--network', `${STACK}_internal`, ...image],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  let said = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (said += text));
  const closed = once(child, 'close');
  try {
    await action();
  } finally {
    child.stdin?.end('end\n');
    await closed;
  }
  return JSON.parse(said) as LoadReport;
}
