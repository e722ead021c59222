// One entry, whole.
import {get} from '/ui/api.js';
import {el, facts, fill, visible} from '/ui/dom.js';
import {action} from '/ui/action.js';
import {agent, decision, effects, json, time} from '/ui/words.js';

export async function show(page, {id, signal}) {
  const item = await get('/log/entries/' + encodeURIComponent(id), {}, signal);
  if (item.fault) {
    fill(page, el('p', {class: 'wrong'}, item.fault), el('pre', {}, ...visible(item.raw)));
    return;
  }
  const entry = item.entry;
  const judged = item.values.find((value) => value.name === 'judged')?.value;
  const payload = payloadOf(item.values);
  fill(page,
    el('section', {class: 'card'},
      el('h2', {}, entry.decision ? decision(entry.decision) : el('code', {}, ...visible(entry.action_type)),
        ' ', ...visible(entry.reason ?? '')),
      facts([
        ['Entry', String(item.index)],
        ['When', time(entry.ts)],
        ['Action type', el('code', {}, ...visible(entry.action_type))],
        ['Rules', (entry.rule_ids ?? []).join(', ')],
        ['Severity', entry.severity],
        ['Agent', entry.avid ? el('span', {}, agent(entry.avid), ' ', entry.avid_proof ?? '') : null],
        ['Trace', entry.trace_id],
        ['Policy', entry.policy],
        ['Belongs to', entry.approval_id ?? entry.authorization_id],
        ['Outcome', entry.outcome],
        ['By', entry.approver],
      ])),
    entry.decision || judged ? el('section', {class: 'card'}, el('h2', {}, 'What it would do'),
      effects(judged?.effects ?? entry.effects ?? [])) : null,
    payload === undefined ? null : el('section', {class: 'card'}, el('h2', {}, 'What was asked'),
      await action(entry.action_type, payload)),
    el('section', {class: 'card'}, el('h2', {}, 'What is kept beside the log'),
      item.values.length === 0 ? el('p', {class: 'soft'}, 'Nothing.') : facts(item.values.map((value) => [
        value.name, value.state === 'disclosed'
          ? el('pre', {tabindex: '0'}, ...visible(json(value.value)))
          : el('span', {class: 'wrong'}, value.state)]))),
    el('section', {class: 'card'}, el('h2', {}, 'Proof'),
      facts([
        ['Its hash', el('code', {}, item.hash)],
        ['The one before', el('code', {}, entry.prev_hash ?? '')],
      ]),
      el('p', {class: 'soft'}, 'The line as it stands in the log; its SHA-256 behind a zero byte is its hash, and a leaf of the tree.'),
      el('pre', {tabindex: '0'}, ...visible(item.line))));
}

/** The payload as far as it was disclosed: whole, or put together of its fields. */
export function payloadOf(values) {
  const whole = values.find((value) => value.name === 'payload' && value.state === 'disclosed');
  if (whole) return whole.value;
  const fields = values.filter((value) => value.name.startsWith('payload.') && value.state === 'disclosed');
  return fields.length === 0
    ? undefined
    : Object.fromEntries(fields.map((value) => [value.name.slice('payload.'.length), value.value]));
}
