// Rows of entries, as several pages show them.
import {el, table, visible} from '/ui/dom.js';
import {agent, decision, effect, time} from '/ui/words.js';

export function link(index, text = String(index)) {
  return el('a', {href: '#/entry/' + index}, text);
}

function reason(entry) {
  const belongs = entry.approval_id ?? entry.authorization_id;
  return [
    ...visible(entry.reason ?? entry.outcome ?? ''),
    belongs ? el('span', {class: 'soft'}, ' for ' + belongs.slice(0, 12) + '…') : null,
  ].filter((node) => node !== null);
}

/** The cells of one item of the log. */
export function row(item) {
  if (item.fault) {
    return ['', '', el('span', {class: 'wrong'}, 'no entry'), '', el('code', {}, ...visible(item.raw.slice(0, 120))), '', ''];
  }
  const entry = item.entry;
  return [
    link(item.index),
    time(entry.ts),
    entry.decision ? decision(entry.decision) : '',
    el('code', {}, ...visible(entry.action_type)),
    el('span', {}, ...reason(entry)),
    el('span', {}, (entry.effects ?? []).flatMap((kind, i) => (i ? [', '] : []).concat(effect(kind)))),
    agent(entry.avid),
  ];
}

export const HEADS = ['Entry', 'When', 'Decision', 'Action', 'Reason', 'Effects', 'Agent'];

export function rows(caption, items) {
  return table(caption, HEADS, items.map(row));
}
