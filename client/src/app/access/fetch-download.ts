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

/** Fetches what a link leads to with the token, which browsers would leave out, and has it saved; the link says how far it is. */
export async function fetchDownload(link: HTMLAnchorElement): Promise<void> {
  if (link.ariaBusy === 'true') return;
  link.ariaBusy = 'true';
  link.dataset['said'] = texts.loading;
  try {
    const response = await session.fetch(link.href, { redirect: 'manual' });
    if (!response.ok) throw new Error(texts.serverAnswered(response.status, ''));
    const counted = countBytes(
      response,
      (share) => (link.dataset['said'] = texts.percent(Math.floor(share * 100))),
    );
    saveFile(await counted.blob(), nameOf(response, link));
    delete link.dataset['said'];
  } catch {
    link.dataset['said'] = texts.signIn.downloadFailed;
  } finally {
    link.ariaBusy = 'false';
  }
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
