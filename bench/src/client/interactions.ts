/** What somebody does with the page, each time a little differently, so that no answer is known from before. */
export interface Interaction {
  readonly name: string;
  /** Functions in JavaScript, run in the page one after the other: see `WATCH`. */
  readonly actions: readonly string[];
}

const TIMES = 7;
const times = (make: (i: number) => string) => Array.from({ length: TIMES }, (_, i) => make(i));
const tell = (name: string, detail: string) => `() => pvsBench.tell('${name}', ${detail})`;
const date = (text: string) => `Date.parse('${text}')`;

export const interactions: readonly Interaction[] = [
  {
    name: 'an interval of the time bar',
    actions: times((i) =>
      tell(
        'time-change',
        `{ time: { startMs: ${date(`2016-0${i + 1}-01`)}, endMs: ${date(`2017-0${i + 1}-28`)} } }`,
      ),
    ),
  },
  {
    name: 'the wheel on the time bar',
    actions: times(
      (i) => `() => {
        const svg = pvsBench.part('pvs-time-bar').renderRoot.querySelector('pvs-histogram').renderRoot.querySelector('svg');
        const { left, top, width } = svg.getBoundingClientRect();
        svg.dispatchEvent(new WheelEvent('wheel', { deltaY: ${i < 4 ? -240 : 240}, clientX: left + width / 2, clientY: top + 10, cancelable: true }));
      }`,
    ),
  },
  { name: 'all times', actions: [tell('time-change', '{ time: undefined }')] },
  {
    name: 'the map moved',
    actions: times((i) => `() => pvsBench.part('pvs-map').moveTo([${8 + i}, ${45 + i / 2}], ${4 + i})`),
  },
  {
    name: 'the map moved far out',
    actions: times((i) => `() => pvsBench.part('pvs-map').moveTo([${10 + 5 * i}, 20], ${2.2 + i / 10})`),
  },
  { name: 'clouds', actions: times((i) => tell('filter-change', `{ maxCloudCover: ${80 - 10 * i} }`)) },
  {
    name: 'a satellite',
    actions: ['PHR', 'SENTINEL2', 'PHR', 'SENTINEL2'].map((name) =>
      tell('filter-change', `{ platform: '${name}' }`),
    ),
  },
  {
    name: 'a condition on another attribute',
    actions: times((i) => tell('filter-change', `{ where: ['orbitNumber>=${500 * (i + 1)}'] }`)),
  },
  {
    name: 'no filter any more',
    actions: [tell('filter-change', '{ where: [], platform: undefined, maxCloudCover: undefined }')],
  },
  {
    name: 'another order',
    actions: ['oldest', 'clearest', 'orbitNumber:asc', 'newest'].map((order) =>
      tell('order-change', `{ order: '${order}' }`),
    ),
  },
  {
    name: 'everywhere, and in the view again',
    actions: times((i) => tell('in-view-change', `{ inView: ${i % 2 === 1} }`)),
  },
  {
    name: 'a drawn area',
    actions: times((i) =>
      tell(
        'area-change',
        `{ area: { kind: 'box', box: { west: ${5 + i}, south: 44, east: ${9 + i}, north: 47 } } }`,
      ),
    ),
  },
  { name: 'no area any more', actions: [tell('area-change', '{ area: undefined }')] },
  { name: 'the latest product', actions: [tell('time-latest', 'undefined')] },
  { name: 'the previous product', actions: times(() => tell('time-step', '{ direction: -1 }')) },
  { name: 'all times again', actions: [tell('time-change', '{ time: undefined }')] },
  { name: 'more of the list', actions: times(() => tell('show-more', 'undefined')) },
];
