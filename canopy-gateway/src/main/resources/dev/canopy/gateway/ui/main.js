// Finds the page that the address names, and leaves the one before.
import {get, post, session} from '/ui/api.js';
import {el, fill} from '/ui/dom.js';
import {again, tell} from '/ui/pulse.js';

const PAGES = {
  live: ['Live decisions', () => import('/ui/live.js')],
  approvals: ['Approvals', () => import('/ui/approvals.js')],
  search: ['Search', () => import('/ui/search.js')],
  entry: ['Entry', () => import('/ui/entry.js')],
  charts: ['Charts', () => import('/ui/charts.js')],
  policy: ['Policy', () => import('/ui/policy.js')],
  health: ['Log', () => import('/ui/health.js')],
};

const place = document.getElementById('page');
let leaving = new AbortController();

async function show() {
  leaving.abort();
  leaving = new AbortController();
  const {signal} = leaving;
  const [path, query] = location.hash.replace(/^#\/?/, '').split('?', 2);
  const [name, id] = path.split('/');
  const [title, load] = PAGES[name] ?? PAGES.live;
  document.title = title + ' – Canopy';
  for (const link of document.querySelectorAll('#nav a')) {
    const isHere = link.getAttribute('href') === '#/' + (PAGES[name] ? name : 'live');
    if (isHere) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  try {
    const page = await load();
    if (signal.aborted) return;
    const heading = el('h1', {}, title);
    const content = el('div');
    fill(place, heading, content);
    await page.show(content, {id: id ? decodeURIComponent(id) : '', query: new URLSearchParams(query), signal, tell});
  } catch (failure) {
    if (!signal.aborted) {
      place.append(el('p', {class: 'wrong', role: 'alert'}, failure.message));
    }
  }
}

async function countWaiting() {
  const {approvals} = await get('/approvals');
  const count = document.getElementById('waiting');
  count.textContent = approvals.length;
  count.hidden = approvals.length === 0;
  count.setAttribute('aria-label', approvals.length + ' waiting');
}

document.getElementById('leave').addEventListener('click', async () => {
  await post('/session/end');
  location.assign('/login');
});
addEventListener('hashchange', async () => {
  await show();
  place.focus({preventScroll: true});
  scrollTo(0, 0);
});
const who = await session();
if (!who.csrf_token) {
  location.replace('/login'); // whoever is not a person, such as an agent on this machine
}
document.getElementById('who').textContent = who.name + ' (' + who.role + ')';
again(new AbortController().signal, 3000, countWaiting);
await show();
