// Read side by side: outline, both texts, and the row behind what is chosen.

const MARKS = ['passage', 'department', 'quantity'];

function* drawRead(main) {
  const sides = state.b ? ['a', 'b'] : ['a'];
  const panes = sides.map((side) => drawPane(side, state[side]));
  const lists = sides.map(() => el('ol'));
  main.append(
    el('h1', { class: 'hidden' }, say('view_read')),
    drawKeys(),
    el('div', { class: `reading ${state.b ? 'two' : 'one'}` },
      drawOutlines(sides, lists),
      panes,
      el('aside', { id: 'detail', 'aria-label': say('detail'), 'aria-live': 'polite' })));
  main.addEventListener('click', choosePlace);
  yield;
  yield* alternate(...sides.map((side, i) =>
    drawText(panes[i].querySelector('.text'), state[side], state[side === 'a' ? 'b' : 'a'])));
  for (const [i, side] of sides.entries()) {
    yield* eachInTurn(listOutline(state[side]), (item) => lists[i].append(drawOutlineItem(state[side], item)));
  }
}

/** What each look means, and a switch for each kind of mark. */
function drawKeys() {
  const samples = { passage: ['verbatim', 'place_swap', 'near'], department: ['responsible'], quantity: ['target'] };
  return el('div', { class: 'keys', role: 'group', 'aria-label': say('marks') },
    MARKS.filter((kind) => (kind !== 'passage' || state.b) && (kind !== 'department' || DATA.sizes.assignments)).map((kind) => el('label', null,
      el('input', { type: 'checkbox', id: `mark-${kind}`, onchange: (event) => toggleMark(kind, event.target.checked) }),
      samples[kind].map((look) => el('span', { class: `mark ${kind} ${look}`, id: kind === 'passage' ? `key-${look}` : null },
        kind === 'passage' ? term(look) : say(`mark_${kind}`))))),
    ['lead', 'support', 'responsible', 'target', 'baseline', 'achievement'].map((look) =>
      el('span', { id: `key-${look}`, hidden: true }, term(look))));
}

function toggleMark(kind, on) {
  const off = new Set((state.off || '').split('.').filter(Boolean));
  if (on) off.delete(kind); else off.add(kind);
  replace({ off: MARKS.filter((name) => off.has(name)).join('.') });
}

function drawOutlines(sides, lists) {
  return el('details', { class: 'outlines', open: isWide() },
    el('summary', null, say('outline')),
    el('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': say('outline') },
      sides.map((side, i) => el('nav', { 'aria-label': `${say('outline')} ${planName(state[side])}` },
        el('h2', null, badge(state[side])),
        lists[i]))));
}

function drawOutlineItem(plan, item) {
  const other = plan === state.a ? state.b : state.a;
  const near = item.task && other ? counterparts(item.task, other) : [];
  const answer = answerOf(near);
  const text = item.task ? `${placeOf(item.task)} ${label('tasks', item.task)}` : item.text;
  const changes = item.task
    ? { task: item.task, at: '' }
    : { task: '', at: `x${item.start}.${item.end}.${plan}` };
  return el('li', { class: `l${item.level}${item.task ? ' task' : ''}` },
    zh('a', {
      href: address(changes), 'data-choose': item.task || null, 'data-at': item.task ? null : changes.at, 'data-plan': plan,
    }, text),
    near.length ? el('span', { class: `dot ${answer}`, role: 'img', 'aria-label': say(answer), title: say(answer) }) : null);
}

function drawPane(side, plan) {
  const row = of('plans', 'plan_id', plan)[0];
  return el('section', { class: `pane ${side}` },
    el('h2', null, badge(plan), zh('span', { class: 'title' }, row.title)),
    el('div', { class: 'scroll', id: `pane-${side}`, tabindex: '0', role: 'region', 'aria-label': row.title || planName(plan) },
      zh('div', { class: 'text' })));
}

