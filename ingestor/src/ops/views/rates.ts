import { stageNames } from '@pvs/core/queue/stage-keys';
import { invalidFields } from '../invalid-fields.ts';
import { schema } from '../json-schema.ts';
import type { OpsView } from '../ops-view.ts';
import { readRates, type Span, SPANS } from '../rates/read-rates.ts';
import type { Rates } from '../rates/rates-of.ts';

const { time, number, count, array, orNull, object } = schema;

export const hoursParameter = {
  name: 'hours',
  description: 'How far back rates go; 1 where it is absent',
  schema: { type: 'integer', enum: [...SPANS] },
};

const steps = array(
  object({
    at: time,
    ...{ donePerMinute: orNull(number), failedPerMinute: orNull(number), waiting: orNull(count) },
  }),
);

export const ratesSchema = object({
  hours: number,
  stepMinutes: number,
  stages: object(Object.fromEntries(stageNames.map((name) => [name, steps]))),
});

/** @throws InvalidInput `InvalidFields` */
export function spanOf(text = '1'): Span {
  const span = SPANS.find((one) => String(one) === text);
  if (span !== undefined) return span;
  throw invalidFields({ hours: `'${text.slice(0, 40)}' is none of ${SPANS.join(', ')}` });
}

/** `/ops/rates`: what each stage did over time. */
export const rates: OpsView<Rates> = {
  path: '/ops/rates',
  summary: 'what each stage did over time: items a minute that were done and failed, and how many waited',
  parameters: [hoursParameter],
  answer: ratesSchema,
  isLive: false,
  read: ({ redis }, { hours }) => readRates(redis, spanOf(hours)),
};
