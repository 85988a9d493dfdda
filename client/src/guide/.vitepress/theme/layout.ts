import { Content, useData, withBase } from 'vitepress';
import { defineComponent, h } from 'vue';
import type { GuidePart } from '../../guide-parts.ts';

/** A page: the parts of the guide, folded away on phones, beside what is read. */
export const layout = defineComponent(() => {
  const { theme, page } = useData<{ parts: readonly GuidePart[] }>();
  const here = page.value.relativePath.replace(/\.md$/, '');
  const link = ([path, title]: readonly [string, string]) =>
    h('li', [
      h('a', { href: withBase(`/${path}.html`), 'aria-current': path === here ? 'page' : undefined }, title),
    ]);
  const part = ({ title, pages }: GuidePart) => [h('h2', title), h('ul', pages.map(link))];
  const parts = () => theme.value.parts.flatMap(part);
  return () =>
    h('div', { class: 'guide' }, [
      h('nav', { 'aria-label': 'Guide' }, [
        h('a', { href: withBase('/../'), class: 'back' }, 'Back to the map'),
        h('a', { href: withBase('/user-guide.pdf'), class: 'whole' }, 'All in one, to print'),
        h('details', { class: 'narrow' }, [h('summary', 'Contents'), ...parts()]),
        h('div', { class: 'wide' }, parts()),
      ]),
      h('main', [h(Content)]),
    ]);
});