/** One listener for all marks, tags and outline entries, so that their addresses keep language and theme. */
function choosePlace(event) {
  const target = event.target.closest('a[data-at], a[data-choose], .run');
  if (!target || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (target.matches('.run') && !window.getSelection().isCollapsed) return;
  event.preventDefault();
  const changes = target.dataset.at
    ? { task: '', at: target.dataset.at }
    : { task: target.dataset.choose || target.dataset.task, at: '' };
  if (target.dataset.keep) changes.task = state.task || '';
  if (address(changes) === window.location.hash) settle(true); else go(changes);
}

function updateRead(before) {
  const off = (state.off || '').split('.');
  for (const kind of MARKS) {
    document.getElementById('main').classList.toggle(`no-${kind}`, off.includes(kind));
    const box = document.getElementById(`mark-${kind}`);
    if (box) box.checked = !off.includes(kind);
  }
  settle(!before || before.task !== state.task || before.at !== state.at);
}

/** Show what the address has chosen: its marks, its counterparts, its row. */
function settle(scroll) {
  for (const node of document.querySelectorAll('.chosen, .answer, .nearest, .found')) {
    node.classList.remove('chosen', 'answer', 'nearest', 'found');
  }
  if (window.CSS && CSS.highlights) CSS.highlights.delete('found');
  for (const node of document.querySelectorAll('.outlines [aria-current]')) node.removeAttribute('aria-current');
  const detail = document.getElementById('detail');
  const at = readPlace(state.at || '');
  const chosen = state.task && task(state.task) && sideOf(task(state.task).plan_id) ? state.task : '';
  detail.replaceChildren();
  if (chosen) showTask(chosen, scroll);
  if (at) showPlace(at, scroll);
  if (chosen) detail.append(drawTaskDetail(chosen));
  else if (at) detail.append(...[drawPlaceDetail(at)].filter(Boolean));
  detail.hidden = !detail.childNodes.length;
  if (!detail.hidden) detail.scrollTop = 0;
  if (scroll && !detail.hidden) foldOutlines();
  if (scroll && !detail.hidden && window.matchMedia('(max-width: 640px)').matches) {
    detail.scrollIntoView({ block: 'start' });
  }
}

/** On a narrow screen the outline has done its work once something is chosen: what is left is for the texts. */
function foldOutlines() {
  const box = document.querySelector('.outlines');
  if (!box.open || isWide()) return;
  const held = box.contains(document.activeElement);
  box.open = false;
  if (held) box.querySelector('summary').focus({ preventScroll: true });
}

function isWide() {
  return window.matchMedia('(min-width: 1100px)').matches;
}

function sideOf(plan) {
  return plan === state.a ? 'a' : plan && plan === state.b ? 'b' : '';
}

/** p12, d7, q3: a mark; t…: a task; x10.20.plan: a stretch of text. */
function readPlace(at) {
  const kind = at[0];
  const tables = { p: 'shared_passages', d: 'assignments', q: 'targets', i: 'inheritance' };
  if (tables[kind]) {
    const row = rows(tables[kind])[Number(at.slice(1))];
    return row ? { kind, at, row, table: tables[kind] } : null;
  }
  if (kind === 't') return task(at.slice(1)) ? { kind, at, id: at.slice(1) } : null;
  const found = /^x(\d+)\.(\d+)\.(.+)$/.exec(at);
  return found && PLANS.includes(found[3])
    ? { kind: 'x', at, start: Number(found[1]), end: Number(found[2]), plan: found[3] } : null;
}

function showTask(id, scroll) {
  const own = sideOf(task(id).plan_id);
  const other = own === 'a' ? 'b' : 'a';
  mark(own, `.run[data-task="${CSS.escape(id)}"]`, 'chosen', scroll);
  const entry = document.querySelector(`.outlines [data-choose="${CSS.escape(id)}"]`);
  if (entry) entry.setAttribute('aria-current', 'true');
  if (!state[other]) return;
  const near = counterparts(id, state[other]);
  const matched = near.filter((row) => row.matched);
  const shown = matched.length ? matched : near.slice(0, 1);
  shown.forEach((row, i) => mark(other, `.run[data-task="${CSS.escape(row.id)}"]`,
    row.matched ? 'answer' : 'nearest', scroll && i === 0));
}

function showPlace(at, scroll) {
  if (at.kind === 't') {
    mark(sideOf(task(at.id).plan_id), `.run[data-task="${CSS.escape(at.id)}"]`, 'found', scroll);
  } else if (at.kind === 'x') {
    showStretches([[at.plan, at.start, at.end]], scroll);
  } else if (at.kind === 'i') {
    const { plan_id: plan, start, end } = at.row;
    showStretches([[plan, start, end], fromPlan(at.row)].filter(Boolean).map(([own, from, to]) => [own, place(own, from), place(own, to)]), scroll);
  } else {
    for (const side of ['a', 'b']) mark(side, `[data-all~="${markId(at)}"]`, 'found', scroll);
  }
}

/** A department listed once for several tasks is one mark: that of the first row with its span. */
function markId(at) {
  if (at.kind !== 'd') return at.at;
  const same = of('assignments', 'plan_id', at.row.plan_id)
    .find((row) => row.start === at.row.start && row.end === at.row.end);
  return `d${same._row}`;
}

function mark(side, selector, look, scroll) {
  const pane = side && document.getElementById(`pane-${side}`);
  if (!pane) return;
  const found = pane.querySelectorAll(selector);
  for (const node of found) node.classList.add(look);
  if (scroll && found.length) bring(pane, found[0]);
}

function bring(pane, node) {
  const above = node.getBoundingClientRect().top - pane.getBoundingClientRect().top;
  pane.scrollTop += above - Math.min(60, pane.clientHeight / 5);
}

/** Mark stretches [plan, start, end], exactly where the browser can, else by their lines. */
function showStretches(stretches, scroll) {
  const ranges = [];
  const exact = window.CSS && CSS.highlights && window.Highlight;
  for (const [plan, start, end] of stretches) {
    const pane = sideOf(plan) && document.getElementById(`pane-${sideOf(plan)}`);
    const lines = pane ? [...pane.querySelectorAll('.line')]
      .filter((line) => Number(line.dataset.from) < end && Number(line.dataset.from) + line.textContent.length > start) : [];
    for (const line of lines) {
      if (exact) ranges.push(rangeIn(line, start, end)); else line.classList.add('found');
    }
    if (scroll && lines.length) bring(pane, lines[0]);
  }
  if (ranges.length) CSS.highlights.set('found', new Highlight(...ranges));
}

function rangeIn(line, start, end) {
  const range = document.createRange();
  range.selectNodeContents(line);
  const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
  let from = Number(line.dataset.from);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const to = from + node.length;
    if (start >= from && start < to) range.setStart(node, start - from);
    if (end > from && end <= to) range.setEnd(node, end - from);
    from = to;
  }
  return range;
}

