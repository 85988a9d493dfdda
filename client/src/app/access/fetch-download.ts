import { saveFile } from '../elements/save-file.ts';
import { texts } from '../texts/texts.ts';
import { fileNameIn } from './file-name-in.ts';
import { session } from './session.ts';

/** Whether following the link needs the token: what the services answer, but no page. */
export function needsToken({ href }: HTMLAnchorElement): boolean {
  const root = new URL('./', document.baseURI).href;
  return (
    session.isSignedIn &&
    /^(objects|ows|opensearch|stac|cache)[/?]/.test(href.slice(root.length)) &&
    href.startsWith(root)
  );
}

/** A list of addresses (RFC 2483 §5), with one. */
const ADDRESS = 'text/uri-list';

/**
 * Fetches what a link leads to with the token, which browsers would leave out, and has it saved; the link says how far
 * it is. Where an object store sends the file, the server tells its address, which is signed and needs no token.
 */
export async function fetchDownload(link: HTMLAnchorElement): Promise<void> {
  if (link.ariaBusy === 'true') return;
  link.ariaBusy = 'true';
  link.dataset['said'] = texts.loading;
  try {
    const headers = { accept: `${ADDRESS}, */*` };
    const response = await session.fetch(link.href, { headers, redirect: 'manual' });
    if (!response.ok) throw new Error(texts.serverAnswered(response.status, ''));
    const isAddress = response.headers.get('content-type')?.startsWith(ADDRESS);
    if (isAddress) follow(await response.text());
    else await save(response, link);
    delete link.dataset['said'];
  } catch {
    link.dataset['said'] = texts.signIn.downloadFailed;
  } finally {
    link.ariaBusy = 'false';
  }
}

async function save(response: Response, link: HTMLAnchorElement): Promise<void> {
  const tell = (share: number) => (link.dataset['said'] = texts.percent(Math.floor(share * 100)));
  saveFile(await countBytes(response, tell).blob(), nameOf(response, link));
}

/** The browser saves what is there, and stays on the page: the store sends it as an attachment. */
function follow(address: string): void {
  const link = document.createElement('a');
  link.href = address.trim();
  document.body.append(link);
  link.click();
  link.remove();
}

function countBytes(response: Response, tell: (share: number) => void): Response {
  const total = Number(response.headers.get('content-length') ?? Number.NaN);
  if (!response.body || !(total > 0)) return response;
  let bytes = 0;
  const counting = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      bytes += chunk.length;
      tell(bytes / total);
      controller.enqueue(chunk);
    },
  });
  return new Response(response.body.pipeThrough(counting), { headers: response.headers });
}

/** As the server names it (RFC 6266), else as its address ends. */
function nameOf(response: Response, { href }: HTMLAnchorElement): string {
  const named = fileNameIn(response.headers.get('content-disposition') ?? '');
  return (
    named ?? decodeURIComponent(new URL(href).pathname.split('/').findLast((part) => part !== '') ?? 'file')
  );
}
