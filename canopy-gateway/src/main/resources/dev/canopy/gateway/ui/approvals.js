// What waits for a person, what would happen, and the person's answer.
import {get, post} from '/ui/api.js';
import {action} from '/ui/action.js';
import {el, facts, fill, visible} from '/ui/dom.js';
import {link} from '/ui/entries.js';
import {again} from '/ui/pulse.js';
import {agent, decision, duration, effects, json, time} from '/ui/words.js';

export async function show(page, {id, signal, tell}) {
  if (id) {
    await one(page, id, signal, tell);
    return;
  }
  let shown = '';
  const list = el('div');
  fill(page, el('p', {class: 'soft'}, 'The oldest first. Open one to see what would happen and to answer.'), list);
  again(signal, 2000, async () => {
    const {approvals} = await get('/approvals', {}, signal);
    const now = approvals.map((approval) => approval.id).join();
    if (now === shown && shown !== '') return;
    shown = now || 'none';
    tell(approvals.length + ' waiting for a person');
    fill(list, approvals.length === 0
      ? el('p', {}, 'Nothing waits for a person.')
      : el('ul', {class: 'effects'}, approvals.map((approval) => el('li', {class: 'card'},
        el('h2', {}, el('a', {href: '#/approvals/' + approval.id}, ...visible(approval.reason))),
        el('p', {}, el('code', {}, ...visible(headline(approval))), ' '),
        el('p', {class: 'soft'}, ...visible(approval.action_type), ' by ', agent(approval.avid),
          ', until ', time(approval.expires_at))))));
  });
}

/** The first line of what is asked, as far as it is known. */
function headline(approval) {
  const payload = payloadOf(approval);
  const text = typeof payload === 'string' ? payload : payload?.command ?? payload?.path ?? payload?.url ?? '';
  return String(text).split('\n', 1)[0].slice(0, 200) || approval.effects.join(', ');
}

function payloadOf(approval) {
  const disclosed = approval.disclosed ?? {};
  if ('payload' in disclosed) return disclosed.payload;
  const fields = Object.entries(disclosed).filter(([name]) => name.startsWith('payload.'));
  return fields.length === 0 ? undefined
    : Object.fromEntries(fields.map(([name, value]) => [name.slice('payload.'.length), value]));
}

