import { describeInterval } from '../time/describe-time.ts';
import type { TimeInterval } from '../time/time-interval.ts';
import { texts } from '../texts/texts.ts';

/** Why a search found nothing and what to do, for the list. */
export interface EmptyReason {
  readonly text: string;
  readonly advice: string | undefined;
  readonly actions: readonly { readonly label: string; readonly run: () => void }[];
}

export interface EmptySearch {
  readonly collectionIsEmpty: boolean;
  readonly inView: boolean;
  readonly time: TimeInterval | undefined;
  /** Whether there are conditions beside place and time. */
  readonly isFiltered: boolean;
}

export interface EmptyActions {
  readonly zoomToAll: () => void;
  readonly searchEverywhere: () => void;
  readonly showAllTimes: () => void;
  readonly dropFilter: () => void;
  readonly checkAgain: () => void;
}

/** The narrowest explanation that fits, with the ways out of it. */
export function explainEmpty(
  { collectionIsEmpty, inView, time, isFiltered }: EmptySearch,
  actions: EmptyActions,
): EmptyReason {
  const checkAgain = { label: texts.checkAgain, run: actions.checkAgain };
  const everywhere = inView
    ? [
        { label: texts.zoomToAll, run: actions.zoomToAll },
        { label: texts.searchEverywhere, run: actions.searchEverywhere },
      ]
    : [];
  const allTimes = time ? [{ label: texts.showAllTimes, run: actions.showAllTimes }] : [];
  const anything = isFiltered ? [{ label: texts.dropFilter, run: actions.dropFilter }] : [];
  if (collectionIsEmpty || (!inView && !time && !isFiltered)) {
    return { text: texts.emptyCollection, advice: texts.emptyCollectionAdvice, actions: [checkAgain] };
  }
  const when = time && describeInterval(time);
  const text = isFiltered ? texts.emptyFilter : inView ? texts.emptyView(when) : texts.emptyTime(when ?? '');
  return { text, advice: undefined, actions: [...anything, ...everywhere, ...allTimes] };
}
