import { css } from 'lit';

/** Wide: the list beside map and time. Narrow: map, time and list below each other. */
export const viewerStyles = css`
  :host {
    display: grid;
    grid-template: 'side map' minmax(0, 1fr) 'side time' auto / 22.5rem minmax(0, 1fr);
    width: 100%;
    height: 100dvh;
    overflow: hidden;
  }
  aside {
    grid-area: side;
    display: flex;
    flex-direction: column;
    min-height: 0;
    border-right: 1px solid var(--line);
    background: var(--panel);
  }
  pvs-product-list {
    flex: 1;
    min-height: 0;
    overflow-y: auto;
    overscroll-behavior: contain;
    scrollbar-width: thin;
  }
  main {
    grid-area: map;
    position: relative;
    /* What lies on the map goes by its height. */
    container-type: size;
  }
  pvs-map {
    width: 100%;
    height: 100%;
  }
  .tools {
    position: absolute;
    top: 0.75rem;
    right: 0.75rem;
    z-index: 2;
    display: flex;
    gap: 0.5rem;
  }
  .elsewhere {
    box-shadow: var(--shadow);
  }
  pvs-time-bar {
    grid-area: time;
    border-top: 1px solid var(--line);
    background: var(--panel);
  }
  @media print {
    :host {
      display: block;
      height: auto;
    }
    main {
      width: 100%;
      height: 90vh;
    }
    aside,
    .tools,
    pvs-map-tools,
    pvs-point-values,
    pvs-compare-panel,
    pvs-time-bar {
      display: none;
    }
  }
  @media (max-width: 64rem) {
    :host {
      grid-template-columns: 18rem minmax(0, 1fr);
    }
  }
  @media (max-width: 45rem) {
    :host {
      grid-template: 'head' auto 'map' minmax(12rem, 1fr) 'time' auto 'filter' auto 'list' 30dvh / minmax(
          0,
          1fr
        );
    }
    aside {
      display: contents;
    }
    .elsewhere span {
      display: none;
    }
    pvs-header {
      grid-area: head;
      background: var(--panel);
    }
    pvs-filter-panel {
      grid-area: filter;
      border-top: 1px solid var(--line);
    }
    pvs-product-list {
      grid-area: list;
      border-top: 1px solid var(--line);
      background: var(--panel);
    }
  }
`;
