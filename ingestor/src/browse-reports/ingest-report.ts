import { productTypeOf } from '@pvs/core/catalogue/classify-product';
import { isPvsError } from '@pvs/core/errors';
import type { IngestorContext } from '../ingestor-context.ts';
import { METADATA_QUEUE, taskItem } from '../tasks/task-item.ts';
import { submitTask } from '../tasks/submit-task.ts';
import type { RefusedItem, Task, TaskItem } from '../tasks/task.ts';
import type { Browse, BrowseReport } from './browse-report.ts';
import { browseNote, earlierReports } from './earlier-reports.ts';
import { imagePath } from './image-path.ts';
import { browseAttributes, browseIdentifier, planBrowse } from './plan-browse.ts';
import { ingestionException } from './report-errors.ts';
import type { BrowseResult } from './response-xml.ts';

/** How a report came. */
export interface Delivery {
  /** Of the task it becomes. */
  readonly taskId: string;
  readonly source: string;
  /** Files that came with it: name → key in the store. */
  readonly attached: ReadonlyMap<string, string>;
  readonly callback?: string;
}

/** What a report came to: one result for each browse, in its order. */
export interface IngestedReport {
  readonly results: readonly BrowseResult[];
  /** Absent where every browse was skipped. */
  readonly task?: Task;
}

/**
 * Pushes each browse of a report to the preprocessor that can be taken; the others are told apart in the results.
 * @throws InvalidInput `IngestionException` where no product type takes its browse type; SourceUnavailable
 */
export async function ingestReport(
  context: IngestorContext,
  report: BrowseReport,
  delivery: Delivery,
): Promise<IngestedReport> {
  requireKnownType(context, report);
  const identifiers = report.browses.map((browse) => browseIdentifier(report, browse));
  const earlier = await earlierReports(context, identifiers);
  const results: BrowseResult[] = [];
  const items: TaskItem[] = [];
  for (const [i, browse] of report.browses.entries()) {
    const identifier = identifiers[i]!;
    const taken = await takeBrowse(context, { report, browse, delivery, earlier: earlier.get(identifier) });
    results.push({ name: browse.identifier ?? identifier, ...taken.result });
    if (!taken.item) continue;
    items.push({ ...taken.item, browse: identifier });
    // Another browse of the same name in this report comes after it.
    earlier.set(identifier, report.dateTime);
  }
  const refused = results.flatMap((result): RefusedItem[] =>
    result.outcome === 'failed' ? [{ name: result.name, code: result.code, message: result.message }] : [],
  );
  const { taskId, source } = delivery;
  for (const { name, code, message } of refused)
    context.log.warn({ task: taskId, source, name, code, reason: message }, 'Browse:Refused');
  if (items.length === 0 && refused.length === 0) return { results };
  const task = taskOf(delivery, items, refused);
  const note = browseNote(report.dateTime, task.id);
  const browses = Object.fromEntries(items.map(({ browse = '' }) => [browse, note]));
  await submitTask(context.redis, { task, browses });
  return { results, task };
}

const taskOf = ({ taskId, source, callback }: Delivery, items: TaskItem[], refused: RefusedItem[]): Task => ({
  id: taskId,
  kind: 'browse-report',
  source,
  at: new Date().toISOString(),
  items,
  refused,
  ...(callback !== undefined && { callback }),
});

function requireKnownType({ stack }: IngestorContext, report: BrowseReport): void {
  const attributes = { ...browseAttributes(report), creationDate: report.dateTime };
  const isKnown = report.browses.some((browse) =>
    productTypeOf(stack.productTypes, { identifier: browseIdentifier(report, browse), attributes }),
  );
  if (isKnown) return;
  const types = stack.productTypes.map(({ id, match }) => `${id} (${match['productType']?.source ?? 'any'})`);
  throw ingestionException(
    `Browse layer with browse type '${report.browseType}' does not exist: no product type of this stack matches it as productType; there are ${types.join(', ') || 'none'}`,
  );
}

interface OneBrowse {
  readonly report: BrowseReport;
  readonly browse: Browse;
  readonly delivery: Delivery;
  readonly earlier: Date | undefined;
}

type Outcome<Result> = Result extends BrowseResult ? Omit<Result, 'name'> : never;

async function takeBrowse(
  { stack, store }: IngestorContext,
  { report, browse, delivery, earlier }: OneBrowse,
): Promise<{ readonly result: Outcome<BrowseResult>; readonly item?: TaskItem }> {
  const { directory, types, mergeWithinS, ...rest } = stack.ingest.browseReports;
  const strategy = types[report.browseType]?.strategy ?? rest.strategy;
  const facts = { strategy, mergeWithinS, ...(earlier && { earlier }) };
  try {
    const path = await imagePath(browse.fileName, {
      store,
      directory,
      rules: stack.sources,
      attached: delivery.attached,
    });
    const plan = planBrowse(report, browse, { ...facts, path });
    if (plan.action === 'skip') return { result: { outcome: 'skipped' } };
    const { message, identifier } = plan;
    const name = browse.identifier ?? identifier;
    return {
      result: { outcome: plan.action === 'replace' ? 'replaced' : 'inserted' },
      item: taskItem({ name, identifier, queue: METADATA_QUEUE, message }, path),
    };
  } catch (error) {
    if (!isPvsError(error, 'InvalidInput')) throw error;
    return { result: { outcome: 'failed', code: error.code, message: error.message } };
  }
}
