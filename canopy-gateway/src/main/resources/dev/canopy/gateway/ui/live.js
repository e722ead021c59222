// Decisions as they are made.
import {get} from '/ui/api.js';
import {el, fill} from '/ui/dom.js';
import {rows} from '/ui/entries.js';
import {again} from '/ui/pulse.js';

const SHOWN = 100;

export async function show(page, {signal, tell}) {
  let items = [];
  let latest = -1;
  let paused = false;
  const pause = el('button', {type: 'button', class: 'plain', 'aria-pressed': 'false', click: () => {
    paused = !paused;
    pause.setAttribute('aria-pressed', String(paused));
    pause.textContent = paused ? 'Go on' : 'Pause';
  }}, 'Pause');
  const list = el('div');
  fill(page, el('p', {}, pause, el('span', {class: 'soft'}, ' The latest come first, up to ' + SHOWN + '.')), list);
  await look();
  again(signal, 1000, async () => {
    if (!paused) await look();
  });

  async function look() {
    const fields = latest < 0 ? {limit: SHOWN} : {limit: SHOWN, after: latest};
    const {entries} = await get('/log/entries', fields, signal);
    if (signal.aborted || (entries.length === 0 && latest >= 0)) return;
    if (latest >= 0) {
      const stopped = entries.filter((item) => item.entry?.decision && item.entry.decision !== 'ALLOW').length;
      tell(entries.length + ' new entries' + (stopped ? ', ' + stopped + ' not allowed' : ''));
    }
    items = entries.concat(items).slice(0, SHOWN);
    latest = Math.max(latest, ...entries.map((item) => item.index ?? -1));
    fill(list, items.length === 0
      ? el('p', {}, 'Nothing has been decided yet.')
      : rows('The latest entries', items));
  }
}