// ---- the row behind what is chosen --------------------------------------------------------

function drawDetailHead(title, row) {
  return el('div', { class: 'head' }, el('h2', null, title),
    row ? link({ view: 'tables', sub: row.sub, row: row.id }, { class: 'button' }, say('to_row')) : null,
    row && CORRECTABLE[row.sub] ? drawCorrect(row.sub, row.row) : null,
    link({ task: '', at: '' }, { class: 'button', id: 'close' }, say('close')));
}

function list(pairs) {
  return el('dl', null, pairs.map(([name, value]) => el('div', null, el('dt', null, name), el('dd', null, value)))
    .filter((pair) => pair.lastChild.textContent));
}

function drawTaskDetail(id) {
  const row = task(id);
  const other = row.plan_id === state.a ? state.b : state.a;
  const judged = of('commitment', 'task_id', id)[0];
  return el('div', { class: 'of-task' },
    drawDetailHead([badge(row.plan_id), ' ', placeOf(id), ' ', zh('span', null, row.title)], { sub: 'tasks', id, row }),
    list([
      [say('section'), zh('span', null, [row.section_no + row.section_title || row.chapter])],
      [say('departments'), drawNamed(id)],
      [say('quantities'), drawStated(of('targets', 'task_id', id))],
      [say('commitment'), judged ? drawFlags(judged) : ''],
    ]),
    other ? drawCounterparts(id, other) : null);
}

