import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { docker } from './swarm-stack.ts';

/** What requests of a load came to. */
export interface LoadReport {
  readonly answered: number;
  /** What was wrong with those that were not answered with 200, the first twenty. */
  readonly failures: readonly string[];
}

/** Asks for the URLs in turn, each on a connection of its own, until it is told to end; not so fast that nobody else has time. */
const script = `
import { request } from 'node:http';
const urls = process.argv.slice(1);
let ending = false, answered = 0, n = 0;
const failures = [];
process.stdin.on('data', () => (ending = true)).on('end', () => (ending = true));
const ask = (url) => new Promise((resolve) => {
  const fail = (error) => { failures.push(new Date().toISOString() + ' ' + url + ': ' + error); resolve(); };
  const sent = request(url, { agent: false, timeout: 30000 }, (response) => {
    const body = [];
    response.on('error', fail).on('data', (chunk) => body.push(chunk)).on('end', () => {
      if (response.statusCode === 200) { answered += 1; resolve(); }
      else fail(response.statusCode + ' ' + Buffer.concat(body).toString().slice(0, 300));
    });
  });
  sent.on('error', fail).on('timeout', () => sent.destroy(new Error('timeout'))).end();
});
const client = async () => { while (!ending) { await ask(urls[n++ % urls.length]); await new Promise((r) => setTimeout(r, 200)); } };
await Promise.all([client(), client()]);
process.stdout.write(JSON.stringify({ answered, failures: failures.slice(0, 20) }), () => process.exit(0));
`;

/**
 * Keeps asking from a container in both networks of a stack while something else happens.
 * @returns what came of it, once it happened
 */
export async function underLoad(
  stack: string,
  urls: readonly string[],
  action: () => Promise<void>,
): Promise<LoadReport> {
  const command = ['--entrypoint', 'node', 'pvs_core', '--input-type=module', '-e', script, '--', ...urls];
  const container = await docker('create', '--rm', '-i', '--network', `${stack}_internal`, ...command);
  await docker('network', 'connect', `${stack}_external`, container);
  const child = spawn('docker', ['start', '-ai', container], { stdio: ['pipe', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  const closed = once(child, 'close');
  try {
    await action();
  } finally {
    child.stdin.end('end\n');
    await closed;
  }
  return JSON.parse(said) as LoadReport;
}
