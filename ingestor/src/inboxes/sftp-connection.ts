import { createHash } from 'node:crypto';
import SftpClient from 'ssh2-sftp-client';
import type { SftpInboxConfig } from '@pvs/core/config/inboxes';
import type { Variables } from '@pvs/core/config/s3-environment';
import { valueOf } from '@pvs/core/config/storages';
import { invalidInput, isPvsError, messageOf, sourceUnavailable } from '@pvs/core/errors';

const READY_MS = 15_000;
const KEEP_ALIVE_MS = 10_000;

/** A connection that is made when it is needed, and again after it broke. */
export interface SftpConnection {
  /** @throws SourceUnavailable for whatever goes wrong */
  use<T>(action: (client: SftpClient) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** @throws InvalidInput `InvalidEnvironment` where there is neither password nor key */
export function sftpConnection(config: SftpInboxConfig, variables: Variables): SftpConnection {
  const secret = secretOf(config, variables);
  let open: Promise<SftpClient> | undefined;
  const connect = () => {
    const forget = () => {
      if (open === made) open = undefined;
    };
    // Without these it writes to the standard output.
    const client = new SftpClient(config.id, { error: forget, end: forget, close: forget });
    const connecting = client.connect({
      ...{ host: config.host, port: config.port, username: config.user, ...secret },
      ...{ readyTimeout: READY_MS, keepaliveInterval: KEEP_ALIVE_MS },
      hostVerifier: (key: Buffer) => fingerprintOf(key) === config.hostKey,
    });
    const made: Promise<SftpClient> = connecting.then(() => client);
    made.catch(forget);
    return made;
  };
  return {
    async use(action) {
      try {
        open ??= connect();
        return await action(await open);
      } catch (cause) {
        if (isPvsError(cause)) throw cause;
        const where = `sftp://${config.user}@${config.host}:${config.port}${config.path}`;
        throw sourceUnavailable(`the inbox ${where} cannot be used: ${messageOf(cause)}`, { cause });
      }
    },
    async close() {
      const client = await open?.catch(() => undefined);
      await client?.end().catch(() => undefined);
    },
  };
}

/** As OpenSSH shows it (RFC 4648 §4, without padding). */
const fingerprintOf = (key: Buffer) =>
  `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;

function secretOf({ id, credentials: name }: SftpInboxConfig, variables: Variables) {
  const privateKey = valueOf(`${name}_PRIVATE_KEY`, variables);
  if (privateKey !== undefined) return { privateKey: `${privateKey}\n` };
  const password = valueOf(`${name}_PASSWORD`, variables);
  if (password !== undefined) return { password };
  throw invalidInput(
    `neither ${name}_PRIVATE_KEY nor ${name}_PASSWORD is set: the inbox '${id}' names them`,
    {
      code: 'InvalidEnvironment',
    },
  );
}
