export const PATH = '/opensearch/collections/VHR_IMAGE_2018/json/';
/** Products of a page. */
export const COUNT = 10;

const between = (min: number, max: number) => min + Math.random() * (max - min);
const dateOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);
const pathOf = (parameters: Readonly<Record<string, string>>) =>
  `${PATH}?${new URLSearchParams({ ...parameters, count: String(COUNT) }).toString()}`;

/** Boxes of up to six degrees over Europe, a month to a year, and clouds: what somebody looks for. */
export function firstPages(number: number): string[] {
  return Array.from({ length: number }, () => {
    const [west, south] = [between(-11, 26), between(36, 64)];
    const startMs = between(Date.UTC(2015, 6), Date.UTC(2024, 6));
    const box = [west, south, west + between(0.2, 6), south + between(0.2, 6)];
    return pathOf({
      bbox: box.map((c) => c.toFixed(3)).join(','),
      start: dateOf(startMs),
      end: dateOf(startMs + between(30, 365) * 86_400_000),
      cloudCover: `${between(10, 60).toFixed(0)}]`,
    });
  });
}

/** Pages from this number on of large results, ten of each: they follow from links. */
export async function deepPages(serviceUrl: string, number: number) {
  const paths: string[] = [];
  for (let i = 0; i < 20; i += 1) {
    let path = pathOf({
      bbox: `-180,${-60 - i},180,85`,
      ...{ start: '2015-07-01', end: '2025-07-01', cloudCover: `${50 + i}]` },
      startIndex: String((number - 2) * COUNT),
    });
    for (let page = 0; page < 10; page += 1) {
      path = await nextPage(`${serviceUrl}${path}`);
      paths.push(path);
    }
  }
  return { number, paths };
}

async function nextPage(url: string): Promise<string> {
  const response = await fetch(url);
  if (!response.ok)
    throw new Error(`${url} answers ${response.status}: ${(await response.text()).slice(0, 300)}`);
  const { links } = (await response.json()) as { links: { rel: string; href: string }[] };
  return links.find(({ rel }) => rel === 'next')!.href.slice(new URL(url).origin.length);
}
