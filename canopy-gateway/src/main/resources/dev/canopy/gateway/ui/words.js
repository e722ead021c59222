// Decisions, effects and times in words.
import {el, visible} from '/ui/dom.js';

const EFFECTS = {
  runs: 'runs', reads: 'reads', writes: 'writes', deletes: 'deletes', connects: 'connects to',
  runs_remote_code: 'runs code that was fetched or decoded', installs: 'installs',
  escalates: 'gains more rights', persists: 'leaves something that runs later',
  changes_system: 'changes the system', destroys: 'destroys for good', changes: 'changes',
  reads_secret: 'reads a secret', sends: 'sends data to',
  poisons_environment: 'changes what later programs use', spends: 'spends',
  calls_tool: 'calls the tool', unresolved: 'does something that could not be worked out',
};

const DECISIONS = {ALLOW: 'allowed', REQUIRE_APPROVAL: 'asks a person', DENY: 'denied'};

export function decision(name) {
  return el('span', {class: 'decision ' + (DECISIONS[name] ? name : '')}, DECISIONS[name] ?? name ?? '');
}

// What an effect is on: in the log a text, in an explanation more.
const SUBJECTS = ['what', 'path', 'host', 'program', 'name', 'source', 'destination', 'place', 'how', 'area', 'variable', 'tool', 'amount', 'reason'];

/** What an effect is, for people. */
export function effect(of) {
  if (typeof of === 'string') return [EFFECTS[of] ?? of];
  const subject = of[SUBJECTS.find((name) => of[name])] ?? '';
  const what = typeof subject === 'object' ? subject.text : subject;
  const certainty = of.certainty ?? subject.certainty ?? 'exact';
  return [
    EFFECTS[of.kind] ?? of.kind,
    what ? [' ', el('code', {}, ...visible(what))] : [],
    of.recursive ? ' and all below' : [],
    certainty === 'exact' ? [] : el('span', {class: 'soft'}, certainty === 'pattern' ? ' (a pattern)' : ' (not all of it is known)'),
  ].flat();
}

export function effects(list) {
  return list.length === 0
    ? el('p', {class: 'soft'}, 'No effects are recorded.')
    : el('ul', {class: 'effects'}, list.map((each) => el('li', {}, ...effect(each))));
}

/** A moment, here and now, with the exact one for who looks closer. */
export function time(text) {
  if (!text) return '';
  const at = new Date(text);
  return el('time', {datetime: text, title: text},
    isNaN(at) ? text : at.toLocaleString(undefined, {dateStyle: 'short', timeStyle: 'medium'}));
}

export function duration(millis) {
  if (millis < 1000) return millis + ' ms';
  if (millis < 120_000) return (millis / 1000).toFixed(1) + ' s';
  if (millis < 7_200_000) return Math.round(millis / 60_000) + ' min';
  return (millis / 3_600_000).toFixed(1) + ' h';
}

export function bytes(count) {
  if (count < 10_000) return count + ' B';
  if (count < 10_000_000) return (count / 1000).toFixed(0) + ' KB';
  return (count / 1_000_000).toFixed(0) + ' MB';
}

export function agent(avid) {
  return avid
    ? el('a', {href: '#/search?agent=' + encodeURIComponent(avid), title: avid}, avid.slice(0, 13) + '…')
    : '';
}

/** A value of JSON as people read it. */
export function json(value) {
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}
