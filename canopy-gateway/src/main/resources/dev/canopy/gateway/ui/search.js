// Finds entries, and tells the story of an agent, trace or session.
import {get} from '/ui/api.js';
import {el, fill, table, visible} from '/ui/dom.js';
import {link, row, HEADS} from '/ui/entries.js';
import {decision, duration, time} from '/ui/words.js';

const FIELDS = [
  ['decision', 'Decision', ['', 'ALLOW', 'REQUIRE_APPROVAL', 'DENY']],
  ['agent', 'Agent (avid or its beginning)'],
  ['type', 'Action type'],
  ['rule', 'Rule'],
  ['effect', 'Effect'],
  ['path', 'File or directory'],
  ['trace', 'Trace'],
  ['text', 'Text'],
  ['since', 'Since (2026-01-31, or 2h)'],
  ['until', 'Until'],
];

export async function show(page, {query, signal}) {
  const result = el('div', {'aria-live': 'polite'});
  const wrong = el('p', {class: 'wrong', role: 'alert'});
  const form = el('form', {class: 'row card', submit: (event) => {
    event.preventDefault();
    const asked = [...new FormData(form)].filter(([, value]) => value !== '');
    const next = '#/search?' + new URLSearchParams(asked);
    if (location.hash === next) list();
    else location.hash = next;
  }},
  FIELDS.map(([name, label, options]) => el('label', {}, label, options
    ? el('select', {name}, options.map((option) =>
      el('option', {value: option, selected: query.get(name) === option}, option || 'any')))
    : el('input', {name, value: query.get(name) ?? '', autocapitalize: 'none', spellcheck: 'false', maxlength: 300}))),
  el('button', {type: 'submit'}, 'Search'));
  const asked = Object.fromEntries(query);
  const hasStory = asked.agent || asked.trace || asked.session;
  fill(page, form, wrong,
    hasStory ? el('p', {},
      el('button', {type: 'button', class: 'plain', click: list}, 'As a list'), ' ',
      el('button', {type: 'button', class: 'plain', click: story}, 'As a story')) : null,
    result);
  await list();

  async function guarded(work) {
    wrong.textContent = '';
    try {
      await work();
    } catch (failure) {
      if (failure.name !== 'AbortError') wrong.textContent = failure.message;
    }
  }

  async function list() {
    await guarded(async () => {
      const body = el('tbody');
      const note = el('p', {class: 'soft'});
      const more = el('button', {type: 'button'}, 'Further back');
      let before = '';
      let shown = 0;
      let looked = 0;
      async function page() {
        more.disabled = true;
        const found = await get('/log/entries', {...asked, before, limit: 50}, signal);
        looked += found.looked;
        shown += found.entries.length;
        before = found.before;
        body.append(...found.entries.map((item) => el('tr', {}, row(item).map((cell) => el('td', {}, cell)))));
        note.textContent = shown + ' found among the ' + looked + ' latest entries'
          + (before ? '.' : ': these are all.')
          + (found.hidden ? ' Some do not say whether they are asked for.' : '');
        more.hidden = !before;
        more.disabled = false;
      }
      more.addEventListener('click', () => guarded(page));
      fill(result, note,
        el('div', {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Entries found'},
          el('table', {}, el('caption', {}, 'Entries found, the latest first'),
            el('thead', {}, el('tr', {}, HEADS.map((head) => el('th', {scope: 'col'}, head)))), body)),
        el('p', {}, more));
      await page();
    });
  }

  async function story() {
    await guarded(async () => {
      const told = await get('/log/story', asked, signal);
      fill(result,
        el('p', {class: 'soft'}, told.steps.length + ' steps among the ' + told.looked + ' latest entries'
          + (told.more ? '; what was before is not told here.' : '.')),
        table('What happened, the earliest first', ['Entry', 'When', 'What', 'Why'], told.steps.map((step) => [
          link(step.index),
          time(step.entry.ts),
          el('span', {}, step.entry.decision ? decision(step.entry.decision) : '', ' ',
            el('code', {}, ...visible(step.entry.action_type)),
            step.joins === undefined ? null : el('span', {class: 'soft'}, ' for ', link(step.joins),
              step.after_ms === undefined ? '' : ', ' + duration(step.after_ms) + ' later')),
          el('span', {}, ...visible(step.entry.reason ?? step.entry.outcome ?? '')),
        ])));
    });
  }
}
