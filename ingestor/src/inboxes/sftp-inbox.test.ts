import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type SftpInboxConfig, inboxes } from '@pvs/core/config/inboxes';
import { parseStack } from '@pvs/core/config/load-stack';
import { directoryStore } from '@pvs/core/storage/directory-store';
import { hasSshd, startSftp, type TestSftp } from '@pvs/core/testing/sftp-server';
import type { IngestorContext } from '../ingestor-context.ts';
import type { Arrival, Inbox } from './inbox.ts';
import { sftpInbox } from './sftp-inbox.ts';

const never = new AbortController().signal;

describe.runIf(hasSshd())('a directory of an SFTP server', () => {
  let server: TestSftp;
  let root: string;
  let opened: Inbox[];
  beforeAll(async () => {
    server = await startSftp();
  });
  afterAll(() => server.stop());
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'pvs-sftp-inbox-'));
    opened = [];
  });
  afterEach(async () => {
    for (const inbox of opened) await inbox.close?.();
    await rm(root, { recursive: true, force: true });
  });

  function open(changes: Partial<SftpInboxConfig> = {}, variables?: Record<string, string>): Inbox {
    const { port, user, hostKey } = server;
    const [config] = inboxes.parse([
      {
        ...{ id: 'provider', kind: 'sftp', host: '127.0.0.1', port, user, hostKey },
        ...{ credentials: 'THEIRS', path: join(root, 'in'), settleS: 0, ...changes },
      },
    ]);
    const context = {
      stack: parseStack('stack: test\ntitle: Test\ncollections: [{ id: TEST }]\n', 'test.yml'),
      store: directoryStore(join(root, 'store')),
      variables: variables ?? { THEIRS_PRIVATE_KEY: server.privateKey },
    };
    // What an inbox of this kind is given; no queue, no database.
    const inbox = sftpInbox(config as SftpInboxConfig, context as unknown as IngestorContext);
    opened.push(inbox);
    return inbox;
  }
  async function drop(name: string, content: string | Buffer = name): Promise<void> {
    const file = join(root, 'in', name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }
  const list = async (inbox: Inbox) => {
    const found: Arrival[] = [];
    for await (const arrival of inbox.list(never)) found.push(arrival);
    return found;
  };
  const names = async (inbox: Inbox) => (await list(inbox)).map(({ name }) => name).sort();

  it('shows its packages, and no unfinished files and links', async () => {
    for (const name of ['a.tar', 'x/Größe 1.ZIP', 'b.tar.part', '.hidden.tar', '.dir/c.tar', 'notes.txt'])
      await drop(name);
    await symlink(join(root, 'in/a.tar'), join(root, 'in/link.tar'));
    await symlink('/', join(root, 'in/everything'));
    expect(await names(open())).toEqual(['a.tar', 'x/Größe 1.ZIP']);
  });

  it('gives packages to the storage as they are, several at once, and keeps them in .taken', async () => {
    const content = randomBytes(3_000_000);
    for (const name of ['a.tar', 'x/b.tar', 'x/c.tar']) await drop(name, content);
    const inbox = open();
    const found = await list(inbox);
    const landed = await Promise.all(found.map((arrival) => inbox.land(arrival, never)));
    const checksum = `sha256:${createHash('sha256').update(content).digest('hex')}`;
    for (const { path, checksum: given } of landed) {
      expect([path, given]).toEqual([expect.stringMatching(/^uploads\/provider\/[0-9a-f]{16}\//), checksum]);
      expect((await readFile(join(root, 'store', path))).equals(content)).toBe(true);
    }
    await Promise.all(found.map((arrival) => inbox.settle?.(arrival)));
    expect(await names(inbox)).toEqual([]);
    expect((await readdir(join(root, 'in/.taken/x'))).sort()).toEqual(['b.tar', 'c.tar']);
    // One of the same name is moved there, too.
    await drop('a.tar', 'again');
    for (const arrival of await list(inbox)) await inbox.settle?.(arrival);
    expect(await readFile(join(root, 'in/.taken/a.tar'), 'utf8')).toBe('again');
  });

  it('deletes what is queued, or keeps it, as configured', async () => {
    await drop('a.tar');
    const inbox = open({ after: 'delete' });
    for (const arrival of await list(inbox)) await inbox.settle?.(arrival);
    expect(existsSync(join(root, 'in/a.tar'))).toBe(false);
    expect(open({ after: 'keep' }).settle).toBeUndefined();
  });

  it('takes a file when it has not changed for a while, whatever its time says', async () => {
    await drop('a.tar');
    await utimes(join(root, 'in/a.tar'), 0, 0);
    const inbox = open({ settleS: 0.2 });
    expect(await names(inbox)).toEqual([]);
    await drop('a.tar', 'longer than it was');
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect(await names(inbox)).toEqual([]);
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect(await names(inbox)).toEqual(['a.tar']);
  });

  it('does not give a file that changed while it was read', async () => {
    await drop('a.tar');
    const inbox = open();
    const [arrival] = await list(inbox);
    await drop('a.tar', 'another, which is longer');
    await expect(inbox.land(arrival!, never)).rejects.toMatchObject({ code: 'FileChanged' });
  });

  it('goes on when its server comes back', async () => {
    await drop('a.tar');
    const inbox = open();
    expect(await names(inbox)).toEqual(['a.tar']);
    await server.kill();
    await expect(list(inbox)).rejects.toMatchObject({ kind: 'SourceUnavailable' });
    await server.restart();
    expect(await names(inbox)).toEqual(['a.tar']);
  });

  it('is not used where the server has another key, or refuses, or has no such directory', async () => {
    const away = { kind: 'SourceUnavailable', message: expect.stringMatching(/^the inbox sftp:/) as string };
    await expect(list(open({ hostKey: `SHA256:${'A'.repeat(43)}` }))).rejects.toMatchObject(away);
    await expect(list(open({}, { THEIRS_PASSWORD: 'guessed' }))).rejects.toMatchObject(away);
    await expect(list(open())).rejects.toMatchObject(away);
  });

  it('needs a key or a password', () => {
    expect(() => open({}, {})).toThrow(/neither THEIRS_PRIVATE_KEY nor THEIRS_PASSWORD is set/);
  });
});
