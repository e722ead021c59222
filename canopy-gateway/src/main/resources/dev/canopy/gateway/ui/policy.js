// The policy in force, how often each rule decided, and what it would say.
import {get, post} from '/ui/api.js';
import {el, facts, fill, table, visible} from '/ui/dom.js';
import {decision, effects} from '/ui/words.js';

export async function show(page, {signal}) {
  const policy = await get('/policy', {}, signal);
  const counted = await get('/log/stats', {top: 1000}, signal);
  const counts = Object.fromEntries(counted.counts.rules.map(({name, count}) => [name, count]));
  fill(page,
    el('section', {class: 'card'}, el('h2', {}, 'In force'), facts([
      ['Name', el('span', {}, ...visible(policy.name))],
      ['Digest', el('code', {}, policy.digest)],
      ['Rules', String(policy.rules.length)],
    ])),
    attempt(),
    el('section', {class: 'card'},
      table('Rules, and how often each decided' + (counted.complete ? '' : ' (still counting)'),
        ['Rule', 'Says', 'Severity', 'Reason', 'Decided'],
        policy.rules.map((rule) => [
          el('a', {href: '#/search?rule=' + encodeURIComponent(rule.id)}, ...visible(rule.id)),
          decision(rule.decision), rule.severity, el('span', {}, ...visible(rule.reason)),
          {number: counts[rule.id] ?? 0},
        ]))),
    el('section', {class: 'card'}, el('h2', {}, 'Policies that decided'),
      counted.counts.policies.length === 0 ? el('p', {class: 'soft'}, 'None yet.')
        : table('By digest', ['Policy', 'Decisions'], counted.counts.policies.map(({name, count}) =>
          [el('span', {}, el('code', {}, name), name === policy.digest ? ' (in force)' : ''), {number: count}]))),
    el('section', {class: 'card'}, el('details', {}, el('summary', {}, 'As it was written'),
      el('pre', {tabindex: '0'}, ...visible(policy.text)))));
}

function attempt() {
  const result = el('div', {'aria-live': 'polite'});
  const form = el('form', {class: 'card', submit: async (event) => {
    event.preventDefault();
    try {
      fill(result, answer(await post('/policy/try', body(form.elements))));
    } catch (failure) {
      fill(result, el('p', {class: 'wrong', role: 'alert'}, failure.message));
    }
  }},
  el('h2', {}, 'What would it say?'),
  el('p', {class: 'soft'}, 'Nothing is run, and nothing is recorded.'),
  el('label', {}, 'Action type', el('input', {name: 'type', value: 'execute_shell', required: true, spellcheck: 'false'})),
  el('label', {}, 'Payload: a text such as a command, or JSON', el('textarea', {name: 'payload', rows: 3, spellcheck: 'false', required: true})),
  el('label', {}, 'What is known of the agent (JSON)', el('textarea', {name: 'context', rows: 2, spellcheck: 'false'}, '{}')),
  el('p', {}, el('button', {type: 'submit'}, 'Try it')),
  result);
  return form;
}

function body(fields) {
  const text = fields.payload.value;
  let payload = text;
  if (/^\s*[{["]/.test(text)) payload = parse(text, 'The payload');
  return {action_type: fields.type.value, action_payload: payload, agent_ctx: parse(fields.context.value || '{}', 'What is known of the agent')};
}

function parse(text, what) {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(what + ' is no JSON.');
  }
}

function answer(said) {
  const told = (said.rules ?? []).filter((rule) => rule.outcome !== 'false');
  return [
    el('p', {id: 'answer'}, decision(said.decision), ' ', ...visible(said.reason)),
    said.error ? el('p', {class: 'wrong'}, ...visible(said.error)) : null,
    el('h3', {}, 'What it would do'), effects(said.effects),
    el('h3', {}, 'Rules that apply'),
    told.length === 0 ? el('p', {class: 'soft'}, 'None: the default of this action type decides.')
      : el('ul', {class: 'effects'}, told.map((rule) => el('li', {},
        el('strong', {}, ...visible(rule.id)), ' ', decision(rule.decision), rule.decided ? ' decides. ' : ' ',
        rule.outcome === 'true' ? '' : rule.outcome + ': ', ...visible(rule.reason)))),
  ];
}
