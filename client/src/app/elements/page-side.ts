import { html } from 'lit';
import { areaBox } from '../search/area-box.ts';
import type { ValueCount } from '../search/read-counts.ts';
import { countConditions } from '../search/resolve-filter.ts';
import { memoizeLast } from '../state/memoize-last.ts';
import { NO_CHOICE } from '../state/url-state.ts';
import { emit } from './emit.ts';
import { explainEmpty } from './empty-reason.ts';
import type { PageContent } from './page-content.ts';

/** The side of the page, drawn anew with each change: what is searched for, and what was found. */
export function pageSide(content: PageContent) {
  const platforms = memoizeLast(withChosen);
  return () => {
    const { settings, model, scheme } = content;
    const { state, selected, searches } = model;
    const { list, counts, queryables } = searches;
    return html`<aside>
      <pvs-header .settings=${settings} .collection=${state.collection} .scheme=${scheme.choice}></pvs-header>
      <pvs-filter-panel
        .filter=${state.filter}
        .order=${state.order}
        .queryables=${queryables.value ?? []}
        .platforms=${platforms(counts.extent?.platforms, state.filter.platform)}
        .drawn=${state.drawn !== undefined}
      ></pvs-filter-panel>
      <pvs-product-list
        .search=${list.state}
        .selected=${selected}
        .hovered=${state.hovered}
        .alone=${state.alone}
        .inView=${state.inView}
        .viewBox=${state.view?.box}
        .drawnBox=${state.drawn && areaBox(state.drawn)}
        .emptyReason=${emptyReason(content)}
      ></pvs-product-list>
    </aside>`;
  };
}

/** The chosen one stays a choice where the other conditions leave no product of it. */
const withChosen = (
  counted: readonly ValueCount[] = [],
  chosen: string | undefined,
): readonly ValueCount[] =>
  chosen === undefined || counted.some(({ value }) => value === chosen)
    ? counted
    : [...counted, { value: chosen, count: 0 }];

function emptyReason({ model, page }: PageContent) {
  const { inView, drawn, filter, time } = model.state;
  const { status, products } = model.searches.overview.state;
  const isFiltered = countConditions(filter) > 0;
  return explainEmpty(
    {
      collectionIsEmpty: status === 'ready' && products.length === 0 && !isFiltered,
      inView: inView || drawn !== undefined,
      time,
      isFiltered,
    },
    {
      zoomToAll: () => emit(page, 'zoom-to-all'),
      searchEverywhere: () => model.update({ inView: false, drawn: undefined }),
      dropFilter: () => model.update({ filter: NO_CHOICE }),
      showAllTimes: () => model.update({ time: undefined }),
      checkAgain: () => model.searches.again(),
    },
  );
}
