// Keeps a page as it is on the server, without loading it again: what changed is changed in place, so that nothing
// flickers, moves or loses its focus. Without this script the page asks again by itself every few seconds.
const isLive = document.querySelector('main[data-live]') !== null;

/** Makes one element what another is, touching only what differs. */
function become(old, fresh) {
  if (old.isEqualNode(fresh)) return;
  if (old.nodeType !== fresh.nodeType || old.nodeName !== fresh.nodeName) return old.replaceWith(fresh);
  if (old.nodeType !== Node.ELEMENT_NODE) return void (old.nodeValue = fresh.nodeValue);
  for (const { name } of [...old.attributes])
    if (!fresh.hasAttribute(name) && name !== 'open') old.removeAttribute(name);
  for (const { name, value } of fresh.attributes)
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  const [before, after] = [[...old.childNodes], [...fresh.childNodes]];
  for (const [i, child] of after.entries()) {
    if (before[i]) become(before[i], child);
    else old.append(child);
  }
  for (const child of before.slice(after.length)) child.remove();
}

/** Follows the page; what was lost is asked for again, and until then the page says that it is old. */
function follow() {
  const source = new EventSource(location.href);
  source.addEventListener('page', ({ data }) => {
    const page = new DOMParser().parseFromString(JSON.parse(data), 'text/html');
    become(document.body, page.body);
    delete document.documentElement.dataset.away;
  });
  source.addEventListener('error', () => {
    document.documentElement.dataset.away = '';
    // Else the browser tries by itself.
    if (source.readyState === EventSource.CLOSED) setTimeout(follow, 5000);
  });
}

if (isLive) follow();
