import { z } from 'zod';
import { invalidInput, notFound } from '@pvs/core/errors';
import { stageKeys } from '@pvs/core/queue/stage-keys';
import { invalidFields } from '../invalid-fields.ts';
import { schema } from '../json-schema.ts';
import type { OpsChange } from '../ops-view.ts';
import { findProducts } from '../products/find-products.ts';

const MOST = 1000;
const [queue] = stageKeys.deregister.queues;

const request = z.strictObject({ identifiers: z.array(z.string().min(1).max(1024)).min(1).max(MOST) });

interface Deregistered {
  /** What is to be removed. */
  readonly queued: readonly string[];
  readonly queue: string;
}

/** `POST /ops/deregister`: products out of the catalogue. A form has to name its product twice. */
export const deregister: OpsChange<z.infer<typeof request>, Deregistered> = {
  path: '/ops/deregister',
  summary: 'have products removed from the catalogue, and the objects that were made of them',
  request: z.toJSONSchema(request),
  answer: schema.object({ queued: schema.array(schema.text), queue: schema.text }),
  form: '/ops/deregister',
  readBody(body) {
    const parsed = request.safeParse(body);
    if (parsed.success) return parsed.data;
    throw invalidInput(`expected {"identifiers": [1 to ${MOST} identifiers of products]}`, {
      code: 'InvalidMessage',
      detail: { issues: parsed.error.issues },
    });
  },
  readForm(fields) {
    const identifier = fields.get('identifier')?.trim() ?? '';
    if (identifier === '') throw invalidFields({ identifier: 'say which product, by its identifier' });
    const confirmed = fields.get('confirm')?.trim() ?? '';
    if (confirmed !== identifier)
      throw invalidFields({
        confirm: `expected '${identifier}' once more, given '${confirmed.slice(0, 200)}'`,
      });
    return { identifiers: [identifier] };
  },
  async change({ db, redis }, { identifiers }) {
    const wanted = [...new Set(identifiers)];
    const found = new Set((await findProducts(db, wanted)).map(({ identifier }) => identifier));
    const unknown = wanted.filter((identifier) => !found.has(identifier));
    if (unknown.length > 0) {
      throw notFound(`not in the catalogue: ${unknown.slice(0, 5).join(', ')}; nothing was deregistered`, {
        code: 'NotRegistered',
        detail: { unknown },
      });
    }
    await redis.lpush(queue, ...wanted);
    return { queued: wanted, queue };
  },
  next: ({ identifiers }) => ({ deregistering: identifiers[0] ?? '' }),
};