function drawNamed(id) {
  const named = of('assignments', 'task_id', id);
  if (!named.length) return say('none');
  return ['lead', 'responsible', 'support'].filter((role) => named.some((row) => row.role === role)).map((role) =>
    el('span', { class: 'named' }, el('b', null, term(role)), ' ', named.filter((row) => row.role === role)
      .map((row, i) => [i ? say('comma') : '', link({ view: 'departments', sub: '', dept: row.department_id, q: '' }, null,
        label('departments', row.department_id))]), ' '));
}

function drawStated(found) {
  return found.map((row, i) => [i ? say('semicolon') : '',
    el('a', { href: address({ task: '', at: `q${row._row}` }), 'data-at': `q${row._row}` },
      `${both(row, 'indicator')} ${row[language() ? '_value_en' : '_value_zh']}`)]);
}

function drawFlags(judged) {
  const held = FLAGS.filter((flag) => judged[flag] === 'true');
  return held.length ? held.map((flag) => el('span', { class: 'flag' }, `✓ ${say(flag)}`)) : say('none');
}

function drawCounterparts(id, other) {
  const near = counterparts(id, other);
  if (!near.length) {
    return el('p', null, say(task(id).kind === 'safeguard' ? 'safeguard_not_compared' : 'no_pairs'));
  }
  const head = { answered: 'counterparts', unsure: 'unsure_counterpart', unanswered: 'no_counterpart' }[answerOf(near)];
  return el('div', { class: 'near' },
    el('h3', null, say(head, planName(other))),
    el('div', { class: 'wide', tabindex: '0', role: 'region', 'aria-label': say('counterparts', planName(other)) },
      el('table', null,
        el('thead', null, el('tr', null, ['rank', 'task', 'judged', 'similarity', 'shared_terms']
          .map((key) => el('th', { scope: 'col' }, say(key))))),
        el('tbody', null, near.map((row) => el('tr', null,
          el('td', null, row.rank),
          el('td', null, zh('a', { href: address({ at: `t${row.id}` }), 'data-at': `t${row.id}`, 'data-keep': 'task' },
            `${placeOf(row.id)} ${label('tasks', row.id)}`)),
          el('td', null, row.matched ? `✓ ${say('counterpart')}` : say(row.unsure ? 'to_check' : 'only_near')),
          el('td', { class: 'number' }, Number(row.similarity).toFixed(2)),
          zh('td', null, row.terms.split(';').join('、'))))))),
    el('p', { class: 'note' }, say('measures_note')));
}

function drawPlaceDetail(at) {
  if (at.kind === 'p') return drawPassageDetail(at);
  if (at.kind === 'd') return drawDepartmentDetail(at);
  if (at.kind === 'q') return drawQuantityDetail(at);
  if (at.kind === 't') return drawTaskDetail(at.id);
  if (at.kind === 'i') return drawOriginDetail(at);
  return null;
}

function drawPassageDetail(at) {
  const { row } = at;
  const texts = ['a', 'b'].map((side) => cut(row[`plan_${side}`], row[`start_${side}`], row[`end_${side}`]).replace(/\s+/g, ' '));
  const differing = compareTexts(texts[0], texts[1]);
  return el('div', null,
    drawDetailHead([say('passage'), ' · ', term(row.kind)], { sub: 'shared_passages', id: String(row._row) }),
    list([[say('similarity_characters'), percent(row.similarity)],
      ...['a', 'b'].map((side, i) => [badge(row[`plan_${side}`]), [
        zh('q', { class: 'quote' }, differing[i].map(([text, same]) => (same ? text : el('b', { class: 'differs' }, text)))),
        row[`task_${side}`] ? [' ', linkTask(row[`task_${side}`])] : '']])]),
    drawAlso(at));
}

