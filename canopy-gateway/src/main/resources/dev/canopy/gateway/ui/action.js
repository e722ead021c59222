// What an agent wants to do: the command with the parts marked that have effects, and the rest.
import {post} from '/ui/api.js';
import {el, facts, marked, visible} from '/ui/dom.js';
import {json} from '/ui/words.js';

/** A payload as people read it. A command's parts are marked as it is understood now. */
export async function action(type, payload) {
  const command = typeof payload === 'string' ? payload : payload?.command;
  const parts = [];
  if (typeof command === 'string') {
    parts.push(el('pre', {class: 'command', tabindex: '0'}, ...marked(command, await spans(type, payload, command))));
  }
  if (payload !== null && typeof payload === 'object') {
    const rest = Object.entries(payload).filter(([name]) => name !== 'command' || typeof command !== 'string');
    parts.push(facts(rest.map(([name, value]) => [name, el('pre', {tabindex: '0'}, ...visible(json(value)))])));
  } else if (typeof command !== 'string') {
    parts.push(el('pre', {tabindex: '0'}, ...visible(json(payload))));
  }
  return parts;
}

async function spans(type, payload, command) {
  try {
    const understood = await post('/policy/try', {action_type: type, action_payload: payload});
    return understood.effects
      .filter((effect) => effect.kind !== 'runs' && effect.origin.end <= command.length)
      .map((effect) => [effect.origin.start, effect.origin.end]);
  } catch {
    return []; // shown without marks
  }
}