async function one(page, id, signal, tell) {
  const approval = await get('/approvals/' + encodeURIComponent(id), {}, signal);
  const payload = payloadOf(approval);
  const judged = approval.disclosed?.judged;
  const wrong = el('p', {class: 'wrong', role: 'alert'});
  const content = [
    el('p', {}, el('a', {href: '#/approvals'}, 'All that wait')),
    el('section', {class: 'card'},
      el('h2', {}, ...visible(approval.reason)),
      facts([
        ['Standing', el('strong', {id: 'standing'}, approval.status)],
        ['Action type', el('code', {}, ...visible(approval.action_type))],
        ['Agent', agent(approval.avid)],
        ['Opened', time(approval.opened_at)],
        ['Open until', time(approval.expires_at)],
        ['Needs', needs(approval.needs)],
        ['Uses left', approval.uses_left],
        ['Usable until', approval.usable_until ? time(approval.usable_until) : null],
      ])),
    el('section', {class: 'card'}, el('h2', {}, 'What would happen'),
      effects(judged?.effects ?? approval.effects)),
    el('section', {class: 'card'}, el('h2', {}, 'What is asked'),
      payload === undefined
        ? el('p', {class: 'soft'}, 'Nothing of it was kept; its digest is ', el('code', {}, approval.payload_digest), '.')
        : await action(approval.action_type, payload)),
    approval.changes?.length ? el('section', {class: 'card'},
      el('h2', {}, 'What changed since it was last asked'),
      approval.changes.map((change) => el('div', {}, el('h3', {}, ...visible(change.part)),
        'before' in change ? el('p', {}, el('del', {}, ...visible(json(change.before)))) : null,
        'after' in change ? el('p', {}, el('ins', {}, ...visible(json(change.after)))) : null))) : null,
    approval.history?.length ? el('section', {class: 'card'}, el('h2', {}, 'What people said'),
      el('ul', {class: 'effects'}, approval.history.map((act) => el('li', {},
        time(act.at), ' ', act.kind, act.by ? [' by ', ...visible(act.by)] : '',
        act.text ? [': ', ...visible(act.text)] : '')))) : null,
    await history(approval.avid, signal),
    approval.status === 'pending' ? answer() : approval.status === 'granted' ? takeBack() : null,
    wrong,
  ];
  fill(page, content);

  async function send(what, body, done) {
    wrong.textContent = '';
    try {
      await post('/approvals/' + encodeURIComponent(id) + '/' + what, body);
      tell(done);
      await one(page, id, signal, tell);
      document.getElementById('standing')?.closest('section').scrollIntoView();
    } catch (failure) {
      wrong.textContent = failure.message;
    }
  }

  function answer() {
    const form = el('form', {class: 'card', submit: (event) => event.preventDefault()},
      el('h2', {}, 'Your answer'),
      el('div', {class: 'row'},
        el('label', {}, 'Why (it stands in the log)', el('input', {name: 'reason', maxlength: 500, autocomplete: 'off'})),
        el('label', {}, 'How often it may be used', el('input', {name: 'uses', type: 'number', min: 1, max: 100, value: 1})),
        el('label', {}, 'For how long', el('select', {name: 'minutes'},
          [['', 'until it expires'], ['5', '5 minutes'], ['15', '15 minutes'], ['30', '30 minutes']].map(([value, text]) =>
            el('option', {value}, text))))),
      el('p', {},
        el('button', {type: 'button', id: 'approve', click: () => send('approve', grant(form), 'approved')}, 'Approve'), ' ',
        el('button', {type: 'button', id: 'deny', class: 'no', click: () =>
          send('deny', {reason: form.elements.reason.value}, 'refused')}, 'Refuse')),
      el('p', {class: 'soft'}, 'It is good for exactly this action, as it is judged now. If the action, a file that it uses, or the policy changes, it is not.'));
    return form;
  }

  function takeBack() {
    return el('section', {class: 'card'}, el('button', {type: 'button', class: 'no', click: () =>
      send('revoke', {}, 'taken back')}, 'Take it back'));
  }
}

function grant(form) {
  const body = {reason: form.elements.reason.value};
  const uses = Number(form.elements.uses.value);
  if (uses !== 1) body.uses = uses;
  const minutes = Number(form.elements.minutes.value);
  if (minutes) {
    body.until = new Date(Date.now() + minutes * 60_000).toISOString();
    body.uses = uses;
  }
  return body;
}

function needs(need) {
  if (!need) return null;
  return Object.entries(need).map(([name, value]) => name.replaceAll('_', ' ') + ': ' + json(value)).join(', ');
}

/** What this agent did before, in short. */
async function history(avid, signal) {
  const {steps} = await get('/log/story', {agent: avid}, signal);
  const decided = steps.filter((step) => step.entry.decision);
  const count = (name) => decided.filter((step) => step.entry.decision === name).length;
  return el('section', {class: 'card'}, el('h2', {}, 'What this agent did before'),
    el('p', {}, decision('ALLOW'), ' ' + count('ALLOW') + '  ', decision('REQUIRE_APPROVAL'), ' '
      + count('REQUIRE_APPROVAL') + '  ', decision('DENY'), ' ' + count('DENY')),
    el('ul', {class: 'effects'}, steps.slice(-5).reverse().map((step) => el('li', {},
      link(step.index), ' ', time(step.entry.ts), ' ', step.entry.decision ? decision(step.entry.decision) : '',
      ' ', ...visible(step.entry.reason ?? step.entry.action_type),
      step.after_ms === undefined ? '' : ' (' + duration(step.after_ms) + ' later)'))));
}