/** A sentence beside the one it comes from. */
function drawOriginDetail({ row }) {
  const from = fromPlan(row);
  const texts = [cutCell('inheritance', row, 'text'), fromText(row)];
  const differing = from ? compareTexts(...texts) : [[[texts[0], true]], []];
  return el('div', null,
    drawDetailHead([say('sheet_inheritance'), ' · ', term(`origin_${row.origin}`)], { sub: 'inheritance', id: String(row._row) }),
    list([row.plan_id, from && from[0]].filter(Boolean).map((plan, i) => [badge(plan),
      zh('q', { class: 'quote' }, differing[i].map(([text, same]) => (same ? text : el('b', { class: 'differs' }, text))))])));
}

function linkTask(id) {
  return el('a', { href: address({ task: id, at: '' }), 'data-choose': id }, `${say('task')} ${placeOf(id)}`);
}

function drawDepartmentDetail(at) {
  const { row } = at;
  const same = of('assignments', 'plan_id', row.plan_id).filter((r) => r.start === row.start && r.end === row.end);
  return el('div', null,
    drawDetailHead([badge(row.plan_id), ' ', zh('span', null, row.name_as_written)], { sub: 'assignments', id: String(row._row), row }),
    list([
      [say('department'), link({ view: 'departments', sub: '', dept: row.department_id, q: '' }, null, label('departments', row.department_id))],
      [say('role'), term(row.role)], [say('scope'), term(`scope_${row.scope}`)],
      [say('tasks_named', same.length), same.map((r, i) => [i ? say('comma') : '', linkTask(r.task_id)])],
    ]), drawAlso(at));
}

function drawQuantityDetail(at) {
  const { row } = at;
  return el('div', null,
    drawDetailHead([badge(row.plan_id), ' ', both(row, 'indicator')], { sub: 'targets', id: String(row._row), row }),
    list([
      [say('value'), row[language() ? '_value_en' : '_value_zh']], [say('kind'), term(row.kind)],
      [say('year'), row.year || row.period], [say('cadence'), row.cadence ? term(row.cadence) : ''],
      [say('comparator'), zh('span', null, row.comparator)],
      [say('aspirational'), row.aspirational === 'true' ? say('yes') : ''],
      [say('quote'), zh('q', { class: 'quote' }, row.quote)],
      [say('task'), row.task_id ? linkTask(row.task_id) : ''],
    ]), drawAlso(at));
}

/** Other rows that stand on the same words. */
function drawAlso(at) {
  const ids = new Set();
  for (const node of document.querySelectorAll(`[data-all~="${markId(at)}"]`)) {
    for (const id of node.dataset.all.split(' ')) if (id !== markId(at)) ids.add(id);
  }
  if (!ids.size) return null;
  const names = { p: 'passage', d: 'department', q: 'quantity' };
  return el('p', { class: 'also' }, say('also'), [...ids].map((id) => [' ',
    el('a', { href: address({ task: '', at: id }), 'data-at': id }, say(names[id[0]]))]));
}

/** What tells a row from others of its kind: the indicator, the name as written, how near. */
function nameRow(id) {
  const { kind, row } = readPlace(id);
  const name = { p: () => term(row.kind), d: () => row.name_as_written, q: () => both(row, 'indicator') }[kind]();
  return say('in_brackets', name);
}

/** Two texts as pieces [text, same in both], by longest common subsequence; long ones stay whole. */
function compareTexts(a, b) {
  if (a.length * b.length > 400000) return [[[a, true]], [[b, true]]];
  const long = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      long[i][j] = a[i] === b[j] ? long[i + 1][j + 1] + 1 : Math.max(long[i + 1][j], long[i][j + 1]);
    }
  }
  const pieces = [[], []];
  const add = (side, sign, same) => {
    const last = pieces[side][pieces[side].length - 1];
    if (last && last[1] === same) last[0] += sign; else pieces[side].push([sign, same]);
  };
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      add(0, a[i], true); add(1, b[j], true); i += 1; j += 1;
    } else if (j >= b.length || (i < a.length && long[i + 1][j] >= long[i][j + 1])) {
      add(0, a[i], false); i += 1;
    } else {
      add(1, b[j], false); j += 1;
    }
  }
  return pieces;
}
