import { z } from 'zod';
import type { StackConfig } from '@pvs/core/config/stack';
import { invalidInput } from '@pvs/core/errors';
import { messageId } from '@pvs/core/queue/message-id';
import { stageKeys } from '@pvs/core/queue/stage-keys';
import { parseSeedMessage, type SeedMessage, seedMessageSchema } from '@pvs/core/seeding/seed-message';
import { schema } from '../json-schema.ts';
import type { OpsChange } from '../ops-view.ts';
import { readSeedForm } from '../seeding/read-seed-form.ts';

interface Seeding {
  /** By which the seeding goes in the stage. */
  readonly id: string;
  readonly queue: string;
}

const [queue] = stageKeys.seed.queues;

/** `POST /ops/seed`: the tiles of an interval's products are drawn before they are asked for. */
export const seed: OpsChange<SeedMessage, Seeding> = {
  path: '/ops/seed',
  summary: 'have the tiles of an interval drawn and kept: a message of seed_queue',
  request: z.toJSONSchema(seedMessageSchema),
  answer: schema.object({ id: schema.text, queue: schema.text }),
  form: '/ops/seed',
  readBody(body, stack) {
    if (typeof body === 'object' && body !== null) return checked(body as SeedMessage, stack);
    throw invalidInput('expected {"interval": …} as JSON', { code: 'InvalidMessage' });
  },
  readForm: (fields, stack) => checked(readSeedForm(fields, stack), stack),
  async change({ redis }, wanted) {
    const message = JSON.stringify(wanted);
    await redis.lpush(queue, message);
    return { id: messageId(message), queue };
  },
  next: (_, { id }) => ({ seeding: id }),
};

/** As the seeder will read it. */
function checked(message: SeedMessage, stack: StackConfig): SeedMessage {
  parseSeedMessage(JSON.stringify(message), stack);
  return message;
}
